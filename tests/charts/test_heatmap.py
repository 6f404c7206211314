import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.heatmap import heat_map
from analysis.charts.layout import layout_faults
from analysis.charts.theme import read_profile
from analysis.charts.words import Words, message

CELLS = pd.DataFrame(
    [
        ("income", "economy", "IDN", 2024.0, "published"),
        ("income", "economy", "BRN", np.nan, "not_covered"),
        ("votes", "democracy", "IDN", 2010.0, "published"),
        ("votes", "democracy", "BRN", np.nan, "not_published"),
    ],
    columns=["indicator", "dimension", "state", "year", "kind"],
)
OPTIONS = {"row": "indicator", "column": "state", "value": "year", "column_kind": "country"}


def sheet(profile: str = "workbook") -> Canvas:
    return Canvas(read_profile(profile), Words(), "Title", "Subtitle", ["Source"])


def written(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def centres(cells) -> list[tuple[float, float]]:
    squares = [path.vertices[:4] for path in cells.get_paths()]
    return [tuple(square.mean(axis=0).tolist()) for square in squares]


def key(canvas) -> list[str]:
    return [text.get_text() for text in canvas.figure.legends[0].get_texts()]


def test_cells_carry_their_value_and_years_are_not_grouped():
    canvas = sheet()
    heat_map(canvas, CELLS, **OPTIONS, kind="kind")
    assert written(canvas.figure.axes[0]) == ["2024", "2010"]


def test_each_kind_of_missing_is_drawn_and_explained_in_its_own_way():
    canvas = sheet()
    heat_map(canvas, CELLS, **OPTIONS, kind="kind", scale_said=message("Last year"))
    assert key(canvas)[0] == "Last year: 2010"
    assert {"not published for that year", "not covered by the source"} < set(key(canvas))
    known, not_covered, not_published = canvas.figure.axes[0].collections
    assert centres(known) == [(0, 0), (0, 1)]
    assert (centres(not_covered), not_covered.get_hatch()) == ([(1, 0)], "")
    assert (centres(not_published), not_published.get_hatch()) == ([(1, 1)], "////")


def test_signs_stand_in_for_hatches_where_none_are_allowed():
    canvas = sheet("nature")
    heat_map(canvas, CELLS, **OPTIONS, kind="kind")
    signs = {text.get_position(): text.get_text() for text in canvas.figure.axes[0].texts}
    assert signs == {(0, 0): "2024", (1, 0): "×", (0, 1): "2010", (1, 1): "–"}
    assert not any(cells.get_hatch() for cells in canvas.figure.axes[0].collections)


def test_the_smallest_value_is_the_palest():
    canvas = sheet()
    heat_map(canvas, CELLS, **OPTIONS, kind="kind")
    of_2024, of_2010 = canvas.figure.axes[0].collections[0].get_facecolors()[:, :3].sum(axis=1)
    assert of_2010 > of_2024


def test_groups_have_headings_of_their_own():
    canvas = sheet()
    heat_map(canvas, CELLS, **OPTIONS, kind="kind", group="dimension", group_kind="dimension")
    labels = canvas.figure.axes[0].get_yticklabels()
    assert [label.get_text() for label in labels] == [
        "democracy",
        "votes",
        "economy",
        "income",
    ] or [label.get_text() for label in labels] == ["economy", "income", "democracy", "votes"]
    assert [label.get_fontweight() for label in labels] == ["bold", "normal"] * 2


def test_a_text_column_replaces_the_numbers():
    canvas = sheet()
    shown = CELLS.assign(cell=["17/21", np.nan, "0/2", np.nan])
    heat_map(canvas, shown, **OPTIONS, kind="kind", text="cell")
    assert written(canvas.figure.axes[0]) == ["17/21", "0/2"]


def test_a_table_of_nothing_but_missing_values_draws():
    canvas = sheet()
    heat_map(canvas, CELLS.assign(year=np.nan, kind="not_covered"), **OPTIONS, kind="kind",
             scale_said=message("Last year"))  # fmt: skip
    assert key(canvas) == ["not covered by the source"]
    faces = {to_hex(cells.get_facecolor()[0]) for cells in canvas.figure.axes[0].collections}
    assert theme.MISSING["not_covered"][0] in faces


@pytest.mark.parametrize("profile", ["workbook", "nature"])
def test_forty_rows_keep_their_cells_apart(profile):
    rows = pd.DataFrame({"indicator": [f"Indicator number {n}" for n in range(40)]})
    table = rows.merge(pd.DataFrame({"state": ["BRN", "IDN", "KHM"]}), how="cross")
    canvas = sheet(profile)
    heat_map(canvas, table.assign(year=2020.0), **OPTIONS)
    canvas.settle()
    assert layout_faults(canvas.figure) == []
