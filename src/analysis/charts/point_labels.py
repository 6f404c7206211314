"""Names beside the points of a scatter: each takes the free place nearest to its point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from analysis.charts import theme
from analysis.charts.canvas import POINT, text_width_mm
from analysis.charts.layout import LabelsDoNotFitError

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
REACHES_PT = (2.0, 9.0, 16.0, 24.0, 34.0, 46.0)
MARK_PT = 3.2  # half the width of a mark
HEIGHT = 1.3  # of a line of text, in heights of the type
TOUCH = 2.0  # square points that two names may share before their letters touch
OVERLAP, CROSSING = 10.0, 60.0  # what a point of reach weighs against overlap and crossed names

Spot = tuple[shapely.Polygon, shapely.LineString]  # where a name goes, and what leads to its point


@dataclass(frozen=True)
class _Full:
    """What a name must keep inside of, may not lie on, and whose leader may not cross."""

    inside: shapely.Polygon
    taken: list[shapely.Polygon]
    uncrossed: list[shapely.Polygon]


def name_points(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    size_pt: float,
    bars: Sequence[tuple[tuple[float, float], tuple[float, float]]] = (),
) -> list[Text]:
    """Write each name beside its point, clear of marks, bars, other names and the axes' edges.

    The layout must be final: places are measured on the page. The most crowded points choose
    first, so the same points are always named alike; a name that stands off gets a leader line.
    Raises LabelsDoNotFitError, and writes nothing, when a name finds no free place.
    """
    centres = _page_pt(axes, points)
    marks = [shapely.Point(centre).buffer(MARK_PT) for centre in centres]
    taken = [*marks, *_bars(axes, bars)]
    spots: dict[int, Spot] = {}
    for place in _crowded_first(centres):
        size = (text_width_mm(names[place], size_pt) / POINT, HEIGHT * size_pt)
        others = [mark for at, mark in enumerate(marks) if at != place]
        written = [box for box, _leader in spots.values()]
        full = _Full(_inside(axes), [*taken, *written], [*others, *written])
        spots[place] = min(_places(centres[place], size), key=lambda spot: _cost(spot, full))
        if _overlap(spots[place][0], full) > TOUCH:
            raise LabelsDoNotFitError(
                f"no room for {names[place]}: use a wider profile, smaller type or fewer labels"
            )
    return [_write(axes, names[place], size_pt, spots[place]) for place in spots]


def _inside(axes: Axes) -> shapely.Polygon:
    left, low, right, top = np.asarray(axes.bbox.extents) * 72 / axes.figure.dpi
    return shapely.box(left, low, right, top)


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


def _overlap(box: shapely.Polygon, full: _Full) -> float:
    """How much of a name would lie on something else or beyond the axes, in square points."""
    covered = shapely.area(shapely.intersection(full.taken, box)).sum()
    return float(covered + box.difference(full.inside).area)


def _cost(spot: Spot, full: _Full) -> float:
    box, leader = spot
    crossed = shapely.intersects(full.uncrossed, leader).sum()
    return float(OVERLAP * _overlap(box, full) + CROSSING * crossed + leader.length)


def _write(axes: Axes, text: str, size_pt: float, spot: Spot) -> Text:
    box, leader = spot
    to_data = axes.transData.inverted().transform
    pixels = axes.figure.dpi / 72
    if leader.length > MARK_PT + REACHES_PT[1] / 2:
        ends = to_data(np.asarray(leader.coords) * pixels)
        axes.add_line(Line2D(*ends.T, color=theme.LINE, linewidth=0.5, zorder=2.5))
    x, y = to_data(np.asarray(box.centroid.coords[0]) * pixels)
    return axes.text(x, y, text, size=size_pt, ha="center", va="center", color=theme.INK)
