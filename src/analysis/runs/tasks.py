"""Runs as pytask tasks: pytask tells which are stale and why, and runs them side by side."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

import pytask
from pytask import ExecutionReport, PNode, Session, TaskOutcome, TaskWithoutPath
from pytask_parallel import ParallelBackend, WorkerType, registry

from analysis import paths
from analysis.runs import Refused
from analysis.runs.execute import Order, execute_run, stopping
from analysis.runs.inputs import Digest, file_digest
from analysis.runs.pytask_hooks import LISTENER

CONNECT_SECONDS = 10
RUNS, DATA = "runs", "data"  # each has a memory of its own: that of the runs takes time to read
DIGITS = 16  # of each part's digest, that are remembered
AHEAD = 4  # runs handed to the threads ahead of time, for each thread, so that none waits


@dataclass(kw_only=True)
class Ordered(PNode):
    """What a run is to do; its state is the digest of its parameters."""

    value: Order
    name: str = "parameters"
    attributes: dict[Any, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """One node for each run."""
        return hashlib.sha256(f"{self.value.run}:{self.state()}".encode()).hexdigest()

    def state(self) -> str:
        """Digest the parameters."""
        return hashlib.sha256(json.dumps(self.value.parameters).encode()).hexdigest()

    def load(self, is_product: bool = False) -> Any:
        """Give the order."""
        return self.value

    def save(self, value: Any) -> None:
        """Orders are not written."""


@dataclass(kw_only=True)
class Inputs(PNode):
    """All inputs of a run whose digests are known when the tasks are made.

    They are one node, for pytask looks long at each; its state names its parts, so that those that
    changed can be told.
    """

    parts: dict[str, str | None]
    name: str = "inputs"
    attributes: dict[Any, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """Equal inputs are one node, whichever runs they belong to."""
        return hashlib.sha256(self.state().encode()).hexdigest()

    def state(self) -> str:
        """Name each part with the beginning of its digest; a part that is missing has none."""
        return ";".join(f"{name}={(digest or '')[:DIGITS]}" for name, digest in self.parts.items())

    def load(self, is_product: bool = False) -> Any:
        """They are looked at only."""

    def save(self, value: Any) -> None:
        """Inputs are not written."""


def changed_parts(old: str, new: str) -> list[str]:
    """Tell in sentences how two states of inputs differ."""
    before, now = (dict(part.split("=") for part in state.split(";")) for state in (old, new))
    return [
        f"{name} is gone" if name not in now
        else f"{name} is new" if name not in before
        else f"{name} is missing" if not now[name]
        else f"{name} changed"
        for name in {**before, **now}
        if before.get(name) != now.get(name)
    ]  # fmt: skip


@dataclass(kw_only=True)
class TableFile(PNode):
    """A processed table; its state is looked up when it is asked for, for it may be made before."""

    name: str
    file: Path
    attributes: dict[Any, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """One node for each file."""
        return hashlib.sha256(str(self.file).encode()).hexdigest()

    def state(self) -> str | None:
        """Digest the table's bytes."""
        return file_digest(self.file)

    def load(self, is_product: bool = False) -> Any:
        """The task reads it itself."""

    def save(self, value: Any) -> None:
        """The task writes it itself."""


