from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import theme
from analysis.charts.chart import Chart, render
from analysis.charts.layout import layout_faults
from analysis.charts.project_timeline import STATES, project_timeline
from analysis.charts.words import Words
from analysis.charts.words import message as _

LIVES = pd.DataFrame(
    [
        ("a-01", "a", "Kept", "Civic & Social", 2018, "promised"),
        ("a-01", "a", "Kept", "Civic & Social", 2022, "on-going"),
        ("a-01", "a", "Kept", "Civic & Social", 2023, "on-going"),
        ("a-01", "a", "Kept", "Civic & Social", 2025, "completed"),
        ("a-02", "a", "Gone", "Safety & Security", 2022, "planning"),
        ("a-02", "a", "Gone", "Safety & Security", 2023, "not_listed"),
    ],
    columns=["project_id", "city_id", "project_name", "focus_area", "year", "state"],
)
CITIES = (("a", "Alpha"), ("b", "Beta"))


def drawn(table: pd.DataFrame, cities: Any = CITIES, profile: str = "workbook") -> Axes:
    chart = Chart(
        form=project_timeline,
        table=table,
        title=_("Title"),
        subtitle=_("Subtitle"),
        takeaway=_("Takeaway"),
        sources=(),
        n=2,
        n_of=2,
        counted=_("projects"),
        options={"cities": cities},
    )
    figure = render(chart, theme.read_profile(profile), Words("en"))
    figure.draw_without_rendering()
    return figure.axes[0]


def marks(axes: Axes, state: str) -> list[float]:
    marker, colour, _filled, _said = STATES[state]
    lines = [
        line
        for line in axes.get_lines()
        if line.get_marker() == marker and line.get_markeredgecolor() == colour
    ]
    return sorted(float(x) for line in lines for x in line.get_xdata())


def test_each_state_has_its_own_mark_in_its_year():
    axes = drawn(LIVES)
    assert marks(axes, "promised") == [2018]
    assert marks(axes, "on-going") == [2022, 2023]
    assert marks(axes, "completed") == [2025]
    assert marks(axes, "not_listed") == [2023]


def test_a_line_joins_only_years_in_a_row():
    lines = [line for line in drawn(LIVES).get_lines() if line.get_linestyle() == "-"]
    assert [list(line.get_xdata()) for line in lines if len(line.get_xdata()) > 1] == [[2022, 2023]]


def test_a_city_without_projects_keeps_its_heading_and_says_so():
    labels = [label.get_text() for label in drawn(LIVES).get_yticklabels()]
    assert labels == ["Alpha", "Kept", "Gone", "Beta", "no project on record"]


def test_no_projects_at_all_still_draw():
    labels = [label.get_text() for label in drawn(LIVES.iloc[:0]).get_yticklabels()]
    assert labels == ["Alpha", "no project on record", "Beta", "no project on record"]


def test_long_names_are_broken_and_do_not_touch():
    long = LIVES.assign(project_name=LIVES["project_name"] + " and a name that goes on" * 6)
    for profile in ("workbook", "nature"):
        boxes = [
            label.get_window_extent() for label in drawn(long, profile=profile).get_yticklabels()
        ]
        assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_every_state_is_told_by_its_shape_and_not_by_colour_alone():
    shapes = [(marker, filled) for marker, _colour, filled, _said in STATES.values()]
    assert len(set(shapes)) == len(shapes)


def test_a_narrow_figure_writes_years_with_two_digits():
    def years(profile: str) -> list[str]:
        return [label.get_text() for label in drawn(LIVES, profile=profile).get_xticklabels()]

    assert years("workbook")[0] == "2018"
    narrow = theme.read_profile("nature").at_width(89)
    chart = Chart(
        form=project_timeline,
        table=LIVES,
        title=_("Title"),
        subtitle=_("Subtitle"),
        takeaway=_("Takeaway"),
        sources=(),
        n=2,
        n_of=2,
        counted=_("projects"),
        options={"cities": CITIES},
    )
    figure = render(chart, narrow, Words("en"))
    assert layout_faults(figure) == []
    assert figure.axes[0].get_xticklabels()[0].get_text() == "18"
