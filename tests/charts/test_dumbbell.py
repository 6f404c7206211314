import numpy as np
import pandas as pd
import pytest

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.dumbbell import dots, dumbbells, years_said
from analysis.charts.theme import read_profile
from analysis.charts.words import Words, message

ENDS = (message("rural"), message("urban"))
GAPS = pd.DataFrame(
    [
        ("water", "THA", 90.0, 99.0, 2024, 2024, "published"),
        ("water", "KHM", 60.0, 90.0, 2017, 2024, "published"),
        ("water", "BRN", np.nan, np.nan, np.nan, np.nan, "not_covered"),
    ],
    columns=["panel", "country_iso3", "first", "second", "first_year", "second_year", "kind"],
)


@pytest.fixture
def canvas():
    return Canvas(read_profile("workbook"), Words(), "Title", "Subtitle", ["Source"])


def texts(axes, gid):
    return [text.get_text() for text in axes.texts if text.get_gid() == gid]


def test_each_row_says_its_years_and_an_empty_row_why(canvas):
    dumbbells(canvas, GAPS, panel_kind="gap", ends=ENDS)
    axes = canvas.figure.axes[0]
    assert texts(axes, "years") == ["2017–2024", "2024"]
    assert texts(axes, "missing") == ["not covered by the source"]


def test_rows_stand_in_the_order_of_their_names(canvas):
    dumbbells(canvas, GAPS, panel_kind="gap", ends=ENDS)
    names = [tick.get_text() for tick in canvas.figure.axes[0].get_yticklabels()]
    assert names == ["Brunei Darussalam", "Cambodia", "Thailand"]


def test_ring_and_dot_stand_at_the_two_values(canvas):
    dumbbells(canvas, GAPS, panel_kind="gap", ends=ENDS)
    axes = canvas.figure.axes[0]
    [joined] = axes.collections
    assert [segment.tolist() for segment in joined.get_segments()] == [
        [[60.0, 1.0], [90.0, 1.0]],
        [[90.0, 2.0], [99.0, 2.0]],
    ]
    rings, filled = axes.lines
    assert rings.get_xdata().tolist() == [60.0, 90.0]
    assert filled.get_xdata().tolist() == [90.0, 99.0]
    assert [text.get_text() for text in canvas.figure.legends[0].get_texts()] == ["rural", "urban"]


def test_a_dot_without_an_interval_is_a_ring(canvas):
    table = pd.DataFrame(
        [
            ("a", "THA", 0.2, 0.1, 0.3, 2017, 2024, "published"),
            ("a", "VNM", 0.1, np.nan, np.nan, 2017, 2024, "published"),
        ],
        columns=["panel", "country_iso3", "value", "lower", "upper", "first_year", "second_year",
                 "kind"],
    )  # fmt: skip
    dots(canvas, table, panel_kind="indicator", reference=0)
    axes = canvas.figure.axes[0]
    marked = {
        line.get_markerfacecolor(): line.get_xdata().tolist()
        for line in axes.lines
        if line.get_marker() == "o"
    }
    assert marked.pop(theme.PAPER) == [0.1]
    assert list(marked.values()) == [[0.2]]
    [intervals] = axes.collections
    assert [segment.tolist() for segment in intervals.get_segments()] == [[[0.1, 0], [0.3, 0]]]


def test_a_panel_without_intervals_fills_its_place(canvas):
    levels = GAPS.rename(columns={"first": "value"}).assign(lower=np.nan, upper=np.nan)
    dots(canvas, levels, panel_kind="indicator")
    canvas.settle()
    assert canvas.figure.axes[0].get_position().width > 0.5


def test_one_year_is_said_once():
    assert years_said(2020, 2020) == "2020"
    assert years_said(2017.0, 2023.0) == "2017–2023"
