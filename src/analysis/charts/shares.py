"""Shares of projects: bars that keep the open codes open, and points with their intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts import theme
from analysis.charts.canvas import POINT, Canvas
from analysis.charts.chart import chart_form
from analysis.charts.labels import fitted_pt, row_mm
from analysis.charts.words import Message, name
from analysis.charts.words import message as _

AROUND_ROWS = 2.5  # panel titles above, axis below
GROUP_PART = 0.82  # of a row that its groups share; the rest keeps rows apart
STATES = ("yes", "disputed", "unclear", "no")
# state: fill, hatch, fill where a journal allows no hatching
STATE_STYLES = {
    "yes": (theme.ACCENT, "", theme.ACCENT),
    "disputed": (theme.PAPER, "xxxxx", "#79b0c0"),
    "unclear": (theme.PAPER, ".....", "#b9d6de"),
    "no": (theme.GRID, "", theme.GRID),
}


@chart_form(_("Bars of shares, with disputed and unclear parts"))
def open_shares(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    category: str,
    kind: str,
    panel: str | None = None,
    panels: Mapping[str, Message] | None = None,
) -> None:
    """Draw for each category the share of projects in each state, as parts of one bar.

    `table` has `category` (said by its name of `kind`), the counts yes, disputed, unclear and no,
    and projects. The end of the solid part is the lower bound, the end of the hatched parts the
    upper one; both are printed as counts and shares. `panel` is the column that `panels` draws
    apart, in its order.
    """
    parts = _parts(table, panel, panels)
    categories = list(dict.fromkeys(table[category]))
    _state_key(canvas)
    body = (AROUND_ROWS + 1.1 * len(categories)) * row_mm(canvas)
    row = canvas.axes(body, ncols=len(parts), sharey=True, squeeze=False)[0]
    for axes, (title, part) in zip(row, parts, strict=True):
        _draw_states(canvas, axes, part.set_index(category).reindex(categories))
        if title:
            axes.set_title(canvas.say(title), fontsize=canvas.profile.text_pt, pad=4)
    _name_rows(canvas, row[0], categories, kind)


def _parts(
    table: pd.DataFrame, panel: str | None, panels: Mapping[str, Message] | None
) -> list[tuple[Message | None, pd.DataFrame]]:
    if panel is None or panels is None:
        return [(None, table)]
    return [(title, table[table[panel] == value]) for value, title in panels.items()]


def _draw_states(canvas: Canvas, axes: Axes, part: pd.DataFrame) -> None:
    start = pd.Series(0.0, index=part.index)
    rows = range(len(part))
    for state in STATES:
        width = 100 * part[state] / part["projects"]
        fill, hatch, plain = STATE_STYLES[state]
        hatching = canvas.profile.hatching
        axes.barh(
            rows, width, left=start, height=0.62, color=fill if hatching else plain,
            hatch=hatch if hatching else None, edgecolor=theme.ACCENT if hatch else "none",
            linewidth=canvas.profile.hairline_pt if hatch else 0, gid=f"state-{state}",
        )  # fmt: skip
        start = start + width
    for y, counts in enumerate(part.itertuples()):
        axes.annotate(
            _bounds(canvas, counts), (100, y), xytext=(3, 0), textcoords="offset points",
            va="center", size=canvas.profile.small_pt, annotation_clip=False,
        )  # fmt: skip
    _percent_axis(canvas, axes)


def _bounds(canvas: Canvas, counts: Any) -> str:
    """Say both bounds as counts and as shares: "38–49 (25–33 %)"."""
    least, most = int(counts.yes), int(counts.yes + counts.disputed + counts.unclear)
    low, high = (canvas.words.number(100 * count / counts.projects) for count in (least, most))
    percent = "\N{NO-BREAK SPACE}%"
    if least == most:
        return f"{least} ({low}{percent})"
    return f"{least}–{most} ({low if low == high else f'{low}–{high}'}{percent})"


def _percent_axis(canvas: Canvas, axes: Axes) -> None:
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 50, 100], [canvas.words.percent(share) for share in (0, 50, 100)])
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _name_rows(canvas: Canvas, axes: Axes, categories: Sequence[str], kind: str) -> None:
    axes.set_yticks(range(len(categories)))
    axes.set_yticklabels([canvas.say(name(kind, code)) for code in categories])
    axes.tick_params(axis="y", labelsize=canvas.profile.text_pt)
    axes.set_ylim(len(categories) - 0.5, -0.5)


def _state_key(canvas: Canvas) -> None:
    hatching = canvas.profile.hatching
    handles = [
        Patch(
            facecolor=fill if hatching else plain,
            hatch=hatch if hatching else None,
            edgecolor=theme.ACCENT if hatch else "none",
            linewidth=canvas.profile.hairline_pt,
        )
        for fill, hatch, plain in STATE_STYLES.values()
    ]
    canvas.key(handles, [canvas.say(name("code_state", state)) for state in STATE_STYLES])


@chart_form(_("Points with intervals"))
def points_with_intervals(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    category: str,
    kind: str,
    value: str | None,
    lower: str,
    upper: str,
    axis_label: Message,
    limits: tuple[float, float] | None = None,
    group: str | None = None,
    groups: Mapping[str, tuple[Message, str]] | None = None,
    digits: int = 0,
    undefined: Message | None = None,
) -> None:
    """Draw a point and its interval for each category, one below the other for each group.

    `value`, `lower` and `upper` name columns; without `value` only the span between two bounds is
    drawn, as a bar. `groups` gives each value of the column `group` its label and colour. A missing
    interval is not drawn; a missing value is said in the words of `undefined`. Without `limits` the
    axis runs from zero to the ten above the largest upper end.
    """
    categories = list(dict.fromkeys(table[category]))
    shown = groups or {"": (Message(""), theme.ACCENT)}
    line_mm = 1.35 * canvas.profile.small_pt * POINT
    each_mm = max(1.1 * row_mm(canvas), len(shown) * line_mm / GROUP_PART)
    if groups:
        _group_key(canvas, groups, bounds_only=value is None)
    body_mm = AROUND_ROWS * row_mm(canvas) + each_mm * len(categories)
    size = fitted_pt(canvas, body_mm)
    axes = canvas.axes(body_mm)
    columns = (value, lower, upper)
    for order, (code, (_label, colour)) in enumerate(shown.items()):
        part = table[table[group] == code] if group else table
        offset = (order - (len(shown) - 1) / 2) * GROUP_PART / len(shown)
        for row in part.set_index(category).reindex(categories).reset_index().itertuples():
            y = row.Index + offset
            ends = _ends(row, columns)
            _draw_interval(axes, y, ends, colour, theme.MARKERS[order], thick=value is None)
            _print_interval(canvas, axes, y, ends, digits, undefined, size)
    _name_rows(canvas, axes, categories, kind)
    _set_scale(canvas, axes, limits or (0, _next_ten(table[upper])), axis_label)


def _next_ten(values: pd.Series) -> float:
    return float(10 * math.ceil(values.max() / 10)) if values.notna().any() else 100.0


def _set_scale(
    canvas: Canvas, axes: Axes, limits: tuple[float, float], axis_label: Message
) -> None:
    axes.set_xlim(*limits)
    axes.set_xlabel(canvas.say(axis_label))
    digits = 0 if limits[1] - limits[0] > 5 else 1
    axes.xaxis.set_major_formatter(lambda tick, _place: canvas.words.number(tick, digits))
    canvas.grid(axes, "x")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _ends(row: Any, columns: tuple[str | None, str, str]) -> tuple[float, float, float]:
    """Value, lower and upper of a row as numbers; what has no column is missing."""
    value, lower, upper = (float(getattr(row, c)) if c else float("nan") for c in columns)
    return value, lower, upper


def _draw_interval(
    axes: Axes,
    y: float,
    ends: tuple[float, float, float],
    colour: str,
    marker: str,
    *,
    thick: bool,
) -> None:
    value, low, high = ends
    if not math.isnan(low + high):
        width = 4.0 if thick else 1.2
        axes.plot([low, high], [y, y], color=colour, lw=width, solid_capstyle="butt",
                  gid="interval")  # fmt: skip
        axes.plot([low, high], [y, y], "|", color=colour, ms=5, gid="interval-ends")
    if not math.isnan(value):
        axes.plot([value], [y], marker, color=colour, ms=4.5, gid="value", clip_on=False)


def _print_interval(
    canvas: Canvas,
    axes: Axes,
    y: float,
    ends: tuple[float, float, float],
    digits: int,
    undefined: Message | None,
    size: float,
) -> None:
    """Print what is drawn beside the plot, or why nothing is."""
    value, low, high = ends
    span = [] if math.isnan(low + high) else [_said(canvas, end, digits) for end in (low, high)]
    text = "–".join(dict.fromkeys(span) if math.isnan(value) else span)
    if not math.isnan(value):
        text = _said(canvas, value, digits) + (f" ({text})" if text else "")
    if not text and undefined is not None:
        text = canvas.say(undefined)
    axes.annotate(
        text, (1, y), xycoords=("axes fraction", "data"), xytext=(5, 0),
        textcoords="offset points", va="center", size=size,
        color=theme.INK, annotation_clip=False,
    )  # fmt: skip


def _said(canvas: Canvas, number: float, digits: int) -> str:
    return canvas.words.number(number, digits)


def _group_key(
    canvas: Canvas, groups: Mapping[str, tuple[Message, str]], *, bounds_only: bool
) -> None:
    handles = [
        Patch(color=colour, lw=0)
        if bounds_only
        else Line2D([], [], color=colour, lw=1.2, markersize=4.5, marker=theme.MARKERS[order])
        for order, (_label, colour) in enumerate(groups.values())
    ]
    canvas.key(handles, [canvas.say(label) for label, _colour in groups.values()])
