import numpy as np
import pandas as pd
import pytest

from analysis.charts.canvas import Canvas
from analysis.charts.ranks import parallel_ranks, rank_ranges
from analysis.charts.theme import read_profile
from analysis.charts.words import Words

RANKS = pd.DataFrame(
    [
        ("a", "BRN", 2019, np.nan, "not_covered"),
        ("a", "SGP", 2019, 1.0, "published"),
        ("a", "THA", 2019, 2.0, "published"),
        ("b", "BRN", 2024, 1.5, "published"),
        ("b", "SGP", 2024, 1.5, "published"),
        ("b", "THA", 2024, 3.0, "published"),
    ],
    columns=["indicator", "country_iso3", "year", "rank", "kind"],
).assign(label=lambda t: t["indicator"], n_ranked=3)


@pytest.fixture
def canvas():
    return Canvas(read_profile("workbook"), Words(), "Title", "Subtitle", ["Source"])


def written(axes):
    return [text.get_text().replace("\n", " ") for text in axes.texts]


def test_ties_are_named_together_and_missing_states_below(canvas):
    parallel_ranks(canvas, RANKS)
    said = written(canvas.figure.axes[0])
    assert "Brunei Darussalam, Singapore" in said
    assert "not covered by the source: Brunei Darussalam" in said


def test_each_measure_carries_its_year(canvas):
    parallel_ranks(canvas, RANKS)
    headings = [tick.get_text() for tick in canvas.figure.axes[0].get_xticklabels()]
    assert headings == ["a\n2019", "b\n2024"]


def test_a_state_without_a_rank_has_a_gap_in_its_line(canvas):
    parallel_ranks(canvas, RANKS)
    lines = [line.get_ydata() for line in canvas.figure.axes[0].lines]
    assert sum(np.isnan(line).any() for line in lines) == 1


def test_best_ranks_stand_on_top(canvas):
    parallel_ranks(canvas, RANKS)
    bottom, top = canvas.figure.axes[0].get_ylim()
    assert bottom > top


INTERVALS = pd.DataFrame(
    [("freedoms", "SGP", 1, 5, np.nan, True), ("freedoms", "MMR", 9, 10, 10.0, False)],
    columns=["panel", "row", "lower", "upper", "rank", "withheld"],
)


def test_a_withheld_rank_has_no_mark(canvas):
    rank_ranges(canvas, INTERVALS, panel_kind="indicator_set", row_kinds={"freedoms": "country"})
    marks = [line for line in canvas.figure.axes[0].lines if line.get_marker() == "o"]
    assert [list(mark.get_xdata()) for mark in marks] == [[10.0]]
    bars = [line for line in canvas.figure.axes[0].lines if line.get_marker() != "o"]
    assert [list(bar.get_xdata()) for bar in bars] == [[1, 5], [9, 10]]
