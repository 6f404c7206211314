"""Check everything in data/raw at once, and hand over typed tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis import paths
from analysis.data.boundaries import load_boundaries
from analysis.data.claims import read_claims
from analysis.data.faults import Fault, in_order
from analysis.data.raw_tables import nearest, read_cells
from analysis.data.records import raw_files, record_faults

if TYPE_CHECKING:
    from pandera.errors import SchemaError
    from pandera.pandas import DataFrameSchema

    from analysis.data.schemas import ForeignKey

Tables = dict[str, pd.DataFrame]
BOUNDARIES = "boundaries/southeast_asia"


def validate_raw(root: Path | None = None) -> list[Fault]:
    """Check data/raw of a project folder (by default this one) and list every fault found."""
    return load_raw(raw_folder(root))[1]


def raw_folder(root: Path | None) -> Path:
    """Give data/raw of a project folder, by default this one."""
    return paths.raw() if root is None else root / "data" / "raw"


def load_raw(folder: Path) -> tuple[Tables, list[Fault]]:
    """Read every raw table, typed, keyed by its id ("ascn/members"), with the faults found.

    Rows are indexed by their line in the file; the boundaries come as a GeoDataFrame. Tables with
    faults are incomplete: use them only when the list of faults is empty.
    """
    from analysis.data.schemas import FOREIGN_KEYS, SCHEMAS

    cells: Tables = {}
    typed: Tables = {}
    faults = record_faults(folder) + _unknown_tables(folder, set(SCHEMAS))
    for table, schema in SCHEMAS.items():
        file = f"{table}.csv"
        cells[table], form_faults = read_cells(folder / file, file, list(schema.columns))
        typed[table], cell_faults = _typed(file, cells[table], schema)
        faults += form_faults + cell_faults
    for key in FOREIGN_KEYS:
        faults += _key_faults(key, cells)
    faults += _catalogue_faults(typed)
    typed[BOUNDARIES], drawn_faults = load_boundaries(folder, f"{BOUNDARIES}.gpkg", _members(typed))
    typed["claims"], claim_faults = read_claims(folder / "claims.yml")
    return typed, in_order(faults + drawn_faults + claim_faults)


def _members(typed: Tables) -> set[str]:
    countries = typed["reference/countries"]
    return set(countries.loc[countries["kind"] == "member", "iso3"])


def _unknown_tables(folder: Path, known: set[str]) -> list[Fault]:
    files = [path.relative_to(folder) for path in raw_files(folder) if path.suffix == ".csv"]
    unknown = [file.as_posix() for file in files if file.with_suffix("").as_posix() not in known]
    rule, mend = "a raw table has a schema", "describe it in analysis/data/schemas.py, or remove it"
    return [Fault(file, None, "", "", rule, mend) for file in unknown]


def _typed(
    file: str, cells: pd.DataFrame, schema: DataFrameSchema
) -> tuple[pd.DataFrame, list[Fault]]:
    """Turn text into the schema's types, then apply the schema's rules to what could be read."""
    columns = {name: _parse(cells[name], str(schema.columns[name].dtype)) for name in cells}
    typed = pd.DataFrame(columns, index=cells.index)
    faults = [
        Fault(
            file,
            row,
            name,
            cells.at[row, name],
            f"the cell holds {_said(schema, name)}",
            "retype it",
        )
        for name in typed
        for row in typed.index[typed[name].isna() & cells[name].notna()]
    ]
    unread = {(fault.row, fault.column) for fault in faults}
    broken = _rule_faults(file, cells, typed, schema)
    return typed, faults + [fault for fault in broken if (fault.row, fault.column) not in unread]


def _parse(cells: pd.Series, dtype: str) -> pd.Series:
    """Read text as a type; what cannot be read becomes missing."""
    if dtype.startswith("datetime64"):
        return pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    if dtype not in ("Int64", "float64"):
        return cells
    numbers = pd.to_numeric(cells, errors="coerce").astype(float)
    numbers = numbers.where(np.isfinite(numbers))
    return numbers.where(numbers % 1 == 0).astype("Int64") if dtype == "Int64" else numbers


def _said(schema: DataFrameSchema, column: str) -> str:
    dtype = str(schema.columns[column].dtype)
    said = {"Int64": "a whole number", "float64": "a number"}
    return said.get(dtype, "a day, written 2018-04-28")


def _rule_faults(
    file: str, cells: pd.DataFrame, typed: pd.DataFrame, schema: DataFrameSchema
) -> Iterator[Fault]:
    from pandera.errors import SchemaErrors

    if typed.empty:
        return
    try:
        schema.validate(typed, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            column, rule, mend = _broken_rule(error)
            for row in dict.fromkeys(error.failure_cases["index"]):
                value = cells.at[row, column]
                found = "" if pd.isna(value) else str(value)
                yield Fault(file, int(row), column, found, rule, mend + _hint(error, found))


def _broken_rule(error: SchemaError) -> tuple[str, str, str]:
    """Say a broken rule: the column it is shown at, the rule, and how to mend it."""
    if isinstance(error.check, str):
        return error.schema.name, "the cell is filled in", "fill it in"
    column = error.check.title or error.schema.name
    return column, error.check.error, error.check.description


def _hint(error: SchemaError, value: str) -> str:
    allowed = getattr(error.check, "statistics", None) or {}
    return nearest(value, [str(word) for word in allowed.get("allowed_values", ())])


def _key_faults(key: ForeignKey, cells: Tables) -> list[Fault]:
    """Find cells of a table that point to no row of another one."""
    if cells[key.target].empty:
        return []  # that file's own fault is said already
    pointing = _joined(cells[key.table], key.columns)
    existing = _joined(cells[key.target], key.target_columns)
    column = " + ".join(key.columns)
    rule = f"{column} occurs in data/raw/{key.target}.csv"
    lost = pointing[~pointing.isin(existing)]
    mend = {
        value: f"correct it{nearest(value, set(existing))}, or add it to {key.target}.csv"
        for value in lost.unique()
    }
    file = f"{key.table}.csv"
    return [Fault(file, row, column, value, rule, mend[value]) for row, value in lost.items()]


def _joined(cells: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    filled = cells[list(columns)].dropna()
    joined = filled[columns[0]]
    for column in columns[1:]:
        joined = joined + ", " + filled[column]
    return joined


def _catalogue_faults(typed: Tables) -> list[Fault]:
    """Find values outside the range of their indicator's unit, or outside its years."""
    from analysis.data.schemas import UNIT_RANGES

    values, catalogue = typed["indicators/country_year"], typed["indicators/catalogue"]
    entries = catalogue.drop_duplicates("indicator").set_index("indicator")
    about = values[["indicator"]].join(entries, on="indicator")
    faults = []
    for unit in sorted(set(about["unit"].dropna())):
        begins = next((start for start in UNIT_RANGES if unit.startswith(start)), None)
        if begins:
            inside = values["value"].between(*UNIT_RANGES[begins]) | values["value"].isna()
            faults += _range_faults(values[(about["unit"] == unit) & ~inside], unit, begins)
    outside = (values["year"] < about["first_year"]) | (values["year"] > about["last_year"])
    rule, mend = "the year lies in the catalogue's years", "correct it, or the catalogue's years"
    late = values.loc[outside.fillna(False), "year"]
    file = "indicators/country_year.csv"
    return faults + [Fault(file, row, "year", str(year), rule, mend) for row, year in late.items()]


def _range_faults(values: pd.DataFrame, unit: str, begins: str) -> list[Fault]:
    from analysis.data.schemas import UNIT_RANGES

    lowest, highest = UNIT_RANGES[begins]
    rule = f"a value in {unit!r} is from {lowest} to {highest:g}"
    mend = "check the digits and the decimal point"
    return [
        Fault("indicators/country_year.csv", row, "value", str(value), rule, mend)
        for row, value in values["value"].items()
    ]
