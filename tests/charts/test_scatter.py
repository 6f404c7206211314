from typing import Any, ClassVar

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.chart import Chart, render
from analysis.charts.layout import LabelsDoNotFitError
from analysis.charts.point_labels import name_points
from analysis.charts.scatter import dot_stack, marks_by_row, scale_strip, scatter_panels
from analysis.charts.words import Words
from analysis.charts.words import message as _


def draw(form: Any, table: pd.DataFrame, profile: str = "workbook", **options: Any) -> Figure:
    chart = Chart(
        form=form,
        table=table,
        title=_("Title"),
        subtitle=_("Subtitle"),
        takeaway=_("Takeaway"),
        sources=(),
        n=1,
        n_of=1,
        counted=_("states"),
        options=options,
    )
    return render(chart, theme.read_profile(profile), Words("en"))


def marks(axes: Any) -> list[tuple[float, float]]:
    lines = [line for line in axes.get_lines() if line.get_linestyle() == "None"]
    return sorted(
        (float(x), float(y)) for line in lines for x, y in zip(*line.get_data(), strict=True)
    )


def overlapping(texts: list[Any]) -> list[tuple[str, str]]:
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    return [
        (first, second)
        for at, (first, box) in enumerate(boxes)
        for second, other in boxes[at + 1 :]
        if box.overlaps(other)
    ]


class TestScatterPanels:
    TABLE = pd.DataFrame(
        {
            "country_iso3": ["IDN", "SGP", "BRN", "TLS"],
            "kind": ["law", "law", "none", "none"],
            "digital": [0.8, 0.97, 0.75, 0.4],
            "ready": [100.0, 99.9, 70.0, 17.0],
            "rights": [0.77, 0.7, None, 0.86],
            "rights_lower": [0.7, 0.6, None, 0.8],
            "rights_upper": [0.8, 0.8, None, 0.9],
        }
    )
    OPTIONS: ClassVar[dict[str, Any]] = {
        "panels": [("digital", "ready"), ("digital", "rights")],
        "labels": {"digital": _("D"), "ready": _("C"), "rights": _("R")},
        "kinds": {"law": _("law"), "none": _("no law")},
    }

    def test_draws_one_named_mark_for_each_state_with_both_values(self):
        first, second = draw(scatter_panels, self.TABLE, **self.OPTIONS).axes
        assert len(marks(first)) == 4
        assert len(marks(second)) == 3
        assert sorted(t.get_text() for t in second.texts) == [
            "Indonesia",
            "Singapore",
            "Timor-Leste",
        ]

    def test_draws_published_intervals_and_no_line_through_the_points(self):
        _first, second = draw(scatter_panels, self.TABLE, **self.OPTIONS).axes
        bars = second.collections[0].get_segments()
        assert [bar[:, 1].tolist() for bar in bars] == [[0.7, 0.8], [0.6, 0.8], [0.8, 0.9]]
        assert all(line.get_linestyle() == "None" for line in second.get_lines())

    def test_a_measure_has_the_same_axis_in_every_panel(self):
        first, second = draw(scatter_panels, self.TABLE, **self.OPTIONS).axes
        assert first.get_xlim() == second.get_xlim()

    def test_without_values_the_panels_stay_empty(self):
        table = self.TABLE.assign(digital=float("nan"))
        assert all(marks(axes) == [] for axes in draw(scatter_panels, table, **self.OPTIONS).axes)

    def test_names_of_points_never_touch(self):
        crowd = pd.DataFrame(
            {
                "country_iso3": ["IDN", "SGP", "BRN", "TLS", "VNM", "PHL", "MYS", "THA"],
                "kind": "law",
                "digital": [0.80, 0.81, 0.80, 0.79, 0.77, 0.76, 0.81, 0.83],
                "ready": [100, 99.9, 99, 98, 100, 93, 99, 99],
            }
        )
        figure = draw(scatter_panels, crowd, **{**self.OPTIONS, "panels": [("digital", "ready")]})
        texts = figure.axes[0].texts
        assert len(texts) == 8
        assert overlapping(texts) == []


def crowd(names: list[str]) -> Any:
    theme.register_fonts()
    figure = Figure(figsize=(4, 3))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    return axes, name_points(axes, [(0.5, 0.5)] * len(names), names, 8)


def test_a_name_that_stands_off_its_point_gets_a_leader():
    axes, drawn = crowd(["A name of a length"] * 8)
    assert 0 < len(axes.get_lines()) < 8
    assert overlapping(drawn) == []


def test_names_that_find_no_place_are_refused_by_name():
    with pytest.raises(LabelsDoNotFitError, match="no room for A name"):
        crowd(["A name that is far too long for so narrow a panel as this one is, by far"] * 9)


def test_codes_stand_in_for_names_that_do_not_fit(monkeypatch):
    written: list[list[str]] = []

    def refuse_long_names(_axes: Any, _points: Any, names: list[str], *_more: Any) -> None:
        if any(len(name) > 3 for name in names):
            raise LabelsDoNotFitError("no room")
        written.append(names)

    monkeypatch.setattr("analysis.charts.scatter.name_points", refuse_long_names)
    draw(scatter_panels, TestScatterPanels.TABLE, **TestScatterPanels.OPTIONS)
    assert written[0] == ["IDN", "SGP", "BRN", "TLS"]


