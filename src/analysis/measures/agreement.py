"""Whether different measures of one thing put states in the same order.

Ranks only: the measures have different scales, makers and years. Ten or eleven states are ten or
eleven points, so agreement is described and bounded by leaving states out, never tested.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import rankdata, spearmanr

from analysis.measures.coverage import values_in

MEASURES = (
    "fariss_hr_protection",
    "v2x_clphy",
    "v2x_civlib_v16",
    "wgi_voice_accountability",
    "civicus_rating",
)
LONG_MEASURES = MEASURES[:-1]  # civic space ratings cover all states from 2022 only
LEVERAGE_STATES = ("MMR", "SGP")
FEWEST_STATES = 4


def best_covered_year(
    country_years: pd.DataFrame, indicator: str, countries: Sequence[str], last_year: int
) -> int | None:
    """Find the latest of the years in which an indicator covers most states; None without any."""
    known = country_years[
        (country_years["indicator"] == indicator)
        & country_years["country_iso3"].isin(countries)
        & (country_years["year"] <= last_year)
    ].dropna(subset="value")
    counts = known.groupby("year").size()
    return int(counts.index[counts == counts.max()].max()) if len(counts) else None


def best_years(
    country_years: pd.DataFrame, indicators: Sequence[str], countries: Sequence[str], last_year: int
) -> dict[str, int]:
    """Give each measure its best covered year, leaving out measures that cover no state."""
    found = {
        code: best_covered_year(country_years, code, countries, last_year) for code in indicators
    }
    return {code: year for code, year in found.items() if year is not None}


def measure_ranks(
    country_years: pd.DataFrame,
    indicators: Sequence[str],
    countries: Sequence[str],
    years: Mapping[str, int],
    directions: Mapping[str, str],
) -> pd.DataFrame:
    """Rank states within each measure, each measure in one named year, best first.

    `years` gives the year for each indicator and `directions` its "lower is better" or otherwise.
    Columns: indicator, country_iso3, year, value, rank (1 = best; ties share the mean rank),
    n_ranked (states the measure covers in that year) and kind. A state without a value has no rank.
    """
    parts = [
        values_in(country_years, [code], list(countries), years[code])
        .assign(year=years[code])
        .pipe(_rank, directions.get(code, "higher is better"))
        for code in indicators
    ]
    columns = ["indicator", "country_iso3", "year", "value", "rank", "n_ranked", "kind"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _rank(values: pd.DataFrame, direction: str) -> pd.DataFrame:
    best_first = values["value"].rank(ascending=direction == "lower is better")
    return values.assign(rank=best_first, n_ranked=int(values["value"].notna().sum()))


def rank_agreement(ranks: pd.DataFrame) -> pd.DataFrame:
    """Compare each two measures over the states both cover, with Spearman's rank correlation.

    Columns: first, second, first_year, second_year, n (common states), spearman, and
    spearman_lowest and spearman_highest: the range when any one state is left out. The range says
    how far one state carries the figure; it is not a confidence interval, for the states are not a
    sample. Fewer than four common states, or all tied, give no figure.
    Source: Spearman (1904); `scipy.stats.spearmanr`, ties by mean rank.
    """
    table = ranks.pivot(index="country_iso3", columns="indicator", values="rank")
    years = ranks.groupby("indicator")["year"].first()
    codes = list(dict.fromkeys(ranks["indicator"]))
    rows = [
        {
            "first": first,
            "second": second,
            "first_year": years[first],
            "second_year": years[second],
            **_spearman_and_range(table[[first, second]].dropna()),
        }
        for first, second in combinations(codes, 2)
    ]
    columns = ["first", "second", "first_year", "second_year", "n", "spearman"]
    return pd.DataFrame(rows, columns=[*columns, "spearman_lowest", "spearman_highest"])


def least_alike(agreement: pd.DataFrame) -> str | None:
    """Name the measure whose correlations with the others are lowest on average; None without."""
    known = agreement.dropna(subset="spearman")
    both = pd.concat([known.set_index("first"), known.set_index("second")])["spearman"]
    return str(both.groupby(level=0).mean().idxmin()) if len(both) else None


def _spearman_and_range(common: pd.DataFrame) -> dict[str, float]:
    left_out = [spearman(part) for part in _leaving_one_out(common)]
    defined = [value for value in left_out if not np.isnan(value)]
    return {
        "n": len(common),
        "spearman": spearman(common),
        "spearman_lowest": min(defined, default=np.nan),
        "spearman_highest": max(defined, default=np.nan),
    }


def _leaving_one_out(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for row in table.index:
        yield table.drop(index=row)


def spearman(pairs: pd.DataFrame) -> float:
    """Correlate the ranks of two columns; NaN for fewer than four rows or a column all tied."""
    if len(pairs) < FEWEST_STATES or (pairs.nunique() < 2).any():
        return float("nan")
    first, second = pairs.iloc[:, 0], pairs.iloc[:, 1]
    return float(spearmanr(rankdata(first), rankdata(second)).statistic)


def rank_spread(ranks: pd.DataFrame) -> pd.DataFrame:
    """Say for each state how far its ranks lie apart between measures.

    Columns: country_iso3, n (measures that rank it), n_of (measures), best, worst, spread. With
    measures that cover different states, ranks differ by up to the number not covered in common.
    """
    by_state = ranks.groupby("country_iso3", sort=True)["rank"]
    table = by_state.agg(n="count", n_of="size", best="min", worst="max").reset_index()
    return table.assign(spread=table["worst"] - table["best"])
