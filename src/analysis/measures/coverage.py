"""What is known for whom and until when, and why something is missing.

A value that is missing has a kind, and the kinds are never mixed up: a source that leaves a country
out says something else than a year without a survey.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

PUBLISHED = "published"
NOT_PUBLISHED = "not_published"  # not for that year
NOT_COVERED = "not_covered"  # the source leaves the country out
UNCONFIRMED = "unconfirmed"
AMBIGUOUS = "ambiguous"  # in print
NOT_APPLICABLE = "not_applicable"
MISSING_KINDS = (NOT_PUBLISHED, NOT_COVERED, UNCONFIRMED, AMBIGUOUS, NOT_APPLICABLE)

MOST_YEARS_APART = 2

# Indicators by what they are about, a sheet's worth each.
GROUPS = {
    "economy": ("economy", "population", "environment", "human development"),
    "services": ("public services", "health", "education", "poverty and inequality"),
    "inclusion": ("inclusion", "gender equality"),
    "digital": ("digitalisation", "cyber security", "surveillance"),
    "liberties": (
        "civil liberties",
        "expression",
        "civil society",
        "physical integrity",
        "equality before the law",
    ),
    "government": ("democracy", "participation", "governance"),
}

_CARRIED = ["value", "lower", "upper", "year", "source_id"]


class MixedYearsError(ValueError):
    """One cross-section would hold values of years too far apart to be compared."""


def kinds_of_missing(values: pd.Series, when_missing: str) -> pd.Series:
    """Say for each value whether it is published, else why not.

    `when_missing` is one of MISSING_KINDS, for instance AMBIGUOUS for a status that the printed
    report leaves open, or UNCONFIRMED for a treaty whose record was not found.
    """
    if when_missing not in MISSING_KINDS:
        raise ValueError(f"{when_missing!r} is no kind of missing; one of {MISSING_KINDS}")
    return pd.Series(PUBLISHED, index=values.index).where(values.notna(), when_missing)


def series(
    country_years: pd.DataFrame,
    indicators: list[str],
    countries: list[str],
    last_year: int,
    first_year: int | None = None,
) -> pd.DataFrame:
    """Rows of country_years for these indicators and countries, from first_year to last_year."""
    wanted = (
        country_years["indicator"].isin(indicators)
        & country_years["country_iso3"].isin(countries)
        & (country_years["year"] <= last_year)
    )
    if first_year is not None:
        wanted &= country_years["year"] >= first_year
    return country_years[wanted].sort_values(["indicator", "country_iso3", "year"])


def latest_values(
    country_years: pd.DataFrame, indicators: list[str], countries: list[str], last_year: int
) -> pd.DataFrame:
    """The last value published up to last_year, one row for each country and indicator.

    Columns: country_iso3, indicator, value, lower, upper, year, source_id, kind. Without a value
    `kind` says why: the source never covers the country, or has nothing up to that year. The years
    may differ between countries: see `refuse_mixed_years`.
    """
    known = series(country_years, indicators, countries, last_year).dropna(subset="value")
    last = known.groupby(["indicator", "country_iso3"], as_index=False).tail(1)
    return _one_row_each(last, country_years, indicators, countries)


def values_in(
    country_years: pd.DataFrame, indicators: list[str], countries: list[str], year: int
) -> pd.DataFrame:
    """The values of exactly one year, in the columns of `latest_values`."""
    known = series(country_years, indicators, countries, year, year).dropna(subset="value")
    return _one_row_each(known, country_years, indicators, countries)


def _one_row_each(
    known: pd.DataFrame, country_years: pd.DataFrame, indicators: list[str], countries: list[str]
) -> pd.DataFrame:
    """Lay known values on the full grid of indicators and countries, in the order asked for."""
    grid = pd.MultiIndex.from_product([indicators, countries], names=["indicator", "country_iso3"])
    table = known.set_index(["indicator", "country_iso3"])[_CARRIED].reindex(grid)
    kinds = kinds_of_missing(table["value"], NOT_PUBLISHED)
    kinds[(kinds == NOT_PUBLISHED) & ~grid.isin(_covered(country_years))] = NOT_COVERED
    table = table.assign(kind=kinds, year=table["year"].astype("Int64")).reset_index()
    return table[["country_iso3", "indicator", *_CARRIED, "kind"]]


def _covered(country_years: pd.DataFrame) -> pd.MultiIndex:
    """The pairs of indicator and country for which the source has a value in any year."""
    known = country_years.dropna(subset="value")
    return pd.MultiIndex.from_frame(known[["indicator", "country_iso3"]].drop_duplicates())


def refuse_mixed_years(
    values: pd.DataFrame, most_years_apart: int = MOST_YEARS_APART
) -> pd.DataFrame:
    """Hand the cross-section back unless one indicator's years lie too far apart.

    Raises MixedYearsError, naming the countries with the oldest value. To compare across a longer
    span all the same, ask for it with a larger `most_years_apart`; to leave old values out, use
    `without_old_values`.
    """
    for indicator, rows in values.dropna(subset="value").groupby("indicator", sort=False):
        oldest, newest = int(rows["year"].min()), int(rows["year"].max())
        if newest - oldest > most_years_apart:
            countries = ", ".join(rows.loc[rows["year"] == oldest, "country_iso3"])
            raise MixedYearsError(
                f"{indicator}: values of {oldest} ({countries}) and {newest} would stand side by "
                f"side, more than {most_years_apart} years apart. Leave the old ones out with "
                f"without_old_values, or ask with most_years_apart={newest - oldest}."
            )
    return values


def without_old_values(
    values: pd.DataFrame, most_years_apart: int = MOST_YEARS_APART
) -> pd.DataFrame:
    """Turn values too much older than the indicator's newest one into NOT_PUBLISHED."""
    newest = values.groupby("indicator")["year"].transform("max")
    old = (newest - values["year"] > most_years_apart).fillna(False).astype(bool)
    kept = values.copy()
    kept.loc[old, _CARRIED] = pd.NA
    kept.loc[old, "kind"] = NOT_PUBLISHED
    return kept


