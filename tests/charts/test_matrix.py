import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from analysis.charts.canvas import Canvas
from analysis.charts.matrix import matrix
from analysis.charts.theme import read_profile
from analysis.charts.words import Words

LOOKS = {"party": "#0b6e8a", "not party": "#ffffff"}
TREATIES = pd.DataFrame(
    [
        ("CAT", "THA", "party", "2007", True),
        ("CAT", "BRN", "not party", None, True),
        ("Budapest", "THA", "unconfirmed", None, False),
        ("Budapest", "BRN", "unconfirmed", None, False),
    ],
    columns=["treaty", "country_iso3", "standing", "text", "core"],
)


def draw(profile="workbook"):
    canvas = Canvas(read_profile(profile), Words(), "Title", "Subtitle", ["Source"])
    matrix(
        canvas, TREATIES, row="treaty", column="country_iso3", category="standing", looks=LOOKS,
        column_kind="country", text="text", group="core",
    )  # fmt: skip
    return canvas


def cells(canvas):
    return [patch for patch in canvas.figure.axes[0].patches if isinstance(patch, Rectangle)]


def test_unconfirmed_looks_unlike_not_party():
    _party, no, unconfirmed, _other = cells(draw())
    assert to_hex(no.get_facecolor()) == to_hex(unconfirmed.get_facecolor())
    assert not no.get_hatch()
    assert unconfirmed.get_hatch()


def test_where_no_hatch_is_allowed_a_sign_tells_unconfirmed():
    canvas = draw("nature")
    assert [text.get_text() for text in canvas.figure.axes[0].texts] == ["2007", "", "?", "?"]
    names = [text.get_text() for text in canvas.figure.legends[0].get_texts()]
    assert names[-1] == "? unconfirmed"


def test_the_year_stands_in_the_cell_and_states_have_names():
    axes = draw().figure.axes[0]
    assert axes.texts[0].get_text() == "2007"
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["Thailand", "Brunei Darussalam"]


def test_the_key_names_only_what_is_there():
    names = [text.get_text() for text in draw().figure.legends[0].get_texts()]
    assert names == ["party", "not party", "unconfirmed"]


def test_a_new_group_leaves_a_gap():
    axes = draw().figure.axes[0]
    assert list(axes.get_yticks()) == [0.0, pytest.approx(1.5)]
