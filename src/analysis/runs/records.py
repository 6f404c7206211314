"""The record of a regeneration: what ran, on what, for how long, and how it ended (JSON)."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.files import write_beside

PACKAGES = ("papermill", "ipykernel", "pandas", "geopandas", "matplotlib", "pytask", "numpy")


@dataclass(frozen=True)
class Outcome:
    """How one run ended: made, unchanged, failed or not run; its seconds; its fault, if any."""

    run: str
    notebook: str
    state: str
    seconds: float | None = None
    fault: str = ""
    reasons: tuple[str, ...] = ()


def folder() -> Path:
    """Where records lie, named by their time in UTC, so that names sort by age."""
    return paths.build() / "records"


def write_record(content: dict[str, Any], kept: int) -> Path:
    """Write a record and drop the oldest beyond the number that is kept."""
    folder().mkdir(parents=True, exist_ok=True)
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    file = folder() / f"{now}.json"
    write_beside(file, (json.dumps(content, indent=1) + "\n").encode())
    for old in sorted(folder().glob("*.json"))[:-kept]:
        old.unlink()
    return file


def versions() -> dict[str, str]:
    """Name the versions that made the results."""
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"python": platform.python_version(), **found}


def outcome_rows(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """Give outcomes as plain values."""
    return [asdict(outcome) for outcome in outcomes]


def last_seconds(timing: Path) -> float | None:
    """Give how long a run took when it was last made."""
    try:
        return float(json.loads(timing.read_text(encoding="utf-8"))["seconds"])
    except (OSError, ValueError, KeyError):
        return None
