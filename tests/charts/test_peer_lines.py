from typing import Any

import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from analysis.charts import theme
from analysis.charts.chart import Chart, render
from analysis.charts.layout import layout_faults
from analysis.charts.lines import FAINT
from analysis.charts.peer_lines import COLOUR, peer_lines
from analysis.charts.words import Words
from analysis.charts.words import message as _

SERIES = pd.DataFrame(
    [
        ("x", "IDN", 2020, 0.4, 0.3, 0.5, "published"),
        ("x", "IDN", 2021, None, None, None, "not_published"),
        ("x", "IDN", 2022, 0.6, 0.5, 0.7, "published"),
        ("x", "SGP", 2020, 0.8, None, None, "published"),
        ("x", "SGP", 2022, 0.9, None, None, "published"),
        ("x", "BRN", 2020, None, None, None, "not_covered"),
    ],
    columns=["indicator", "country_iso3", "year", "value", "lower", "upper", "kind"],
)


def drawn(subject: str, table: pd.DataFrame = SERIES, panels: int = 1) -> Figure:
    options: dict[str, Any] = {
        "subject": subject,
        "panels": [("x", _("Measure"), (0.0, 1.0))] * panels,
    }
    chart = Chart(
        form=peer_lines,
        table=table,
        title=_("Title"),
        subtitle=_("Subtitle"),
        takeaway=_("Takeaway"),
        sources=(),
        n=1,
        n_of=1,
        counted=_("series"),
        options=options,
    )
    return render(chart, theme.read_profile("workbook"), Words("en"))


def peers(axes: Any) -> list[Any]:
    [grey] = [drawn for drawn in axes.collections if isinstance(drawn, LineCollection)]
    assert to_hex(grey.get_color()[0]) == FAINT
    return list(grey.get_segments())


def test_the_subject_is_drawn_apart_from_its_peers():
    [axes, *_spare] = drawn("IDN").axes
    own = [line for line in axes.get_lines() if line.get_color() == COLOUR]
    assert len(own) == 1
    assert len(peers(axes)) == 2


def test_a_year_without_a_value_breaks_the_line():
    [axes, *_spare] = drawn("IDN").axes
    own = next(line for line in axes.get_lines() if line.get_color() == COLOUR)
    assert [value != value for value in own.get_ydata()] == [False, True, False]


def test_a_published_interval_is_drawn_and_named_and_none_is_made_up():
    def said(figure: Figure) -> list[str]:
        return [text.get_text() for legend in figure.legends for text in legend.get_texts()]

    assert "its published interval" in said(drawn("IDN"))
    assert "its published interval" not in said(drawn("SGP"))


def test_a_state_that_is_not_covered_is_told_so_beside_its_peers():
    [axes, *_spare] = drawn("BRN").axes
    assert [text.get_text() for text in axes.texts] == ["not covered by the source"]
    assert len(peers(axes)) == 2


@pytest.mark.parametrize("panels", [1, 4])
def test_of_nothing_every_panel_says_so(panels):
    figure = drawn("IDN", SERIES.iloc[:0], panels)
    written = [axes.texts[0].get_text() for axes in figure.axes if axes.texts]
    assert written == ["not covered by the source"] * panels
    assert layout_faults(figure) == []
