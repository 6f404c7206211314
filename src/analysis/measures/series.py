"""Series of indicators laid out year by year, with what a chart must say of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.measures.coverage import (
    MISSING_KINDS,
    NOT_COVERED,
    NOT_PUBLISHED,
    PUBLISHED,
    kind_counts,
)


def yearly_series(
    country_years: pd.DataFrame,
    codes: Sequence[str],
    countries: Sequence[str],
    first_year: int,
    last_year: int,
) -> pd.DataFrame:
    """Lay series out year by year, so that a gap is a row and not a silence.

    Columns: indicator, country_iso3, year, value, lower, upper (in the indicator's unit) and
    kind ("published"; "not_published" for a gap; "not_covered" where the series never has the
    state). Each series runs over its own years within the window. One code is one edition:
    draw one line for each (indicator, country_iso3).
    """
    parts = [_one_series(country_years, code, countries, first_year, last_year) for code in codes]
    columns = ["indicator", "country_iso3", "year", "value", "lower", "upper", "kind"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _one_series(
    country_years: pd.DataFrame, code: str, countries: Sequence[str], first: int, last: int
) -> pd.DataFrame:
    known = country_years[(country_years["indicator"] == code) & country_years["value"].notna()]
    inside = known[known["year"].between(first, last)]
    years = range(inside["year"].min(), inside["year"].max() + 1) if len(inside) else range(0)
    grid = pd.MultiIndex.from_product([countries, years], names=["country_iso3", "year"])
    values = inside.set_index(["country_iso3", "year"])[["value", "lower", "upper"]]
    series = values.reindex(grid).reset_index().assign(indicator=code)
    covered = series["country_iso3"].isin(known["country_iso3"])
    gap = np.where(covered, NOT_PUBLISHED, NOT_COVERED)
    return series.assign(kind=np.where(series["value"].notna(), PUBLISHED, gap))


def states_shown(table: pd.DataFrame) -> dict[str, Any]:
    """Count the states a table has a value for: n, n_of and missing, as a chart asks for them.

    Takes country_iso3 and kind, in one or more rows for each state; any published row counts.
    """
    best = {kind: place for place, kind in enumerate((PUBLISHED, *MISSING_KINDS))}
    ordered = table.sort_values("kind", key=lambda kinds: kinds.map(best), kind="stable")
    kinds = ordered.drop_duplicates("country_iso3")
    n = int((kinds["kind"] == PUBLISHED).sum())
    return {"n": n, "n_of": len(kinds), "missing": kind_counts(kinds)}


def sources_behind(country_years: pd.DataFrame, *tables: pd.DataFrame) -> tuple[str, ...]:
    """Find the sources of every indicator, state and year in some tables, sorted by id."""
    keys = ["indicator", "country_iso3", "year"]
    asked = pd.concat([table[keys] for table in tables]).dropna().drop_duplicates()
    return tuple(sorted(country_years.merge(asked, on=keys)["source_id"].dropna().unique()))


def with_labels(table: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Add label, the short English label of each row's indicator."""
    labels = indicators.set_index("indicator")["short_label"]
    return table.assign(label=table["indicator"].map(labels))
