"""The numbers that a text may use: each is a cell of a measure's table, with its rounding and unit.

`brief/values.yml` names tables (a measure with its inputs) and values (a cell, or a count, of such
a table). Nothing is computed here: what a measure does not give, the brief cannot say.
"""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml
from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from analysis import data
from analysis.charts.names import NAMES
from analysis.measures.membership import states_at

Take = Literal["only", "rows", "count", "sum", "max", "min", "list"]


class BriefError(ValueError):
    """The brief cannot be published; `faults` names every sentence, figure or value at fault."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = list(dict.fromkeys(faults))
        count = len(self.faults)
        head = f"{count} fault{'s' * (count != 1)} in the brief; nothing was written."
        super().__init__("\n".join([head, *(f"  {fault}" for fault in self.faults)]))


class TableSpec(BaseModel):
    """A measure (module.function of analysis.measures) and what it is given.

    `inputs` are given in order: a table of this file, a processed table, as_of, year (of as_of),
    states (members of ASEAN then), tables (all of them), or a constant such as cyber.AREAS.
    `options` are given by name, as they stand; with a dollar sign in front, as in `inputs`.
    """

    model_config = ConfigDict(extra="forbid")

    measure: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    inputs: list[str] = []
    options: dict[str, Any] = {}
    as_of: datetime.date | None = None


class ValueSpec(BaseModel):
    """A cell of a table: the rows that `where` leaves, a column, and how to print it.

    `where` compares columns for equality; "latest" and "earliest" keep the rows with a column's
    highest or lowest value, "~words" those with the words. `take` counts rows or different cells,
    adds them up, lists them, or by default wants all of them alike. `say` prints codes by name.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: str = Field(alias="from")
    take: Take = "only"
    column: str | None = None
    where: dict[str, Any] = {}
    decimals: int = Field(0, ge=0, le=4)
    unit: str = ""
    scale: float = 1.0
    say: str | None = None
    names: dict[str, str] = {}


class ColumnSpec(BaseModel):
    """A column of a printed table: its heading, its share of the width, and how cells are said."""

    model_config = ConfigDict(extra="forbid")

    column: str
    heading: str
    width: float = Field(gt=0, le=1)
    decimals: int = Field(0, ge=0, le=4)
    unit: str = ""
    say: str | None = None
    names: dict[str, str] = {}


