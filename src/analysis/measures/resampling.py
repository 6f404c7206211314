"""Intervals by formula and by resampling: Wilson for a share, else the percentile bootstrap.

Every draw comes from one generator started by the seed that is given, so a result can be repeated.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LEVEL = 0.95


def percentile_interval(draws: NDArray[np.float64], level: float = LEVEL) -> tuple[float, float]:
    """The lower and upper percentile of `draws` that hold `level` of them between.

    Undefined draws (NaN) are left out; where none is defined both ends are NaN.
    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.
    """
    defined = draws[~np.isnan(draws)]
    if defined.size == 0:
        return float("nan"), float("nan")
    lower, upper = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return float(lower), float(upper)


def resampled_tables(counts: NDArray[np.int64], resamples: int, seed: int) -> NDArray[np.int64]:
    """Tables of counts when the units behind `counts` are drawn again, with replacement.

    Drawing n units with replacement and counting them by cell is one multinomial draw, so the
    result, of shape (resamples, *counts.shape), is the bootstrap over units without keeping them.
    """
    total = int(counts.sum())
    if total == 0:
        return np.zeros((resamples, *counts.shape), dtype=np.int64)
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(total, counts.ravel() / total, size=resamples)
    return drawn.reshape(resamples, *counts.shape)


def resampled_sums(
    contributions: NDArray[np.float64], resamples: int, seed: int
) -> NDArray[np.float64]:
    """Column sums of `contributions` (units × columns) with its rows drawn again with replacement.

    Returns an array of shape (resamples, columns); with no row every sum is zero.
    """
    units = len(contributions)
    if units == 0:
        return np.zeros((resamples, contributions.shape[1]))
    times_drawn = resampled_tables(np.ones(units, dtype=np.int64), resamples, seed)
    return times_drawn @ contributions


def wilson_shares(
    counts: pd.DataFrame, successes: str, trials: str, level: float = LEVEL
) -> pd.DataFrame:
    """Add `share_pct`, `lower_pct` and `upper_pct`: the share and its Wilson score interval.

    `successes` and `trials` name whole-number columns. A row without trials gets no share and no
    interval. Use it only where the units counted stand for more units than themselves.
    Source: Wilson (1927), as in statsmodels' `proportion_confint(method="wilson")`.
    """
    from statsmodels.stats.proportion import proportion_confint  # a second to import

    yes = counts[successes].to_numpy(dtype=float)
    n = counts[trials].to_numpy(dtype=float)
    n = np.where(n > 0, n, np.nan)
    lower, upper = proportion_confint(yes, n, alpha=1 - level, method="wilson")
    return counts.assign(share_pct=100 * yes / n, lower_pct=100 * lower, upper_pct=100 * upper)
