"""What survives: leaving one state out, other windows, and rank intervals of a composite.

The composite follows the order of the OECD/JRC Handbook on Constructing Composite Indicators
(2008): indicators chosen, no imputation (a state with a missing value leaves), coherence examined
before aggregation, then normalisation, weighting, aggregation and their uncertainty together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata, zscore

DRAWS = 1000
SEED = 20180428
WIDEST_INTERVAL = 3  # ranks; a wider interval withholds the rank
LEAST_ALPHA = 0.7  # Nunnally (1978), as the Handbook cites it
APART = 0.95  # share of runs that must agree before two states are told apart
FREEDOMS = ("v2x_clphy", "v2x_freexp", "v2xcs_ccsi", "v2xcl_rol")
SERVICES = ("v2peapsecon", "v2peapssoc", "v2peapsgeo", "SH.STA.BASS.ZS", "UNDP.GII")
INDICATOR_SETS: dict[str, tuple[str, ...]] = {
    "freedoms": FREEDOMS,
    "equal_services": SERVICES,
    "rights_and_inclusion": FREEDOMS + SERVICES,
}
Matrix = NDArray[np.float64]


def leave_one_state_out(
    rows: pd.DataFrame, measure: Callable[[pd.DataFrame], pd.Series]
) -> pd.DataFrame:
    """Recompute an ordering of things without each state in turn.

    `rows` has a column country_iso3; `measure` turns rows into a value for each thing (focus area,
    gap, measure …), and more comes first. Columns: left_out (missing for all states), item, value
    and rank (1 = most, ties share the best rank).
    """
    states = sorted(rows["country_iso3"].dropna().unique())
    parts = [_ordering(measure(rows)).assign(left_out=None)]
    parts += [
        _ordering(measure(rows[rows["country_iso3"] != state])).assign(left_out=state)
        for state in states
    ]
    return pd.concat(parts, ignore_index=True)[["left_out", "item", "value", "rank"]]


def _ordering(values: pd.Series) -> pd.DataFrame:
    ranks = values.rank(ascending=False, method="min")
    return pd.DataFrame({"item": values.index, "value": values.to_numpy(), "rank": ranks.array})


def stability(orderings: pd.DataFrame) -> pd.DataFrame:
    """Summarise `leave_one_state_out`: how far each thing's rank moves, and who moves it.

    Columns: item, value, rank (with all states), best, worst, holds (the rank never moves) and
    moved_by (states without which it differs). Ordered by rank.
    """
    whole = orderings[orderings["left_out"].isna()].set_index("item")
    without = orderings[orderings["left_out"].notna()]
    rows = [
        {"item": item, "value": row["value"], "rank": row["rank"], **_moves(part, row["rank"])}
        for item, row in whole.sort_values("rank", kind="stable").iterrows()
        for part in [without[without["item"] == item]]
    ]
    return pd.DataFrame(
        rows, columns=["item", "value", "rank", "best", "worst", "holds", "moved_by"]
    )


def _moves(part: pd.DataFrame, rank: float) -> dict[str, object]:
    moved = part[part["rank"] != rank]
    return {
        "best": min([rank, *part["rank"]]),
        "worst": max([rank, *part["rank"]]),
        "holds": moved.empty,
        "moved_by": ", ".join(sorted(moved["left_out"])),
    }


def window_mean(
    country_years: pd.DataFrame,
    indicators: Sequence[str],
    countries: Sequence[str],
    years: tuple[int, int],
) -> pd.DataFrame:
    """Average each indicator over the years of a window, one row per state, one column each.

    A state with a year missing inside the window gets the mean of the years it has; with none it
    stays missing. Nothing is imputed.
    """
    inside = country_years[
        country_years["indicator"].isin(indicators) & country_years["year"].between(*years)
    ]
    table = inside.pivot_table(index="country_iso3", columns="indicator", values="value")
    return table.reindex(index=list(countries), columns=list(indicators)).astype(float)


def oriented(table: pd.DataFrame, directions: Mapping[str, str]) -> pd.DataFrame:
    """Turn indicators where less is better around, and drop states with any value missing."""
    signs = [-1 if directions.get(code) == "lower is better" else 1 for code in table]
    return (table * signs).dropna()


def direction_by_window(
    country_years: pd.DataFrame,
    indicators: Sequence[str],
    countries: Sequence[str],
    windows: Mapping[str, tuple[tuple[int, int], tuple[int, int]]],
) -> pd.DataFrame:
    """Say whether each indicator went up or down between the windows of each pair.

    Columns: indicator, country_iso3, windows (the pair's name), change (mean after − mean before),
    went ("up", "down", "level", missing without both). Shows which readings rest on the choice of
    years; no interval, for the error of a mean of years is not published.
    """
    parts = [
        _change(country_years, indicators, countries, before, after).assign(windows=name)
        for name, (before, after) in windows.items()
    ]
    columns = ["indicator", "country_iso3", "windows", "change", "went"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _change(
    country_years: pd.DataFrame,
    indicators: Sequence[str],
    countries: Sequence[str],
    before: tuple[int, int],
    after: tuple[int, int],
) -> pd.DataFrame:
    change = window_mean(country_years, indicators, countries, after) - window_mean(
        country_years, indicators, countries, before
    )
    rows = change.melt(var_name="indicator", value_name="change", ignore_index=False).reset_index()
    went = np.sign(rows["change"].round(6)).map({1.0: "up", -1.0: "down", 0.0: "level"})
    return rows.assign(went=went)


@dataclass(frozen=True)
class Coherence:
    """Whether indicators may be added up: the Handbook's multivariate step.

    `alpha` is Cronbach's on standardised indicators; `items` has indicator, with_rest (its Pearson
    correlation with the mean of the others), alpha_without and lowest (its lowest rank correlation
    with any other); `correlations` are Spearman's.
    """

    n: int
    alpha: float
    items: pd.DataFrame
    correlations: pd.DataFrame

    @property
    def coherent(self) -> bool:
        """Nothing speaks against adding up: alpha is at least 0.7 and no two indicators run apart.

        Alpha alone would pass two blocks that one high and one low state hold together.
        """
        return bool(self.alpha >= LEAST_ALPHA and (self.items["lowest"] >= 0).all())


def coherence(table: pd.DataFrame) -> Coherence:
    """Examine an oriented table (states × indicators) before anything is aggregated.

    With about ten states all of it is rough: it can speak against adding up, it cannot prove that
    one thing is measured. Source: OECD/JRC (2008), step 4.
    """
    standard = pd.DataFrame(
        zscore(table.to_numpy(), ddof=1), index=table.index, columns=table.columns
    )
    rest = {code: standard.drop(columns=code) for code in standard}
    correlations = table.corr("spearman")
    items = pd.DataFrame(
        {
            "indicator": list(standard),
            "with_rest": [standard[c].corr(rest[c].mean(axis=1)) for c in standard],
            "alpha_without": [cronbach_alpha(rest[c]) for c in standard],
            "lowest": [correlations[c].drop(c).min() for c in standard],
        }
    )
    return Coherence(len(table), cronbach_alpha(standard), items, correlations)


def cronbach_alpha(table: pd.DataFrame) -> float:
    """α = k/(k − 1) · (1 − Σ var(item) / var(sum)) over k items; NaN below two items or states.

    Source: Cronbach (1951), Psychometrika 16, 297. Limits: rises with the number of items.
    """
    k = table.shape[1]
    if k < 2 or len(table) < 2:
        return float("nan")
    total = table.sum(axis=1).var()
    return float(k / (k - 1) * (1 - table.var().sum() / total)) if total else float("nan")


def by_range(table: Matrix) -> Matrix:
    """Min–max onto 1–100, so that no state is zero in a product; an indicator all alike is 50.5."""
    low, high = table.min(axis=0), table.max(axis=0)
    width = np.where(high > low, high - low, 1)
    return np.where(high > low, 1 + 99 * (table - low) / width, 50.5)


def by_deviation(table: Matrix) -> Matrix:
    """Standard scores on the scale 100 ± 10 (above zero, as a product asks)."""
    deviation = table.std(axis=0)
    return 100 + 10 * (table - table.mean(axis=0)) / np.where(deviation > 0, deviation, 1)


def by_rank(table: Matrix) -> Matrix:
    """Ranks from 1 (least) to n (most), ties sharing the mean."""
    return rankdata(table, axis=0)


NORMALISATIONS: dict[str, Callable[[Matrix], Matrix]] = {
    "min-max": by_range,
    "standard score": by_deviation,
    "rank": by_rank,
}


def arithmetic(table: Matrix, weights: Matrix) -> Matrix:
    """Weighted arithmetic means: what one indicator lacks another makes up in full."""
    return table @ weights.T


def geometric(table: Matrix, weights: Matrix) -> Matrix:
    """Weighted geometric means: what one indicator lacks another makes up only in part."""
    return np.exp(np.log(table) @ weights.T)


AGGREGATIONS: dict[str, Callable[[Matrix, Matrix], Matrix]] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
}


def drawn_ranks(table: pd.DataFrame, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Rank states under every drawn weighting, normalisation and aggregation.

    `table` is oriented (more is better) and complete. Weights are drawn evenly over all that sum to
    one (Dirichlet with all parameters 1). One row per state, one column per run
    (draws × 3 × 2); 1 is the best rank. Source: Saisana, Saltelli and Tarantola (2005), JRSS A 168,
    307; Lahdelma and Salminen (2001) for drawing weights.
    """
    columns = range(draws * len(NORMALISATIONS) * len(AGGREGATIONS))
    if table.empty:
        return pd.DataFrame(index=table.index, columns=columns, dtype=float)
    weights = np.random.default_rng(seed).dirichlet(np.ones(table.shape[1]), size=draws)
    runs = [
        rankdata(-add(normalise(table.to_numpy()), weights).round(9), axis=0)
        for normalise, add in product(NORMALISATIONS.values(), AGGREGATIONS.values())
    ]
    return pd.DataFrame(np.hstack(runs), index=table.index)


