import numpy as np
import pandas as pd
import pytest

from analysis.measures.composite import (
    always_shown,
    by_deviation,
    by_range,
    by_rank,
    coherence,
    coherence_table,
    compare_intervals,
    cronbach_alpha,
    drawn_ranks,
    interval_matrix,
    not_told_apart,
    oriented,
    pairs_without_one,
    rank_acceptability,
    rank_intervals,
    window_mean,
    without,
)


def country_years(rows):
    return pd.DataFrame(rows, columns=["country_iso3", "year", "indicator", "value"])


SERIES = country_years(
    [
        ("THA", 2016, "a", 1.0), ("THA", 2017, "a", 3.0), ("THA", 2023, "a", 1.5),
        ("VNM", 2017, "a", 2.0), ("VNM", 2023, "a", 2.0), ("MMR", 2023, "a", 0.0),
    ]
)  # fmt: skip


def test_a_window_averages_the_years_that_exist_and_keeps_missing_states_missing():
    table = window_mean(SERIES, ["a", "b"], ["THA", "VNM", "MMR"], (2015, 2017))
    assert table["a"].to_dict() == pytest.approx({"THA": 2, "VNM": 2, "MMR": np.nan}, nan_ok=True)
    assert table["b"].isna().all()


def test_orientation_turns_what_is_better_low_and_drops_incomplete_states():
    table = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, np.nan]}, index=["THA", "VNM"])
    assert oriented(table, {"a": "lower is better"}).to_dict("index") == {"THA": {"a": -1, "b": 3}}
    assert oriented(table * np.nan, {}).empty


def test_alpha_is_one_for_copies_and_follows_its_formula():
    copies = pd.DataFrame({"a": [1.0, 2, 3], "b": [1.0, 2, 3]})
    assert cronbach_alpha(copies) == pytest.approx(1)
    # variances 1 and 1, sum (3, 5, 4) has variance 1: 2 * (1 - 2/1) = -2 for opposed ones
    assert cronbach_alpha(pd.DataFrame({"a": [1.0, 2, 3], "b": [2.0, 3, 1]})) == pytest.approx(-2)
    assert np.isnan(cronbach_alpha(copies[["a"]]))
    assert np.isnan(cronbach_alpha(copies.iloc[:1]))


def test_indicators_that_run_apart_are_not_coherent_however_high_alpha_is():
    block = np.array([0.0, 3, 4, 5, 6, 100])
    other = np.array([0.0, 6, 5, 4, 3, 100])  # held together by the first and last state only
    together = pd.DataFrame({"a": block, "b": block + 0.1, "c": other})
    assert coherence(together).coherent
    assert not coherence(together.iloc[1:5]).coherent
    hidden = pd.DataFrame({"a": block, "b": -block.argsort() + block, "c": -block})
    assert not coherence(hidden).coherent


def test_normalisations_are_above_zero_and_known():
    table = np.array([[0.0, 7.0], [5.0, 7.0], [10.0, 7.0]])
    assert by_range(table)[:, 0].tolist() == [1, 50.5, 100]
    assert by_range(table)[:, 1].tolist() == [50.5] * 3
    far = 10 * np.sqrt(1.5)  # 5 points from the mean, standard deviation sqrt(50/3)
    assert by_deviation(table)[:, 0].tolist() == pytest.approx([100 - far, 100, 100 + far])
    assert by_deviation(table)[:, 1].tolist() == [100] * 3
    assert by_rank(table)[:, 1].tolist() == [2, 2, 2]


CLEAR = pd.DataFrame({"a": [3.0, 2.0, 1.0], "b": [30.0, 20.0, 10.0]}, index=["SGP", "MYS", "MMR"])
CROSSED = pd.DataFrame({"a": [3.0, 1.0], "b": [1.0, 3.0]}, index=["SGP", "MMR"])


def test_where_all_indicators_agree_every_run_gives_the_same_rank():
    ranks = drawn_ranks(CLEAR, draws=50)
    assert ranks.shape == (3, 50 * 3 * 2)
    found = rank_intervals(ranks).set_index("country_iso3")
    assert found["rank"].to_dict() == {"SGP": 1, "MYS": 2, "MMR": 3}
    assert not found["withheld"].any()
    assert not_told_apart(ranks)["told_apart"].all()


def test_where_indicators_disagree_the_weights_decide_and_states_are_not_told_apart():
    ranks = drawn_ranks(CROSSED)
    pair = not_told_apart(ranks).iloc[0]
    assert (pair["first"], pair["second"], pair["told_apart"]) == ("MMR", "SGP", False)
    assert pair["first_better_pct"] == pytest.approx(50, abs=5)


