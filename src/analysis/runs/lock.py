"""One regeneration at a time: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from analysis import paths
from analysis.runs import Refused


class AlreadyRunning(Refused):
    """Another regeneration of this project is under way."""


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold the project's lock, or raise AlreadyRunning naming the process that holds it."""
    file = paths.build() / "run.lock"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_refusal(file)) from None
        lock.seek(0)
        lock.truncate()
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _refusal(file: Path) -> str:
    holder = file.read_text(encoding="utf-8").strip() or "unknown"
    return f"another `ascn run` is under way here (process {holder}); wait for it or end it"
