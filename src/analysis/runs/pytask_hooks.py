"""What the engine adds to pytask, as a plugin: news of finished runs, and patience with full disks.

Nothing happens in a pytask session that was not started by `analysis.runs.tasks`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from pytask import ExecutionReport, Session, hookimpl

LISTENER = "ascn_listener"


@hookimpl(wrapper=True)
def pytask_execute_task_process_report(
    session: Session, report: ExecutionReport
) -> Generator[None, Any, Any]:
    """Tell the listener how a run ended; one whose state cannot be written runs again."""
    listener = session.config.get(LISTENER)
    try:
        return (yield)
    except OSError as error:
        if listener is None:
            raise
        listener.cannot_record(report.task.name, error)
        return True
    finally:
        if listener is not None:
            listener.ended(report)
