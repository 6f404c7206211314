"""Whether a figure can be read: no text over another, none cut off, measured on what is drawn."""

from __future__ import annotations

import math

import shapely
import shapely.affinity
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.charts import theme

OVERLAP_PT = 1.0  # what two boxes may share before their letters can touch
OUTSIDE_PT = 0.5
LINE = 1.3  # height of a line, in heights of the type


class LabelsDoNotFitError(ValueError):
    """Raised by a form where its labels cannot all be placed without touching; names them."""


def layout_faults(figure: Figure) -> list[str]:
    """Name every text that overlaps another or leaves the figure; empty when all can be read."""
    said, boxes = zip(*texts, strict=True) if (texts := text_boxes(figure)) else ((), ())
    point = figure.dpi / 72
    sheet = shapely.box(*figure.bbox.extents).buffer(OUTSIDE_PT * point)
    faults = [
        f"{text!r} leaves the figure"
        for text, box in zip(said, boxes, strict=True)
        if not sheet.contains(box)
    ]
    inner = [box.buffer(-OVERLAP_PT / 2 * point, join_style="mitre") for box in boxes]
    pairs = shapely.STRtree(inner).query(inner, predicate="intersects").T
    overlapping = sorted((int(one), int(other)) for one, other in pairs if one < other)
    return faults + [f"{said[one]!r} overlaps {said[other]!r}" for one, other in overlapping]


def text_boxes(figure: Figure) -> list[tuple[str, shapely.Polygon]]:
    """Give every text that is drawn with the box, in pixels, that it fills."""
    with theme.true_widths():
        figure.draw_without_rendering()
        hidden = {id(text) for axes in figure.axes for text in _undrawn(axes)}
        return [
            (text.get_text(), _box(text))
            for text in figure.findobj(Text)
            if text.get_visible() and text.get_text().strip() and id(text) not in hidden
        ]


def _box(text: Text) -> shapely.Polygon:
    """The box around a text, turned as the text is."""
    outer = text.get_window_extent()
    turn = math.radians(text.get_rotation() % 180)
    if text.get_rotation() % 90 == 0:
        return shapely.box(*outer.extents)
    lines = text.get_text().count("\n") + 1
    height = lines * LINE * text.get_fontsize() * text.get_figure(root=True).dpi / 72
    width = (outer.width - height * math.sin(turn)) / abs(math.cos(turn))
    x, y = (outer.x0 + outer.x1) / 2, (outer.y0 + outer.y1) / 2
    flat = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return shapely.affinity.rotate(flat, turn, use_radians=True)


def _undrawn(axes: Axes) -> list[Text]:
    """Give the texts that matplotlib keeps but does not draw: ticks beyond the limits, no axis."""
    if not axes.get_visible():
        return axes.findobj(Text)
    undrawn: list[Text] = []
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            if not (axes.axison and axis.get_visible() and low <= tick.get_loc() <= high):
                undrawn += [tick.label1, tick.label2]
        if not (axes.axison and axis.get_visible()):
            undrawn += [axis.label, axis.offsetText]
    return undrawn
