"""Heat-maps: a value for each row and column, with every kind of missing drawn in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from cmcrameri import cm
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.patches import Patch, Rectangle

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.chart import chart_form
from analysis.charts.labels import (
    fit_heads,
    missing_keys,
    plain,
    readable_on,
    reading_order,
    row_labels,
    row_mm,
    row_pt,
    rows_mm,
    said,
    widest_mm,
)
from analysis.charts.words import Message
from analysis.charts.words import message as _

TONES = LinearSegmentedColormap.from_list("tones", cm.devon_r(np.linspace(0.06, 0.8, 64)))
STEPS = 4  # tones that the key shows
GAP_PT = 1.0  # white between cells


@dataclass(frozen=True)
class _Tone:
    """Turns a value into its colour."""

    low: float
    high: float

    def colour(self, value: float) -> str:
        return to_hex(TONES(Normalize(self.low, self.high, clip=True)(value)))

    def steps(self, digits: int) -> list[float]:
        return sorted(set(np.round(np.linspace(self.low, self.high, STEPS), digits).tolist()))


@chart_form(_("Heat-map"))
def heat_map(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    row: str,
    column: str,
    value: str,
    row_kind: str | None = None,
    column_kind: str | None = None,
    text: str | None = None,
    digits: int = 0,
    kind: str | None = None,
    group: str | None = None,
    group_kind: str | None = None,
    limits: tuple[float, float] | None = None,
    scale_said: Message | None = None,
) -> None:
    """Draw a cell for each row and column, toned by its value and labelled with it.

    `text` is a column written into the cells instead of the value, `digits` its decimals otherwise.
    A cell without a value is drawn by its `kind` of missing, which the key explains. `group` puts a
    heading above the rows that share it. `limits` belong to the palest and the darkest tone, by
    default the smallest and largest value; `scale_said` says what the tones mean. Where the cells
    are too narrow for their values, the tones stand alone.
    """
    columns = reading_order(canvas, column_kind, table[column])
    rows = _rows(canvas, table, row, row_kind, group)
    tone = _tone(table[value].astype(float), limits)
    canvas.key(*_key(canvas, table, value, kind, tone, scale_said, digits))
    names = [row_labels(canvas, group_kind if heading else row_kind, [code])[0]
             for code, heading in rows]  # fmt: skip
    heads = [said(canvas, column_kind, code) for code in columns]
    room = canvas.profile.width_mm - 8 - widest_mm(names, canvas.profile.small_pt)
    heads, upright = fit_heads(canvas, heads, room / max(len(columns), 1) - 1)
    head_mm = widest_mm(heads, canvas.profile.small_pt) if upright else 2 * row_mm(canvas)
    cells_mm = rows_mm(canvas, names)
    size = row_pt(canvas, cells_mm, head_mm + 2)
    axes = canvas.axes(cells_mm + head_mm + 2)
    _name_sides(axes, rows, names, heads, upright, size)
    places = {code: place for place, (code, heading) in enumerate(rows) if not heading}
    texts = _texts(canvas, table, value, text, digits)
    fits = widest_mm(texts, size) < room / max(len(columns), 1) - GAP_PT
    shown = table.assign(_text=texts if fits else "")
    for cell in shown.to_dict("records"):
        corner = (columns.index(cell[column]) - 0.5, places[cell[row]] - 0.5)
        _draw_cell(canvas, axes, corner, cell[value], cell["_text"], cell.get(kind), tone, size)


def _rows(
    canvas: Canvas, table: pd.DataFrame, row: str, row_kind: str | None, group: str | None
) -> list[tuple[Any, bool]]:
    """Rows from the top down; a group's heading is a row of its own, marked True."""
    if group is None:
        return [(code, False) for code in reading_order(canvas, row_kind, table[row])]
    rows: list[tuple[Any, bool]] = []
    for heading, part in table.groupby(group, sort=False):
        rows += [(heading, True), *((code, False) for code in dict.fromkeys(part[row]))]
    return rows


def _tone(values: pd.Series, limits: tuple[float, float] | None) -> _Tone:
    if limits is None:
        known = values.dropna()
        limits = (known.min(), known.max()) if len(known) else (0.0, 1.0)
    return _Tone(float(limits[0]), float(limits[1]))


def _key(
    canvas: Canvas,
    table: pd.DataFrame,
    value: str,
    kind: str | None,
    tone: _Tone,
    scale_said: Message | None,
    digits: int,
) -> tuple[list[Patch], list[str]]:
    """The tones with their values, and the kinds of missing that occur."""
    handles: list[Patch] = []
    names: list[str] = []
    if scale_said is not None and table[value].notna().any():
        steps = tone.steps(digits)
        handles = [Patch(facecolor=tone.colour(step), edgecolor=theme.LINE) for step in steps]
        names = [_plain_number(canvas, step, digits) for step in steps]
        names[0] = f"{canvas.say(scale_said)}: {names[0]}"
    if kind:
        more, words = missing_keys(canvas, table.loc[table[value].isna(), kind])
        handles, names = handles + more, names + words
    return handles, names


def _plain_number(canvas: Canvas, value: float, digits: int) -> str:
    """A whole number of four digits may be a year, which is never grouped."""
    year = digits == 0 and 1900 <= value <= 2100
    return str(int(value)) if year else canvas.words.number(value, digits)


def _texts(
    canvas: Canvas, table: pd.DataFrame, value: str, text: str | None, digits: int
) -> list[str]:
    cells = table[text or value]
    if text:
        return ["" if pd.isna(cell) else canvas.say(plain(cell)) for cell in cells]
    return ["" if pd.isna(cell) else _plain_number(canvas, cell, digits) for cell in cells]


def _name_sides(
    axes: Axes,
    rows: Sequence[tuple[Any, bool]],
    names: Sequence[str],
    heads: Sequence[str],
    upright: bool,
    size: float,
) -> None:
    axes.set_xlim(-0.5, len(heads) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xticks(range(len(heads)), heads, rotation=90 if upright else 0)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(rows)), names, fontsize=size)
    for label, (_code, heading) in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_fontweight("bold" if heading else "normal")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _draw_cell(
    canvas: Canvas,
    axes: Axes,
    corner: tuple[float, float],
    value: float,
    text: str,
    kind: str | None,
    tone: _Tone,
    size: float,
) -> None:
    missing = pd.isna(value)
    if missing and kind is None:
        return
    style = canvas.missing(str(kind)) if missing else {"facecolor": tone.colour(value)}
    axes.add_artist(Rectangle(corner, 1, 1, **style))
    axes.add_artist(
        Rectangle(corner, 1, 1, fill=False, edgecolor=theme.PAPER, linewidth=2 * GAP_PT)
    )
    written = canvas.missing_sign(str(kind)) if missing else text
    axes.text(
        corner[0] + 0.5, corner[1] + 0.5, written, ha="center", va="center", clip_on=True,
        size=size,
        color=theme.INK if missing else readable_on(tone.colour(value)),
    )  # fmt: skip
