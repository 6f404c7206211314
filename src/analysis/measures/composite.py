"""A rights-and-inclusion composite, shown as intervals of ranks over many choices or not at all.

The order is that of the OECD/JRC Handbook on Constructing Composite Indicators (2008): indicators
chosen, nothing imputed (a state with a missing value leaves), coherence examined before
aggregation, then normalisation, weighting and aggregation varied together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata, zscore

from analysis.measures.coverage import NOT_APPLICABLE, NOT_COVERED, PUBLISHED

DRAWS = 1000
SEED = 2018  # the one seed of the workbook
WIDEST_INTERVAL = 3  # ranks; a wider interval withholds the rank
FEWEST_STATES = 4  # below it nothing is examined
BEFORE = (2015, 2017)  # the years before the first cities joined
LEAST_ALPHA = 0.7  # Nunnally (1978), as the Handbook cites it
APART = 0.95  # share of runs that must agree before two states are told apart
FREEDOMS = ("v2x_clphy", "v2x_freexp", "v2xcs_ccsi", "v2xcl_rol")
SERVICES = ("v2peapsecon", "v2peapssoc", "v2peapsgeo", "SH.STA.BASS.ZS", "UNDP.GII")
INDICATOR_SETS: dict[str, tuple[str, ...]] = {
    "freedoms": FREEDOMS,
    "equal_services": SERVICES,
    "rights_and_inclusion": FREEDOMS + SERVICES,
}
# Indicators that cover all eleven states: the World Bank's and the United Nations', without V-Dem.
ELEVEN_STATES = (
    "wgi_voice_accountability",
    "wgi_rule_of_law",
    "UNDP.GII",
    "UNDP.EYS",
    "SH.STA.BASS.ZS",
    "EG.ELC.ACCS.ZS",
)
Matrix = NDArray[np.float64]


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


def tables(
    country_years: pd.DataFrame,
    sets: Mapping[str, Sequence[str]],
    countries: Sequence[str],
    years: tuple[int, int],
    directions: Mapping[str, str],
) -> dict[str, pd.DataFrame]:
    """Give each set of indicators its oriented table of states, averaged over a window."""
    return {
        name: oriented(window_mean(country_years, codes, countries, years), directions)
        for name, codes in sets.items()
    }


def without(sets: Mapping[str, pd.DataFrame], states: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Give the tables again without some states, each named `<set>_without`."""
    return {
        f"{name}_without": table.drop(index=list(states), errors="ignore")
        for name, table in sets.items()
    }


