import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from analysis.charts import theme
from analysis.charts.bars import bars, stacked_bars
from analysis.charts.canvas import Canvas
from analysis.charts.layout import layout_faults
from analysis.charts.theme import read_profile
from analysis.charts.words import Words, message

LEVELS = pd.DataFrame(
    {
        "state": ["IDN", "LAO", "MMR"],
        "value": [40.0, 10.0, np.nan],
        "before": [20.0, 11.0, 5.0],
        "year": [2024, 2023, np.nan],
        "kind": ["published", "published", "not_covered"],
    }
)
PARTS = ("done", "open")
COUNTS = pd.DataFrame(
    {"year": [2022, 2022, 2023, 2023], "part": PARTS * 2, "n": [2.0, 0.0, 3.0, 5.0]}
)


@pytest.fixture
def canvas():
    return sheet("workbook")


def sheet(profile: str, language: str = "en") -> Canvas:
    return Canvas(read_profile(profile), Words(language), "Title", "Subtitle", ["Source"])


def written(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def lengths(axes) -> list[float]:
    return [patch.get_width() for patch in axes.patches if isinstance(patch, Rectangle)]


def test_each_bar_is_as_long_as_its_value_and_labelled_with_it(canvas):
    bars(canvas, LEVELS[:2], category="state", value="value", category_kind="country")
    axes = canvas.figure.axes[0]
    assert lengths(axes) == [40.0, 10.0]
    assert written(axes) == ["40", "10"]
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["Indonesia", "Lao PDR"]


def test_the_first_row_stands_on_top(canvas):
    bars(canvas, LEVELS[:2], category="state", value="value")
    low, high = canvas.figure.axes[0].get_ylim()
    assert low > high


def test_a_missing_value_is_a_box_of_its_kind_never_a_zero(canvas):
    bars(canvas, LEVELS, category="state", value="value", kind="kind")
    axes = canvas.figure.axes[0]
    assert written(axes) == ["40", "10", "not covered by the source"]
    assert to_hex(axes.patches[-1].get_facecolor()) == theme.MISSING["not_covered"][0]


def test_a_missing_value_without_kinds_has_no_label(canvas):
    bars(canvas, LEVELS, category="state", value="value")
    assert written(canvas.figure.axes[0]) == ["40", "10"]


def test_notes_are_filled_from_the_row(canvas):
    bars(canvas, LEVELS[:2], category="state", value="value", note=message("({state})"))
    assert written(canvas.figure.axes[0]) == ["40 (IDN)", "10 (LAO)"]


def test_earlier_values_are_marked_only_beside_a_value(canvas):
    bars(canvas, LEVELS, category="state", value="value", reference="before",
         reference_said=message("2018"))  # fmt: skip
    marks = [line for line in canvas.figure.axes[0].lines if line.get_marker() == "|"]
    assert list(marks[-1].get_xdata())[:2] == [20.0, 11.0]
    assert np.isnan([*marks[-1].get_xdata(), np.nan][2])
    assert canvas.figure.legends[0].get_texts()[0].get_text() == "2018"


def test_a_label_steps_behind_a_mark_that_would_hide_it(canvas):
    bars(canvas, LEVELS[:2], category="state", value="value", reference="before",
         reference_said=message("2018"))  # fmt: skip
    by_text = {text.get_text(): text.get_position()[0] for text in canvas.figure.axes[0].texts}
    assert by_text["10"] > 11.0
    assert by_text["40"] > 40.0


def test_panels_have_scales_of_their_own_unless_they_measure_the_same():
    table = pd.DataFrame({"state": ["A", "A"], "panel": ["x", "y"], "value": [1.0, 100.0]})
    widths = []
    for same in (False, True):
        canvas = sheet("workbook")
        bars(canvas, table, category="state", value="value", panel="panel", same_scale=same)
        widths.append([axes.get_xlim()[1] for axes in canvas.figure.axes])
    assert widths[0][0] < widths[0][1]
    assert widths[1][0] == pytest.approx(widths[1][1], rel=0.05)


def test_bars_of_nothing_but_missing_values_still_draw(canvas):
    bars(canvas, LEVELS[2:], category="state", value="value", kind="kind")
    assert written(canvas.figure.axes[0]) == ["not covered by the source"]


@pytest.mark.parametrize("language", ["en", "pseudo"])
def test_many_rows_keep_their_labels_apart(language):
    canvas = sheet("workbook", language)
    table = pd.DataFrame({"city": [f"Bandar Seri {n}" for n in range(38)], "n": range(38)})
    bars(canvas, table, category="city", value="n")
    canvas.settle()
    assert layout_faults(canvas.figure) == []


def test_parts_follow_one_another_and_totals_stand_at_the_end(canvas):
    stacked_bars(canvas, COUNTS, category="year", part="part", value="n", parts=PARTS,
                 colours={"done": "#000000", "open": "#ffffff"})  # fmt: skip
    axes = canvas.figure.axes[0]
    assert [(patch.get_x(), patch.get_width()) for patch in axes.patches] == [
        (0, 2),
        (0, 3),
        (3, 5),
    ]
    assert written(axes) == ["2", "3", "5", "2", "8"]


def test_the_key_names_the_parts_in_their_order(canvas):
    stacked_bars(canvas, COUNTS, category="year", part="part", value="n", parts=PARTS,
                 colours=dict.fromkeys(PARTS, "#123456"))  # fmt: skip
    assert [text.get_text() for text in canvas.figure.legends[0].get_texts()] == list(PARTS)


def test_a_hatched_part_that_never_occurs_is_left_out_of_the_key(canvas):
    stacked_bars(canvas, COUNTS[:2], category="year", part="part", value="n", parts=PARTS,
                 colours=dict.fromkeys(PARTS, "#123456"), hatched=("open",))  # fmt: skip
    assert [text.get_text() for text in canvas.figure.legends[0].get_texts()] == ["done"]


def test_no_hatch_where_the_place_of_publication_allows_none():
    for profile, hatched in (("workbook", True), ("nature", False)):
        canvas = sheet(profile)
        stacked_bars(canvas, COUNTS, category="year", part="part", value="n", parts=PARTS,
                     colours=dict.fromkeys(PARTS, "#123456"), hatched=("open",))  # fmt: skip
        assert bool(canvas.figure.axes[0].patches[-1].get_hatch()) is hatched
