import datetime

import numpy as np
import pandas as pd
import pytest

from analysis import paths
from analysis.measures.rights import (
    change_since_joining,
    count_treaties,
    difference_interval,
    edition_differences,
    joining_years,
    treaty_matrix,
)
from analysis.measures.series import yearly_series

AS_OF = datetime.date(2026, 1, 31)


def country_years(*rows):
    columns = ["country_iso3", "year", "indicator", "value", "lower", "upper"]
    return pd.DataFrame(rows, columns=columns)


SMALL = country_years(
    ("THA", 2016, "one", 0.3, 0.2, 0.4),
    ("THA", 2018, "one", 0.8, 0.7, 0.9),
    ("VNM", 2016, "one", 0.5, np.nan, np.nan),
    ("VNM", 2017, "one", 0.5, np.nan, np.nan),
    ("VNM", 2018, "one", 0.4, np.nan, np.nan),
    ("THA", 2019, "one_v16", 0.7, np.nan, np.nan),
)


def members(*rows):
    frame = pd.DataFrame(rows, columns=["country_iso3", "joined_year", "member_from_latest"])
    return frame.assign(
        city_id=range(len(frame)), member_from_latest=pd.to_datetime(frame["member_from_latest"])
    )


def test_a_state_joins_with_its_first_city_that_is_a_member_at_the_date():
    frame = members(("THA", 2018, "2018-04-28"), ("THA", 2023, "2023-07-28"),
                    ("TLS", 2026, "2026-01-31"))  # fmt: skip
    assert joining_years(frame, AS_OF).to_dict() == {"THA": 2018, "TLS": 2026}
    assert joining_years(frame, datetime.date(2025, 1, 1)).to_dict() == {"THA": 2018}


def changes(frame, joined):
    series = yearly_series(frame, ["one"], ["THA", "VNM", "BRN"], 2010, 2025)
    return change_since_joining(series, pd.Series(joined)).set_index("country_iso3")


def test_change_runs_from_the_year_before_joining_to_the_latest_year():
    found = changes(SMALL, {"VNM": 2018}).loc["VNM"]
    assert (found["before_year"], found["after_year"]) == (2017, 2018)
    assert found["change"] == pytest.approx(-0.1)
    assert found["reading"] == "no interval"
    assert np.isnan(found["change_lower"])


def test_a_missing_year_gives_no_change_and_says_why():
    found = changes(SMALL, {"THA": 2018, "VNM": 2019})
    assert found["kind"].to_dict() == {
        "THA": "not_published",
        "VNM": "not_applicable",
        "BRN": "not_covered",
    }
    assert found["change"].isna().all()


def test_change_with_intervals_is_read_against_zero():
    found = changes(SMALL, {"THA": 2017}).loc["THA"]
    width = np.hypot(0.1, 0.1)
    assert found["change_lower"] == pytest.approx(0.5 - width)
    assert found["change_upper"] == pytest.approx(0.5 + width)
    assert found["reading"] == "higher"


def test_change_of_nothing_is_an_empty_table():
    series = yearly_series(SMALL, ["other"], ["THA"], 2010, 2025)
    assert change_since_joining(series, pd.Series(dtype=int)).empty


def test_the_interval_of_a_difference_keeps_the_skew_of_its_parts():
    before = pd.Series({"value": 1.0, "lower": 0.7, "upper": 1.4})
    after = pd.Series({"value": 2.0, "lower": 1.7, "upper": 2.4})
    low, high = difference_interval(before, after)
    assert low == pytest.approx(1 - 0.5)  # 0.3 below after, 0.4 above before
    assert high == pytest.approx(1 + 0.5)


TREATIES = pd.DataFrame(
    [
        ("THA", "CAT", "acceded", 2007, "2022-08"),
        ("THA", "ICPPED", "ratified", 2024, "2025"),
        ("BRN", "CAT", "signed", np.nan, "2025"),
        ("BRN", "ICPPED", "none", np.nan, "2022-08"),
        ("TLS", "CAT", "none/unconfirmed", np.nan, "2024-10"),
        ("TLS", "ICPPED", np.nan, np.nan, "2024-10"),
        ("TLS", "Budapest", "invited to accede", np.nan, "2026-11"),
    ],
    columns=["iso3", "treaty", "status", "year", "as_of"],
).astype({"year": "Int64"})


def standing(as_of):
    matrix = treaty_matrix(TREATIES, ["BRN", "THA", "TLS"], as_of)
    return matrix.set_index(["country_iso3", "treaty"])


def test_treaties_tell_party_signed_not_party_and_unconfirmed_apart():
    found = standing(AS_OF)["standing"]
    assert found["THA", "CAT"] == "party"
    assert found["BRN", "CAT"] == "signed"
    assert found["BRN", "ICPPED"] == "not party"
    assert found["TLS", "Budapest"] == "not party"
    assert found["TLS", "CAT"] == found["TLS", "ICPPED"] == "unconfirmed"


def test_a_treaty_joined_after_the_date_is_unconfirmed_at_the_date():
    found = standing(datetime.date(2022, 9, 21)).loc[("THA", "ICPPED")]
    assert found["standing"] == "unconfirmed"
    assert pd.isna(found["year"])
    assert standing(AS_OF).loc[("THA", "ICPPED"), "year"] == 2024


def test_only_core_treaties_are_counted_and_kinds_add_up():
    counts = count_treaties(treaty_matrix(TREATIES, ["TLS", "THA"], AS_OF))
    counts = counts.set_index("country_iso3")
    assert counts.loc["TLS"].to_dict() == {
        "party": 0, "signed": 0, "not_party": 0, "unconfirmed": 2, "n_of": 2,
    }  # fmt: skip
    assert counts.loc["THA", "party"] == 2


def test_counts_agree_with_the_table_as_taken_in():
    raw = paths.raw() / "indicators" / "treaties.csv"
    taken_in = pd.read_csv(raw).astype({"year": "Int64"})
    states = sorted(taken_in["iso3"].unique())
    matrix = treaty_matrix(taken_in, states, AS_OF)
    party = count_treaties(matrix).set_index("country_iso3")["party"]
    assert len(matrix) == 220
    assert (party["THA"], party["BRN"], party["MYS"]) == (8, 3, 3)
    assert (matrix["standing"] == "unconfirmed").sum() == taken_in["is_party"].isna().sum() == 9


def test_counting_no_treaties_is_empty():
    assert count_treaties(treaty_matrix(TREATIES, [], AS_OF)).empty


def test_editions_are_compared_only_over_the_years_both_hold():
    frame = country_years(
        ("THA", 2016, "v13", 0.5, np.nan, np.nan),
        ("THA", 2016, "v16", 0.45, np.nan, np.nan),
        ("THA", 2017, "v13", 0.5, np.nan, np.nan),
        ("THA", 2017, "v16", 0.6, np.nan, np.nan),
        ("THA", 2018, "v16", 0.9, np.nan, np.nan),
        ("VNM", 2018, "v16", 0.9, np.nan, np.nan),
    )
    found = edition_differences(frame, "v13", "v16", ["THA", "VNM"])
    assert found.to_dict("records") == [
        {"country_iso3": "THA", "n": 2, "widest": pytest.approx(0.1), "year": 2017}
    ]
    assert edition_differences(frame, "v13", "v15", ["THA"]).empty
