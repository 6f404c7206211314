"""The papermill engine of this project: one kernel on local sockets, one limit for the whole run.

papermill's own engine saves the notebook twice for each cell, changes the directory of the whole
process for the kernel's sake and gives each cell a time limit of its own. This one saves once, when
the run has ended however it ended; starts the kernel in its folder; and limits the run.
"""

from __future__ import annotations

import itertools
import logging
import sys
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

from analysis.runs.execute import Order, driving, kernel_environment, socket_folder

NAME = "ascn"
TIMES = ("start_time", "end_time", "duration")
_numbers = itertools.count()

# A failing cell is reported once, by the command, and not also on the way there.
for _name in ("papermill", "traitlets"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class ExecutedCopy(NotebookExecutionManager):
    """papermill's keeper of a notebook in execution, saving it at the end only."""

    def save(self, **kwargs: Any) -> None:
        """Save when the run has ended."""
        if self.end_time is not None:
            _make_reproducible(self.nb)
            super().save(**kwargs)

    def autosave_cell(self) -> None:
        """Save nothing in between."""

    def cell_complete(self, cell: Any, cell_index: int | None = None, **kwargs: Any) -> None:
        """Mark the cell that hung or whose kernel died as failed; papermill calls it complete."""
        if sys.exc_info()[0] is not None:
            self.cell_exception(cell, cell_index)
        super().cell_complete(cell, cell_index, **kwargs)


def _make_reproducible(notebook: Any) -> None:
    """Take out what differs between runs of the same content: times, and a random cell id."""
    for number, cell in enumerate(notebook.cells):
        _drop_times(cell.metadata.get("papermill", {}))
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = f"injected-{number}"
        cell.metadata.pop("execution", None)
    _drop_times(notebook.metadata.papermill)
    for place in ("input_path", "output_path"):
        notebook.metadata.papermill.pop(place, None)


def _drop_times(state: dict[str, Any]) -> None:
    for name in TIMES:
        state.pop(name, None)


class RunEngine(NBClientEngine):
    """Executes the notebook of an order."""

    @classmethod
    def execute_notebook(
        cls, nb: Any, kernel_name: str, output_path: str | None = None, **kwargs: Any
    ) -> Any:
        """Execute a notebook and save its executed copy, whether it succeeded or not."""
        copy = ExecutedCopy(nb, output_path=output_path, progress_bar=False)
        copy.notebook_start()
        try:
            run_kernel(copy, kernel_name, kwargs["order"], kwargs["start_timeout"])
        finally:
            copy.notebook_complete()
        return copy.nb


def run_kernel(copy: ExecutedCopy, kernel_name: str, order: Order, start_seconds: int) -> None:
    """Execute the cells in a new kernel that is gone afterwards."""
    deadline = time.monotonic() + order.time_limit_seconds
    client = PapermillNotebookClient(
        copy,
        kernel_name=kernel_name,
        startup_timeout=start_seconds,
        timeout_func=lambda _cell: max(1, round(deadline - time.monotonic())),
        shutdown_kernel="immediate",
        record_timing=False,
        resources={"metadata": {"path": str(order.root / "notebooks")}},
        config=_local_sockets(),
    )
    with driving(client):
        client.execute(env=kernel_environment(order))


def _local_sockets() -> Config:
    # jupyter_client would otherwise talk to the kernel over unencrypted TCP.
    file = socket_folder() / f"{next(_numbers)}.json"
    local = {"transport": "ipc", "connection_file": str(file), "client_factory": PromptClient}
    return Config({"KernelManager": local})


class PromptClient(AsyncKernelClient):
    """A kernel's client that does not wait when there is nothing to wait for.

    jupyter_client's listens for another 0.2 s to what a kernel may say unasked, which nbclient
    ignores, and feels its pulse in a thread, although the provisioner knows whether it lives.
    """

    def start_channels(self, *channels: bool, **named: bool) -> None:
        """Open the channels, all but the heartbeat."""
        super().start_channels(*channels, **{**named, "hb": False})

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel answers and its output arrives; RuntimeError when it does not."""
        deadline = time.monotonic() + (timeout or float("inf"))
        while not await self._answers():
            if not await self.is_alive():
                raise RuntimeError("the kernel died while it started")
            if time.monotonic() > deadline:
                raise RuntimeError(f"the kernel did not answer within {timeout} s")

    async def _answers(self) -> bool:
        self.kernel_info()
        try:
            reply = await self.get_shell_msg(timeout=1)
            await self.get_iopub_msg(timeout=0.2)
        except Empty:
            return False
        return bool(reply["msg_type"] == "kernel_info_reply")


def register() -> None:
    """Make the engine known to papermill."""
    papermill_engines.register(NAME, RunEngine)
