"""Dumbbells and dots: values of states with their years, and how far apart they lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.chart import chart_form
from analysis.charts.labels import row_mm, row_pt, said, widest_mm
from analysis.charts.lines import say_numbers
from analysis.charts.words import Message
from analysis.charts.words import message as _

NARROWEST_PANEL_MM = 58.0
TITLE_MM = 46.0
FIRST, SECOND = theme.CONTRAST, theme.ACCENT_DARK


@chart_form(_("Dumbbell chart"))
def dumbbells(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    panel_kind: str,
    ends: tuple[Message, Message],
    limits: tuple[float, float] | None = None,
    reference: float | None = None,
    row: str = "country_iso3",
    row_kind: str = "country",
) -> None:
    """Draw a panel for each `panel`, a row for each state, a line between a ring and a dot.

    `table` has panel, the column `row`, first, second (in the panel's unit), first_year,
    second_year and kind. Each row ends with its year, or both where they differ; an empty row says
    its kind of missing. `ends` name the ring and the dot.
    """
    marks = [
        Line2D([], [], ls="", marker="o", mfc=theme.PAPER, mec=FIRST, mew=1.3),
        Line2D([], [], ls="", marker="o", color=SECOND),
    ]
    canvas.key(marks, [canvas.say(end) for end in ends])
    rows = table.rename(columns={row: "row"})
    _draw_panels(canvas, rows, panel_kind, limits, reference, _draw_dumbbells, row_kind)


@chart_form(_("Dot chart with intervals"))
def dots(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    panel_kind: str,
    limits: tuple[float, float] | None = None,
    reference: float | None = None,
) -> None:
    """Draw a panel for each `panel` and a dot for each state, with its interval where one is held.

    `table` has panel, country_iso3, value, lower, upper (in the panel's unit), first_year,
    second_year (equal for a level) and kind. A dot without an interval is a ring.
    """
    rows = table.rename(columns={"country_iso3": "row"})
    _draw_panels(canvas, rows, panel_kind, limits, reference, _draw_dots)


def _draw_panels(
    canvas: Canvas,
    table: pd.DataFrame,
    panel_kind: str,
    limits: tuple[float, float] | None,
    reference: float | None,
    draw_rows: Callable[[Axes, pd.DataFrame], None],
    row_kind: str = "country",
) -> None:
    panels = list(dict.fromkeys(table["panel"]))
    names = {code: canvas.words.name(row_kind, code) for code in table["row"].unique()}
    states = sorted(names, key=names.__getitem__)
    grid, size = _grid(canvas, len(panels), len(states))
    columns = grid[0].get_subplotspec().get_gridspec().ncols
    room_mm = (canvas.profile.width_mm - widest_mm(names.values(), size) - 8) / columns
    title_mm = min(room_mm, TITLE_MM)
    for axes, panel in zip(grid, panels, strict=False):
        rows = table[table["panel"] == panel].set_index("row").reindex(states)
        title = canvas.wrap(
            said(canvas, panel_kind, panel), canvas.profile.text_pt, title_mm, bold=True
        )
        axes.set_title("\n".join(title), pad=4)
        _set_axes(canvas, axes, [names[state] for state in states], size, limits, reference)
        for height, row in enumerate(rows.to_dict("records")):
            _say_years(canvas, axes, row, height, size)
        draw_rows(axes, rows.assign(height=range(len(rows))))


def _grid(canvas: Canvas, panels: int, states: int) -> tuple[list[Axes], float]:
    """Give each panel its axes, and the size of type in its rows."""
    rows = -(-panels // max(1, int(canvas.profile.width_mm // NARROWEST_PANEL_MM)))
    columns = -(-panels // rows)
    rows_mm, around_mm = rows * states * row_mm(canvas), 3 * rows * row_mm(canvas)
    size = row_pt(canvas, rows_mm, around_mm)
    grid = canvas.axes(
        rows_mm + around_mm, nrows=rows, ncols=columns, sharex=True, sharey=True, squeeze=False
    )
    flat = list(grid.flat)
    for spare in flat[panels:]:
        spare.set_axis_off()
    return flat, size


def _set_axes(
    canvas: Canvas,
    axes: Axes,
    names: Sequence[str],
    size: float,
    limits: tuple[float, float] | None,
    reference: float | None,
) -> None:
    axes.set_yticks(range(len(names)), names, size=size)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    canvas.grid(axes, "x")
    say_numbers(canvas, axes.xaxis)
    if limits:
        axes.set_xlim(*limits)
    if reference is not None:
        axes.axvline(reference, color=theme.QUIET, lw=0.8, zorder=0.5)


def _say_years(
    canvas: Canvas, axes: Axes, row: Mapping[str, Any], height: int, size: float
) -> None:
    empty = row["kind"] != "published"
    text = (
        canvas.words.name("missing", str(row["kind"]))
        if empty
        else years_said(row["first_year"], row["second_year"])
    )
    axes.text(
        0.02 if empty else 1.05, height, text, transform=axes.get_yaxis_transform(), va="center",
        size=size, color=theme.QUIET, gid="missing" if empty else "years",
        bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip


def years_said(first: float, second: float) -> str:
    """Write one year, or two with a dash where they differ."""
    return str(int(first)) if int(first) == int(second) else f"{int(first)}–{int(second)}"


def _draw_dumbbells(axes: Axes, rows: pd.DataFrame) -> None:
    both = rows.dropna(subset=["first", "second"])
    axes.hlines(
        both["height"], both["first"], both["second"], color=theme.LINE, lw=1.6, zorder=2,
        clip_on=False,
    )  # fmt: skip
    _draw_marks(axes, rows, "first", mfc=theme.PAPER, mec=FIRST, mew=1.3, ms=5.5, zorder=3)
    _draw_marks(axes, rows, "second", color=SECOND, ms=3.6, zorder=4)


def _draw_dots(axes: Axes, rows: pd.DataFrame) -> None:
    bounded = rows["lower"].notna() & rows["upper"].notna()
    held = rows[bounded]
    axes.hlines(held["height"], held["lower"], held["upper"], color=theme.ACCENT, lw=1.3, zorder=2)
    _draw_marks(axes, held, "value", color=SECOND, ms=4.5, zorder=3)
    _draw_marks(axes, rows[~bounded], "value", mfc=theme.PAPER, mec=SECOND, ms=4.5, zorder=3)


def _draw_marks(axes: Axes, rows: pd.DataFrame, column: str, **style: Any) -> None:
    known = rows.dropna(subset=[column])
    if len(known):  # marks of no points would count as a point at the figure's corner
        axes.plot(known[column], known["height"], "o", clip_on=False, **style)
