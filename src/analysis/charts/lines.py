"""Lines over years: one small panel for each subject, intervals as bands, the others in grey."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.chart import chart_form
from analysis.charts.words import Message, Name, name
from analysis.charts.words import message as _

PANEL_MM = 26.0
NARROWEST_PANEL_MM = 36.0
FAINT = "#d0d5da"
BAND = 0.22  # opacity of an interval
DASHES = ("-", (0, (4, 1.5)), (0, (1, 1.2)))
COLOURS = (theme.ACCENT_DARK, theme.CONTRAST, theme.ACCENT)


@chart_form(_("Small line charts"))
def small_lines(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    subjects: Sequence[str],
    limits: tuple[float, float],
    comparator: str | None = None,
    events: Mapping[str, int] | None = None,
    event_label: Message | None = None,
) -> None:
    """Draw a panel for each subject: its lines in colour, every other subject's thin and grey.

    `table` has country_iso3 (the subject), indicator (one line for each, never joined), label
    (the indicator's name), year, value, lower, upper and kind; a year that is not published breaks
    the line. `comparator` is a subject without a panel, drawn dashed and grey in all; `events`
    marks a year in a subject's panel. Grey lines are of the last indicator only.
    """
    codes = list(dict.fromkeys(table["indicator"]))
    subjects = sorted(subjects, key=lambda subject: canvas.say(name("country", subject)))
    _explain(canvas, table, comparator, event_label)
    panels = _panels(canvas, len(subjects))
    _set_scales(canvas, panels, table, limits)
    lines = lines_by_state(table[table["indicator"] == codes[-1]])
    others = {state: line for state, line in lines.items() if state in subjects}
    for axes, subject in zip(panels, subjects, strict=False):
        own = table[table["country_iso3"] == subject]
        axes.set_title(canvas.say(name("country", subject)), fontsize=canvas.profile.text_pt, pad=3)
        if own["value"].isna().all():
            _say_missing(canvas, axes, own)
            continue
        draw_others(axes, others, subject)
        if comparator in lines:
            axes.plot(*lines[comparator].T, color=theme.COMPARATOR, lw=0.9, ls=(0, (3, 1.5)))
        for order, code in enumerate(codes):
            _draw_line(axes, own[own["indicator"] == code], order, canvas)
        _mark_event(axes, (events or {}).get(subject))


def say_numbers(canvas: Canvas, axis: Axis, ticks: int = 3) -> None:
    """Give an axis a few round ticks, written as the language writes numbers."""
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _place: _short(canvas, value)))


def _short(canvas: Canvas, value: float) -> str:
    digits = next((d for d in range(3) if round(value, d) == round(value, 6)), 3)
    return canvas.words.number(value, digits)


def _panels(canvas: Canvas, count: int) -> list[Axes]:
    columns = max(2, min(4, count, int(canvas.profile.width_mm // NARROWEST_PANEL_MM)))
    rows = math.ceil(count / columns)
    grid = canvas.axes(rows * PANEL_MM + 4, nrows=rows, ncols=columns, sharex=True, sharey=True,
                       squeeze=False)  # fmt: skip
    panels = list(grid.flat)
    for spare in panels[count:]:
        spare.set_axis_off()
    for place, axes in enumerate(panels[:count]):
        axes.tick_params(labelbottom=place + columns >= count, length=2)
        axes.tick_params(axis="x", pad=0.6 * canvas.profile.small_pt)
    return panels[:count]


def _say_missing(canvas: Canvas, axes: Axes, own: pd.DataFrame) -> None:
    reason = own["kind"].iloc[0] if len(own) else "not_covered"
    lines = canvas.wrap(canvas.say(name("missing", reason)), canvas.profile.small_pt, 30)
    axes.text(
        0.5, 0.5, "\n".join(lines), transform=axes.transAxes, ha="center", va="center",
        size=canvas.profile.small_pt, color=theme.QUIET,
    )  # fmt: skip
    axes.set_facecolor(theme.NEIGHBOUR)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(bottom=False, labelbottom=False)


def lines_by_state(rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Give each state's line as points of year and value; a missing value breaks it."""
    points = rows[["year", "value"]].astype(float)
    return {
        str(state): points.loc[places].to_numpy()
        for state, places in rows.groupby("country_iso3").groups.items()
    }


def draw_others(axes: Axes, lines: Mapping[str, np.ndarray], subject: str) -> None:
    """Draw the lines of all states but the subject, thin and grey."""
    others = [line for state, line in lines.items() if state != subject]
    grey = LineCollection(others, colors=FAINT, linewidths=0.6, zorder=1)
    axes.add_collection(grey, autolim=False)


def _draw_line(axes: Axes, part: pd.DataFrame, order: int, canvas: Canvas) -> None:
    colour = COLOURS[order % len(COLOURS)]
    axes.fill_between(
        part["year"].astype(float), part["lower"].astype(float), part["upper"].astype(float),
        color=colour, alpha=BAND, lw=0, zorder=2,
    )  # fmt: skip
    axes.plot(
        part["year"], part["value"], color=colour, ls=DASHES[order % len(DASHES)],
        lw=canvas.profile.line_pt, zorder=3, gid=f"line-{part['indicator'].iloc[0]}",
    )  # fmt: skip
    _mark_lone_years(axes, part, colour)


def _mark_lone_years(axes: Axes, part: pd.DataFrame, colour: str) -> None:
    """Give a value between two gaps a dot, for it has no line to stand on."""
    known = part["value"].notna()
    alone = known & ~known.shift(1, fill_value=False) & ~known.shift(-1, fill_value=False)
    axes.plot(part["year"][alone], part["value"][alone], "o", color=colour, ms=2.5, zorder=3)


def _mark_event(axes: Axes, year: int | None) -> None:
    if year is not None:
        axes.axvline(year, color=theme.QUIET, lw=0.7, zorder=0.5, gid="event")


def _set_scales(
    canvas: Canvas, panels: Sequence[Axes], table: pd.DataFrame, limits: tuple[float, float]
) -> None:
    first, last = int(table["year"].min()), int(table["year"].max())
    shared = panels[0]  # its scales are those of all panels
    shared.set_ylim(*limits)
    say_numbers(canvas, shared.yaxis)
    shared.set_xlim(first - 0.5, last + 0.5)
    shared.set_xticks([year for year in range(first, last + 1) if year % 5 == 0])
    for axes in panels:
        canvas.grid(axes, "y")
        axes.spines["left"].set_visible(False)


def _explain(
    canvas: Canvas,
    table: pd.DataFrame,
    comparator: str | None,
    event_label: Message | None,
) -> None:
    """Name every line, band and mark in the key."""
    marks: list[tuple[Any, Message | Name]] = []
    for order, (_code, part) in enumerate(table.groupby("indicator", sort=False)):
        colour = COLOURS[order % len(COLOURS)]
        line = Line2D([], [], color=colour, ls=DASHES[order % len(DASHES)], lw=1.4)
        marks.append((line, name("indicator", part["label"].iloc[0])))
        if part["lower"].notna().any():
            marks.append((Patch(color=colour, alpha=BAND, lw=0), _("its interval")))
    marks.append((Line2D([], [], color=FAINT, lw=0.8), _("other states")))
    if comparator:
        world = Line2D([], [], color=theme.COMPARATOR, ls=(0, (3, 1.5)), lw=0.9)
        marks.append((world, name("country", comparator)))
    if event_label:
        marks.append((Line2D([], [], color=theme.QUIET, lw=0.7), event_label))
    canvas.key([mark for mark, _said in marks], [canvas.say(said) for _mark, said in marks])
