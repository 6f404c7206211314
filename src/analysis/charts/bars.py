"""Bars with direct labels: one for each row, side by side in panels, or stacked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.chart import chart_form
from analysis.charts.labels import (
    readable_on,
    reading_order,
    row_labels,
    row_mm,
    row_pt,
    rows_mm,
    said,
    value_text,
    widest_mm,
)
from analysis.charts.words import Message
from analysis.charts.words import message as _

BAR_SHARE = 0.68  # of the distance from one row to the next
GAP_MM = 1.2  # between a bar and its label
STUB_MM = 3.0  # length of the box that stands for a missing value
NARROWEST_PANEL_MM = 4.8  # for each point of the small type
ONLY = ""  # the panel of a chart without panels


@dataclass(frozen=True)
class _Bars:
    """What a panel of bars reads from its rows, and how many millimetres wide it is."""

    canvas: Canvas
    value: str
    reference: str | None
    note: Message | None
    kind: str | None
    colours: Mapping[Any, str]
    width_mm: float
    size_pt: float
    highest: float | None = None  # the value that all panels reach, on one scale

    def lengths(self, rows: pd.DataFrame) -> pd.Series:
        return rows[self.value].astype(float)

    def reach(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The values and, where they are marked, the earlier ones."""
        columns = [self.value, self.reference] if self.reference else [self.value]
        return rows[columns].astype(float).where(rows[self.value].notna())


