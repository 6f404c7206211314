"""Lines from one date to another, each labelled at its end instead of in a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.charts import theme
from analysis.charts.canvas import LEADING, POINT, Canvas
from analysis.charts.chart import chart_form
from analysis.charts.labels import said, spread, widest_mm
from analysis.charts.words import Message
from analysis.charts.words import message as _

BODY_MM = 72.0
LABEL_GAP_MM = 2.2
LABEL_SHARE = 0.36  # of the figure's width, before a line's name is broken


@chart_form(_("Line chart"))
def labelled_lines(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    x: str,
    value: str,
    series: str,
    series_kind: str | None = None,
    colours: Mapping[Any, str] | None = None,
    digits: int = 0,
    from_zero: bool = True,
    mark_year: int | None = None,
    mark_said: Message | None = None,
    body_mm: float = BODY_MM,
) -> None:
    """Draw a line for each of `series` over the years in `x`, named at its end with its value.

    Two dates make a slope chart. A year without a value breaks the line: nothing is filled in. The
    upright line of `mark_year` is named by `mark_said`. `colours` maps series to colours; the
    others are grey.
    """
    names = list(dict.fromkeys(table[series]))
    wide = table.pivot(index=x, columns=series, values=value)[names].astype(float)
    lasts = {name: wide[name].dropna() for name in names}
    texts = [said(canvas, series_kind, name) for name in names]
    ends = [
        _end_text(canvas, text, lasts[name], wide.index.max(), digits)
        for name, text in zip(names, texts, strict=True)
    ]
    axes = canvas.axes(body_mm)
    room = canvas.profile.width_mm - 16 - widest_mm(ends, canvas.profile.text_pt)
    for name in names:
        colour = (colours or {}).get(name, theme.COMPARATOR)
        axes.plot(wide.index, wide[name], color=colour, marker="o", markersize=3, clip_on=False)
    _frame(canvas, axes, wide, from_zero, room)
    if mark_year is not None and mark_said is not None and mark_year in wide.index:
        _mark(canvas, axes, mark_year, canvas.say(mark_said))
    _label_ends(canvas, axes, lasts, ends, colours or {}, body_mm)


def _end_text(canvas: Canvas, text: str, values: pd.Series, last: int, digits: int) -> str:
    """Name and last value; also the year of a line that ends before the others."""
    if values.empty:
        return text
    year = "" if values.index[-1] == last else f" ({values.index[-1]})"
    label = f"{text} {canvas.words.number(values.iloc[-1], digits)}{year}"
    width = LABEL_SHARE * canvas.profile.width_mm
    return "\n".join(canvas.wrap(label, canvas.profile.text_pt, width))


def _frame(canvas: Canvas, axes: Axes, wide: pd.DataFrame, from_zero: bool, room_mm: float) -> None:
    """Scale the axes so that the labels at the right fit inside, and draw light lines across."""
    first, last = float(wide.index.min()), float(wide.index.max())
    span = max(last - first, 1.0)
    total = span * (canvas.profile.width_mm - 14) / max(room_mm, 20.0)
    axes.set_xlim(first - 0.02 * span, first + total)
    low, high = wide.min().min(), wide.max().max()
    pad = 0.1 * ((high - (0 if from_zero else low)) or 1.0)
    axes.set_ylim(0 if from_zero and low >= 0 else low - pad, high + pad)
    years = _ticks(canvas, wide.index, room_mm)
    axes.set_xticks(years, [str(year) for year in years])
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda number, _place: canvas.words.number(number))
    canvas.grid(axes, "y")
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _ticks(canvas: Canvas, index: pd.Index, room_mm: float) -> list[int]:
    """The last year and as many before it, evenly apart, as find room."""
    years = [int(year) for year in index]
    most = room_mm // (widest_mm(["2000"], canvas.profile.small_pt) + 3)
    apart = -(-(years[-1] - years[0]) // max(1, int(most) - 1))
    return [year for year in years if (years[-1] - year) % max(1, apart) == 0]


def _mark(canvas: Canvas, axes: Axes, year: int, text: str) -> None:
    axes.axvline(year, color=theme.LINE, linewidth=canvas.profile.hairline_pt, zorder=0)
    axes.annotate(
        text, (year, 1), (3, 0), xycoords=("data", "axes fraction"), textcoords="offset points",
        va="top", size=canvas.profile.small_pt, color=theme.QUIET,
    )  # fmt: skip


def _label_ends(
    canvas: Canvas,
    axes: Axes,
    lasts: Mapping[Any, pd.Series],
    texts: Sequence[str],
    colours: Mapping[Any, str],
    body_mm: float,
) -> None:
    """Name each line beside its last value, moved apart where names would touch."""
    size = canvas.profile.text_pt
    low, high = axes.get_ylim()
    per_mm = (high - low) / (body_mm - 8)
    left, right = axes.get_xlim()
    x_per_mm = (right - left) / (canvas.profile.width_mm - 14)
    shown = [(name, text) for name, text in zip(lasts, texts, strict=True) if len(lasts[name])]
    ends = [float(lasts[name].iloc[-1]) for name, _text in shown]
    lines = max(text.count("\n") + 1 for _name, text in shown)
    heights = spread(ends, lines * size * LEADING * POINT * per_mm)
    edge = max(float(lasts[name].index[-1]) for name, _text in shown)
    for (name, text), end, height in zip(shown, ends, heights, strict=True):
        at = float(lasts[name].index[-1])
        start = edge + LABEL_GAP_MM * x_per_mm
        axes.plot(
            [at, start - 0.4 * x_per_mm], [end, height], color=theme.LINE,
            linewidth=canvas.profile.hairline_pt, zorder=1, clip_on=False,
        )  # fmt: skip
        axes.text(start, height, text, va="center", size=size, color=theme.INK)
        axes.plot([at], [end], "o", color=colours.get(name, theme.COMPARATOR), markersize=4)
