"""Executes one run with papermill in a kernel of its own, and puts its outputs in place.

Everything is written into build/staging/<run>/ and moved to its place only when the whole notebook
has succeeded; a run that fails leaves its executed copy in build/failed/ and every good file alone.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import signal
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from analysis.runs.warm_server import STEADY

START_SECONDS = 60
LONGEST_SOCKET_PATH = (
    80  # a Unix socket's path may have 107 bytes; the kernel's file name needs some
)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Order:
    """A run as a worker gets it, on this machine or on another that shares the project folder."""

    root: Path
    run: str
    notebook: str
    parameters: dict[str, Any]
    time_limit_seconds: int

    @property
    def staging(self) -> Path:
        """Where the run writes until it has succeeded."""
        return self.root / "build" / "staging" / self.run

    @property
    def figures(self) -> Path:
        """The run's published figures."""
        return self.root / "figures" / self.run

    @property
    def charts(self) -> Path:
        """The run's charts, kept for laying them out anew."""
        return self.root / "build" / "charts" / self.run

    @property
    def executed(self) -> Path:
        """The executed notebook."""
        return self.root / "build" / "runs" / f"{self.run}.ipynb"

    @property
    def timing(self) -> Path:
        """How long the run took, beside its executed notebook."""
        return self.executed.with_suffix(".json")

    @property
    def failed(self) -> Path:
        """The executed notebook of a run that failed."""
        return self.root / "build" / "failed" / f"{self.run}.ipynb"


class RunFailed(Exception):
    """A run that did not succeed: where, why, and where its executed copy lies."""

    def __init__(self, run: str, where: str, error: str, copy: str) -> None:
        super().__init__(run, where, error, copy)
        self.run, self.where, self.error, self.copy = run, where, error, copy


class Stopped(Exception):
    """The command was asked to stop while this run waited or ran."""


stopping = threading.Event()
_clients: set[Any] = set()


def stop_runs() -> None:
    """End every kernel that this process drives, and let no further run start."""
    stopping.set()
    for client in list(_clients):
        with contextlib.suppress(Exception):
            os.killpg(client.km.provisioner.pgid, signal.SIGKILL)


def execute_run(order: Order, inputs: object) -> None:
    """Carry out an order; raises RunFailed with a readable report, or Stopped.

    The inputs are there for pytask, which looks at them to tell whether the run is stale.
    """
    if stopping.is_set():
        raise Stopped(order.run)
    started = time.monotonic()
    try:
        _prepare(order)
        _execute(order)
        seconds = time.monotonic() - started
        _put_in_place(order, seconds)
    except RunFailed:
        raise
    except Exception as error:
        raise _report(order, error) from error
    finally:
        shutil.rmtree(order.staging, ignore_errors=True)


def _prepare(order: Order) -> None:
    shutil.rmtree(order.staging, ignore_errors=True)
    for folder in ("figures", "charts"):
        (order.staging / folder).mkdir(parents=True)


def _execute(order: Order) -> None:
    import papermill

    from analysis.runs import engine, kernels

    kernels.use_best_kernels()
    engine.register()
    papermill.execute_notebook(
        str(order.root / "notebooks" / f"{order.notebook}.ipynb"),
        str(order.staging / "executed.ipynb"),
        parameters=order.parameters,
        engine_name=engine.NAME,
        progress_bar=False,
        start_timeout=START_SECONDS,
        order=order,
    )


def _put_in_place(order: Order, seconds: float) -> None:
    executed = order.staging / "executed.ipynb"
    timing = order.staging / "timing.json"
    timing.write_text(json.dumps({"seconds": round(seconds, 3)}), encoding="utf-8")
    for place in (order.executed, order.failed):
        place.parent.mkdir(parents=True, exist_ok=True)
    swap_folder(order.staging / "figures", order.figures)
    swap_folder(order.staging / "charts", order.charts)
    executed.replace(order.executed)
    timing.replace(order.timing)
    order.failed.unlink(missing_ok=True)


def swap_folder(new: Path, place: Path) -> None:
    """Put a finished folder where an older one may be; the older one comes back if that fails."""
    place.parent.mkdir(parents=True, exist_ok=True)
    old = new.with_name(f"{new.name}.old")
    if place.exists():
        place.rename(old)
    try:
        new.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise


