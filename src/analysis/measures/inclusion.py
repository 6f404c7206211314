"""Who is left out: levels, and gaps between two groups of people in the same state and year."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.measures.coverage import (
    MOST_YEARS_APART,
    NOT_COVERED,
    NOT_PUBLISHED,
    PUBLISHED,
    latest_values,
)


@dataclass(frozen=True)
class Pair:
    """Two series that say the same of two groups: those thought worse off, and those compared with.

    `other` is None where the two shares fill 100 %, so the other one is 100 minus the first.
    """

    behind: str
    other: str | None


# Women and the poorest 40 % stand beside all adults in account ownership, for no series for men
# and for the richest 60 % is held: such a gap is smaller than the one between the groups.
PAIRS: dict[str, Pair] = {
    "electricity": Pair("EG.ELC.ACCS.RU.ZS", "EG.ELC.ACCS.UR.ZS"),
    "water": Pair("SH.H2O.BASW.RU.ZS", "SH.H2O.BASW.UR.ZS"),
    "sanitation": Pair("SH.STA.BASS.RU.ZS", "SH.STA.BASS.UR.ZS"),
    "internet_place": Pair("ITU.INT_USR_DAY.RUR", "ITU.INT_USR_DAY.URB"),
    "work": Pair("UNDP.LFPR.F", "UNDP.LFPR.M"),
    "parliament": Pair("UNDP.PARL.F", None),
    "internet_sex": Pair("ITU.INT_USR_DAY.F", "ITU.INT_USR_DAY.M"),
    "accounts_women": Pair("FX.OWN.TOTL.FE.ZS", "FX.OWN.TOTL.ZS"),
    "accounts_poorest": Pair("FX.OWN.TOTL.40.ZS", "FX.OWN.TOTL.ZS"),
}
ACCESS = ("v2peapsecon", "v2peapssoc", "v2peapsgen", "v2peapsgeo")
SLUMS = "EN.POP.SLUM.UR.ZS"
# What each group's row of the evidence table rests on; an empty one is a documented void.
GROUPS: dict[str, tuple[str, ...]] = {
    "rural_residents": (
        "EG.ELC.ACCS.RU.ZS", "SH.H2O.BASW.RU.ZS", "SH.STA.BASS.RU.ZS", "ITU.INT_USR_DAY.RUR",
    ),
    "women": ("UNDP.LFPR.F", "UNDP.PARL.F", "FX.OWN.TOTL.FE.ZS", "ITU.INT_USR_DAY.F"),
    "poorest": ("FX.OWN.TOTL.40.ZS", "SI.DST.FRST.20", "v2peapsecon"),
    "slum_residents": (SLUMS,),
    "social_groups": ("v2peapssoc", "v2xpe_exlsocgr"),
    "people_with_disabilities": (),
}  # fmt: skip


def gaps(
    country_years: pd.DataFrame,
    pairs: Mapping[str, Pair],
    countries: Sequence[str],
    last_year: int,
) -> pd.DataFrame:
    """Give each state's latest gap between two groups, both of one year.

    Columns: pair, country_iso3, year (the latest in which both are published), behind, other (both
    in the series' unit, mostly % of the group), gap (other − behind, in points; above zero the
    first group is worse off) and kind. A state for which one group was never published is not
    covered. No interval is published for these series, so none is given.
    """
    parts = [
        _gaps_of_pair(country_years, pair, countries, last_year).assign(pair=name)
        for name, pair in pairs.items()
    ]
    columns = ["pair", "country_iso3", "year", "behind", "other", "gap", "kind"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _gaps_of_pair(
    country_years: pd.DataFrame, pair: Pair, countries: Sequence[str], last_year: int
) -> pd.DataFrame:
    both = _both_groups(country_years, pair)
    until = both[both["year"] <= last_year].sort_values("year")
    latest = until.groupby("country_iso3").tail(1).set_index("country_iso3").reindex(countries)
    kind = pd.Series(PUBLISHED, index=latest.index)
    kind[latest["behind"].isna()] = NOT_PUBLISHED
    kind[~latest.index.isin(both["country_iso3"])] = NOT_COVERED
    return latest.assign(
        year=latest["year"].astype("Int64"), gap=latest["other"] - latest["behind"], kind=kind
    ).reset_index(names="country_iso3")


def _both_groups(country_years: pd.DataFrame, pair: Pair) -> pd.DataFrame:
    """Rows country_iso3, year, behind, other, where both groups have a value."""
    behind = _values_of(country_years, pair.behind).rename("behind")
    if pair.other is None:
        return behind.to_frame().assign(other=100 - behind).reset_index()
    other = _values_of(country_years, pair.other).rename("other")
    return pd.concat([behind, other], axis=1, join="inner").reset_index()


def _values_of(country_years: pd.DataFrame, code: str) -> pd.Series:
    known = country_years[(country_years["indicator"] == code) & country_years["value"].notna()]
    return known.set_index(["country_iso3", "year"])["value"]


def comparable_gaps(table: pd.DataFrame, most_years_apart: int = MOST_YEARS_APART) -> pd.DataFrame:
    """Leave out, within each pair, gaps more than so many years older than the newest.

    They turn into "not_published" and keep no value, so that a cross-section does not silently mix
    years. Give a larger `most_years_apart` to keep them; each point then shows its own year.
    """
    newest = table.groupby("pair")["year"].transform("max")
    old = (newest - table["year"] > most_years_apart).fillna(False).astype(bool)
    kept = table.copy()
    kept.loc[old, ["behind", "other", "gap"]] = float("nan")
    kept.loc[old, "year"] = pd.NA
    kept.loc[old, "kind"] = NOT_PUBLISHED
    return kept


def gap_summary(table: pd.DataFrame) -> pd.DataFrame:
    """Summarise each pair over its states.

    Columns: pair, n, n_of, first_year, last_year, median_gap, widest_gap (points), widest_in (the
    state with the widest gap; missing without any), n_behind (states where the gap is above zero).
    """
    rows = [{"pair": pair, **_summary(part)} for pair, part in table.groupby("pair", sort=False)]
    columns = ["pair", "n", "n_of", "first_year", "last_year", "median_gap", "widest_gap"]
    return pd.DataFrame(rows, columns=[*columns, "widest_in", "n_behind"])


def _summary(part: pd.DataFrame) -> dict[str, object]:
    known = part.dropna(subset="gap")
    widest = known.loc[known["gap"].idxmax()] if len(known) else None
    return {
        "n": len(known),
        "n_of": len(part),
        "first_year": known["year"].min(),
        "last_year": known["year"].max(),
        "median_gap": known["gap"].median(),
        "widest_gap": None if widest is None else widest["gap"],
        "widest_in": None if widest is None else widest["country_iso3"],
        "n_behind": int((known["gap"] > 0).sum()),
    }


def change_of_level(
    country_years: pd.DataFrame,
    codes: Sequence[str],
    countries: Sequence[str],
    first_year: int,
    last_year: int,
) -> pd.DataFrame:
    """Give each series' value in a first year and in the last one published up to last_year.

    Columns: indicator, country_iso3, first_year, latest_year, first, latest (in the indicator's
    unit) and kind. The last year is the indicator's own, the same for all states. It is a
    difference of two estimates without a published interval.
    """
    parts = [_two_years(country_years, code, countries, first_year, last_year) for code in codes]
    columns = ["indicator", "country_iso3", "first_year", "latest_year", "first", "latest", "kind"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _two_years(
    country_years: pd.DataFrame, code: str, countries: Sequence[str], first: int, last: int
) -> pd.DataFrame:
    values = _values_of(country_years, code).unstack("year").reindex(countries)
    years = [year for year in values.columns if first <= year <= last]
    latest = max(years, default=last)
    ends = values.reindex(columns=[first, latest])
    kind = pd.Series(PUBLISHED, index=values.index)
    kind[ends.isna().any(axis=1)] = NOT_PUBLISHED
    kind[values.isna().all(axis=1)] = NOT_COVERED
    return pd.DataFrame(
        {
            "indicator": code,
            "country_iso3": list(countries),
            "first_year": first,
            "latest_year": latest,
            "first": ends.iloc[:, 0].to_numpy(),
            "latest": ends.iloc[:, 1].to_numpy(),
            "kind": kind.to_numpy(),
        }
    )


def evidence_on_groups(
    country_years: pd.DataFrame,
    groups: Mapping[str, Sequence[str]],
    countries: Sequence[str],
    last_year: int,
) -> pd.DataFrame:
    """Say how much is known of each group in each state.

    Columns: group, country_iso3, n (the group's series with a value), n_of (its series), last_year
    (of the newest value) and kind. A group for which no series is held at all is "not_covered" in
    every state: a void that is shown, not left out.
    """
    known = latest_values(
        country_years, sorted({c for g in groups.values() for c in g}), list(countries), last_year
    )
    parts = [_evidence(known, group, codes, countries) for group, codes in groups.items()]
    columns = ["group", "country_iso3", "n", "n_of", "last_year", "kind"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _evidence(
    known: pd.DataFrame, group: str, codes: Sequence[str], countries: Sequence[str]
) -> pd.DataFrame:
    rows = known[known["indicator"].isin(codes)]
    table = rows.groupby("country_iso3").agg(n=("value", "count"), last_year=("year", "max"))
    table = table.reindex(countries).rename_axis("country_iso3").reset_index()
    n = table["n"].fillna(0).astype(int)
    kind = pd.Series(PUBLISHED, index=table.index).where(n > 0, NOT_COVERED)
    return table.assign(
        group=group, n=n, n_of=len(codes), last_year=table["last_year"].astype("Int64"), kind=kind
    )


def states_party(treaties: pd.DataFrame, treaty: str, as_of: datetime.date) -> list[str]:
    """List the states confirmed as party to a treaty by the year of a date, sorted."""
    rows = treaties[
        (treaties["treaty"] == treaty)
        & treaties["status"].isin(("ratified", "acceded"))
        & (treaties["year"] <= as_of.year).fillna(False).astype(bool)
    ]
    return sorted(rows["iso3"])