def rank_intervals(ranks: pd.DataFrame, share: float = APART) -> pd.DataFrame:
    """Give each state the interval that holds 95 % of its ranks, and its rank only where narrow.

    Columns: country_iso3, lower, upper (whole ranks, 1 = best), width, rank (the median; missing
    where the interval is wider than three ranks) and withheld. It is an interval over choices, not
    over errors of measurement, which come on top. Ordered by the middle of the intervals.
    """
    edge = (1 - share) / 2
    ends = np.quantile(ranks.to_numpy(), [edge, 1 - edge], axis=1)
    lower, upper = np.floor(ends[0]), np.ceil(ends[1])
    table = pd.DataFrame(
        {"lower": lower, "upper": upper, "width": upper - lower}, index=ranks.index
    )
    withheld = table["width"] > WIDEST_INTERVAL
    table = table.assign(rank=ranks.median(axis=1).mask(withheld), withheld=withheld)
    middle = (table["lower"] + table["upper"]).sort_values(kind="stable")
    return table.loc[middle.index].rename_axis("country_iso3").reset_index()


def rank_acceptability(ranks: pd.DataFrame) -> pd.DataFrame:
    """Give the share of runs in which each state takes each rank.

    Columns: country_iso3, rank (whole; a tie counts for the better whole rank), share_pct.
    Source: rank acceptability index, Lahdelma and Salminen (2001), Operations Research 49, 444.
    """
    long = np.floor(ranks).melt(ignore_index=False, value_name="rank").reset_index(names="state")
    counts = pd.crosstab(long["state"], long["rank"].astype(int), normalize="index") * 100
    counts = counts.reindex(columns=range(1, len(ranks) + 1), fill_value=0.0)
    counts = counts.rename_axis(index="country_iso3", columns="rank")
    return counts.stack().rename("share_pct").reset_index()


