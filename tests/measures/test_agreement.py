import numpy as np
import pandas as pd
import pytest

from analysis.measures.agreement import (
    best_covered_year,
    best_years,
    least_alike,
    measure_ranks,
    rank_agreement,
    rank_spread,
    spearman,
)

STATES = ["BRN", "IDN", "MMR", "SGP", "THA"]


def country_years(**series):
    """Keyword = indicator; its values are per state of STATES, all of 2020."""
    rows = [
        (state, 2020, code, value)
        for code, values in series.items()
        for state, value in zip(STATES, values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["country_iso3", "year", "indicator", "value"])
    return frame.assign(lower=np.nan, upper=np.nan, source_id="S1")


def ranks(directions=None, **series):
    years = dict.fromkeys(series, 2020)
    return measure_ranks(country_years(**series), list(series), STATES, years, directions or {})


def test_each_measure_ranks_only_the_states_it_covers():
    found = ranks(a=[np.nan, 3, 1, 4, 2]).set_index("country_iso3")
    assert found["rank"].dropna().to_dict() == {"SGP": 1, "IDN": 2, "THA": 3, "MMR": 4}
    assert set(found["n_ranked"]) == {4}
    assert found.loc["BRN", "kind"] == "not_covered"


def test_a_measure_where_less_is_better_is_turned():
    found = ranks({"a": "lower is better"}, a=[5, 3, 1, 4, 2]).set_index("country_iso3")["rank"]
    assert found["MMR"] == 1
    assert found["BRN"] == 5


def test_ties_share_the_mean_rank():
    found = ranks(a=[5, 3, 3, 1, 3]).set_index("country_iso3")["rank"]
    assert found[["IDN", "MMR", "THA"]].tolist() == [3, 3, 3]


def test_agreement_counts_only_common_states_and_is_one_for_equal_orders():
    found = rank_agreement(ranks(a=[np.nan, 1, 2, 3, 4], b=[9, 10, 20, 30, 40])).iloc[0]
    assert found["n"] == 4
    assert found["spearman"] == pytest.approx(1)
    assert np.isnan(found["spearman_lowest"])  # three states left: too few to say


def test_the_range_of_agreement_shows_what_one_state_carries():
    found = rank_agreement(ranks(a=[1, 2, 3, 4, 5], b=[5, 2, 3, 4, 1])).iloc[0]
    # d = (4, 0, 0, 0, 4): rho = 1 - 6*32/(5*24)
    assert found["spearman"] == pytest.approx(1 - 192 / 120)
    # without the first state: ranks 1 2 3 4 against 2 3 4 1: rho = 1 - 6*12/(4*15)
    assert found["spearman_highest"] == pytest.approx(1 - 72 / 60)
    # without a state in the middle: 1 2 3 4 against 4 2 3 1: rho = 1 - 6*18/60
    assert found["spearman_lowest"] == pytest.approx(1 - 108 / 60)


def test_too_few_or_all_tied_states_give_no_correlation():
    assert np.isnan(spearman(pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 3]})))
    assert np.isnan(spearman(pd.DataFrame({"a": [1, 1, 1, 1], "b": [1, 2, 3, 4]})))
    assert np.isnan(rank_agreement(ranks(a=[np.nan] * 5, b=[1, 2, 3, 4, 5]))["spearman"]).all()


def test_no_measures_give_empty_tables():
    nothing = measure_ranks(country_years(), [], STATES, {}, {})
    assert nothing.empty
    assert rank_agreement(nothing).empty
    assert rank_spread(nothing).empty


def test_the_spread_of_a_state_runs_from_its_best_to_its_worst_rank():
    found = rank_spread(ranks(a=[np.nan, 1, 2, 3, 4], b=[1, 2, 3, 4, 5]))
    found = found.set_index("country_iso3")
    assert found.loc["BRN", ["n", "n_of"]].tolist() == [1, 2]
    assert found.loc["THA", "spread"] == 0
    assert ranks(a=[1, 2, 3, 4, 5], b=[5, 4, 3, 2, 1]).pipe(rank_spread)["spread"].max() == 4


def test_the_year_chosen_covers_most_states_and_is_the_latest_such():
    rows = [("THA", 2019), ("IDN", 2019), ("THA", 2020), ("IDN", 2020), ("THA", 2021)]
    frame = pd.DataFrame(rows, columns=["country_iso3", "year"]).assign(indicator="a", value=1.0)
    assert best_covered_year(frame, "a", STATES, 2025) == 2020
    assert best_covered_year(frame, "a", STATES, 2019) == 2019
    assert best_covered_year(frame, "a", STATES, 2010) is None
    assert best_years(frame, ["a", "b"], STATES, 2025) == {"a": 2020}


def test_the_measure_least_like_the_others_is_named():
    table = rank_agreement(ranks(a=[1, 2, 3, 4, 5], b=[1, 2, 3, 5, 4], c=[5, 4, 3, 2, 1]))
    assert least_alike(table) == "c"
    assert least_alike(table.iloc[:0]) is None
