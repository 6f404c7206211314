import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis import paths
from analysis.data import Fault, validate_raw
from analysis.data.processed import build_tables
from analysis.data.records import refresh_records
from analysis.data.validation import load_raw

KEPT_ROWS = 400
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def raw_tables() -> Tables:
    """The raw tables of this project, which hold no faults."""
    tables, faults = load_raw(paths.raw())
    assert [str(fault) for fault in faults] == []
    return tables


@pytest.fixture(scope="session")
def tables(raw_tables: Tables) -> Tables:
    """The processed tables, built in memory."""
    return build_tables(raw_tables)


@pytest.fixture(scope="session")
def small_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound copy of data/raw with few country-years and claims, so that checking it is quick."""
    root = tmp_path_factory.mktemp("project")
    raw = root / "data" / "raw"
    shutil.copytree(paths.raw(), raw)
    values = raw / "indicators" / "country_year.csv"
    lines = values.read_text(encoding="utf-8").splitlines(keepends=True)
    interval = next(line for line in lines if line.startswith("MMR,2021,v2x_polyarchy,"))
    values.write_text("".join([*lines[:KEPT_ROWS], interval]), encoding="utf-8")
    claims = raw / "claims.yml"
    register = claims.read_text(encoding="utf-8").split("  - claim_id: ")
    claims.write_text("  - claim_id: ".join(register[:3]), encoding="utf-8")
    refresh_records(raw)
    return root


@pytest.fixture
def project(small_project: Path, tmp_path: Path) -> Path:
    """A project folder of its own for a test that breaks something."""
    shutil.copytree(small_project, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def edit(project: Path) -> Callable[[str, str, str], None]:
    """Replace words in a raw file, as a person would, without touching its source record."""

    def replace(file: str, old: str, new: str) -> None:
        path = project / "data" / "raw" / file
        text = path.read_bytes().decode("utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_bytes(text.replace(old, new, 1).encode("utf-8"))

    return replace


@pytest.fixture
def found(project: Path) -> Callable[[str], list[Fault]]:
    """Validate the project and list the faults of one file, without those of its record."""

    def faults_of(file: str) -> list[Fault]:
        return [fault for fault in validate_raw(project) if fault.file == file]

    return faults_of
