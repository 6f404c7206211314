import pandas as pd
import pytest

from analysis.charts.canvas import Canvas
from analysis.charts.layout import layout_faults
from analysis.charts.theme import read_profile
from analysis.charts.timeline import timeline
from analysis.charts.words import Words, message

LANES = {"report": message("monitoring reports")}
UNTIL = pd.Timestamp("2026-01-31")


def events(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["kind", "date", "at_least", "at_most", "joined", "label"])
    return table.assign(date=pd.to_datetime(table["date"]))


EVENTS = events(
    ("members", "2018-04-28", 26, 26, 26, "Alpha, Beta"),
    ("members", "2023-01-01", 26, 29, 3, "Chiang Mai, Khon Kaen, Rayong"),
    ("members", "2023-12-31", 29, 29, 0, None),
    ("members", "2026-01-01", 29, 30, 1, "Dili"),
    ("report", "2022-09-21", None, None, None, "2022"),
)


@pytest.fixture
def canvas():
    return Canvas(read_profile("workbook"), Words(), "Title", "Subtitle", ["Source"])


def draw(canvas, table=EVENTS):
    timeline(canvas, table, until=UNTIL, lanes=LANES)
    return canvas.figure.axes


def test_the_line_is_what_is_certain_and_the_band_what_is_possible(canvas):
    upper, _lower = draw(canvas)
    assert upper.lines[0].get_ydata().tolist() == [26, 26, 29, 29, 29]
    assert upper.collections[0].get_paths()[0].get_extents().ymax == 30


def test_steps_say_how_many_joined_and_who(canvas):
    upper, _lower = draw(canvas)
    assert [text.get_text() for text in upper.texts] == [
        *("26 pilot cities", "+3: Chiang Mai, Khon Kaen, Rayong", "+1: Dili")
    ]


def test_the_lanes_carry_their_marks_and_labels(canvas):
    _upper, lower = draw(canvas)
    assert [text.get_text() for text in lower.texts] == ["2022"]
    assert [tick.get_text() for tick in lower.get_yticklabels()] == ["monitoring reports"]


def test_a_network_that_nobody_joins_is_a_level_line(canvas):
    upper, _lower = draw(canvas, EVENTS.iloc[[0, 4]])
    assert set(upper.lines[0].get_ydata()) == {26}
    canvas.settle()
    assert layout_faults(canvas.figure) == []


def test_no_label_lies_on_another(canvas):
    draw(canvas)
    canvas.settle()
    assert layout_faults(canvas.figure) == []
