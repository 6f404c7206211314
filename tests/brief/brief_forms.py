"""Chart forms of these tests, in a module of their own so that charts can be kept and opened."""

import pandas as pd

from analysis.charts.canvas import Canvas
from analysis.charts.chart import chart_form
from analysis.charts.words import message as _


@chart_form(_("Bar chart"))
def few_bars(canvas: Canvas, table: pd.DataFrame) -> None:
    canvas.axes(30).barh(table["city"], table["joined_year"])