def how_sure(values: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """How much stands behind each indicator of a cross-section: one row for each indicator.

    Columns: indicator, n (countries with a value), n_of, first_year, last_year, interval ("none"
    when no interval is published), and one column of counts for each kind of missing.
    """
    by_indicator = values.groupby("indicator", sort=False)
    kinds = pd.crosstab(values["indicator"], values["kind"]).reindex(
        index=list(by_indicator.groups), columns=list(MISSING_KINDS), fill_value=0
    )
    summary = by_indicator.agg(
        n=("value", "count"),
        n_of=("country_iso3", "size"),
        first_year=("year", "min"),
        last_year=("year", "max"),
    )
    interval = indicators.set_index("indicator")["interval"].reindex(summary.index).fillna("none")
    return summary.assign(interval=interval).join(kinds).rename_axis("indicator").reset_index()


def with_labels(table: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Put the indicators' short labels in the place of their codes, for tables that are read."""
    labels = indicators.set_index("indicator")["short_label"]
    return table.assign(indicator=table["indicator"].map(labels))


def coverage(
    country_years: pd.DataFrame, indicators: pd.DataFrame, countries: list[str], last_year: int
) -> pd.DataFrame:
    """What is known for each country and indicator: `latest_values` with its dimension and age.

    Adds dimension, short_label and years_old (years between the last value and last_year).
    """
    known = latest_values(country_years, list(indicators["indicator"]), countries, last_year)
    described = known.merge(
        indicators[["indicator", "dimension", "short_label"]],
        on="indicator",
        how="left",
        validate="many_to_one",
    )
    return described.assign(years_old=last_year - described["year"])


def coverage_by_dimension(covered: pd.DataFrame, recent_years: int = 3) -> pd.DataFrame:
    """How many of a dimension's indicators each country has, and how many are recent.

    Takes `coverage`. Columns: dimension, country_iso3, n_of (indicators), n (with any value),
    recent (value at most recent_years old), last_year (newest value), n_pct, recent_pct, and kind:
    why there is no indicator at all, else "published". n_pct is missing where there is none.
    """
    marked = covered.assign(
        any_value=covered["value"].notna(),
        recent_value=(covered["years_old"] <= recent_years).fillna(False).astype(bool),
    )
    table = marked.groupby(["dimension", "country_iso3"], sort=False, as_index=False).agg(
        n_of=("indicator", "size"),
        n=("any_value", "sum"),
        recent=("recent_value", "sum"),
        last_year=("year", "max"),
        kind=("kind", _one_kind),
    )
    known = table["n_of"].where(table["n"] > 0)
    return table.assign(n_pct=100 * table["n"] / known, recent_pct=100 * table["recent"] / known)


def _one_kind(kinds: pd.Series) -> str:
    """Published if any is; not published for that year if any is covered; else not covered."""
    return next(kind for kind in (PUBLISHED, *MISSING_KINDS) if (kinds == kind).any())


def kind_counts(covered: pd.DataFrame) -> dict[str, int]:
    """How many rows of a table have each kind of missing, for a chart's count of what it lacks."""
    counts = covered["kind"].value_counts()
    return {kind: int(counts[kind]) for kind in MISSING_KINDS if kind in counts}


def of_states(
    indicators: pd.DataFrame, country_years: pd.DataFrame, states: list[str]
) -> pd.DataFrame:
    """The indicators that any of these states has: a comparator's own series are left out."""
    theirs = country_years.loc[country_years["country_iso3"].isin(states), "indicator"].unique()
    return indicators[indicators["indicator"].isin(theirs)]


def in_group(covered: pd.DataFrame, group: str) -> pd.DataFrame:
    """The rows of `coverage` whose dimension belongs to one of GROUPS, dimension by dimension."""
    places = {dimension: place for place, dimension in enumerate(GROUPS[group])}
    rows = covered[covered["dimension"].isin(places)]
    return rows.sort_values("dimension", key=lambda names: names.map(places), kind="stable")


def coverage_by_country(covered: pd.DataFrame, recent_years: int = 3) -> pd.DataFrame:
    """How many indicators each state has: country_iso3, n, n_of, n_pct, recent, recent_pct."""
    whole = coverage_by_dimension(covered.assign(dimension=""), recent_years)
    return whole[["country_iso3", "n", "n_of", "n_pct", "recent", "recent_pct"]].sort_values(
        ["n", "country_iso3"], ascending=[False, True], ignore_index=True
    )


def source_ids(*tables: pd.DataFrame) -> tuple[str, ...]:
    """The sources behind the values of some tables, sorted: what a figure must cite."""
    return tuple(sorted({source for table in tables for source in table["source_id"].dropna()}))


def facts_known(facts: Mapping[Any, pd.Series]) -> pd.DataFrame:
    """How many cells of named columns are filled: fact, n, n_of, known_pct, in the order given."""
    table = pd.DataFrame(
        {
            "fact": list(facts),
            "n": [int(cells.notna().sum()) for cells in facts.values()],
            "n_of": [len(cells) for cells in facts.values()],
        }
    )
    return table.assign(known_pct=100 * table["n"] / table["n_of"])
