import pandas as pd
import pytest

from analysis.measures.robustness import (
    change_of_two_years,
    direction_by_window,
    directions_held,
    leave_one_state_out,
    median_by,
    stability,
    total_by,
)

PROJECTS = pd.DataFrame(
    [("IDN", "water"), ("IDN", "water"), ("IDN", "roads"), ("THA", "roads"), ("VNM", "roads"),
     ("VNM", "health")],
    columns=["country_iso3", "area"],
).assign(n=1)  # fmt: skip


count_areas = total_by("area", "n")


def test_leaving_each_state_out_recomputes_the_ordering():
    found = leave_one_state_out(PROJECTS, count_areas)
    whole = found[found["left_out"].isna()].set_index("item")["value"]
    assert whole.to_dict() == {"roads": 3, "water": 2, "health": 1}
    without = found[found["left_out"] == "IDN"].set_index("item")
    assert without["rank"].to_dict() == {"roads": 1, "health": 2}
    assert median_by("area", "n")(PROJECTS)["water"] == 1


def test_stability_names_the_states_that_move_a_rank():
    found = stability(leave_one_state_out(PROJECTS, count_areas)).set_index("item")
    assert found.loc["roads", "holds"]
    assert found.loc["health", ["best", "worst", "moved_by"]].tolist() == [2, 3, "IDN"]
    assert found.loc["water", "best"] == 1  # level with roads without VNM or THA
    assert found.loc["water", "moved_by"] == "THA, VNM"


def test_one_state_alone_leaves_nothing_and_no_rows_are_empty():
    one = PROJECTS[PROJECTS["country_iso3"] == "THA"]
    assert stability(leave_one_state_out(one, count_areas))["holds"].all()
    assert stability(leave_one_state_out(PROJECTS.iloc[:0], count_areas)).empty


def country_years(rows):
    columns = ["country_iso3", "year", "indicator", "value"]
    return pd.DataFrame(rows, columns=columns).assign(lower=float("nan"), upper=float("nan"))


SERIES = country_years(
    [
        ("THA", 2016, "a", 1.0), ("THA", 2017, "a", 3.0), ("THA", 2023, "a", 1.5),
        ("VNM", 2017, "a", 2.0), ("VNM", 2023, "a", 2.0), ("MMR", 2023, "a", 0.0),
    ]
)  # fmt: skip


def test_the_direction_may_rest_on_the_window():
    windows = {"2017": ((2017, 2017), 1), "2016": ((2016, 2016), 1)}
    found = direction_by_window(SERIES, ["a"], ["THA", "VNM", "MMR"], 2025, windows)
    went = found.set_index(["window", "country_iso3"])["went"]
    assert went["2017", "THA"] == "down"
    assert went["2016", "THA"] == "up"
    assert went["2017", "VNM"] == "level"
    assert pd.isna(went["2017", "MMR"])
    changes = change_of_two_years(SERIES, ["a"], ["THA", "VNM", "MMR"], 2025)
    held = directions_held(found, changes).set_index("country_iso3")["held"]
    assert held.to_dict() == {"THA": "mixed", "VNM": "level", "MMR": "not_covered"}


def test_the_latest_years_are_the_series_own_and_may_be_averaged():
    windows = {"mean": ((2016, 2016), 7)}  # 2017 to 2023: (3 + 1.5) / 2 for Thailand
    found = direction_by_window(SERIES, ["a"], ["THA"], 2025, windows)
    assert found["change"].tolist() == [pytest.approx(1.25)]
    assert direction_by_window(SERIES, [], ["THA"], 2025).empty
    nothing = direction_by_window(SERIES, ["b"], ["THA"], 2025)
    held = directions_held(nothing, change_of_two_years(SERIES, ["b"], ["THA"], 2025))
    assert held["n"].tolist() == [0]


def test_a_direction_inside_the_published_intervals_is_not_told_apart():
    rows = [
        ("THA", 2017, 0.50, 0.45, 0.55), ("THA", 2023, 0.45, 0.40, 0.50),  # within
        ("VNM", 2017, 0.50, 0.49, 0.51), ("VNM", 2023, 0.30, 0.29, 0.31),  # outside
        ("MMR", 2017, 0.50, None, None), ("MMR", 2023, 0.30, None, None),  # no interval
    ]  # fmt: skip
    columns = ["country_iso3", "year", "value", "lower", "upper"]
    series = pd.DataFrame(rows, columns=columns).assign(indicator="a")
    states = ["THA", "VNM", "MMR", "BRN"]
    windows = {"2017": ((2017, 2017), 1)}
    directions = direction_by_window(series, ["a"], states, 2025, windows)
    changes = change_of_two_years(series, ["a"], states, 2025)
    held = directions_held(directions, changes).set_index("country_iso3")
    assert held["held"].to_dict() == {
        "THA": "not told apart", "VNM": "down", "MMR": "down", "BRN": "not_covered",
    }  # fmt: skip
    assert held.loc["THA", "cell"] == "\N{MINUS SIGN}1"
    assert held.loc["MMR", "reading"] == "no interval"
