"""Digitalisation beside cyber-security readiness and rights safeguards: standings, never a score.

Ten or eleven states are ten or eleven points: nothing here fits a line, averages measures into an
index, or compares levels of the cyber-security index across editions.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

DIGITALISATION = ("egdi", "un_osi", "IT.NET.USER.ZS", "ITU.ACT_MOB_PER_100")
READINESS = ("gci_overall",)
SAFEGUARDS = ("v2x_clpriv", "v2x_civlib_v13")
GROUPS = {"digitalisation": DIGITALISATION, "readiness": READINESS, "safeguards": SAFEGUARDS}
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

    Returns country_iso3, year (the edition), value, rank (1 = highest, ties share the best),
    n (states ranked). Levels of different editions must not be compared; these ranks may be read
    side by side, knowing that each edition measures something slightly different.
    """
    chosen = country_years[
        (country_years["indicator"] == indicator)
        & country_years["country_iso3"].isin(list(countries))
        & (country_years["year"] <= last_year)
    ].dropna(subset="value")
    table = chosen[["country_iso3", "year", "value"]].copy()
    editions = table.groupby("year")["value"]
    table["rank"] = editions.rank(method="min", ascending=False).astype(int)
    table["n"] = editions.transform("count").astype(int)
    return table.sort_values(["year", "rank", "country_iso3"], ignore_index=True)


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


def safety_projects(
    project_years: pd.DataFrame, countries: Sequence[str], report_year: int
) -> pd.DataFrame:
    """Count the projects that one monitoring report files under Safety & Security, for each state.

    Returns country_iso3, safety_projects, listed_projects. A state without any listed project has
    listed_projects 0: its zero safety projects then say nothing about its choices.
    """
    listed = project_years[project_years["report_year"] == report_year]
    safety = listed[listed["focus_area"] == "Safety & Security"]
    return pd.DataFrame(
        {
            "country_iso3": list(countries),
            "safety_projects": _count(safety, countries),
            "listed_projects": _count(listed, countries),
        }
    )


def _count(projects: pd.DataFrame, countries: Sequence[str]) -> list[int]:
    return projects["country_iso3"].value_counts().reindex(list(countries), fill_value=0).tolist()


def change_since(
    country_years: pd.DataFrame,
    indicators: Sequence[str],
    countries: Sequence[str],
    since: int,
    last_year: int,
) -> pd.DataFrame:
    """Compare each series' value in one year with its latest value up to another.

    Returns country_iso3, indicator, from_value, to_year, to_value, change (in the indicator's
    unit), rank_of_change (1 = rose most among the states given) and n. A series without a value
    in `since` itself is left empty, never filled from a neighbouring year.
    """
    keys = ["country_iso3", "indicator"]
    values = country_years[country_years["year"] <= last_year].dropna(subset="value")
    cells = pd.MultiIndex.from_product([countries, indicators], names=keys)
    start = values[values["year"] == since].set_index(keys)["value"]
    latest = values[values["year"] > since].sort_values("year").groupby(keys).last()
    table = pd.DataFrame(
        {
            "from_value": start.reindex(cells),
            "to_year": latest["year"].reindex(cells),
            "to_value": latest["value"].reindex(cells),
        }
    )
    table["change"] = table["to_value"] - table["from_value"]
    changes = table.groupby("indicator")["change"]
    table["rank_of_change"] = changes.rank(method="min", ascending=False)
    table["n"] = changes.transform("count").astype(int)
    return table.reset_index()