@chart_form(_("Bar chart"))
def bars(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    category: str,
    value: str,
    category_kind: str | None = None,
    digits: int | Mapping[Any, int] = 0,
    note: Message | None = None,
    kind: str | None = None,
    reference: str | None = None,
    reference_said: Message | None = None,
    panel: str | None = None,
    panel_said: Mapping[Any, Message] | None = None,
    panels_in_row: int = 3,
    same_scale: bool = False,
    colours: Mapping[Any, str] | None = None,
) -> None:
    """Draw a horizontal bar for each row, labelled with its value, in the table's order.

    `note` is written after each value, its {placeholders} filled from the row's columns. A row
    without a value is drawn by its `kind` of missing. `reference` is a column of earlier values,
    marked on each bar and explained by `reference_said`. `panel` splits the table into bars side by
    side over the same rows, titled by `panel_said`, with `digits` for each; they keep scales of
    their own unless `same_scale` says that they measure the same. `colours` gives single categories
    their own colour.
    """
    table = table if panel else table.assign(**{ONLY: ONLY})
    panels = _distinct(table[panel or ONLY])
    codes = reading_order(canvas, category_kind, table[category])
    labels = row_labels(canvas, category_kind, codes)
    room = canvas.profile.width_mm - 8 - widest_mm(labels, canvas.profile.small_pt)
    columns = max(
        1,
        min(panels_in_row, len(panels), int(room / (NARROWEST_PANEL_MM * canvas.profile.small_pt))),
    )
    highest = table[value].max() if same_scale else None
    if reference_said:
        canvas.key([Line2D([], [], **_reference_mark())], [canvas.say(reference_said)])
    lines = -(-len(panels) // columns)
    heads_mm = (0.8 + 1.6 * bool(panel_said)) * row_mm(canvas)
    body = lines * (rows_mm(canvas, labels) + heads_mm)
    size, width = row_pt(canvas, body), room / columns - 3
    style = _Bars(canvas, value, reference, note, kind, colours or {}, width, size, highest)
    grid = _open_panels(canvas, len(panels), columns, body)
    for axes, name in zip(grid.flat, panels, strict=False):
        rows = table[table[panel or ONLY] == name].set_index(category, drop=False).reindex(codes)
        _draw_panel(style, axes, rows, digits if isinstance(digits, int) else digits[name])
        _title(canvas, axes, (panel_said or {}).get(name), style.width_mm)
    grid[0, 0].set_yticks(range(len(codes)), labels, fontsize=size)
    for axes in grid[1:, 0]:
        axes.tick_params(axis="y", labelsize=size)
    grid[0, 0].set_ylim(len(codes) - 0.4, -0.6)


def _distinct(values: pd.Series) -> list[Any]:
    return list(dict.fromkeys(values))


def _open_panels(canvas: Canvas, panels: int, columns: int, body_mm: float) -> Any:
    lines = -(-panels // columns)
    grid = canvas.axes(body_mm, nrows=lines, ncols=columns, sharey=True, squeeze=False)
    for axes in grid.flat[panels:]:
        axes.set_axis_off()
    return grid


def _title(canvas: Canvas, axes: Axes, text: Message | None, width_mm: float) -> None:
    if text:
        lines = canvas.wrap(canvas.say(text), canvas.profile.text_pt, width_mm, bold=True)
        axes.set_title("\n".join(lines), pad=3)


def _draw_panel(style: _Bars, axes: Axes, rows: pd.DataFrame, digits: int) -> None:
    places = range(len(rows))
    lengths, reach = style.lengths(rows), style.reach(rows)
    texts = _texts(style, rows, digits)
    per_mm, low, high = _scale(style, reach, texts)
    fills = [style.colours.get(code, theme.ACCENT) for code in rows.index]
    axes.barh(places, lengths.fillna(0), height=BAR_SHARE, color=fills)
    _write_values(style, axes, reach, texts, per_mm)
    if style.reference:
        _draw_reference(axes, reach[style.reference])
    if style.kind:
        _draw_missing(style, axes, rows[style.kind], lengths, per_mm)
    axes.set_xlim(low, high)
    axes.axvline(0, color=theme.LINE, linewidth=style.canvas.profile.hairline_pt)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _write_values(
    style: _Bars, axes: Axes, reach: pd.DataFrame, texts: Sequence[str], per_mm: float
) -> None:
    """Write each value at its bar's end, or beyond the mark of an earlier value that lies there."""
    size = style.size_pt
    for place, (row, text) in enumerate(zip(reach.to_numpy(), texts, strict=True)):
        start = max(row[0], 0.0)
        end = start + (widest_mm([text], size) + 2 * GAP_MM) * per_mm
        beyond = row[-1] if start <= row[-1] <= end else start
        if text:
            axes.text(beyond + GAP_MM * per_mm, place, text, va="center", size=size)


def _texts(style: _Bars, rows: pd.DataFrame, digits: int) -> list[str]:
    return [
        value_text(style.canvas, value, digits, style.note, row)
        for value, row in zip(style.lengths(rows), rows.to_dict("records"), strict=True)
    ]


def _scale(style: _Bars, reach: pd.DataFrame, texts: Sequence[str]) -> tuple[float, float, float]:
    """Units for each millimetre and the limits that leave room for the widest label."""
    low, high = min(0.0, reach.min().min()), max(style.highest or 0.0, reach.max().max())
    low, high = (0.0, 1.0) if np.isnan(high) or low == high else (low, high)
    beside = widest_mm(texts, style.size_pt) + 2 * GAP_MM
    if style.kind:
        beside = max(beside, 0.0)
    per_mm = (high - low) / max(style.width_mm - beside, 0.3 * style.width_mm)
    return per_mm, low, high + beside * per_mm


def _draw_reference(axes: Axes, marks: pd.Series) -> None:
    places = np.arange(len(marks))
    known = marks.notna().to_numpy()
    axes.plot(marks[known], places[known], **_reference_mark(theme.PAPER, 3.2))
    axes.plot(marks[known], places[known], **_reference_mark())


def _reference_mark(colour: str = theme.INK, width_pt: float = 1.4) -> dict[str, Any]:
    return {
        "marker": "|",
        "color": colour,
        "markersize": 9,
        "markeredgewidth": width_pt,
        "linestyle": "none",
    }


def _draw_missing(
    style: _Bars, axes: Axes, kinds: pd.Series, lengths: pd.Series, per_mm: float
) -> None:
    """Draw a short box in the style of its kind where no value is, and the kind in words."""
    for place, (kind, length) in enumerate(zip(kinds, lengths, strict=True)):
        if pd.isna(length) and isinstance(kind, str):
            axes.barh(place, STUB_MM * per_mm, height=BAR_SHARE, **style.canvas.missing(kind))
            axes.text(
                (STUB_MM + GAP_MM) * per_mm,
                place,
                style.canvas.words.name("missing", kind),
                va="center",
                size=style.size_pt,
                color=theme.QUIET,
            )


@chart_form(_("Stacked bar chart"))
def stacked_bars(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    category: str,
    part: str,
    value: str,
    parts: Sequence[str],
    colours: Mapping[str, str],
    category_kind: str | None = None,
    part_kind: str | None = None,
    digits: int = 0,
    as_share: bool = False,
    hatched: Sequence[str] = (),
) -> None:
    """Draw a horizontal bar for each category, cut into `parts` in the same order everywhere.

    Each part carries its value where it fits; without `as_share` the bar's total stands at its end.
    `colours` maps parts to colours; `hatched` parts are hatched instead of filled, and left out of
    the key when there are none. The key above the bars lists the parts in their order.
    """
    wide = table.pivot(index=category, columns=part, values=value)
    wide = wide.reindex(
        index=reading_order(canvas, category_kind, table[category]), columns=list(parts)
    ).fillna(0.0)
    labels = row_labels(canvas, category_kind, list(wide.index))
    shown = [name for name in parts if name not in hatched or wide[name].any()]
    styles = {name: _part_style(canvas, colours[name], name in hatched) for name in shown}
    canvas.key(
        [Patch(**style) for style in styles.values()],
        [said(canvas, part_kind, name) for name in shown],
    )
    body = rows_mm(canvas, labels) + 0.8 * row_mm(canvas)
    size = row_pt(canvas, body)
    axes = canvas.axes(body)
    totals = [""] * len(wide)
    if not as_share:
        totals = [canvas.words.number(total, digits) for total in wide.sum(axis=1)]
    width = canvas.profile.width_mm - 8 - widest_mm(labels, canvas.profile.small_pt)
    beside = widest_mm(totals, size) + 2 * GAP_MM
    per_mm = max(wide.sum(axis=1).max(), 1e-9) / (width - beside)
    _draw_parts(canvas, axes, wide, styles, digits, per_mm, size)
    for place, (end, text) in enumerate(zip(wide.sum(axis=1), totals, strict=True)):
        axes.text(end + GAP_MM * per_mm, place, text, va="center", size=size)
    axes.set_xlim(0, width * per_mm)
    axes.set_ylim(len(wide) - 0.4, -0.6)
    axes.set_yticks(range(len(wide)), labels, fontsize=size)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _part_style(canvas: Canvas, colour: str, hatched: bool) -> dict[str, Any]:
    hatching = hatched and canvas.profile.hatching
    return {
        "facecolor": theme.PAPER if hatching else colour,
        "edgecolor": colour if hatching else theme.PAPER,
        "hatch": "////" if hatching else "",
        "linewidth": canvas.profile.hairline_pt,
    }


def _draw_parts(
    canvas: Canvas,
    axes: Axes,
    wide: pd.DataFrame,
    styles: Mapping[str, Mapping[str, Any]],
    digits: int,
    per_mm: float,
    size: float,
) -> None:
    starts = pd.Series(0.0, index=range(len(wide)))
    for name, style in styles.items():
        lengths = wide[name].astype(float).reset_index(drop=True)
        drawn = lengths[lengths > 0]
        axes.barh(drawn.index, drawn, left=starts[drawn.index], height=BAR_SHARE, **style)
        for place, length in drawn.items():
            text = canvas.words.number(length, digits)
            if widest_mm([text], size) + 0.8 <= length / per_mm:
                _write_part(axes, starts[place] + length / 2, int(str(place)), text, style, size)
        starts = starts + lengths


def _write_part(
    axes: Axes, x: float, y: float, text: str, style: Mapping[str, Any], size: float
) -> None:
    """Write a part's value on it; on a hatch the text stands on a plain ground."""
    ground = {"facecolor": style["facecolor"], "linewidth": 0, "pad": 0} if style["hatch"] else None
    axes.text(
        x, y, text, ha="center", va="center", size=size, bbox=ground,
        color=readable_on(style["facecolor"]),
    )  # fmt: skip
