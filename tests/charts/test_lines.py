import numpy as np
import pandas as pd
import pytest

from analysis.charts.canvas import Canvas
from analysis.charts.lines import small_lines
from analysis.charts.theme import read_profile
from analysis.charts.words import Words, message


def series(*rows):
    columns = ["country_iso3", "indicator", "year", "value", "lower", "upper", "kind"]
    return pd.DataFrame(rows, columns=columns).assign(label=lambda t: t["indicator"])


TWO_EDITIONS = series(
    ("IDN", "v13", 2016, 0.5, 0.4, 0.6, "published"),
    ("IDN", "v13", 2017, 0.6, 0.5, 0.7, "published"),
    ("IDN", "v16", 2017, 0.7, np.nan, np.nan, "published"),
    ("IDN", "v16", 2018, np.nan, np.nan, np.nan, "not_published"),
    ("IDN", "v16", 2019, 0.8, np.nan, np.nan, "published"),
    ("BRN", "v13", 2016, np.nan, np.nan, np.nan, "not_covered"),
    ("WLD", "v16", 2017, 0.9, np.nan, np.nan, "published"),
)


@pytest.fixture
def canvas():
    return Canvas(read_profile("workbook"), Words(), "Title", "Subtitle", ["Source"])


def draw(canvas, table=TWO_EDITIONS, subjects=("IDN", "BRN"), **options):
    small_lines(canvas, table, subjects=subjects, limits=(0, 1), **options)
    return {axes.get_title(): axes for axes in canvas.figure.axes if axes.axison}


def lines_of(axes):
    return {line.get_gid(): line for line in axes.lines if line.get_gid()}


def test_a_line_never_joins_two_editions(canvas):
    lines = lines_of(draw(canvas)["Indonesia"])
    assert list(lines["line-v13"].get_xdata()) == [2016, 2017]
    assert list(lines["line-v16"].get_xdata()) == [2017, 2018, 2019]


def test_a_year_that_is_not_published_breaks_the_line(canvas):
    lines = lines_of(draw(canvas)["Indonesia"])
    assert np.isnan(lines["line-v16"].get_ydata()[1])


def test_a_state_the_source_leaves_out_says_so_and_has_no_line(canvas):
    panel = draw(canvas)["Brunei Darussalam"]
    said = [text.get_text().replace("\n", " ") for text in panel.texts]
    assert said == ["not covered by the source"]
    assert not panel.lines


def test_only_published_intervals_are_drawn_and_named(canvas):
    draw(canvas)
    key = [text.get_text() for text in canvas.figure.legends[0].get_texts()]
    assert key == ["v13", "its interval", "v16", "other states"]


def test_the_year_of_joining_and_the_comparator_are_drawn_and_named(canvas):
    panels = draw(canvas, comparator="WLD", events={"IDN": 2018}, event_label=message("joined"))
    lines = lines_of(panels["Indonesia"])
    assert list(lines["event"].get_xdata()) == [2018, 2018]
    key = [text.get_text() for text in canvas.figure.legends[0].get_texts()]
    assert key[-2:] == ["World", "joined"]


def test_one_state_alone_is_drawn(canvas):
    assert list(draw(canvas, subjects=("IDN",))) == ["Indonesia"]
