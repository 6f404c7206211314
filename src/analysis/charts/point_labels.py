"""Names beside the points of a scatter: each takes the free place nearest to its point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from analysis.charts import theme
from analysis.charts.canvas import POINT, text_width_mm

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
REACHES_PT = (2.0, 9.0, 16.0, 24.0, 34.0, 46.0)
MARK_PT = 3.2  # half the width of a mark
OVERLAP, CROSSING = 10.0, 60.0  # what a point of reach weighs against overlap and crossed names

Spot = tuple[shapely.Polygon, shapely.LineString]  # where a name goes, and what leads to its point


def name_points(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    size_pt: float,
    bars: Sequence[tuple[tuple[float, float], tuple[float, float]]] = (),
) -> list[Annotation]:
    """Write each name beside its point, clear of marks, bars, other names and the axes' edges.

    The layout must be final: places are measured on the page. The most crowded points choose
    first, so the same points are always named alike; a name that stands off gets a leader line.
    """
    centres = _page_pt(axes, points)
    left, low, right, top = np.asarray(axes.bbox.extents) * 72 / axes.figure.dpi
    inside = shapely.box(left, low, right, top)
    marks = [shapely.Point(centre).buffer(MARK_PT) for centre in centres]
    taken = [*marks, *_bars(axes, bars)]
    drawn: list[Annotation] = []
    written: list[shapely.Polygon] = []
    for place in _crowded_first(centres):
        size = (text_width_mm(names[place], size_pt) / POINT, 1.15 * size_pt)
        others = [mark for at, mark in enumerate(marks) if at != place]
        full = [*taken, *written], [*others, *written]
        best = min(_places(centres[place], size), key=lambda spot: _cost(spot, inside, *full))
        written.append(best[0])
        drawn.append(_write(axes, points[place], names[place], size_pt, best))
    return drawn


def _bars(axes: Axes, bars: Sequence[Sequence[tuple[float, float]]]) -> list[shapely.Polygon]:
    return [shapely.LineString(_page_pt(axes, bar)).buffer(1.0) for bar in bars]


def _page_pt(axes: Axes, points: Sequence[tuple[float, float]]) -> np.ndarray:
    """Data positions as points on the page."""
    data = np.asarray(points, dtype=float).reshape(-1, 2)
    return np.asarray(axes.transData.transform(data) * 72 / axes.figure.dpi)


def _crowded_first(centres: np.ndarray) -> list[int]:
    distances = np.hypot(*(centres[:, None] - centres[None, :]).transpose(2, 0, 1))
    neighbours = (distances < REACHES_PT[-1]).sum(axis=1)
    return sorted(range(len(centres)), key=lambda place: (-neighbours[place], place))


def _places(centre: np.ndarray, size: tuple[float, float]) -> Iterator[Spot]:
    """Boxes around a point, near ones first, each with the leader that would join it."""
    (x, y), (width, height) = centre, size
    for reach in REACHES_PT:
        for right, up in DIRECTIONS:
            off = MARK_PT + reach
            left = x + right * off + width * (right - 1) / 2
            low = y + up * off + height * (up - 1) / 2
            box = shapely.box(left, low, left + width, low + height)
            end = (min(max(x, left), left + width), min(max(y, low), low + height))
            yield box, shapely.LineString([centre, end])


def _cost(
    spot: Spot,
    inside: shapely.Polygon,
    taken: Sequence[shapely.Polygon],
    uncrossed: Sequence[shapely.Polygon],
) -> float:
    box, leader = spot
    overlap = shapely.area(shapely.intersection(taken, box)).sum()
    crossed = shapely.intersects(uncrossed, leader).sum()
    return float(
        OVERLAP * (overlap + box.difference(inside).area) + CROSSING * crossed + leader.length
    )


def _write(
    axes: Axes,
    point: tuple[float, float],
    text: str,
    size_pt: float,
    place: Spot,
) -> Annotation:
    box, leader = place
    (x, y), (left, low, right, top) = leader.coords[0], box.bounds
    leads = leader.length > MARK_PT + REACHES_PT[1] / 2
    return axes.annotate(
        text,
        point,
        ((left + right) / 2 - x, (low + top) / 2 - y),
        textcoords="offset points",
        size=size_pt,
        ha="center",
        va="center",
        color=theme.INK,
        arrowprops={"arrowstyle": "-", "color": theme.LINE, "lw": 0.5, "shrinkA": 0, "shrinkB": 3}
        if leads
        else None,
    )
