"""Brings runs up to date: plans them, has the stale ones carried out by pytask, keeps a record."""

from __future__ import annotations

import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.table import Table

from analysis import paths
from analysis.parameters import NOTEBOOKS, notebook_spec, plain_values
from analysis.runs import execute, records, tasks
from analysis.runs.inputs import (
    Code,
    Digest,
    files_digest,
    package_versions,
    source_records,
)
from analysis.runs.lock import only_one
from analysis.runs.notebook_files import (
    NotebookFault,
    check_parameters_cell,
    read_notebook,
)
from analysis.runs.progress import Ticker, ticking
from analysis.runs.records import Outcome
from analysis.runs.table import Run, RunTable, as_assignments

INTERRUPTED = 130


@dataclass
class Plan:
    """Runs made ready for pytask, and those whose notebook is at fault as it lies on disk."""

    orders: dict[str, execute.Order] = field(default_factory=dict)
    tasks: list[tasks.RunTask] = field(default_factory=list)
    faults: list[Outcome] = field(default_factory=list)


def make_plan(runs: list[Run], time_limit_seconds: int) -> Plan:
    """Look up each run's inputs. A broken notebook is its own runs' fault and no other's."""
    plan, code = Plan(), Code()
    shared = [source_records(), package_versions()]
    looked_at: dict[str, list[Digest] | NotebookFault] = {}
    for run in runs:
        language = run.parameters.language
        key = f"{run.notebook} {language}"
        if key not in looked_at:
            looked_at[key] = _notebook_inputs(run.notebook, language, code)
        inputs = looked_at[key]
        if isinstance(inputs, NotebookFault):
            plan.faults.append(Outcome(run.name, run.notebook, "failed", fault=str(inputs)))
            continue
        _add(plan, run, [*inputs, *shared], time_limit_seconds)
    return plan


def _notebook_inputs(notebook: str, language: str, code: Code) -> list[Digest] | NotebookFault:
    try:
        content = read_notebook(notebook)
        check_parameters_cell(content)
    except NotebookFault as fault:
        return fault
    itself = Digest(f"notebook {notebook}", content.digest())
    return [itself, *code.inputs(content.imports(), language)]


def _add(plan: Plan, run: Run, inputs: list[Digest], time_limit_seconds: int) -> None:
    order = execute.Order(
        root=paths.project_root(),
        run=run.name,
        notebook=run.notebook,
        parameters=plain_values(run.parameters),
        time_limit_seconds=time_limit_seconds,
    )
    plan.orders[run.name] = order
    plan.tasks.append(tasks.run_task(order, inputs, notebook_spec(run.notebook).tables))


def build_data(inputs: object = None) -> None:
    """Build the processed tables from the raw ones, and judge the claims on them."""
    from analysis.brief.ledger import write_ledger
    from analysis.data import build_processed

    build_processed()
    write_ledger()


def data_step() -> tasks.RunTask:
    """Make the task of the data step: from every raw table to every table that a notebook reads."""
    tables = {name for spec in NOTEBOOKS.values() for name in spec.tables}
    raw = [file for file in paths.raw().rglob("*") if file.is_file()]
    code = Code().inputs(["analysis.data", "analysis.brief.ledger"], "en")
    inputs = [Digest("raw tables", files_digest(raw)), *code, package_versions()]
    return tasks.data_task(build_data, inputs, tables)


class Outcomes:
    """Collects how runs ended while they are carried out."""

    def __init__(self, plan: Plan, reasons: dict[str, tuple[str, ...]], ticker: Ticker) -> None:
        self.plan, self.reasons, self.ticker = plan, reasons, ticker
        self.found: dict[str, Outcome] = {}
        self.remarks: list[str] = []

    def ended(self, report: Any) -> None:
        """Take pytask's report of a run."""
        order = self.plan.orders[report.task.name]
        error = report.exc_info[1] if report.exc_info else None
        outcome = self._outcome(order, error)
        self.found[order.run] = outcome
        if outcome.state != "not run":
            self.ticker.tick(order.run, outcome.state, outcome.seconds)

    def _outcome(self, order: execute.Order, error: BaseException | None) -> Outcome:
        reasons = self.reasons[order.run]
        if error is None:
            seconds = records.last_seconds(order.timing)
            return Outcome(order.run, order.notebook, "made", seconds, reasons=reasons)
        if isinstance(error, execute.Stopped):
            return Outcome(order.run, order.notebook, "not run", reasons=reasons)
        fault = describe(order, error)
        return Outcome(order.run, order.notebook, "failed", fault=fault, reasons=reasons)

    def cannot_record(self, name: str, error: OSError) -> None:
        """Take note that a run is done but will be done again, for its state was not written."""
        self.remarks.append(
            f"{name}: pytask's state could not be written, so it runs again ({error})"
        )


