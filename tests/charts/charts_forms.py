"""Chart forms of these tests, in a module of their own so that charts can be kept and opened."""

from typing import Any

import pandas as pd

from analysis.charts.canvas import Canvas
from analysis.charts.chart import chart_form
from analysis.charts.words import message as _


@chart_form(_("Bar chart"))
def small_bars(canvas: Canvas, table: pd.DataFrame, *, colour: str) -> None:
    axes: Any = canvas.axes(40)
    axes.barh(table["name"], table["projects"], color=colour)
    canvas.grid(axes, "x")
