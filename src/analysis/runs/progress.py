"""Progress for people: a bar on a terminal, one plain line for each run elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

PLAIN_STEP_SECONDS = 1.0


class Ticker:
    """Counts finished runs and guesses the time left from the pace so far."""

    def __init__(self, total: int, console: Console, bar: Progress | None) -> None:
        self.total, self.console, self.bar = total, console, bar
        self.done = 0
        self.started = time.monotonic()
        self.task = bar.add_task("", total=total, left="") if bar is not None else None

    def tick(self, run: str, state: str, seconds: float | None) -> None:
        """Count a finished run and say so."""
        self.done += 1
        left = time_left(time.monotonic() - self.started, self.done, self.total)
        if self.bar is not None and self.task is not None:
            self.bar.update(self.task, completed=self.done, description=run, left=left)
        else:
            took = "" if seconds is None else f" {seconds:.1f} s"
            self.console.print(
                f"{self.done}/{self.total} {run} {state}{took}, {left}", soft_wrap=True
            )


def time_left(elapsed: float, done: int, total: int) -> str:
    """Say how long the rest will take at the pace so far."""
    if done >= total:
        return "done"
    seconds = round(elapsed / done * (total - done))
    return f"{seconds} s left" if seconds < 120 else f"{round(seconds / 60)} min left"


@contextmanager
def ticking(total: int, console: Console) -> Iterator[Ticker]:
    """Show progress while runs are carried out."""
    if not console.is_terminal:
        yield Ticker(total, console, None)
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
    with Progress(*columns, TextColumn("{task.description}"), console=console) as bar:
        yield Ticker(total, console, bar)
