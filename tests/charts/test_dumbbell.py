import numpy as np
import pandas as pd
import pytest

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
    drawn = [line.get_xdata() for line in canvas.figure.axes[0].lines]
    assert [90.0, 99.0] in [list(x) for x in drawn]
    assert [60.0] in [list(x) for x in drawn]
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
    lines = canvas.figure.axes[0].lines
    fills = [line.get_markerfacecolor() for line in lines if line.get_marker() == "o"]
    assert fills[0] != fills[1] == "#ffffff"
    assert sum(len(line.get_xdata()) == 2 and line.get_ydata()[0] == 0 for line in lines) == 2


def test_one_year_is_said_once():
    assert years_said(2020, 2020) == "2020"
    assert years_said(2017.0, 2023.0) == "2017–2023"
