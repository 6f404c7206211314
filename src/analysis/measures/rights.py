"""Human rights series by state: themes, before and after joining, and treaties.

National scores only: none of them speaks for a city. A change is a difference between two years,
with its published uncertainty; it says nothing of why.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.measures.coverage import NOT_APPLICABLE, NOT_COVERED, NOT_PUBLISHED, PUBLISHED
from analysis.measures.membership import members_at
from analysis.measures.series import with_labels, yearly_series

# Each code is one edition's series. Codes of different editions share a theme, never a line.
THEMES: dict[str, tuple[str, ...]] = {
    "civil_liberties": ("v2x_civlib_v13", "v2x_civlib_v16"),
    "physical_integrity": ("v2x_clphy",),
    "expression": ("v2x_freexp_altinf_v16",),
    "civil_society": ("v2xcs_ccsi",),
    "equality_before_the_law": ("v2xcl_rol",),
    "participation": ("v2x_partipdem",),
}
WORLD = "WLD_MEDIAN"
CORE_TREATIES = (
    "ICCPR",
    "ICESCR",
    "ICERD",
    "CEDAW",
    "CRC",
    "CRPD",
    "CAT",
    "CMW (ICRMW)",
    "ICPPED",
)
OTHER_TREATIES = (
    "ICCPR-OP1",
    "ICCPR-OP2",
    "OP-ICESCR",
    "OP-CEDAW",
    "OP-CRC-AC",
    "OP-CRC-SC",
    "OP-CRC-IC",
    "OP-CRPD",
    "OPCAT",
    "Budapest Convention (CETS 185)",
    "UN Convention against Cybercrime (Hanoi)",
)
_PARTY = ("ratified", "acceded")
_UNCONFIRMED = ("unconfirmed", "none/unconfirmed")


def theme_series(
    country_years: pd.DataFrame,
    indicators: pd.DataFrame,
    theme: str,
    countries: Sequence[str],
    years: tuple[int, int],
) -> pd.DataFrame:
    """Lay out a theme's series with their labels, for states and the median of all states.

    Columns: those of `yearly_series`, and label. The world's rows have only years that are held.
    """
    asked = [*countries, WORLD]
    series = with_labels(yearly_series(country_years, THEMES[theme], asked, *years), indicators)
    return series[(series["country_iso3"] != WORLD) | series["value"].notna()]


def edition_differences(
    country_years: pd.DataFrame, first: str, second: str, countries: Sequence[str]
) -> pd.DataFrame:
    """Compare two editions of one index over the state-years that both hold.

    Columns: country_iso3, n (years in common), widest (largest absolute difference, in the index's
    unit) and year (of the widest). It shows why a line never joins two editions.
    """
    rows = country_years[country_years["country_iso3"].isin(countries)]
    both = rows.pivot_table(index=["country_iso3", "year"], columns="indicator", values="value")
    both = both.reindex(columns=[first, second]).dropna()
    apart = (both[first] - both[second]).abs().rename("widest").reset_index()
    widest = apart.loc[apart.groupby("country_iso3")["widest"].idxmax()]
    n = apart.groupby("country_iso3").size().rename("n").reset_index()
    return n.merge(widest, on="country_iso3")[["country_iso3", "n", "widest", "year"]]


def joining_years(members: pd.DataFrame, as_of: datetime.date) -> pd.Series:
    """Find the year each state's first city joined, among members at a date.

    Returns joined_year indexed by country_iso3; a state without a member city is absent.
    """
    present = members_at(members, as_of)
    return present.groupby("country_iso3")["joined_year"].min().astype(int)


def change_since_joining(series: pd.DataFrame, joined: pd.Series) -> pd.DataFrame:
    """Compare the year before a state's first city joined with the series' latest year.

    `series` is of `yearly_series`; `joined` of `joining_years`. Columns: indicator, country_iso3,
    before_year, after_year, before, after, change, change_lower, change_upper, kind and
    reading ("higher", "lower", "not told apart", "no interval"). "not_applicable" stands for a
    state that has not joined or joined after the series ends.

    The interval is that of `difference_interval`, at the level of the published ones. Without
    published intervals there is none, and the change is only the difference of two estimates.
    """
    rows = [
        _change(code, country, part, joined.get(country))
        for (code, country), part in series.groupby(["indicator", "country_iso3"], sort=False)
    ]
    columns = [
        "indicator", "country_iso3", "before_year", "after_year", "before", "after",
        "change", "change_lower", "change_upper", "kind", "reading",
    ]  # fmt: skip
    years = {"before_year": "Int64", "after_year": "Int64"}
    return pd.DataFrame(rows, columns=columns).astype(years)


def _change(code: str, country: str, part: pd.DataFrame, joined: int | None) -> dict[str, object]:
    after_year = int(part["year"].max())
    row: dict[str, object] = {"indicator": code, "country_iso3": country, "after_year": after_year}
    if (part["kind"] == NOT_COVERED).all():
        return {**row, "kind": NOT_COVERED, "reading": None}
    if joined is None or joined > after_year:
        return {**row, "kind": NOT_APPLICABLE, "reading": None}
    by_year = part.set_index("year").reindex([joined - 1, after_year])
    before, after = by_year.iloc[0], by_year.iloc[1]
    row |= {"before_year": joined - 1, "before": before["value"], "after": after["value"]}
    if by_year["value"].isna().any():
        return {**row, "kind": NOT_PUBLISHED, "reading": None}
    low, high = difference_interval(before, after)
    return {
        **row,
        "change": after["value"] - before["value"],
        "change_lower": low,
        "change_upper": high,
        "kind": PUBLISHED,
        "reading": _reading(low, high),
    }


def difference_interval(before: pd.Series, after: pd.Series) -> tuple[float, float]:
    """Bound after − before from the two published intervals (value, lower, upper).

    Method of variance estimates recovery (Zou and Donner 2008, Statistics in Medicine 27, 1693):
    lower = d − √((a − a_lower)² + (b_upper − b)²), upper = d + √((a_upper − a)² + (b − b_lower)²).
    It keeps the published level and skew and takes the errors of the two years as independent.
    The same experts and sources rate both years, so errors are likely alike and the bounds
    rather too wide. NaN where a bound is not published.
    """
    change = after["value"] - before["value"]
    down = np.hypot(after["value"] - after["lower"], before["upper"] - before["value"])
    up = np.hypot(after["upper"] - after["value"], before["value"] - before["lower"])
    return float(change - down), float(change + up)


def _reading(low: float, high: float) -> str:
    if np.isnan(low) or np.isnan(high):
        return "no interval"
    if low > 0:
        return "higher"
    return "lower" if high < 0 else "not told apart"


def treaty_matrix(
    treaties: pd.DataFrame, countries: Sequence[str], as_of: datetime.date
) -> pd.DataFrame:
    """Say for each state and treaty what is confirmed at a date.

    Columns: country_iso3, treaty, standing ("party", "signed", "not party", "unconfirmed"), year
    (of becoming party, or of signing where only that is known), core (one of the nine core UN
    human rights treaties), as_of (when the list was read). A blank in the sources is unconfirmed,
    never "no"; so is a state that became party after the date, since when it signed is not held.
    """
    rows = treaties[treaties["iso3"].isin(countries)].rename(columns={"iso3": "country_iso3"})
    standing = pd.Series("not party", index=rows.index)
    standing[rows["status"].isin(_PARTY)] = "party"
    standing[rows["status"] == "signed"] = "signed"
    standing[rows["status"].isin(_UNCONFIRMED) | rows["status"].isna()] = "unconfirmed"
    later = (rows["year"] > as_of.year).fillna(False).astype(bool)
    standing[later] = "unconfirmed"
    return (
        rows[["country_iso3", "treaty", "as_of"]]
        .assign(
            standing=standing,
            year=rows["year"].mask(later).astype("Int64"),
            core=rows["treaty"].isin(CORE_TREATIES),
        )
        .sort_values(["treaty", "country_iso3"], key=_in_order, ignore_index=True)
    )


def _in_order(values: pd.Series) -> pd.Series:
    """Place treaties core first, then protocols, then cybercrime; states by code."""
    if values.name != "treaty":
        return values
    places = {treaty: place for place, treaty in enumerate(CORE_TREATIES + OTHER_TREATIES)}
    return values.map(places).fillna(len(places))


def count_treaties(matrix: pd.DataFrame) -> pd.DataFrame:
    """Count each state's core treaties by standing.

    Columns: country_iso3, party, signed, not_party, unconfirmed, n_of (core treaties looked at).
    """
    core = matrix[matrix["core"]]
    kinds = ["party", "signed", "not party", "unconfirmed"]
    counts = pd.crosstab(core["country_iso3"], core["standing"]).reindex(
        columns=kinds, fill_value=0
    )
    counts = counts.assign(n_of=counts.sum(axis=1)).rename(columns={"not party": "not_party"})
    counts.columns.name = None
    return counts.reset_index()