@dataclass(kw_only=True)
class Product(PNode):
    """A file or folder that a run makes; its state is the names, sizes and times of its files."""

    name: str
    place: Path
    attributes: dict[Any, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """One node for each place."""
        return hashlib.sha256(str(self.place).encode()).hexdigest()

    def state(self) -> str | None:
        """Tell whether anybody has touched it since; None when it is not there."""
        if not self.place.exists():
            return None
        files = [self.place, *self.place.rglob("*")] if self.place.is_dir() else [self.place]
        seen = sorted((f.name, *_size_and_time(f)) for f in files if f.is_file())
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()

    def load(self, is_product: bool = False) -> Any:
        """The task knows its places."""

    def save(self, value: Any) -> None:
        """The task writes it itself."""


def _size_and_time(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns


class RunTask(TaskWithoutPath):
    """A task that only its inputs and products make stale, not the engine's own code."""

    def state(self) -> str | None:
        """Never changes."""
        return "run"


def run_task(order: Order, inputs: Iterable[Digest], tables: Iterable[str]) -> RunTask:
    """Make the task of a run from its order, its inputs and the tables it declares."""
    return RunTask(
        name=order.run,
        function=execute_run,
        depends_on={
            "order": Ordered(value=order),
            "inputs": [
                Inputs(parts={i.name: i.value for i in inputs}),
                *(table_file(name) for name in tables),
            ],
        },
        produces={"outputs": [_product(order, place) for place in _places(order)]},
    )


def inputs_of(task: RunTask) -> Iterator[tuple[str, str | None]]:
    """Give the name and digest of each part and each table that a run depends on."""
    known, *tables = cast("tuple[Inputs, TableFile]", task.depends_on["inputs"])
    yield from known.parts.items()
    yield from ((table.name, table.state()) for table in tables)


def _places(order: Order) -> tuple[Path, ...]:
    return (order.executed, order.figures, order.charts)


def _product(order: Order, place: Path) -> Product:
    return Product(name=str(place.relative_to(order.root)), place=place)


def table_file(name: str) -> TableFile:
    """Make the node of a processed table."""
    return TableFile(name=f"table {name}", file=paths.processed() / f"{name}.parquet")


def data_task(build: Callable[..., None], inputs: Iterable[Digest], tables: set[str]) -> RunTask:
    """Make the task that builds the processed tables."""
    return RunTask(
        name="data",
        function=build,
        depends_on={"inputs": [Inputs(parts={i.name: i.value for i in inputs})]},
        produces={"outputs": [table_file(name) for name in sorted(tables)]},
    )


@dataclass(frozen=True)
class Staleness:
    """Why a run has to be done again: sentences; none when it is up to date."""

    name: str
    reasons: tuple[str, ...]


def explain(tasks: list[RunTask], memory: str = RUNS) -> list[Staleness]:
    """Tell for each task whether it is stale and which input changed since it was remembered."""
    session = _session(tasks, memory, explain=True)
    found = {report.task.name: report for report in session.execution_reports}
    return [Staleness(task.name, _reasons(found[task.name])) for task in tasks]


def _reasons(report: ExecutionReport) -> tuple[str, ...]:
    if report.outcome == TaskOutcome.SKIP_UNCHANGED:
        return ()
    if report.exc_info is not None and isinstance(report.exc_info[1], pytask.NodeNotFoundError):
        return (str(report.exc_info[1]).partition("\n")[0],)
    reasons = report.task.attributes["explanation"].reasons
    if any(r.reason == "not_in_db" and r.node_type == "source" for r in reasons):
        return ("never run",)
    return tuple(sorted(sentence for reason in reasons for sentence in _sentences(reason)))


def _sentences(reason: Any) -> list[str]:
    if reason.node_name == Inputs.name and reason.reason == "changed":
        return changed_parts(reason.details["old_hash"], reason.details["new_hash"])
    verbs = {"changed": "changed", "missing": "is missing", "not_in_db": "is new"}
    return [f"{reason.node_name} {verbs.get(reason.reason, reason.reason)}"]


class Listener(Protocol):
    """Who is told how each task ended."""

    def ended(self, report: ExecutionReport) -> None:
        """Take a task's report."""

    def cannot_record(self, name: str, error: OSError) -> None:
        """Take note of a task whose state could not be written."""


class StoppableThreads(ThreadPoolExecutor):
    """Threads that, once asked to stop, start nothing that still waits."""

    def __exit__(self, *error: object) -> None:
        self.shutdown(wait=True, cancel_futures=stopping.is_set())


def carry_out(tasks: list[RunTask], jobs: int, listener: Listener) -> Session:
    """Execute stale tasks in so many threads, each driving a kernel of its own."""
    registry.register_parallel_backend(
        ParallelBackend.CUSTOM,
        lambda n_workers: StoppableThreads(jobs),
        worker_type=WorkerType.THREADS,
    )
    return _session(
        tasks,
        RUNS,
        parallel_backend=ParallelBackend.CUSTOM,
        n_workers=jobs * AHEAD,
        **{LISTENER: listener},
    )


def carry_out_here(tasks: list[RunTask], memory: str) -> Session:
    """Execute tasks one after another in this process."""
    return _session(tasks, memory)


def carry_out_on_cluster(tasks: list[RunTask], scheduler: str, listener: Listener) -> Session:
    """Execute stale tasks on the workers of a Dask scheduler, which share the project folder."""
    client = connect(scheduler)
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise Refused(f"the scheduler {scheduler} has no workers; see docs/regeneration.md")
        registry.register_parallel_backend(
            ParallelBackend.DASK,
            lambda n_workers: StoppableCluster(client),
            worker_type=WorkerType.PROCESSES,
        )
        return _session(
            tasks,
            RUNS,
            parallel_backend=ParallelBackend.DASK,
            n_workers=threads * AHEAD,
            **{LISTENER: listener},
        )


def connect(scheduler: str) -> Any:
    """Connect to a Dask scheduler; Refused when nobody answers there."""
    import distributed

    try:
        return distributed.Client(scheduler, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise Refused(f"no Dask scheduler answers at {scheduler}: {error}") from None


class StoppableCluster(Executor):
    """A cluster's executor that, once asked to stop, does not wait for what it has handed out."""

    def __init__(self, client: Any) -> None:
        self.executor = client.get_executor()

    def submit(self, *call: Any, **named: Any) -> Any:
        """Hand a task to the cluster."""
        return self.executor.submit(*call, **named)

    def __exit__(self, *error: object) -> None:
        if stopping.is_set():
            # An answer under way when the connection is cut would be told with a traceback.
            logging.getLogger("tornado.application").setLevel(logging.CRITICAL)
        self.executor.shutdown(wait=not stopping.is_set())


def _session(tasks: list[RunTask], memory: str, **options: Any) -> Session:
    pytask.console.quiet = True
    state = state_folder(memory)
    state.mkdir(parents=True, exist_ok=True)
    config = state / "pyproject.toml"  # keeps pytask's own files here and not beside .git
    if not config.exists():
        config.write_text("[tool.pytask.ini_options]\n", encoding="utf-8")
    settings = {
        "capture": "no",
        "verbose": 0,
        "editor_url_scheme": "no_link",
        "database_url": "sqlite://",  # in memory: pytask.lock is what remembers
    }
    session = pytask.build(tasks=tasks, config=config, **{**settings, **options})
    if session.exit_code in (pytask.ExitCode.CONFIGURATION_FAILED, pytask.ExitCode.DAG_FAILED):
        raise Refused(f"pytask cannot read its state in {state}; `ascn clean` makes it forget")
    return session


def state_folder(memory: str = RUNS) -> Path:
    """Where pytask remembers what it has seen of the runs, or of the data step."""
    return paths.build() / "pytask" / memory
