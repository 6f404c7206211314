"""Read the raw boundaries and say what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.data.faults import Fault

if TYPE_CHECKING:
    import geopandas as gpd

COLUMNS = ["iso3", "iso_numeric", "name", "geometry"]
MEND = "make the file again with scripts/make_boundaries.py"
# West, south, east, north in degrees, WGS84: far enough that no edge shows on an equal-area map.
REGION = (58.0, -32.0, 172.0, 50.0)


def load_boundaries(folder: Path, file: str, members: set[str]) -> tuple[pd.DataFrame, list[Fault]]:
    """Read countries from a GeoPackage below `folder`, with the faults found.

    Columns iso3, iso_numeric, name, geometry (WGS84). `members` are the ISO 3166-1 alpha-3 codes
    that must be there.
    """
    import geopandas as gpd
    from pyogrio.errors import DataSourceError

    try:
        countries = gpd.read_file(folder / file, engine="pyogrio")
    except DataSourceError as error:
        return pd.DataFrame(columns=COLUMNS), [_fault(file, str(error), "the file is a GeoPackage")]
    missing = [column for column in COLUMNS if column not in countries.columns]
    if missing:
        rule = f"the layer has the columns {', '.join(COLUMNS)}"
        return pd.DataFrame(columns=COLUMNS), [_fault(file, f"no {', '.join(missing)}", rule)]
    return countries[COLUMNS], _content_faults(file, countries, members)


def _content_faults(file: str, countries: gpd.GeoDataFrame, members: set[str]) -> list[Fault]:
    west, south, east, north = countries.total_bounds
    lost = sorted(members - set(countries["iso3"]))
    doubled = sorted(countries.loc[countries["name"].duplicated(), "name"])
    invalid = sorted(countries.loc[~countries.geometry.is_valid, "name"])
    inside = west >= REGION[0] and south >= REGION[1] and east <= REGION[2] and north <= REGION[3]
    checks = {
        "the reference system is WGS84 (EPSG:4326)": [] if countries.crs == 4326 else ["crs"],
        "every member state has its boundary": lost,
        "a name occurs once": doubled,
        "geometries are valid": invalid,
        f"everything lies within {REGION}": [] if inside else [str(countries.total_bounds)],
    }
    return [_fault(file, ", ".join(found), rule) for rule, found in checks.items() if found]


def _fault(file: str, value: str, rule: str) -> Fault:
    return Fault(file, None, "", value, rule, MEND)
