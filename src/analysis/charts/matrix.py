"""A matrix of categories: what holds for each row and column, with a short text in the cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from analysis.charts import theme
from analysis.charts.canvas import POINT, Canvas
from analysis.charts.chart import chart_form
from analysis.charts.labels import (
    crowding,
    fit_heads,
    plain,
    readable_on,
    reading_order,
    row_labels,
    row_mm,
    row_pt,
    said,
    widest_mm,
)
from analysis.charts.words import message as _

GAP = 0.5  # of a row, where `group` changes


@chart_form(_("Matrix"))
def matrix(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    row: str,
    column: str,
    category: str,
    looks: Mapping[str, str],
    row_kind: str | None = None,
    column_kind: str | None = None,
    category_kind: str | None = None,
    text: str | None = None,
    group: str | None = None,
) -> None:
    """Fill a cell for each row and column by its category and write its text into it.

    Rows and columns keep the table's order; `looks` gives each category its colour; kinds of
    missing look as the theme has them. `text` is a column of short texts (a year, "2 of 4");
    `group` one whose change leaves a gap between rows. `…_kind` say codes by name.
    """
    rows = reading_order(canvas, row_kind, table[row])
    columns = reading_order(canvas, column_kind, table[column])
    present = [look for look in (*looks, *theme.MISSING) if look in set(table[category])]
    canvas.key(
        [Patch(**_style(canvas, look, looks)) for look in present],
        [_key_word(canvas, look, looks, category_kind) for look in present],
    )
    names = [said(canvas, column_kind, code) for code in columns]
    labels = row_labels(canvas, row_kind, rows)
    room = canvas.profile.width_mm - 8 - widest_mm(labels, canvas.profile.small_pt)
    heads, upright = fit_heads(canvas, names, room / max(len(columns), 1) - 1)
    head_mm = widest_mm(heads, canvas.profile.small_pt) if upright else 2 * row_mm(canvas)
    places = _places(table, row, rows, group)
    rows_mm = row_mm(canvas) * crowding(canvas, labels) * (places[rows[-1]] + 1)
    size = row_pt(canvas, rows_mm, head_mm + 2)
    axes = canvas.axes(rows_mm + head_mm + 2)
    across = {code: place for place, code in enumerate(columns)}
    for cell in table.to_dict("records"):
        place = (across[cell[column]], places[cell[row]])
        written = "" if text is None or pd.isna(cell[text]) else canvas.say(plain(cell[text]))
        _draw_cell(canvas, axes, place, cell[category], looks, written, size)
    axes.set_yticks(list(places.values()), labels, size=size)
    axes.set_xticks(range(len(columns)), heads, rotation=90 if upright else 0)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(places[rows[-1]] + 0.5, -0.5)
    axes.xaxis.tick_top()
    axes.tick_params(length=0, pad=POINT * 6)
    axes.spines[:].set_visible(False)


def _key_word(
    canvas: Canvas, look: str, looks: Mapping[str, str], category_kind: str | None
) -> str:
    """Say a category, or a kind of missing behind the sign that stands for its hatch."""
    if look in looks:
        return said(canvas, category_kind, look)
    return f"{canvas.missing_sign(look)} {said(canvas, 'missing', look)}".strip()


def _places(table: pd.DataFrame, row: str, rows: list[str], group: str | None) -> dict[str, float]:
    """Give each row its height, with a gap where the group changes."""
    if group is None:
        return {code: float(place) for place, code in enumerate(rows)}
    groups = table.drop_duplicates(row).set_index(row)[group].reindex(rows)
    gaps = (groups != groups.shift()).cumsum() - 1
    return {code: place + GAP * float(gaps[code]) for place, code in enumerate(rows)}


def _style(canvas: Canvas, look: str, looks: Mapping[str, str]) -> dict[str, Any]:
    if look not in looks:
        return canvas.missing(look)
    return {"facecolor": looks[look], "edgecolor": theme.LINE,
            "linewidth": canvas.profile.hairline_pt}  # fmt: skip


def _draw_cell(
    canvas: Canvas,
    axes: Axes,
    place: tuple[float, float],
    look: str,
    looks: Mapping[str, str],
    written: str,
    size: float,
) -> None:
    x, y = place
    axes.add_artist(Rectangle((x - 0.46, y - 0.42), 0.92, 0.84, **_style(canvas, look, looks)))
    ink = readable_on(looks[look]) if look in looks else theme.INK
    sign = written or (canvas.missing_sign(look) if look not in looks else "")
    backing = {"facecolor": theme.PAPER, "edgecolor": "none", "pad": 0.5}
    axes.text(
        x, y, sign, ha="center", va="center_baseline", size=size, color=ink,
        clip_on=True,
        bbox=backing if sign and look not in looks else None,
    )  # fmt: skip