class PrintedSpec(BaseModel):
    """A table as it is printed: rows of a table of the registry, and their columns."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: str = Field(alias="from")
    where: dict[str, Any] = {}
    columns: list[ColumnSpec] = Field(min_length=1)
    distinct: bool = False

    @model_validator(mode="after")
    def _fits_the_page(self) -> PrintedSpec:
        width = sum(column.width for column in self.columns)
        if not 0.99 <= width <= 1.01:
            raise ValueError(
                f"the columns' widths add up to {width:.2f}; they must fill the page, 1"
            )
        return self


class ValuesFile(BaseModel):
    """All of `brief/values.yml`."""

    model_config = ConfigDict(extra="forbid")

    tables: dict[str, TableSpec]
    values: dict[str, ValueSpec]
    printed: dict[str, PrintedSpec] = {}
    # Digits that may stand in prose unbound, each with the reason why.
    allowed: dict[str, str] = {}


@dataclass(frozen=True)
class Printed:
    """A table ready to be set: text cells, which columns are numbers, shares of the width."""

    headings: list[str]
    rows: list[list[str]]
    numeric: list[bool]
    widths: list[float]


def read_values(path: Path) -> ValuesFile:
    """Read the registry of values; BriefError names each entry that breaks its form."""
    try:
        return ValuesFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        where = [(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()]
        raise BriefError([f"{path.name}: {place}: {said}" for place, said in where]) from None


def read_any(name: str) -> pd.DataFrame:
    """Read a processed table, or `source_records`: where each raw table comes from."""
    if name != "source_records":
        return data.read_table(name)
    records = [record for key, record in data.read_sources().items() if not key.startswith("S")]
    return pd.DataFrame([vars(record) for record in records])


class _Tables(Mapping[str, pd.DataFrame]):
    """The processed tables, read when they are asked for."""

    def __init__(self, read: Callable[[str], pd.DataFrame]) -> None:
        self._read = read
        self._cache: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._cache:
            self._cache[name] = self._read(name)
        return self._cache[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cache)

    def __len__(self) -> int:
        return len(self._cache)


class Values:
    """The values at a date: computed once each, from the processed tables."""

    def __init__(
        self,
        registry: ValuesFile,
        as_of: datetime.date,
        read: Callable[[str], pd.DataFrame] | None = None,
    ) -> None:
        self.registry = registry
        self.as_of = as_of
        self.tables = _Tables(read or read_any)
        self._made: dict[str, pd.DataFrame] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.registry.values

    def table(self, name: str) -> pd.DataFrame:
        """Give a table of the registry, or a processed table."""
        spec = self.registry.tables.get(name)
        if spec is None:
            return self.tables[name]
        if name not in self._made:
            date = spec.as_of or self.as_of
            given = [self._input(f"${item}", date) for item in spec.inputs]
            options = {key: self._input(item, date) for key, item in spec.options.items()}
            self._made[name] = measure_member(spec.measure)(*given, **options)
        return self._made[name]

    def _input(self, item: Any, date: datetime.date) -> Any:
        if not isinstance(item, str) or not item.startswith("$"):
            return item
        match item[1:]:
            case "as_of":
                return date
            case "year":
                return date.year
            case "states":
                return list(states_at(self.tables["countries"], date)["iso3"])
            case "tables":
                return self.tables
            case constant if "." in constant:
                return measure_member(constant)
            case table:
                return self.table(table)

    def rows(self, name: str) -> pd.DataFrame:
        """Give the rows of its table that a value rests on."""
        spec = self.registry.values[name]
        return self._chosen(spec.source, spec.where)

    def _chosen(self, source: str, where: Mapping[str, Any]) -> pd.DataFrame:
        rows = self.table(source)
        for column, wanted in where.items():
            if column not in rows:
                known = ", ".join(map(str, rows.columns))
                raise BriefError([f"table {source} has no column {column}; it has: {known}"])
            rows = rows[_equal(rows[column], wanted)]
        return rows

    def printed(self, name: str) -> Printed:
        """Give a table as it is printed; an empty cell is an en dash."""
        if name not in self.registry.printed:
            raise BriefError([f"there is no printed table {name!r} in brief/values.yml"])
        spec = self.registry.printed[name]
        rows = self._chosen(spec.source, spec.where)
        missing = [column.column for column in spec.columns if column.column not in rows]
        if missing:
            raise BriefError([f"printed table {name}: {spec.source} has no {', '.join(missing)}"])
        cells = [[_cell(value, column) for value in rows[column.column]] for column in spec.columns]
        lines = list(zip(*cells, strict=True))
        return Printed(
            [column.heading for column in spec.columns],
            [list(line) for line in (dict.fromkeys(lines) if spec.distinct else lines)],
            [pd.api.types.is_numeric_dtype(rows[column.column]) for column in spec.columns],
            [column.width for column in spec.columns],
        )

    def number(self, name: str) -> Any:
        """Compute a value, unrounded; BriefError when its rows do not give what it takes."""
        if name not in self:
            raise BriefError([f"there is no value {name!r} in brief/values.yml"])
        spec, rows = self.registry.values[name], self.rows(name)
        if spec.take == "rows":
            return len(rows)
        if spec.column not in rows:
            raise BriefError([f"value {name}: {spec.source} has no column {spec.column}"])
        cells = rows[spec.column].dropna()
        if spec.take == "list":
            return list(dict.fromkeys(cells))
        if spec.take == "count":
            return cells.nunique()
        if cells.empty:
            raise BriefError([f"value {name}: no row of {spec.source} with {spec.where} has one"])
        if spec.take == "only":
            if cells.nunique() != 1:
                raise BriefError([f"value {name}: {len(cells)} rows where one is expected"])
            return cells.iloc[0]
        return getattr(cells, spec.take)()

    def said(self, name: str) -> str:
        """Give a value as it is printed: rounded, with its sign of unit, codes by their names."""
        number, spec = self.number(name), self.registry.values[name]
        if isinstance(number, list):
            return in_words([_cell(item, spec) for item in number])
        return _cell(number if isinstance(number, str) else _scaled(number, spec.scale), spec)


def in_words(items: list[str]) -> str:
    """Join words to a list: a, b and c; "none" when there are none."""
    if len(items) < 2:
        return items[0] if items else "none"
    return f"{', '.join(items[:-1])} and {items[-1]}"


def measure_member(name: str) -> Any:
    """Find a function or constant of analysis.measures; BriefError when there is none.

    `name` is module.name; a tuple comes as a list.
    """
    module, member = name.split(".")
    try:
        found = getattr(importlib.import_module(f"analysis.measures.{module}"), member)
    except (ImportError, AttributeError):
        raise BriefError([f"there is no measure {name!r} in analysis.measures"]) from None
    return list(found) if isinstance(found, tuple) else found


def _scaled(number: Any, scale: float) -> Any:
    return number if isinstance(number, datetime.date) else number * scale


def _cell(value: Any, how: ValueSpec | ColumnSpec) -> str:
    """Print one value: codes by their names, dates in words, numbers rounded and grouped."""
    if isinstance(value, str) and how.unit == "date":
        value = datetime.date.fromisoformat(value)
    if isinstance(value, str):
        return how.names.get(value) or (NAMES[how.say][value] if how.say else value)
    if value is None or pd.isna(value):
        return "–"
    if how.unit == "year":
        return f"{value:.0f}"
    if isinstance(value, datetime.date):
        return str(format_date(value, "d MMMM y", locale="en_GB"))
    text = f"{float(value):,.{how.decimals}f}".replace("-", "−")
    return f"{text}%" if how.unit == "%" else text


def _equal(column: pd.Series, wanted: Any) -> pd.Series:
    if wanted == "latest":
        return column == column.max()
    if wanted == "earliest":
        return column == column.min()
    if isinstance(wanted, str) and wanted.startswith("~"):
        return column.fillna("").str.contains(wanted[1:], case=False, regex=False)
    if isinstance(wanted, list):
        return column.isin(wanted)
    return column == wanted
