import numpy as np
import pandas as pd

from analysis.measures.series import sources_behind, states_shown, with_labels, yearly_series


def country_years(*rows):
    columns = ["country_iso3", "year", "indicator", "value"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(lower=np.nan, upper=np.nan, source_id=frame["indicator"].str.upper())


SMALL = country_years(
    ("THA", 2016, "one", 0.3),
    ("THA", 2018, "one", 0.8),
    ("VNM", 2017, "one", 0.5),
    ("THA", 2019, "one_v16", 0.7),
)


def test_a_gap_is_a_row_and_an_uncovered_state_is_told_from_a_gap():
    series = yearly_series(SMALL, ["one"], ["THA", "BRN"], 2010, 2025)
    kinds = series.set_index(["country_iso3", "year"])["kind"]
    assert kinds["THA", 2016] == "published"
    assert kinds["THA", 2017] == "not_published"
    assert set(kinds["BRN"]) == {"not_covered"}
    assert len(series) == 6


def test_each_edition_keeps_its_own_years_and_code():
    series = yearly_series(SMALL, ["one", "one_v16"], ["THA"], 2010, 2025)
    spans = series.groupby("indicator")["year"].agg(["min", "max"])
    assert spans.loc["one"].tolist() == [2016, 2018]
    assert spans.loc["one_v16"].tolist() == [2019, 2019]


def test_a_window_cuts_a_series():
    assert yearly_series(SMALL, ["one"], ["THA"], 2017, 2018)["year"].tolist() == [2017, 2018]


def test_a_series_without_values_gives_no_rows_but_all_columns():
    series = yearly_series(SMALL, ["other"], ["THA"], 2010, 2025)
    assert series.empty
    assert "kind" in series


def test_a_state_counts_as_shown_if_any_of_its_rows_is_published():
    rows = [("THA", "not_published"), ("THA", "published"), ("VNM", "not_published"),
            ("BRN", "not_covered")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["country_iso3", "kind"])
    shown = states_shown(table)
    assert (shown["n"], shown["n_of"]) == (1, 3)
    assert shown["missing"] == {"not_published": 1, "not_covered": 1}
    assert states_shown(table.iloc[:0]) == {"n": 0, "n_of": 0, "missing": {}}


def test_only_the_sources_of_what_is_shown_are_named():
    series = yearly_series(SMALL, ["one"], ["THA"], 2010, 2017)
    assert sources_behind(SMALL, series) == ("ONE",)
    both = yearly_series(SMALL, ["one_v16"], ["THA"], 2010, 2025)
    assert sources_behind(SMALL, series, both) == ("ONE", "ONE_V16")


def test_labels_are_those_of_the_indicators():
    indicators = pd.DataFrame({"indicator": ["one"], "short_label": ["First"]})
    assert with_labels(SMALL, indicators)["label"].tolist()[:3] == ["First"] * 3
