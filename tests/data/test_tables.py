"""Reading is cheap, keeps to what was declared, and never writes."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest

from analysis.data import (
    Source,
    UndeclaredTable,
    build_processed,
    declare_tables,
    read_sources,
    read_table,
)


@pytest.fixture(autouse=True)
def small_root(small_project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work on the small project, built, and declare nothing."""
    if not (small_project / "data" / "processed" / "members.parquet").is_file():
        build_processed(small_project)
    monkeypatch.setenv("ASCN_ROOT", str(small_project))
    declare_tables(None)
    yield small_project
    declare_tables(None)


def test_a_table_is_read_and_nothing_is_written(small_root: Path) -> None:
    folder = small_root / "data" / "processed"
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    members = read_table("members")
    members.loc[:, "city"] = "changed"
    assert read_table("members")["city"].iloc[0] == "Bandar Seri Begawan"
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before


def test_tables_with_geometries_come_as_such() -> None:
    assert isinstance(read_table("cities"), gpd.GeoDataFrame)


def test_only_declared_tables_are_read() -> None:
    declare_tables(["members"])
    assert len(read_table("members")) == 38
    with pytest.raises(UndeclaredTable, match=r"'projects' is not declared; declared are: members"):
        read_table("projects")
    declare_tables(None)
    assert len(read_table("projects")) == 150


def test_an_unknown_table_is_refused_with_the_known_ones() -> None:
    with pytest.raises(FileNotFoundError, match=r"no processed table 'cites'; there are: .*cities"):
        read_table("cites")


def test_sources_are_keyed_by_table_and_by_indicator_source() -> None:
    sources = read_sources()
    assert isinstance(sources["ascn/members"], Source)
    assert sources["ascn/members"].redistributable is False
    assert sources["S103"].short == "V-Dem v14"
    assert (sources["S103"].licence, sources["S103"].redistributable) == ("CC-BY-SA-4.0", True)
    assert all(vars(source)[name] for source in sources.values() for name in ("short", "edition"))


def test_reading_does_not_import_the_validator() -> None:
    code = "import sys, analysis.data; print('pandera' in sys.modules, 'geopandas' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]
