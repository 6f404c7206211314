"""Heat-maps: a value for each row and column, with every kind of missing drawn in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from cmcrameri import cm
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.patches import Patch

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
SQUARE = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])


@dataclass(frozen=True)
class _Tone:
    """Turns a value into its colour."""

    low: float
    high: float

    def colours(self, values: Iterable[float]) -> list[str]:
        shares = Normalize(self.low, self.high, clip=True)(np.fromiter(values, float))
        return [to_hex(colour) for colour in TONES(shares)]

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
    texts = _texts(canvas, table, value, text, digits)
    fits = widest_mm(texts, size) < room / max(len(columns), 1) - GAP_PT
    across = {code: place for place, code in enumerate(columns)}
    down = {code: place for place, (code, heading) in enumerate(rows) if not heading}
    cells = pd.DataFrame(
        {
            "x": table[column].map(across),
            "y": table[row].map(down),
            "value": table[value].astype(float),
            "kind": table[kind] if kind else None,
            "text": texts if fits else "",
        }
    )
    _draw_known(axes, cells[cells["value"].notna()], tone, size)
    _draw_missing(canvas, axes, cells[cells["value"].isna() & cells["kind"].notna()], size)


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
        colours = tone.colours(steps)
        handles = [Patch(facecolor=colour, edgecolor=theme.LINE) for colour in colours]
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


def _draw_known(axes: Axes, cells: pd.DataFrame, tone: _Tone, size: float) -> None:
    colours = tone.colours(cells["value"])
    _fill(axes, cells, facecolors=colours)
    inks = [readable_on(colour) for colour in colours]
    _write(axes, cells, cells["text"], inks, size)


def _draw_missing(canvas: Canvas, axes: Axes, cells: pd.DataFrame, size: float) -> None:
    for kind, alike in cells.groupby("kind", sort=False):
        style = canvas.missing(str(kind))
        _fill(axes, alike, facecolors=style["facecolor"], hatch=style["hatch"])
        sign = canvas.missing_sign(str(kind))
        _write(axes, alike, [sign] * len(alike), [theme.INK] * len(alike), size)


def _fill(axes: Axes, cells: pd.DataFrame, **style: Any) -> None:
    """Fill squares, as one artist: thousands of cells are drawn at once."""
    if len(cells):
        squares = cells[["x", "y"]].to_numpy(dtype=float)[:, None, :] + SQUARE
        drawn = PolyCollection(squares, edgecolors=theme.PAPER, linewidths=2 * GAP_PT, **style)
        axes.add_collection(drawn, autolim=False)


def _write(
    axes: Axes, cells: pd.DataFrame, texts: Iterable[str], inks: Iterable[str], size: float
) -> None:
    for x, y, text, ink in zip(cells["x"], cells["y"], texts, inks, strict=True):
        if text:
            axes.text(x, y, text, ha="center", va="center", clip_on=True, size=size, color=ink)
