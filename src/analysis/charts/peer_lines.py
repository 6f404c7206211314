"""Lines over years of one state among its peers: a small panel for each measure."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.chart import chart_form
from analysis.charts.lines import BAND, FAINT, draw_others, lines_by_state, say_numbers
from analysis.charts.words import Value, name
from analysis.charts.words import message as _

PANEL_MM = 33.0
NARROWEST_PANEL_MM = 50.0
MOST_COLUMNS = 3
COLOUR = theme.ACCENT_DARK

Panel = tuple[str, Value, tuple[float, float]]  # indicator, title, lowest and highest value drawn


@chart_form(_("Small line charts"))
def peer_lines(
    canvas: Canvas, table: pd.DataFrame, *, subject: str, panels: Sequence[Panel]
) -> None:
    """Draw a panel for each measure: the subject's line and interval, the other states in grey.

    `table`: indicator, country_iso3, year, value, lower, upper and kind; a year that is not
    published breaks the line. A subject that a source does not cover gets the reason written over
    its peers' lines.
    """
    _explain(canvas, table[table["country_iso3"] == subject], subject)
    columns = max(1, min(MOST_COLUMNS, int(canvas.profile.width_mm // NARROWEST_PANEL_MM)))
    rows = -(-len(panels) // columns)
    grid = canvas.axes(rows * PANEL_MM, nrows=rows, ncols=columns, squeeze=False)
    years = table["year"].min(), table["year"].max()
    for axes, (code, title, limits) in zip(grid.flat, panels, strict=False):
        part = table[table["indicator"] == code]
        _set_panel(canvas, axes, title, limits, years, columns)
        draw_others(axes, lines_by_state(part), subject)
        _draw_subject(canvas, axes, part[part["country_iso3"] == subject])
    for spare in grid.flat[len(panels) :]:
        spare.set_axis_off()


def _set_panel(
    canvas: Canvas,
    axes: Axes,
    title: Value,
    limits: tuple[float, float],
    years: tuple[float, float],
    columns: int,
) -> None:
    width = canvas.profile.width_mm / columns - 10
    lines = canvas.wrap(canvas.say(title), canvas.profile.text_pt, width, bold=True)
    axes.set_title("\n".join(lines), pad=3)
    say_numbers(canvas, axes.yaxis)
    axes.set_ylim(*limits)
    if pd.notna(years[0]):
        axes.set_xlim(years[0] - 0.5, years[1] + 0.5)
        axes.set_xticks([y for y in range(int(years[0]), int(years[1]) + 1) if y % 5 == 0])
    canvas.grid(axes, "y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=2)


def _draw_subject(canvas: Canvas, axes: Axes, own: pd.DataFrame) -> None:
    if own["value"].isna().all():
        kind = own["kind"].iloc[0] if len(own) else "not_covered"
        axes.text(
            0.5, 0.5, canvas.say(name("missing", kind)), transform=axes.transAxes, ha="center",
            va="center", size=canvas.profile.small_pt, color=theme.INK,
            bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
        return
    axes.fill_between(
        own["year"].astype(float), own["lower"].astype(float), own["upper"].astype(float),
        color=COLOUR, alpha=BAND, lw=0, zorder=2,
    )  # fmt: skip
    axes.plot(own["year"], own["value"], color=COLOUR, lw=canvas.profile.line_pt * 1.3, zorder=3)


def _explain(canvas: Canvas, own: pd.DataFrame, subject: str) -> None:
    handles: list[Line2D | Patch] = [Line2D([], [], color=COLOUR, lw=1.6)]
    said: list[Value] = [name("country", subject)]
    if own["lower"].notna().any():
        handles.append(Patch(color=COLOUR, alpha=BAND, lw=0))
        said.append(_("its published interval"))
    handles.append(Line2D([], [], color=FAINT, lw=1.2))
    said.append(_("other states"))
    canvas.key(handles, [canvas.say(text) for text in said])