def describe(order: execute.Order, error: BaseException) -> str:
    """Write the report of a failed run: notebook, cell, parameters, error, executed copy."""
    if not isinstance(error, execute.RunFailed):
        return str(error).partition("\n")[0] or type(error).__name__
    given = as_assignments(order.parameters)
    return "\n".join(
        [
            error.error,
            f"  notebook: notebooks/{order.notebook}.ipynb",
            f"  {error.where}",
            f"  parameters: {given}",
            f"  executed copy: {error.copy}",
        ]
    )


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the kernels first, so that the command ends soon and cleanly."""

    def stop(*_: object) -> None:
        execute.stop_runs()
        raise KeyboardInterrupt

    former = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def staleness(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Tell for each planned run why it is stale; an empty tuple when it is not."""
    return {found.name: found.reasons for found in tasks.explain(plan.tasks)}


def data_staleness() -> tuple[str, ...]:
    """Tell why the processed tables have to be built again; a project may have no raw ones."""
    return tasks.explain([data_step()])[0].reasons if paths.raw().is_dir() else ()


def build_data_if_stale(console: Console) -> None:
    """Carry out the data step when a raw table or the code behind it has changed."""
    if not data_staleness():
        return
    console.print("building the processed tables")
    session = tasks.carry_out_here([data_step()])
    for report in session.execution_reports:
        if report.exc_info is not None:
            raise cast("Exception", report.exc_info[1])


def build_tables(console: Console) -> None:
    """Bring the processed tables up to date, and nothing else."""
    with only_one():
        build_data_if_stale(console)


def regenerate(
    runs: list[Run], table: RunTable, console: Console, jobs: int, scheduler: str | None
) -> int:
    """Bring runs up to date and give the exit status: 0, 1 if one failed, 130 if stopped."""
    started = time.monotonic()
    with only_one(), stopping_on_signals():
        execute.stopping.clear()
        shutil.rmtree(paths.build() / "staging", ignore_errors=True)
        build_data_if_stale(console)
        plan = make_plan(runs, table.time_limit_seconds)
        outcomes, remarks = bring_up_to_date(plan, console, jobs, scheduler)
        seconds = time.monotonic() - started
        record = _record(plan, outcomes, jobs, scheduler, seconds)
        _keep(record, table.records_kept, console)
        _refresh_gallery(outcomes)
    show(outcomes, remarks, seconds, console)
    if execute.stopping.is_set():
        console.print("stopped; `ascn run` goes on with what is left")
        return INTERRUPTED
    return 1 if any(outcome.state == "failed" for outcome in outcomes) else 0


def bring_up_to_date(
    plan: Plan, console: Console, jobs: int, scheduler: str | None
) -> tuple[list[Outcome], list[str]]:
    """Carry out the stale runs of a plan; gives every run's outcome and remarks for the reader."""
    reasons = staleness(plan)
    stale = [task for task in plan.tasks if reasons[task.name]]
    found: dict[str, Outcome] = {}
    remarks: list[str] = []
    if stale:
        with ticking(len(stale), console) as ticker:
            listener = Outcomes(plan, reasons, ticker)
            with suppress(KeyboardInterrupt):  # what has ended is known, the rest is "not run"
                _carry_out(stale, jobs, scheduler, listener, console)
            found, remarks = listener.found, listener.remarks
    planned = [
        found.get(name) or _not_carried_out(order, reasons[name])
        for name, order in plan.orders.items()
    ]
    return [*plan.faults, *planned], remarks


def _not_carried_out(order: execute.Order, reasons: tuple[str, ...]) -> Outcome:
    state = "not run" if reasons else "unchanged"
    return Outcome(order.run, order.notebook, state, reasons=reasons)


