"""Room on a map: what part of the earth is framed, which cities crowd, where boxes may lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from analysis.charts.layout import LabelsDoNotFitError

MARGIN = 0.03  # of the framed width, left free around the states
CROWDED, JOINED = 1 / 76, 1 / 65  # distances between cities, as shares of the framed width
GAP = 0.01  # of the framed width, between boxes and whatever is beside them
STEPS = 26  # places tried along each side
COVER_COST = 4.0  # of a box on nothing but land, against one a framed width from its home


@dataclass(frozen=True)
class Frame:
    """A rectangle of the projected map, in metres."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Easting of the right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Northing of the upper edge."""
        return self.bottom + self.height

    def widened(self, share: float) -> Frame:
        """The rectangle with so much of its width added on every side."""
        pad = share * self.width
        return Frame(
            self.left - pad, self.bottom - pad, self.width + 2 * pad, self.height + 2 * pad
        )

    @property
    def centre(self) -> tuple[float, float]:
        """Easting and northing of the middle."""
        return self.left + self.width / 2, self.bottom + self.height / 2

    @property
    def polygon(self) -> shapely.Polygon:
        """The rectangle as a geometry."""
        return shapely.box(self.left, self.bottom, self.right, self.top)


def frame_around(places: gpd.GeoSeries, west: float = 0.0) -> Frame:
    """Frame projected places with a margin, and more room in the west (as a share of the width)."""
    left, bottom, right, top = places.total_bounds
    width = right - left
    pad = MARGIN * width
    return Frame(
        left - pad - west * width,
        bottom - pad,
        width * (1 + west) + 2 * pad,
        top - bottom + 2 * pad,
    )


def fit(frame: Frame, aspect: float) -> Frame:
    """Widen or heighten a frame, about its centre, to an aspect (width over height)."""
    width = max(frame.width, frame.height * aspect)
    height = width / aspect
    x, y = frame.centre
    return Frame(x - width / 2, y - height / 2, width, height)


def crowded(points: gpd.GeoSeries, frame: Frame) -> list[list[int]]:
    """Give the positions of projected points that stand too near each other, from north to south.

    A crowd begins with two cities nearer than CROWDED and takes in those nearer than JOINED.
    """
    xy = shapely.get_coordinates(points.to_numpy())
    distance = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)) / frame.width
    np.fill_diagonal(distance, np.inf)
    crowds = nx.connected_components(nx.from_numpy_array(distance < JOINED))
    groups = [sorted(crowd) for crowd in crowds if _tight(distance, sorted(crowd))]
    return sorted(groups, key=lambda group: -xy[group, 1].mean())


def _tight(distance: np.ndarray, crowd: list[int]) -> bool:
    return bool((distance[np.ix_(crowd, crowd)] < CROWDED).any())


def place_box(
    width: float,
    height: float,
    home: tuple[float, float],
    frame: Frame,
    hidden: Sequence[BaseGeometry],
    forbidden: Sequence[BaseGeometry],
) -> Frame:
    """Find a box (metres) the place near its home that hides least, clear of what is forbidden.

    `hidden` may be covered at a cost in proportion to the area; every place of a fixed grid is
    tried, so the same map is always laid out alike. Raises LabelsDoNotFitError where none is free.
    """
    gap = GAP * frame.width
    x, y = np.meshgrid(
        np.linspace(frame.left + gap, frame.right - gap - width, STEPS),
        np.linspace(frame.bottom + gap, frame.top - gap - height, STEPS),
    )
    left, bottom = x.ravel(), y.ravel()
    boxes = shapely.box(left - gap, bottom - gap, left + width + gap, bottom + height + gap)
    free = np.flatnonzero(~shapely.intersects(boxes, shapely.union_all(forbidden)))
    if not len(free):
        raise LabelsDoNotFitError("no room on the map for the key or an inset")
    boxes = boxes[free]
    covered = sum(shapely.area(shapely.intersection(boxes, each)) for each in hidden)
    away = shapely.distance(shapely.centroid(boxes), shapely.Point(home)) / frame.width
    best = free[np.argmin(away + COVER_COST * covered / shapely.area(boxes))]
    return Frame(float(left[best]), float(bottom[best]), width, height)


def stack(column: Frame, count: int, gap: float) -> list[Frame]:
    """Divide a column into boxes of equal height, from top to bottom, `gap` metres apart."""
    height = (column.height - (count - 1) * gap) / count
    return [
        Frame(column.left, column.top - height - row * (height + gap), column.width, height)
        for row in range(count)
    ]
