import datetime

import numpy as np
import pandas as pd
import pytest

from analysis.measures.inclusion import (
    Pair,
    as_dumbbells,
    change_of_level,
    comparable_gaps,
    evidence_on_groups,
    gap_summary,
    gaps,
    narrow_gaps,
    states_party,
)

RURAL_URBAN = {"water": Pair("rural", "urban")}


def country_years(*rows):
    frame = pd.DataFrame(rows, columns=["country_iso3", "year", "indicator", "value"])
    return frame.assign(lower=np.nan, upper=np.nan, source_id="S1")


SMALL = country_years(
    ("KHM", 2020, "rural", 60.0),
    ("KHM", 2020, "urban", 90.0),
    ("KHM", 2021, "rural", 65.0),
    ("LAO", 2015, "rural", 40.0),
    ("LAO", 2015, "urban", 35.0),
    ("SGP", 2020, "urban", 100.0),
)


def found(pairs=RURAL_URBAN, last_year=2025, frame=SMALL):
    return gaps(frame, pairs, ["KHM", "LAO", "SGP"], last_year).set_index("country_iso3")


def test_a_gap_takes_both_groups_from_the_same_year():
    row = found().loc["KHM"]
    assert (row["year"], row["behind"], row["other"], row["gap"]) == (2020, 60, 90, 30)


def test_a_gap_may_be_the_other_way_round():
    assert found().loc["LAO", "gap"] == -5


def test_a_state_without_one_of_the_groups_is_not_covered_and_has_no_gap():
    row = found().loc["SGP"]
    assert row["kind"] == "not_covered"
    assert np.isnan(row["gap"])


def test_a_gap_known_only_after_the_last_year_is_not_published():
    assert found(last_year=2018).loc["KHM", "kind"] == "not_published"
    assert found(last_year=2018).loc["LAO", "kind"] == "published"


def test_the_other_group_may_be_what_is_left_of_a_hundred():
    row = found({"seats": Pair("rural", None)}).loc["KHM"]
    assert (row["year"], row["behind"], row["other"], row["gap"]) == (2021, 65, 35, -30)


def test_old_gaps_leave_a_cross_section_unless_asked_for():
    table = found().reset_index()
    kept = comparable_gaps(table).set_index("country_iso3")
    assert kept.loc["LAO", "kind"] == "not_published"
    assert np.isnan(kept.loc["LAO", "gap"])
    assert kept.loc["KHM", "gap"] == 30
    assert comparable_gaps(table, 5).set_index("country_iso3").loc["LAO", "gap"] == -5


def test_a_summary_names_the_widest_gap_and_counts_who_is_behind():
    row = gap_summary(found().reset_index()).iloc[0]
    assert (row["n"], row["n_of"], row["n_behind"]) == (2, 3, 1)
    assert (row["median_gap"], row["widest_gap"], row["widest_in"]) == (12.5, 30, "KHM")
    assert (row["first_year"], row["last_year"]) == (2015, 2020)


def test_narrow_gaps_are_those_above_zero_and_under_the_points():
    table = pd.DataFrame({"gap": [-0.5, 0.0, 0.2, 0.99, 1.0, 2.5, np.nan]})
    assert narrow_gaps(table, 1) == 2
    assert narrow_gaps(table, 3) == 4
    assert narrow_gaps(table.iloc[:0], 1) == 0


def test_a_pair_without_any_value_has_an_empty_summary():
    table = found(frame=SMALL.assign(value=np.nan)).reset_index()
    assert set(table["kind"]) == {"not_covered"}
    row = gap_summary(comparable_gaps(table)).iloc[0]
    assert row["n"] == row["n_behind"] == 0
    assert row["widest_in"] is None or pd.isna(row["widest_in"])


def test_no_pairs_give_empty_tables():
    nothing = gaps(SMALL, {}, ["KHM"], 2025)
    assert nothing.empty
    assert gap_summary(nothing).empty


def test_both_ends_of_a_dumbbell_carry_the_year_of_the_gap():
    drawn = as_dumbbells(found().reset_index()).set_index("country_iso3").loc["KHM"]
    assert (drawn["first"], drawn["second"]) == (60, 90)
    assert drawn["first_year"] == drawn["second_year"] == 2020


def test_a_group_with_part_of_its_series_is_told_from_one_with_all():
    table = evidence_on_groups(SMALL, {"people": ("rural", "urban")}, ["KHM", "SGP"], 2025)
    assert table["extent"].tolist() == ["all", "some"]
    assert table["cell"].tolist() == ["2021", "(2020)"]


def test_levels_of_two_years_are_told_from_gaps_in_the_series():
    table = change_of_level(SMALL, ["rural"], ["KHM", "LAO", "SGP"], 2020, 2025)
    table = table.set_index("country_iso3")
    assert table.loc["KHM", ["first", "latest", "latest_year"]].tolist() == [60, 65, 2021]
    assert table["kind"].tolist() == ["published", "not_published", "not_covered"]
    assert change_of_level(SMALL, [], ["KHM"], 2020, 2025).empty


def test_a_group_without_series_is_a_void_in_every_state():
    groups = {"rural": ("rural",), "people_with_disabilities": ()}
    table = evidence_on_groups(SMALL, groups, ["KHM", "SGP"], 2025)
    table = table.set_index(["group", "country_iso3"])
    assert table.loc[("rural", "KHM"), ["n", "n_of", "last_year"]].tolist() == [1, 1, 2021]
    assert table.loc[("rural", "KHM"), "extent"] == "all"
    assert table.loc[("rural", "SGP"), "extent"] == "not_covered"
    void = table.loc["people_with_disabilities"]
    assert void["extent"].tolist() == ["not_covered"] * 2
    assert void["n_of"].tolist() == [0, 0]


def test_only_confirmed_parties_at_the_date_are_listed():
    treaties = pd.DataFrame(
        [
            ("THA", "CRPD", "ratified", 2008),
            ("TLS", "CRPD", "acceded", 2023),
            ("BRN", "CRPD", "signed", np.nan),
            ("BRN", "CAT", "ratified", 2000),
        ],
        columns=["iso3", "treaty", "status", "year"],
    ).astype({"year": "Int64"})
    assert states_party(treaties, "CRPD", datetime.date(2026, 1, 31)) == ["THA", "TLS"]
    assert states_party(treaties, "CRPD", datetime.date(2022, 1, 1)) == ["THA"]


@pytest.mark.parametrize("year", [2019, 2030])
def test_one_state_alone_keeps_its_row(year):
    table = gaps(SMALL, RURAL_URBAN, ["SGP"], year)
    assert table["country_iso3"].tolist() == ["SGP"]