def _report(order: Order, error: Exception) -> Exception:
    """Turn whatever ended a run into a report for its author."""
    if stopping.is_set():
        return Stopped(order.run)
    cells = _read_staged_cells(order)
    copy = _keep_copy(order)
    return RunFailed(order.run, _where(cells), _explain(order, error), copy)


def _read_staged_cells(order: Order) -> list[dict[str, Any]]:
    try:
        content = json.loads((order.staging / "executed.ipynb").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [cell for cell in content["cells"] if not _added_by_papermill(cell)]


def _added_by_papermill(cell: dict[str, Any]) -> bool:
    added = {"injected-parameters", "papermill-error-cell-tag"}
    return bool(added & set(cell.get("metadata", {}).get("tags", [])))


def _keep_copy(order: Order) -> str:
    try:
        order.failed.parent.mkdir(parents=True, exist_ok=True)
        (order.staging / "executed.ipynb").replace(order.failed)
    except OSError:
        return "no executed copy could be kept"
    return str(order.failed.relative_to(order.root))


def _where(cells: list[dict[str, Any]]) -> str:
    for index, cell in enumerate(cells, start=1):
        state = cell.get("metadata", {}).get("papermill", {})
        if state.get("exception") or state.get("status") in ("running", "failed"):
            first_line = "".join(cell["source"]).strip().partition("\n")[0]
            return f"cell {index} of {len(cells)}: {first_line}"
    return "before its first cell"


def _explain(order: Order, error: Exception) -> str:
    kind = type(error).__name__
    if kind == "PapermillExecutionError":
        trace = [COLOURS.sub("", line) for line in getattr(error, "traceback", [])]
        return "\n".join([f"{error.ename}: {error.evalue}", *_own_frames(trace)])  # type: ignore[attr-defined]
    if kind == "CellTimeoutError":
        return f"it took longer than its limit of {order.time_limit_seconds} s (time_limit_seconds)"
    if kind == "DeadKernelError":
        return "its kernel died: the system may have ended it for want of memory"
    if kind == "NoSuchKernel":
        return f"{error}: no such kernel is installed; set the notebook's kernel to python3"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"the disk is full: {error}"
    if not order.staging.exists():
        return f"its output folder vanished while it ran: {order.staging}"
    return f"{kind}: {error}"


def _own_frames(trace: list[str]) -> list[str]:
    """Keep the frames in our own code, nearest the error last: file and line."""
    found = re.findall(r"File \S*?(src/analysis/\S+?:\d+)", "\n".join(trace))
    return [f"  in {frame}" for frame in found[-3:]]


def kernel_environment(order: Order) -> dict[str, str]:
    """Give the environment that a run's kernel sees."""
    return {
        **os.environ,
        **STEADY,
        "ASCN_ROOT": str(order.root),
        "ASCN_RUN_OUTPUT": str(order.staging / "figures"),
        "ASCN_RUN_CHARTS": str(order.staging / "charts"),
    }


@contextlib.contextmanager
def driving(client: Any) -> Any:
    """Keep a client where `stop_runs` finds it while it drives its kernel."""
    _clients.add(client)
    try:
        yield
    finally:
        _clients.discard(client)


_socket_lock = threading.Lock()
_socket_folder: tempfile.TemporaryDirectory[str] | None = None


def socket_folder() -> Path:
    """Give this process's folder for kernel sockets, whose paths have to be short."""
    global _socket_folder
    with _socket_lock:
        if _socket_folder is None:
            base = tempfile.gettempdir()
            short = base if len(base) < LONGEST_SOCKET_PATH else "/tmp"
            _remove_leftovers(Path(short))
            _socket_folder = tempfile.TemporaryDirectory(prefix=f"ascn-{os.getpid()}-", dir=short)
        return Path(_socket_folder.name)


def _remove_leftovers(folder: Path) -> None:
    """Remove the socket folders of processes that were killed."""
    for left in folder.glob("ascn-*-*"):
        owner = left.name.split("-")[1]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