def test_a_rank_is_withheld_where_the_interval_is_wider_than_three_ranks():
    ranks = pd.DataFrame([[1, 5] * 50, [2, 4] * 50], index=["SGP", "MMR"])
    found = rank_intervals(ranks).set_index("country_iso3")
    assert found.loc["SGP", "withheld"]
    assert np.isnan(found.loc["SGP", "rank"])
    assert (found.loc["MMR", "width"], found.loc["MMR", "rank"]) == (2, 3)


def test_the_same_seed_gives_the_same_ranks_and_another_seed_others():
    assert drawn_ranks(CROSSED, 20, seed=1).equals(drawn_ranks(CROSSED, 20, seed=1))
    assert not drawn_ranks(CROSSED, 20, seed=1).equals(drawn_ranks(CROSSED, 20, seed=2))


def test_acceptabilities_of_a_state_add_up_to_all_runs():
    found = rank_acceptability(drawn_ranks(CROSSED, draws=30))
    assert found.groupby("country_iso3")["share_pct"].sum().tolist() == pytest.approx([100, 100])
    assert len(found) == 4


def test_one_state_and_no_state_pass_through():
    one = drawn_ranks(CLEAR.iloc[:1], draws=5)
    assert rank_intervals(one)["rank"].tolist() == [1]
    assert not_told_apart(one).empty
    none = drawn_ranks(CLEAR.iloc[:0])
    assert none.empty
    assert rank_intervals(none).empty
    assert rank_acceptability(none).empty


def test_pairs_told_apart_stay_so_where_all_indicators_agree():
    found = pairs_without_one(CLEAR)
    assert found["left_out"].tolist() == ["SGP", "MYS", "MMR"]
    assert (found["kept"] == found["n"]).all()
    assert pairs_without_one(CLEAR.iloc[:0]).empty


def test_cells_of_variants_show_what_a_variant_leaves_out():
    four = pd.concat([CLEAR, CLEAR.iloc[2:].set_axis(["LAO"]) - 1])
    tables = {"a_one_year": four, "a_without": four.drop(index="MMR"), "b": CLEAR.iloc[:1]}
    cells = interval_matrix(compare_intervals(tables)).set_index(["variant", "country_iso3"])
    assert cells.loc[("a_one_year", "MMR"), ["cell", "held"]].tolist() == ["3–3", "shown"]
    assert cells.loc[("a_without", "SGP"), ["cell", "held"]].tolist() == ["(1–1)", "withheld"]
    assert cells.loc[("a_without", "MMR"), "held"] == "not_applicable"
    assert cells.loc[("b", "MMR"), "held"] == "not_covered"


def test_variants_stand_side_by_side_with_their_number_of_states():
    four = pd.concat([CLEAR, CLEAR.iloc[2:].set_axis(["LAO"]) - 1])
    found = compare_intervals({"all": four, "two": CLEAR.iloc[:2], "none": CLEAR.iloc[:0]})
    assert found.groupby("variant")["n"].first().to_dict() == {"all": 4, "two": 2}
    assert found.groupby("variant")["withheld"].any().to_dict() == {"all": False, "two": True}


def test_where_indicators_do_not_cohere_every_rank_is_withheld():
    apart = pd.DataFrame({"a": [3.0, 2, 1], "b": [1.0, 2, 3]}, index=["SGP", "MYS", "MMR"])
    found = compare_intervals({"apart": apart})
    assert found["withheld"].all()
    assert found["rank"].isna().all()
    assert not found["coherent"].any()


def test_states_are_left_out_of_every_table_by_their_codes():
    found = without({"all": CLEAR}, ("SGP", "MMR"))
    assert found["all_without"].index.tolist() == ["MYS"]


def test_too_few_states_are_not_examined_and_not_coherent():
    row = coherence_table({"few": CLEAR}).iloc[0]
    assert (row["n"], row["coherent"]) == (3, False)
    assert np.isnan(row["alpha"])


def test_a_state_always_shown_is_one_that_no_covering_choice_withholds():
    rows = [("a", "SGP", "shown"), ("b", "SGP", "not_covered"), ("a", "MMR", "shown"),
            ("b", "MMR", "withheld")]  # fmt: skip
    assert always_shown(pd.DataFrame(rows, columns=["variant", "country_iso3", "held"])) == ["SGP"]
