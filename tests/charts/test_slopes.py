import numpy as np
import pandas as pd
import pytest

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.layout import layout_faults
from analysis.charts.slopes import labelled_lines
from analysis.charts.theme import read_profile
from analysis.charts.words import Words, message

SHARES = pd.DataFrame(
    {
        "year": [2022, 2023, 2024] * 2,
        "area": ["Civic & Social"] * 3 + ["Quality Environment"] * 3,
        "pct": [28.0, np.nan, 25.0, 26.0, 25.0, 24.9],
    }
)


@pytest.fixture
def canvas():
    return Canvas(read_profile("workbook"), Words(), "Title", "Subtitle", ["Source"])


def draw(canvas, table=SHARES, **options):
    labelled_lines(canvas, table, x="year", value="pct", series="area", **options)
    return canvas.figure.axes[0]


def test_each_line_ends_with_its_name_and_last_value(canvas):
    axes = draw(canvas, digits=1)
    assert [text.get_text() for text in axes.texts] == [
        *("Civic & Social 25.0", "Quality Environment 24.9")
    ]


def test_a_year_without_a_value_breaks_the_line(canvas):
    axes = draw(canvas)
    assert np.isnan(axes.lines[0].get_ydata()[1])


def test_a_line_that_ends_early_says_its_year(canvas):
    axes = draw(canvas, SHARES[SHARES.index != 5])
    assert "Quality Environment 25 (2023)" in [text.get_text() for text in axes.texts]


def test_names_of_lines_that_end_together_are_moved_apart(canvas):
    axes = draw(canvas, digits=1)
    heights = [text.get_position()[1] for text in axes.texts]
    assert heights[0] - heights[1] > 0.5
    canvas.settle()
    assert layout_faults(canvas.figure) == []


def test_lines_start_at_zero_unless_told_otherwise(canvas):
    assert draw(canvas).get_ylim()[0] == 0


def test_the_marked_year_is_named(canvas):
    axes = draw(canvas, mark_year=2023, mark_said=message("founded"))
    assert "founded" in [text.get_text() for text in axes.texts]


def test_series_without_a_colour_are_grey(canvas):
    axes = draw(canvas, colours={"Civic & Social": theme.ACCENT})
    assert [line.get_color() for line in axes.lines[:2]] == [theme.ACCENT, theme.COMPARATOR]


def test_a_single_year_is_drawn_as_points(canvas):
    axes = draw(canvas, SHARES[SHARES["year"] == 2024])
    assert len(axes.texts) == 2
