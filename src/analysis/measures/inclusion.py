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
from analysis.measures.series import sources_behind


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
GROUP_CODES = sorted({code for codes in GROUPS.values() for code in codes})
PAIR_CODES = sorted({code for pair in PAIRS.values() for code in (pair.behind, pair.other) if code})


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


def as_dumbbells(table: pd.DataFrame) -> pd.DataFrame:
    """Name the columns of `gaps` as a dumbbell chart asks for them; both ends are of one year."""
    named = table.rename(columns={"pair": "panel", "behind": "first", "other": "second"})
    return named.assign(first_year=named["year"], second_year=named["year"]).drop(columns="year")


def as_points(values: pd.DataFrame) -> pd.DataFrame:
    """Name the columns of `latest_values` as a dot chart asks for them."""
    return values.assign(first_year=values["year"], second_year=values["year"])


def gap_sources(country_years: pd.DataFrame, table: pd.DataFrame) -> tuple[str, ...]:
    """Find the sources of the values behind `gaps`, sorted by id."""
    asked = [
        table[["country_iso3", "year"]].assign(indicator=table["pair"].map(codes))
        for codes in (
            {name: pair.behind for name, pair in PAIRS.items()},
            {name: pair.other for name, pair in PAIRS.items()},
        )
    ]
    return sources_behind(country_years, *asked)


def narrow_gaps(table: pd.DataFrame, points: float) -> int:
    """Count the gaps above zero, where the first group is behind, that are under so many points."""
    return int(((table["gap"] > 0) & (table["gap"] < points)).sum())


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
    """Give each series' value in the first and the latest year it has within a window.

    Columns: indicator, country_iso3, first_year, latest_year, first, latest (in the indicator's
    unit), change and kind. The years are the indicator's own, the same for all states. A change is
    a difference of two estimates without a published interval.
    """
    parts = [_two_years(country_years, code, countries, first_year, last_year) for code in codes]
    columns = ["indicator", "country_iso3", "first_year", "latest_year"]
    columns += ["first", "latest", "change", "kind"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _two_years(
    country_years: pd.DataFrame, code: str, countries: Sequence[str], first: int, last: int
) -> pd.DataFrame:
    values = _values_of(country_years, code).unstack("year").reindex(countries)
    values = values.dropna(axis="columns", how="all")  # years that only others have
    years = [year for year in values.columns if first <= year <= last]
    ends = values.reindex(columns=[min(years, default=first), max(years, default=last)])
    kind = pd.Series(PUBLISHED, index=values.index)
    kind[ends.isna().any(axis=1)] = NOT_PUBLISHED
    kind[values.isna().all(axis=1)] = NOT_COVERED
    return pd.DataFrame(
        {
            "indicator": code,
            "country_iso3": list(countries),
            "first_year": ends.columns[0],
            "latest_year": ends.columns[1],
            "first": ends.iloc[:, 0].to_numpy(),
            "latest": ends.iloc[:, 1].to_numpy(),
            "change": (ends.iloc[:, 1] - ends.iloc[:, 0]).to_numpy(),
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
    (of the newest value), extent ("all", "some" or "not_covered") and cell (the year, in brackets
    where only some series have a value). A group for which no series is held at all is
    "not_covered" in every state: a void that is shown, not left out.
    """
    codes = sorted({code for group in groups.values() for code in group})
    known = latest_values(country_years, codes, list(countries), last_year)
    parts = [_evidence(known, group, own, countries) for group, own in groups.items()]
    columns = ["group", "country_iso3", "n", "n_of", "last_year", "extent", "cell"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _evidence(
    known: pd.DataFrame, group: str, codes: Sequence[str], countries: Sequence[str]
) -> pd.DataFrame:
    rows = known[known["indicator"].isin(codes)]
    table = rows.groupby("country_iso3").agg(n=("value", "count"), last_year=("year", "max"))
    table = table.reindex(countries).rename_axis("country_iso3").reset_index()
    n = table["n"].fillna(0).astype(int)
    extent = pd.Series("some", index=table.index).mask(n == len(codes), "all")
    year = table["last_year"].astype("Int64").astype("string").fillna("")
    return table.assign(
        group=group,
        n=n,
        n_of=len(codes),
        last_year=table["last_year"].astype("Int64"),
        extent=extent.mask(n == 0, NOT_COVERED),
        cell=year.mask((n > 0) & (n < len(codes)), "(" + year + ")"),
    )


def states_party(treaties: pd.DataFrame, treaty: str, as_of: datetime.date) -> list[str]:
    """List the states confirmed as party to a treaty by the year of a date, sorted."""
    rows = treaties[
        (treaties["treaty"] == treaty)
        & treaties["status"].isin(("ratified", "acceded"))
        & (treaties["year"] <= as_of.year).fillna(False).astype(bool)
    ]
    return sorted(rows["iso3"])
