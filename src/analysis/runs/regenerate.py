"""Brings runs up to date: plans them, has the stale ones carried out by pytask, keeps a record."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from rich.console import Console

from analysis import paths
from analysis.runs import execute, records, tasks
from analysis.runs.lock import only_one
from analysis.runs.outcomes import Outcomes, show
from analysis.runs.plan import Plan, data_staleness, data_step, make_plan, staleness
from analysis.runs.progress import ticking
from analysis.runs.records import Outcome
from analysis.runs.table import Run, RunTable

INTERRUPTED = 130


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


def build_data_if_stale(console: Console) -> None:
    """Carry out the data step when a raw table or the code behind it has changed."""
    if not data_staleness():
        return
    console.print("building the processed tables")
    session = tasks.carry_out_here([data_step()], tasks.DATA)
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
    inputs = {name: digest for task in plan.tasks for name, digest in tasks.inputs_of(task)}
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
