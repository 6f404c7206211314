import numpy as np
import pandas as pd
import pytest

from analysis.measures.resampling import (
    percentile_interval,
    resampled_sums,
    resampled_tables,
    wilson_shares,
)


def test_percentile_interval_holds_the_middle_and_leaves_out_undefined_draws() -> None:
    draws = np.array([*np.arange(101.0), np.nan, np.nan])
    assert percentile_interval(draws, level=0.9) == pytest.approx((5.0, 95.0))


def test_percentile_interval_of_nothing_defined_is_undefined() -> None:
    assert np.isnan(percentile_interval(np.array([np.nan, np.nan]))).all()
    assert np.isnan(percentile_interval(np.array([]))).all()


def test_resampled_tables_keep_the_number_of_units_and_repeat_with_the_seed() -> None:
    counts = np.array([[3, 1], [0, 6]])
    first = resampled_tables(counts, 50, seed=7)
    assert first.shape == (50, 2, 2)
    assert (first.sum(axis=(1, 2)) == 10).all()
    assert (first[:, 1, 0] == 0).all()
    assert (first == resampled_tables(counts, 50, seed=7)).all()
    assert (first != resampled_tables(counts, 50, seed=8)).any()


def test_resampled_tables_of_no_unit_stay_empty() -> None:
    assert resampled_tables(np.zeros((2, 2), dtype=np.int64), 3, seed=1).sum() == 0


def test_resampled_sums_of_identical_units_never_vary() -> None:
    sums = resampled_sums(np.full((4, 2), 0.5), 20, seed=1)
    assert sums == pytest.approx(np.full((20, 2), 2.0))


def test_resampled_sums_without_units_are_zero() -> None:
    assert (resampled_sums(np.zeros((0, 3)), 5, seed=1) == 0).all()


def test_wilson_share_equals_the_worked_formula() -> None:
    shares = wilson_shares(pd.DataFrame({"yes": [3], "n": [10]}), "yes", "n")
    z, p, n = 1.959963984540054, 0.3, 10
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    row = shares.iloc[0]
    assert row["share_pct"] == pytest.approx(30)
    assert (row["lower_pct"], row["upper_pct"]) == pytest.approx(
        (100 * (middle - half), 100 * (middle + half))
    )


def test_wilson_gives_no_share_without_trials() -> None:
    shares = wilson_shares(pd.DataFrame({"yes": [0], "n": [0]}), "yes", "n")
    assert shares[["share_pct", "lower_pct", "upper_pct"]].isna().all(axis=None)
    assert wilson_shares(pd.DataFrame({"yes": [], "n": []}), "yes", "n").empty