def _carry_out(
    stale: list[tasks.RunTask],
    jobs: int,
    scheduler: str | None,
    listener: Outcomes,
    console: Console,
) -> None:
    if scheduler:
        tasks.carry_out_on_cluster(stale, scheduler, listener)
        return
    from analysis.runs import kernels

    if kernels.use_best_kernels() == kernels.WARM:
        kernels.warm_server()  # begins to import while papermill is imported here
    else:
        console.print("each run starts a stock kernel, which is slower: nothing can be forked here")
    try:
        tasks.carry_out(stale, jobs, listener)
    finally:
        kernels.stop_warm_server()


def _record(
    plan: Plan, outcomes: list[Outcome], jobs: int, scheduler: str | None, seconds: float
) -> dict[str, Any]:
    inputs = {
        node.name: node.state()
        for task in plan.tasks
        for node in cast("list[tasks.Input | tasks.TableFile]", task.depends_on["inputs"])
    }
    return {
        "versions": records.versions(),
        "jobs": jobs,
        "scheduler": scheduler,
        "seconds": round(seconds, 3),
        "inputs": dict(sorted(inputs.items())),
        "parameters": {name: order.parameters for name, order in plan.orders.items()},
        "outcomes": records.outcome_rows(outcomes),
    }


def _keep(record: dict[str, Any], kept: int, console: Console) -> None:
    try:
        records.write_record(record, kept)
    except OSError as error:
        console.print(f"the run record could not be written: {error}")


def _refresh_gallery(outcomes: list[Outcome]) -> None:
    """Write the page of all figures anew when a run has made some."""
    if any(outcome.state == "made" for outcome in outcomes):
        from analysis.charts.gallery import write_gallery

        write_gallery(paths.figures())


def show(outcomes: list[Outcome], remarks: list[str], seconds: float, console: Console) -> None:
    """Print the summary table and, after it, each failed run's report."""
    console.print(summary(outcomes))
    for remark in remarks:
        console.print(remark, soft_wrap=True)
    for outcome in outcomes:
        if outcome.state == "failed":
            console.print(f"\n[bold red]{outcome.run} failed[/]", highlight=False)
            console.print(outcome.fault, markup=False, highlight=False, soft_wrap=True)
    counts = Counter(outcome.state for outcome in outcomes)
    parts = [f"{counts[state]} {state}" for state in STATES if counts[state]]
    console.print(f"{', '.join(parts) or 'no runs'} in {seconds:.1f} s")


STATES = ("made", "unchanged", "failed", "not run")


def summary(outcomes: list[Outcome]) -> Table:
    """Count runs by notebook and outcome."""
    table = Table("notebook", *STATES, "seconds")
    for notebook in dict.fromkeys(outcome.notebook for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.notebook == notebook]
        counts = Counter(outcome.state for outcome in own)
        seconds = sum(outcome.seconds or 0 for outcome in own)
        table.add_row(notebook, *(str(counts[state] or "") for state in STATES), f"{seconds:.1f}")
    return table


def show_status(runs: list[Run], table: RunTable, console: Console) -> None:
    """Print what is stale and why; runs that are stale for the same reasons share a line."""
    for sentence in data_staleness():
        console.print(f"data: {sentence}", highlight=False, soft_wrap=True)
    plan = make_plan(runs, table.time_limit_seconds)
    reasons = staleness(plan)
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, why in reasons.items():
        groups.setdefault(why, []).append(name)
    for fault in plan.faults:
        console.print(f"{fault.run} cannot run: {fault.fault}", markup=False, soft_wrap=True)
    for why, names in groups.items():
        if why:
            console.print(f"[bold]{', '.join(names)}[/]", highlight=False, soft_wrap=True)
            for sentence in why:
                console.print(f"  {sentence}", highlight=False, soft_wrap=True)
    stale = sum(1 for why in reasons.values() if why)
    console.print(f"{stale} stale, {len(reasons) - stale} up to date")


def clean() -> list[Path]:
    """Remove what the engine made and can make again; published figures stay."""
    made = ("runs", "failed", "charts", "staging", "pytask", "records")
    found = [paths.build() / name for name in made if (paths.build() / name).exists()]
    for folder in found:
        shutil.rmtree(folder)
    return found