def rows_behind(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give indicator, country_iso3 and year of every value in a table of one year."""
    grid = pd.MultiIndex.from_product([table.columns, table.index])
    return grid.to_frame(index=False, name=["indicator", "country_iso3"]).assign(year=year)


def variants(
    country_years: pd.DataFrame,
    countries: Sequence[str],
    year: int,
    directions: Mapping[str, str],
    furthest_out: Sequence[str],
) -> dict[str, pd.DataFrame]:
    """Give the oriented tables of other choices: years, states and indicators.

    For freedoms and for services: one year, the mean of five, the years before joining, and one
    year without the states furthest out; then the indicators that cover all states.
    """
    windows = {"one_year": (year, year), "five_years": (year - 4, year), "before": BEFORE}
    chosen: dict[str, pd.DataFrame] = {}
    for name, codes in (("freedoms", FREEDOMS), ("equal_services", SERVICES)):
        for window, years in windows.items():
            made = tables(country_years, {name: codes}, countries, years, directions)
            chosen[f"{name}_{window}"] = made[name]
        chosen |= without({name: chosen[f"{name}_one_year"]}, furthest_out)
    eleven = {"eleven_states": ELEVEN_STATES}
    return chosen | tables(country_years, eleven, countries, (year, year), directions)


def oriented(table: pd.DataFrame, directions: Mapping[str, str]) -> pd.DataFrame:
    """Turn indicators where less is better around, and drop states with any value missing."""
    signs = [-1 if directions.get(code) == "lower is better" else 1 for code in table]
    return (table * signs).dropna()


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


def coherence_table(sets: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Examine several oriented tables: variant, n, indicators, alpha, lowest, coherent.

    `lowest` is the lowest rank correlation of two indicators. Fewer than four states are not
    examined, and do not count as coherent.
    """
    rows = [{"variant": name, **_coherence_row(table)} for name, table in sets.items()]
    return pd.DataFrame(rows, columns=["variant", "n", "indicators", "alpha", "lowest", "coherent"])


def _coherence_row(table: pd.DataFrame) -> dict[str, object]:
    row = {"n": len(table), "indicators": table.shape[1], "coherent": False}
    if len(table) < FEWEST_STATES:
        return row
    found = coherence(table)
    lowest = found.items["lowest"].min()
    return {**row, "alpha": found.alpha, "lowest": lowest, "coherent": found.coherent}


def correlation_cells(table: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Lay the rank correlations of an oriented table out for a heat-map.

    Columns: first, second (short labels), correlation and kind ("published").
    """
    labels = indicators.set_index("indicator")["short_label"]
    cells = table.corr("spearman").rename_axis(index="first", columns="second").stack()
    named = cells.rename("correlation").reset_index().assign(kind=PUBLISHED)
    return named.assign(first=named["first"].map(labels), second=named["second"].map(labels))


def block_correlations(
    table: pd.DataFrame, first: Sequence[str], second: Sequence[str]
) -> pd.Series:
    """Give the rank correlations between the indicators of two blocks."""
    return table.corr("spearman").loc[list(first), list(second)].stack()


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


def pairs_without_one(table: pd.DataFrame) -> pd.DataFrame:
    """Draw all ranks again without each state: do the pairs told apart stay told apart?

    `table` is oriented. Columns: left_out, n (pairs of the others told apart with all states),
    kept, lost (no longer told apart) and turned (told apart the other way round). Leaving a state
    out changes what the others are normalised by.
    """
    whole = not_told_apart(drawn_ranks(table))
    rows = [
        {"left_out": state, **_pairs_kept(whole, table.drop(index=state))} for state in table.index
    ]
    return pd.DataFrame(rows, columns=["left_out", "n", "kept", "lost", "turned"])


def _pairs_kept(whole: pd.DataFrame, rest: pd.DataFrame) -> dict[str, int]:
    again = not_told_apart(drawn_ranks(rest))
    both = whole[whole["told_apart"]].merge(again, on=["first", "second"])
    same_side = (both["first_better_pct_x"] > 50) == (both["first_better_pct_y"] > 50)
    apart = both["told_apart_y"].astype(bool)
    return {
        "n": len(both),
        "kept": int((apart & same_side).sum()),
        "lost": int((~apart).sum()),
        "turned": int((apart & ~same_side).sum()),
    }


def interval_matrix(compared: pd.DataFrame) -> pd.DataFrame:
    """Write `compare_intervals` as cells: variant, country_iso3, cell and held.

    held is "shown" where the rank is given (cell "2–4"), "withheld" where not (cell "(2–6)"),
    "not_applicable" for a state that a variant leaves out, and "not_covered" for one without
    complete values.
    """
    lower, upper = compared["lower"].astype(int), compared["upper"].astype(int)
    text = lower.astype(str) + "–" + upper.astype(str)
    cells = compared.assign(
        cell=text.mask(compared["withheld"], "(" + text + ")"),
        held=np.where(compared["withheld"], "withheld", "shown"),
    )
    variants, states = dict.fromkeys(cells["variant"]), sorted(cells["country_iso3"].unique())
    grid = pd.MultiIndex.from_product([variants, states], names=["variant", "country_iso3"])
    table = cells.set_index(["variant", "country_iso3"])[["cell", "held"]].reindex(grid)
    with_all = grid.set_levels(
        grid.levels[0].str.replace("_without", "_one_year"), level="variant", verify_integrity=False
    )
    left_out = table["held"].isna() & table["held"].reindex(with_all).notna().to_numpy()
    held = table["held"].mask(left_out, NOT_APPLICABLE).fillna(NOT_COVERED)
    return table.assign(held=held).reset_index()


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


def always_shown(cells: pd.DataFrame) -> list[str]:
    """List the states whose rank no choice that covers them withholds, from `interval_matrix`."""
    covered = cells[cells["held"].isin(["shown", "withheld"])]
    shown = covered.groupby("country_iso3")["held"].agg(lambda held: (held == "shown").all())
    return sorted(shown.index[shown])


def _intervals_of_variant(table: pd.DataFrame) -> pd.DataFrame:
    coherent = bool(_coherence_row(table)["coherent"])
    intervals = rank_intervals(drawn_ranks(table))
    withheld = intervals["withheld"] | (not coherent)
    rank = intervals["rank"].mask(withheld)
    return intervals.assign(coherent=coherent, withheld=withheld, rank=rank)
