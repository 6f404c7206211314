"""Whether a figure can be read: no text over another, none cut off, measured on what is drawn."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

OVERLAP_PT = 1.0  # what two boxes may share before their letters can touch
OUTSIDE_PT = 0.5


def layout_faults(figure: Figure) -> list[str]:
    """Name every text that overlaps another or leaves the figure; empty when all can be read."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = text_boxes(figure)
    point = figure.dpi / 72
    faults = [
        f"{said!r} leaves the figure"
        for said, box in boxes
        if not _inside(box, figure.bbox, OUTSIDE_PT * point)
    ]
    faults += [
        f"{one!r} overlaps {other!r}"
        for (one, a), (other, b) in combinations(boxes, 2)
        if _shared(a, b) > OVERLAP_PT * point
    ]
    return faults


def text_boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Give every text that is drawn with the box, in pixels, that it fills."""
    hidden = {id(text) for axes in figure.axes for text in _undrawn(axes)}
    return [
        (text.get_text(), text.get_window_extent())
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and id(text) not in hidden
    ]


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


def _inside(box: Bbox, outer: Bbox, slack: float) -> bool:
    return bool(
        box.x0 >= outer.x0 - slack
        and box.y0 >= outer.y0 - slack
        and box.x1 <= outer.x1 + slack
        and box.y1 <= outer.y1 + slack
    )


def _shared(one: Bbox, other: Bbox) -> float:
    """Give the smaller side of what two boxes share, in pixels."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(width, height)
