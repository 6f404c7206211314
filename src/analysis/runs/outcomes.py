"""How runs ended: collected while they are carried out, then told to the reader."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table

from analysis.runs import execute, records
from analysis.runs.plan import Plan
from analysis.runs.progress import Ticker
from analysis.runs.records import Outcome
from analysis.runs.table import as_assignments

STATES = ("made", "unchanged", "failed", "not run")


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


def summary(outcomes: list[Outcome]) -> Table:
    """Count runs by notebook and outcome."""
    table = Table("notebook", *STATES, "seconds")
    for notebook in dict.fromkeys(outcome.notebook for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.notebook == notebook]
        counts = Counter(outcome.state for outcome in own)
        seconds = sum(outcome.seconds or 0 for outcome in own)
        table.add_row(notebook, *(str(counts[state] or "") for state in STATES), f"{seconds:.1f}")
    return table
