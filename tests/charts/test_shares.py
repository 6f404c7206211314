from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import theme
from analysis.charts.chart import Chart, render
from analysis.charts.shares import open_shares, points_with_intervals
from analysis.charts.words import Words
from analysis.charts.words import message as _

CODED = pd.DataFrame(
    {
        "code": ["surveillance", "safeguard"],
        "yes": [2, 0],
        "disputed": [1, 0],
        "unclear": [3, 0],
        "no": [4, 10],
        "projects": [10, 10],
    }
)
POINTS = pd.DataFrame(
    {
        "code": ["surveillance", "participation", "safeguard"],
        "kappa": [0.9, 0.8, float("nan")],
        "lower": [0.7, float("nan"), float("nan")],
        "upper": [1.0, float("nan"), float("nan")],
    }
)


def draw(form: Any, table: pd.DataFrame, **options: Any) -> Figure:
    chart = Chart(form, table, _("t"), _("s"), _("k"), (), 1, 1, _("projects"), options=options)
    return render(chart, theme.read_profile("workbook"), Words("en"))


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def widths(axes: Axes, state: str) -> list[float]:
    return [bar.get_width() for bar in axes.patches if bar.get_gid() == f"state-{state}"]


def test_bars_end_at_the_lower_and_the_upper_bound() -> None:
    figure = draw(open_shares, CODED, category="code", kind="content_code")
    axes = figure.axes[0]
    assert widths(axes, "yes") == pytest.approx([20, 0])
    open_ends = [
        bar.get_x() + bar.get_width() for bar in axes.patches if bar.get_gid() == "state-unclear"
    ]
    assert open_ends == pytest.approx([60, 0])
    assert texts(axes) == ["2–6 (20–60\N{NO-BREAK SPACE}%)", "0 (0\N{NO-BREAK SPACE}%)"]


def test_disputed_and_unclear_are_told_apart_by_hatch_and_named_in_the_key() -> None:
    figure = draw(open_shares, CODED, category="code", kind="content_code")
    bars = figure.axes[0].patches
    hatches = {bar.get_gid(): bar.get_hatch() for bar in bars}
    assert len({hatches["state-disputed"], hatches["state-unclear"], None}) == 3
    key = [text.get_text() for text in figure.legends[0].get_texts()]
    assert key == ["shown in the text", "the two passes disagree", "text too thin to tell",
                   "not shown"]  # fmt: skip


def test_panels_draw_each_part_on_its_own_n() -> None:
    table = pd.concat([CODED.assign(filed="a"), CODED.assign(filed="b", yes=0, projects=8)])
    figure = draw(
        open_shares, table, category="code", kind="content_code", panel="filed",
        panels={"a": _("A"), "b": _("B")},
    )  # fmt: skip
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["A", "B"]
    assert widths(figure.axes[1], "unclear")[0] == pytest.approx(37.5)


def points(table: pd.DataFrame = POINTS, **options: Any) -> Axes:
    given: dict[str, Any] = {
        "category": "code",
        "kind": "content_code",
        "value": "kappa",
        "lower": "lower",
        "upper": "upper",
        "axis_label": _("kappa"),
        "digits": 2,
        "undefined": _("undefined"),
        **options,
    }
    return draw(points_with_intervals, table, **given).axes[0]


def marks(axes: Axes, gid: str) -> list[list[float]]:
    return [list(line.get_xdata()) for line in axes.lines if line.get_gid() == gid]


def test_intervals_are_drawn_where_published_and_nowhere_else() -> None:
    axes = points()
    assert marks(axes, "interval") == [[0.7, 1.0]]
    assert marks(axes, "value") == [[0.9], [0.8]]


def test_an_undefined_value_is_said_not_drawn() -> None:
    assert texts(points()) == ["0.90 (0.70–1.00)", "0.80", "undefined"]


def test_without_a_value_only_the_bounds_are_drawn() -> None:
    axes = points(value=None, undefined=None)
    assert marks(axes, "value") == []
    assert marks(axes, "interval") == [[0.7, 1.0]]


def test_groups_stand_apart_in_a_row() -> None:
    table = pd.concat([POINTS.assign(g="a"), POINTS.assign(g="b")])
    groups = {"a": (_("A"), "#000000"), "b": (_("B"), "#777777")}
    axes = points(table, group="g", groups=groups)
    heights = [line.get_ydata()[0] for line in axes.lines if line.get_gid() == "value"]
    assert len(set(heights)) == len(heights)


def test_rows_run_from_the_first_category_down() -> None:
    axes = points()
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "surveillance",
        "participation",
        "safeguard",
    ]
    assert axes.yaxis_inverted()
