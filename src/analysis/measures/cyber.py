"""Digitalisation beside cyber-security readiness and rights safeguards: standings, never a score.

Ten or eleven states are ten or eleven points: nothing here fits a line, averages measures into an
index, or compares levels of the cyber-security index across editions.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.measures.coverage import PUBLISHED, series, values_in
from analysis.measures.safeguards import LATER, SAME_YEAR

DIGITALISATION = ("egdi", "un_osi", "IT.NET.USER.ZS", "ITU.ACT_MOB_PER_100")
READINESS = ("gci_overall",)
SAFEGUARDS = ("v2x_clpriv", "v2x_civlib_v13")
TIER_EDITION = 2024
LAW_STANDINGS = ("law", SAME_YEAR, LATER, "draft", "none")
LEVERAGE = ("MMR", "SGP")
"""States that alone can turn a small comparison; every count is shown with and without them."""


def standings(latest: pd.DataFrame) -> pd.DataFrame:
    """Place each state among those that the same measure covers.

    `latest` holds country_iso3, indicator, year, value (missing = no value), one row a cell.
    Adds rank (1 = highest; ties share the best), n (states with a value) and scores_above_pct:
    the share of the other covered states that score lower, a tie counting half; missing where
    the state has no value or is the only one covered.
    """
    table = latest.copy()
    values = table.groupby("indicator")["value"]
    table["n"] = values.transform("count").astype(int)
    table["rank"] = values.rank(method="min", ascending=False)
    lower = values.rank(method="average") - 1
    table["scores_above_pct"] = (100 * lower / (table["n"] - 1)).where(table["n"] > 1)
    return table


def disagreement(standing: pd.DataFrame, group: Sequence[str]) -> pd.DataFrame:
    """Say how far the measures of one group lie apart for each state.

    Returns country_iso3, n_measures, lowest_pct, highest_pct, apart_points (highest less lowest,
    percentage points of scores_above_pct; missing with fewer than two measures).
    """
    chosen = standing[standing["indicator"].isin(list(group))]
    places = chosen.groupby("country_iso3")["scores_above_pct"]
    table = places.agg(n_measures="count", lowest_pct="min", highest_pct="max").reset_index()
    apart = table["highest_pct"] - table["lowest_pct"]
    table["apart_points"] = apart.where(table["n_measures"] > 1)
    return table


def edition_ranks(
    country_years: pd.DataFrame, indicator: str, countries: Sequence[str], last_year: int
) -> pd.DataFrame:
    """Rank states within each edition of an index whose method changes from edition to edition.

    Returns, for each edition up to last_year and each state, indicator ("<indicator> <year>"),
    country_iso3, year (the edition), value, rank (1 = highest, ties share the best), n_ranked, kind
    and source_id. Levels of different editions must not be compared; ranks may be read side by
    side, knowing that each edition measures something slightly different.
    """
    known = series(country_years, [indicator], list(countries), last_year)
    parts = [
        values_in(country_years, [indicator], list(countries), int(year))
        .assign(year=int(year))
        .pipe(_ranked)
        for year in sorted(known["year"].unique())
    ]
    columns = ["indicator", "country_iso3", "year", "value", "rank", "n_ranked", "kind"]
    columns.append("source_id")
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _ranked(edition: pd.DataFrame) -> pd.DataFrame:
    return edition.assign(
        indicator=edition["indicator"] + " " + edition["year"].astype(str),
        rank=edition["value"].rank(method="min", ascending=False),
        n_ranked=int(edition["value"].notna().sum()),
    )


def with_tier(edition: pd.DataFrame, tiers: pd.DataFrame) -> pd.DataFrame:
    """Set the derived tier beside the rows of one edition, best rank first.

    `edition` are rows of `edition_ranks`; `tiers` values of gci_tier_2024, which hold for the
    edition of 2024 only: any other edition gets none. Returns country_iso3, year, value, rank and
    tier.
    """
    known = tiers.set_index("country_iso3")["value"]
    tier = edition["country_iso3"].map(known).where(edition["year"] == TIER_EDITION)
    columns = ["country_iso3", "year", "value", "rank", "tier"]
    return edition.assign(tier=tier).sort_values("rank", kind="stable")[columns]


def side_by_side(latest: pd.DataFrame, laws: pd.DataFrame) -> pd.DataFrame:
    """Lay measures out in columns, one row a state, with the standing of one law beside them.

    `laws` of `safeguards.laws_at`. Returns country_iso3, a column for each measure, with
    <measure>_lower and <measure>_upper where any interval is published, and kind (the standing).
    """
    wide = latest.pivot(index="country_iso3", columns="indicator", values="value")
    for end in ("lower", "upper"):
        bounds = latest.pivot(index="country_iso3", columns="indicator", values=end)
        wide = wide.join(bounds.astype(float).dropna(axis=1, how="all").add_suffix(f"_{end}"))
    standing = laws.set_index("country_iso3")["standing"]
    return wide.assign(kind=standing).rename_axis(columns=None).reset_index()


def pairs_ordered_alike(
    latest: pd.DataFrame,
    firsts: Sequence[str],
    seconds: Sequence[str],
    leave_out: Sequence[str] = (),
) -> pd.DataFrame:
    """Count how many pairs of states two measures put in the same order.

    A plain description, not a test: with ten states a coefficient would claim too much. Returns
    first, second, states (covered by both), pairs, alike, opposite, tied.
    """
    kept = latest[~latest["country_iso3"].isin(list(leave_out))]
    wide = kept.pivot(index="country_iso3", columns="indicator", values="value")
    wide = wide.reindex(columns=list(dict.fromkeys([*firsts, *seconds])))
    rows = [
        {"first": first, "second": second, **_compare(wide[[first, second]].dropna())}
        for first in firsts
        for second in seconds
    ]
    columns = ["first", "second", "states", "pairs", "alike", "opposite", "tied"]
    return pd.DataFrame(rows, columns=columns)


def _compare(two: pd.DataFrame) -> dict[str, int]:
    """Count pairs of rows that both columns order alike, oppositely, or one of them not at all."""
    orders = [
        int(np.sign(a[0] - b[0]) * np.sign(a[1] - b[1])) for a, b in combinations(two.to_numpy(), 2)
    ]
    return {
        "states": len(two),
        "pairs": len(orders),
        "alike": orders.count(1),
        "opposite": orders.count(-1),
        "tied": orders.count(0),
    }


def safety_mix(listed: pd.DataFrame, countries: Sequence[str]) -> pd.DataFrame:
    """Count the projects of one list filed under Safety & Security, and all others, by state.

    `listed` of `projects.projects_at`. Returns country_iso3, part ("safety", "other"), projects,
    most safety projects first. A state with two zeros lists no project at all: that says nothing
    about its choices.
    """
    is_safety = listed["focus_area"] == "Safety & Security"
    numbers = pd.DataFrame(
        {
            part: rows["country_iso3"].value_counts().reindex(list(countries), fill_value=0)
            for part, rows in (("safety", listed[is_safety]), ("other", listed[~is_safety]))
        }
    ).sort_values(["safety", "other"], ascending=False, kind="stable")
    table = numbers.rename_axis("country_iso3").rename_axis(columns="part").stack()
    return table.rename("projects").reset_index()


def changes_ranked(levels: pd.DataFrame) -> pd.DataFrame:
    """Rank how far each state's level rose between two years, within each indicator.

    `levels` of `inclusion.change_of_level`. Adds change (in the indicator's unit), rank_of_change
    (1 = rose most) and n (states with both years); a lone value of one year is left out. The change
    of two published values: nothing is said of why.
    """
    both = levels["kind"] == PUBLISHED
    table = levels.assign(**{end: levels[end].where(both) for end in ("first", "latest")})
    table["change"] = table["latest"] - table["first"]
    changes = table.groupby("indicator")["change"]
    return table.assign(
        rank_of_change=changes.rank(method="min", ascending=False), n=changes.transform("count")
    )