class TestMarksByRow:
    TABLE = pd.DataFrame(
        [("IDN", "a", 0.0), ("IDN", "b", 100.0), ("SGP", "a", 50.0), ("SGP", "b", None)],
        columns=["country_iso3", "indicator", "position_pct"],
    )
    OPTIONS: ClassVar[dict[str, Any]] = {
        "rows": ["IDN", "SGP"],
        "panels": {"first": (_("First"), {"a": _("A"), "b": _("B")}), "second": (_("2"), {})},
        "value": "position_pct",
        "axis": _("share of the others, %"),
    }

    def test_draws_one_mark_for_each_measure_and_none_for_a_missing_value(self):
        axes = draw(marks_by_row, self.TABLE, **self.OPTIONS).axes[0]
        assert [x for x, _y in marks(axes)] == [0, 50, 100]

    def test_a_band_spans_the_measures_that_disagree(self):
        axes = draw(marks_by_row, self.TABLE, **self.OPTIONS).axes[0]
        assert [(bar.get_x(), bar.get_width()) for bar in axes.patches] == [(0, 100), (50, 0)]

    def test_equal_marks_are_set_beside_each_other(self):
        table = self.TABLE.assign(position_pct=50.0)
        heights = [y for _x, y in marks(draw(marks_by_row, table, **self.OPTIONS).axes[0])]
        assert len(set(heights)) == 4

    def test_a_narrow_figure_puts_panels_below_each_other(self):
        figure = draw(marks_by_row, self.TABLE, profile="nature", **self.OPTIONS)
        lefts = {round(axes.get_position().x0, 3) for axes in figure.axes}
        assert len(lefts) == 1 if theme.read_profile("nature").width_mm < 120 else 2

    def test_of_nothing_draws_empty_rows(self):
        axes = draw(marks_by_row, self.TABLE.iloc[:0], **self.OPTIONS).axes[0]
        assert marks(axes) == []


class TestScaleStrip:
    TABLE = pd.DataFrame(
        [
            ("IDN", "a", 70.0, 60.0, 80.0),
            ("SGP", "a", 90.0, None, None),
            ("BRN", "a", None, None, None),
        ],
        columns=["country_iso3", "indicator", "position_pct", "lower_pct", "upper_pct"],
    )
    OPTIONS: ClassVar[dict[str, Any]] = {
        "groups": [(_("Group"), ["a"])],
        "labels": {"a": _("Measure")},
        "values": {"a": _("0.7 (2022)")},
        "axis": _("scale"),
    }

    def test_sets_the_subject_apart_from_the_others_and_draws_its_interval(self):
        axes = draw(scale_strip, self.TABLE, subject="IDN", **self.OPTIONS).axes[0]
        subject = [line for line in axes.get_lines() if line.get_marker() == "D"]
        assert [list(line.get_xdata()) for line in subject] == [[70.0]]
        spans = [segment[:, 0].tolist() for c in axes.collections for segment in c.get_segments()]
        assert [60.0, 80.0] in spans

    def test_a_missing_subject_leaves_its_row_and_says_so(self):
        options = {**self.OPTIONS, "values": {"a": _("not covered by the source")}}
        axes = draw(scale_strip, self.TABLE, subject="BRN", **options).axes[0]
        assert [t.get_text() for t in axes.texts] == ["not covered by the source"]
        assert [label.get_text() for label in axes.get_yticklabels()] == ["Group", "Measure"]


class TestDotStack:
    RELATIONS: ClassVar[dict[str, Any]] = {
        "itself": _("Itself"),
        "same state": _("Same"),
        "elsewhere": _("Else"),
    }

    def test_stacks_one_dot_for_each_city_with_the_subject_lowest(self):
        table = pd.DataFrame(
            {"projects": [2, 2, 0], "relation": ["elsewhere", "itself", "same state"]}
        )
        axes = draw(
            dot_stack, table, value="projects", relations=self.RELATIONS, axis=_("projects")
        ).axes[0]
        assert marks(axes) == [(0, 0), (2, 0), (2, 1)]
        subject: list[Line2D] = [line for line in axes.get_lines() if line.get_marker() == "D"]
        assert [list(line.get_ydata()) for line in subject] == [[0]]

    def test_without_cities_draws_an_empty_axis(self):
        table = pd.DataFrame({"projects": pd.Series(dtype=int), "relation": pd.Series(dtype=str)})
        axes = draw(
            dot_stack, table, value="projects", relations=self.RELATIONS, axis=_("projects")
        ).axes[0]
        assert marks(axes) == []


@pytest.mark.parametrize("profile", ["workbook", "nature", "plos"])
def test_rows_keep_their_names_apart_in_each_profile(profile):
    table = TestMarksByRow.TABLE
    figure = draw(marks_by_row, table, profile=profile, **TestMarksByRow.OPTIONS)
    figure.draw_without_rendering()
    assert overlapping(figure.axes[0].get_yticklabels()) == []
