"""Building writes all tables or none, and the same raw data give the same bytes."""

import hashlib
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from analysis.data import build_processed
from analysis.data.processed import PROCESSED


def digests(files: list[Path]) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, small_project: Path) -> list[Path]:
    """The processed files of the small project."""
    return build_processed(small_project)


def test_one_file_is_written_for_each_table_and_one_to_describe_them(built: list[Path]) -> None:
    names = {file.name for file in built}
    assert names == {f"{name}.parquet" for name in PROCESSED} | {"datapackage.json"}
    assert {file.name for file in built[0].parent.iterdir()} == names


def test_a_rebuild_elsewhere_gives_the_same_bytes(built: list[Path], project: Path) -> None:
    for file in (project / "data" / "processed").glob("*"):
        file.unlink()
    assert digests(build_processed(project)) == digests(built)


def test_files_that_would_not_change_are_not_touched(built: list[Path], project: Path) -> None:
    before = {file: file.stat().st_ino for file in build_processed(project)}
    assert {file: file.stat().st_ino for file in build_processed(project)} == before


def test_a_table_that_is_no_longer_made_is_removed_and_strange_files_stay(project: Path) -> None:
    descriptor = build_processed(project)[-1]
    former, strange = descriptor.parent / "former.parquet", descriptor.parent / "strange.parquet"
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    package["resources"].append({"path": former.name})
    descriptor.write_text(json.dumps(package), encoding="utf-8")
    former.touch()
    strange.touch()
    build_processed(project)
    assert (former.exists(), strange.exists()) == (False, True)


def test_nothing_is_written_when_a_step_fails(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = digests(build_processed(project))

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("analysis.data.build.write_descriptor", fail)
    with pytest.raises(OSError, match="disk full"):
        build_processed(project)
    assert digests(list((project / "data" / "processed").iterdir())) == good
    assert not list((project / "data").glob(".processed-*"))


def test_the_descriptor_says_what_each_file_is(built: list[Path]) -> None:
    folder = built[0].parent
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == sorted(PROCESSED)
    hashes = digests(built)
    for resource in package["resources"]:
        assert resource["hash"] == f"sha256:{hashes[resource['path']]}"
        table = pd.read_parquet(folder / resource["path"])
        assert resource["rows"] == len(table)
        assert [field["name"] for field in resource["schema"]["fields"]] == list(table.columns)
        assert all(field["description"] for field in resource["schema"]["fields"])
        assert resource["sources"]
        assert resource["licenses"]
        assert not table.duplicated(resource["schema"]["primaryKey"]).any()


def test_types_and_units_are_described(built: list[Path]) -> None:
    package = json.loads(built[-1].read_text(encoding="utf-8"))
    cities = next(one for one in package["resources"] if one["name"] == "cities")
    fields = {field["name"]: field for field in cities["schema"]["fields"]}
    assert fields["member_from_latest"]["type"] == "date"
    assert fields["geometry"] == {
        "name": "geometry",
        "type": "geojson",
        "description": "point or area",
        "unit": "degrees, WGS84",
    }
    assert (fields["population_persons"]["type"], fields["population_persons"]["unit"]) == (
        "integer",
        "persons",
    )


def test_geometries_are_geoparquet_in_wgs84(built: list[Path]) -> None:
    for name in ("cities", "boundaries"):
        read = gpd.read_parquet(built[0].parent / f"{name}.parquet")
        assert read.crs == 4326
        assert read.geometry.is_valid.all()
