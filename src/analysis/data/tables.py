"""Read processed tables and source records: cheap, and never writing anything."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields

import pandas as pd
import pyarrow.parquet as parquet

from analysis import paths


class UndeclaredTable(LookupError):
    """A notebook asked for a table that its entry in analysis.parameters does not declare."""


@dataclass(frozen=True)
class Source:
    """Where a raw table or an indicator series comes from, and what its licence allows.

    `short` is what a chart's source line prints. `redistributable` is False for extracts of facts
    from works that are not openly licensed.
    """

    id: str
    title: str
    short: str
    publisher: str
    edition: str
    url: str
    accessed: str
    licence: str
    redistributable: bool
    citation: str


_declared: frozenset[str] | None = None


def declare_tables(names: Iterable[str] | None) -> None:
    """Allow only these tables to be read from now on; None lifts the restriction."""
    global _declared
    _declared = None if names is None else frozenset(names)


def read_table(name: str) -> pd.DataFrame:
    """Read data/processed/<name>.parquet; tables with geometries come as GeoDataFrame (WGS84).

    UndeclaredTable when a declaration is active and does not name the table; FileNotFoundError
    when there is no such table.
    """
    if _declared is not None and name not in _declared:
        raise UndeclaredTable(
            f"table {name!r} is not declared; declared are: {', '.join(sorted(_declared))}."
            " Add it to the notebook's entry in analysis/parameters.py."
        )
    path = paths.processed() / f"{name}.parquet"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in paths.processed().glob("*.parquet")))
        raise FileNotFoundError(
            f"no processed table {name!r}; there are: {known or 'none'}."
            " `ascn build` builds the processed tables."
        )
    if b"geo" in (parquet.read_schema(path).metadata or {}):
        import geopandas  # slow to import, and only two tables have geometries

        # geopandas.read_parquet would spend most of its time on the file's description of WGS84.
        frame = pd.read_parquet(path)
        places = geopandas.GeoSeries.from_wkb(frame["geometry"], crs="EPSG:4326")
        return geopandas.GeoDataFrame(frame.assign(geometry=places))
    return pd.read_parquet(path)


def read_sources() -> dict[str, Source]:
    """Read the source records that were valid when the processed tables were built.

    Keys are raw table ids ("ascn/members") and indicator source ids ("S001").
    """
    package = json.loads((paths.processed() / "datapackage.json").read_text(encoding="utf-8"))
    names = [field.name for field in fields(Source)]
    return {
        entry["id"]: Source(**{name: entry[name] for name in names}) for entry in package["sources"]
    }
