"""The Data Package descriptor: what the processed tables hold, from where, under which licence."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as parquet
import yaml

from analysis.data.processed import PROCESSED
from analysis.data.records import raw_files, read_record, sha256
from analysis.data.sanity import BrokenStep
from analysis.data.tables import Source

DESCRIPTOR = "datapackage.json"
LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-3.0-IGO": "https://creativecommons.org/licenses/by/3.0/igo/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
}


def write_descriptor(folder: Path, raw: Path) -> Path:
    """Describe the Parquet files of a folder, from the source records of data/raw, as JSON."""
    sources = [*_raw_sources(raw), *_indicator_sources(raw)]
    by_id = {source.id: source for source in sources}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "ascn-rights-workbook",
        "title": "ASEAN Smart Cities Network, human rights and inclusion: processed tables",
        "resources": [_resource(folder / f"{name}.parquet", by_id) for name in sorted(PROCESSED)],
        "sources": [{**vars(source), "path": source.url} for source in sources],
        "licenses": _licences(source.licence for source in sources),
    }
    path = folder / DESCRIPTOR
    path.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def described_files(folder: Path) -> set[Path]:
    """List the tables that the descriptor of a folder names, if there is one."""
    path = folder / DESCRIPTOR
    package = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {folder / resource["path"] for resource in package.get("resources", ())}


def _resource(path: Path, sources: dict[str, Source]) -> dict[str, Any]:
    table = PROCESSED[path.stem]
    records = [sources[source] for source in table.sources]
    return {
        "name": path.stem,
        "title": table.title,
        "path": path.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "rows": parquet.read_metadata(path).num_rows,
        "schema": {"fields": _fields(path), "primaryKey": list(table.key)},
        "sources": [{"id": one.id, "title": one.title, "path": one.url} for one in records],
        "licenses": _licences(one.licence for one in records),
    }


def _licences(names: Iterable[str]) -> list[dict[str, str]]:
    """List licences once each; what is not a public licence is explained in LICENCES.md."""
    explained = "../raw/LICENCES.md"
    return [{"name": name, "path": LICENCES.get(name, explained)} for name in sorted(set(names))]


def _fields(path: Path) -> list[dict[str, str]]:
    described = _descriptions()
    fields = []
    for field in parquet.read_schema(path):
        if field.name not in described:
            raise BrokenStep(f"{path.stem}.{field.name}: describe the column in columns.yml")
        fields.append({"name": field.name, "type": _type(str(field.type)), **described[field.name]})
    return fields


def _descriptions() -> dict[str, dict[str, str]]:
    """Read what each column means: a description, with a unit where there is one."""
    text = Path(__file__).with_name("columns.yml").read_text(encoding="utf-8")
    described: dict[str, str | dict[str, str]] = yaml.safe_load(text)
    return {
        column: said if isinstance(said, dict) else {"description": said}
        for column, said in described.items()
    }


def _type(arrow: str) -> str:
    types = {"double": "number", "int64": "integer", "binary": "geojson"}
    return "date" if arrow.startswith("timestamp") else types.get(arrow, "string")


def _raw_sources(raw: Path) -> list[Source]:
    sources = []
    for path in raw_files(raw):
        record = read_record(path)
        sources.append(
            Source(
                id=path.relative_to(raw).with_suffix("").as_posix(),
                title=record["title"],
                short=record["short"],
                publisher=record["publisher"],
                edition=record["edition"],
                url=record["url"],
                accessed=record["accessed"],
                licence=record["licence"],
                redistributable=record["redistributable"] == "yes",
                citation=record["citation"],
            )
        )
    return sources


def _indicator_sources(raw: Path) -> list[Source]:
    accessed = read_record(raw / "indicators" / "sources.csv")["accessed"]
    labels = {row["source_id"]: row for row in _rows(raw / "reference" / "source_labels.csv")}
    return [
        _indicator_source(row, labels[row["source_id"]], accessed)
        for row in sorted(
            _rows(raw / "indicators" / "sources.csv"), key=lambda row: row["source_id"]
        )
    ]


def _indicator_source(row: dict[str, str], label: dict[str, str], accessed: str) -> Source:
    return Source(
        id=row["source_id"],
        title=row["source"],
        short=label["short_label"],
        publisher=label["publisher"],
        edition=label["edition"],
        url=label["url"],
        accessed=accessed,
        licence=label["licence_id"],
        redistributable=label["redistributable"] == "yes",
        citation=f"{row['source']}. Read from {row['retrieved_from']}. Licence: {row['licence']}.",
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_tables(folder: Path, tables: dict[str, pd.DataFrame]) -> list[Path]:
    """Write tables as Parquet, those with geometries as GeoParquet; same table, same bytes."""
    paths = []
    for name, table in sorted(tables.items()):
        path = folder / f"{name}.parquet"
        table.to_parquet(path, index=False, compression="zstd")
        paths.append(path)
    return paths