def not_told_apart(ranks: pd.DataFrame, share: float = APART) -> pd.DataFrame:
    """Compare each two states: in how many runs is the first ranked better?

    Columns: first, second, first_better_pct (ties count half) and told_apart (one of them is better
    in at least 95 % of runs). Each pair stands once, in alphabetical order.
    """
    table = ranks.sort_index().to_numpy()
    states = sorted(ranks.index)
    rows = [
        {
            "first": states[i],
            "second": states[j],
            "first_better_pct": 100 * float(_share_better(table[i], table[j])),
        }
        for i in range(len(states))
        for j in range(i + 1, len(states))
    ]
    pairs = pd.DataFrame(rows, columns=["first", "second", "first_better_pct"])
    better = pairs["first_better_pct"].astype(float)
    return pairs.assign(told_apart=(better >= 100 * share) | (better <= 100 * (1 - share)))


def _share_better(first: Matrix, second: Matrix) -> float:
    return float((first < second).mean() + 0.5 * (first == second).mean())


def compare_intervals(variants: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Lay rank intervals of several choices (indicator sets, windows, states) side by side.

    `variants` maps a choice to its oriented table. Columns: variant, n (states), coherent, and
    those of `rank_intervals`. Where the indicators do not cohere every rank is withheld: the
    interval then shows what the weights decide, and no order is claimed.
    """
    parts = [
        _intervals_of_variant(table).assign(variant=name, n=len(table))
        for name, table in variants.items()
    ]
    columns = [
        "variant", "n", "coherent", "country_iso3", "lower", "upper", "width", "rank", "withheld",
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _intervals_of_variant(table: pd.DataFrame) -> pd.DataFrame:
    coherent = len(table) > 1 and coherence(table).coherent
    intervals = rank_intervals(drawn_ranks(table))
    withheld = intervals["withheld"] | (not coherent)
    rank = intervals["rank"].mask(withheld)
    return intervals.assign(coherent=coherent, withheld=withheld, rank=rank)
