"""Labels of points that never touch: textalloc proposes places, and they are chosen in sweeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text
from shapely.geometry.base import BaseGeometry
from textalloc.candidates import generate_candidates
from textalloc.overlap_functions import line_intersect

from analysis.charts import theme
from analysis.charts.canvas import POINT, text_width_mm
from analysis.charts.layout import LabelsDoNotFitError

# Distances are in heights of the type.
LINE_HEIGHT = 1.37  # of the workbook's font, ascent and descent together
GAP = 0.2  # least distance between a label and anything else
REACHES = (
    4.0,
    8.0,
    14.0,
    22.0,
)  # places are proposed densely near the mark and sparsely farther off
LEADER = 0.6  # a label farther than this from its mark gets a leader line
CANDIDATES = 100  # places proposed for each label and reach
KEPT = 100  # the best of all that are free
SWEEPS, ARRANGEMENTS = 400, 12  # at most
FORBIDDING = 1e6
SEED = 2018
CLASH_COST = 3.0  # of two labels that touch; it grows while they do
CROSSED_COST = 9.0  # of a leader over another city's mark
NEARER_COST = 3.0  # of a label without a leader that stands nearer to another city's mark
SLANT_COST = 0.12  # of a height that a label stands above or below the level of its mark


Clashes = list[list[np.ndarray]]  # for each pair of labels, which of their places touch


@dataclass(frozen=True)
class Mark:
    """A point drawn on a map, with its label (empty: an obstacle only); data units and points."""

    x: float
    y: float
    radius_pt: float
    label: str = ""


@dataclass(frozen=True)
class _Choices:
    """Where one label may stand: boxes (x0, y0, x1, y1) and leaders (mark to label), in points."""

    label: str
    boxes: np.ndarray
    leaders: np.ndarray  # nan where the label stands near enough
    costs: np.ndarray
    gap: float


def place_labels(
    axes: Axes,
    marks: Sequence[Mark],
    obstacles: Sequence[BaseGeometry],
    size_pt: float,
    hairline_pt: float,
) -> list[Text]:
    """Write each mark's label beside it, clear of marks, obstacles (data units) and other labels.

    Nothing is left to chance, so the same map always gets the same labels. A label that stands off
    its mark gets a leader line. Raises LabelsDoNotFitError when no arrangement is found.
    """
    points = _points(axes, np.array([(mark.x, mark.y) for mark in marks]).reshape(-1, 2))
    radii = np.array([mark.radius_pt for mark in marks])
    blocked = [shapely.transform(each, lambda path: _points(axes, path)) for each in obstacles]
    wanted = [row for row, mark in enumerate(marks) if mark.label]
    if not wanted:
        return []
    choices = [
        _choices(axes, marks[row].label, row, points, radii, blocked, size_pt) for row in wanted
    ]
    chosen, clashing = _choose(choices)
    if clashing:
        raise LabelsDoNotFitError(
            f"no room for {', '.join(clashing)}: use a wider profile, smaller type or fewer labels"
        )
    return [
        _write(axes, each, place, size_pt, hairline_pt)
        for each, place in zip(choices, chosen, strict=True)
    ]


def _points(axes: Axes, path: np.ndarray) -> np.ndarray:
    """Convert data coordinates to points from the axes' lower left corner."""
    corner = (axes.bbox.x0, axes.bbox.y0)
    return np.asarray((axes.transData.transform(path) - corner) * 72 / axes.figure.dpi)


def _choices(
    axes: Axes,
    label: str,
    row: int,
    points: np.ndarray,
    radii: np.ndarray,
    blocked: list[BaseGeometry],
    size_pt: float,
) -> _Choices:
    """Propose places for a label and keep the best that hide no mark and no obstacle."""
    width, height = text_width_mm(label, size_pt) / POINT, LINE_HEIGHT * size_pt
    near, (x, y), radius = GAP * size_pt, points[row], radii[row]
    proposed = [
        generate_candidates(
            width, height, x, y, near, near, far, far, CANDIDATES, radius, direction=None
        )
        for far in np.array(REACHES) * size_pt
    ]
    boxes = np.unique(np.vstack(proposed), axis=0)
    room = shapely.box(0, 0, *(axes.bbox.size * 72 / axes.figure.dpi)).buffer(-near)
    wide = shapely.box(*(boxes + np.array([-near, -near, near, near])).T)
    free = shapely.contains(room, shapely.box(*boxes.T))
    discs = shapely.buffer(shapely.points(points), radii * 0.98)
    for each in (*discs, *blocked):
        free &= ~shapely.intersects(wide, each)
    boxes = boxes[free]
    leaders, gaps = _leaders(boxes, points[row], radius)
    off = gaps > LEADER * size_pt
    leaders[~off] = np.nan
    crossed = _crossed(leaders, np.delete(discs, row))
    others = np.delete(points, row, axis=0)
    near_others = np.clip(others[None], boxes[:, None, :2], boxes[:, None, 2:]) - others[None]
    away = np.hypot(*near_others.transpose(2, 0, 1)) - np.delete(radii, row)
    nearer = ~off & (away < gaps[:, None]).any(axis=1)
    slant = np.abs((boxes[:, 1] + boxes[:, 3]) / 2 - y)
    costs = (
        (gaps + SLANT_COST * slant) / size_pt + off + NEARER_COST * nearer + CROSSED_COST * crossed
    )
    open_way = np.flatnonzero(_crossed(leaders, np.array(blocked)) == 0)
    best = open_way[np.argsort(costs[open_way], kind="stable")][:KEPT]
    return _Choices(label, boxes[best], leaders[best], costs[best], near)


def _leaders(boxes: np.ndarray, mark: np.ndarray, radius: float) -> tuple[np.ndarray, np.ndarray]:
    """Lines from a mark to each box's nearest point, and the gaps between box and mark."""
    nearest = np.clip(mark, boxes[:, :2], boxes[:, 2:])
    gaps = np.hypot(*np.maximum(np.abs(nearest - mark) - radius, 0).T)
    return np.hstack([np.broadcast_to(mark, nearest.shape), nearest]), gaps


def _crossed(leaders: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Count the marks or obstacles that each leader runs over."""
    lines = shapely.linestrings(np.nan_to_num(leaders).reshape(-1, 2, 2))
    hits = shapely.intersects(lines[:, None], others[None, :]).sum(axis=1)
    return np.where(np.isnan(leaders[:, 0]), 0, hits)


def _choose(choices: list[_Choices]) -> tuple[list[int], list[str]]:
    """Arrange the labels; give each one's place, and the labels that clash or have no place.

    Each label in turn takes its cheapest place. Two that still clash after a sweep weigh more
    against each other in the next ("breakout" search, Morris 1993). Once nothing clashes the
    weights start afresh from there, and the cheapest arrangement without a clash is kept. The turns
    are shuffled from a fixed seed.
    """
    homeless = [each.label for each in choices if not len(each.boxes)]
    if homeless:
        return [], homeless
    search = _Search(choices, _clashes(choices), np.random.default_rng(SEED))
    chosen = best = [int(np.argmin(each.costs)) for each in choices]
    weights, found = np.full((len(choices), len(choices)), CLASH_COST), 0
    for _ in range(SWEEPS):
        chosen = search.sweep(chosen, weights)
        weights += CLASH_COST * search.clashing(chosen)
        if not search.clashing(chosen).any():
            chosen, found = search.settle(chosen), found + 1
            weights[:] = CLASH_COST
        best = min(best, chosen, key=search.cost)
        if found == ARRANGEMENTS:
            break
    bad = np.flatnonzero(search.clashing(best).any(axis=0))
    return best, [choices[row].label for row in bad]


@dataclass
class _Search:
    """Labels, which of their places touch, and the shuffled turns in which they move."""

    choices: list[_Choices]
    clashes: Clashes
    turns: np.random.Generator

    def sweep(self, chosen: list[int], weights: np.ndarray) -> list[int]:
        """Let each label in its turn take the place that is cheapest as the others stand."""
        moved = list(chosen)
        for row in self.turns.permutation(len(moved)):
            against = _against(self.clashes[row], moved)
            moved[row] = int(np.argmin(self.choices[row].costs + against @ weights[row]))
        return moved

    def settle(self, chosen: list[int]) -> list[int]:
        """Let labels that do not clash move nearer to their marks, while they still do not."""
        forbidding = np.full((len(chosen), len(chosen)), FORBIDDING)
        moved = self.sweep(chosen, forbidding)
        return moved if moved == chosen else self.settle(moved)

    def clashing(self, chosen: list[int]) -> np.ndarray:
        """Say which labels, where they stand, touch which others."""
        return np.array([_against(self.clashes[row], chosen)[at] for row, at in enumerate(chosen)])

    def cost(self, chosen: list[int]) -> tuple[int, float]:
        """Count the clashes, then the cost of the places."""
        costs = [each.costs[at] for each, at in zip(self.choices, chosen, strict=True)]
        return int(self.clashing(chosen).sum()), float(sum(costs))


def _against(clashes: list[np.ndarray], chosen: list[int]) -> np.ndarray:
    """Say, for each place of one label, which others it would touch where they stand now."""
    return np.column_stack([each[:, place] for each, place in zip(clashes, chosen, strict=True)])


def _clashes(choices: list[_Choices]) -> Clashes:
    """Say for each pair of labels which of their places touch, by label or by leader."""
    boxes = np.vstack([each.boxes for each in choices])
    leaders = np.vstack([each.leaders for each in choices])
    ends = np.cumsum([len(each.boxes) for each in choices])[:-1]
    rows = []
    for row, own in enumerate(choices):
        columns = np.hsplit(_touching(own, boxes, leaders), ends)
        columns[row] = np.zeros_like(columns[row])
        rows.append(columns)
    return rows


def _touching(own: _Choices, boxes: np.ndarray, leaders: np.ndarray) -> np.ndarray:
    """Say which places of a label touch which boxes and leaders.

    A leader that runs through a box crosses one of the box's diagonals.
    """
    apart = (
        (own.boxes[:, None, 0] - own.gap > boxes[None, :, 2])
        | (own.boxes[:, None, 2] + own.gap < boxes[None, :, 0])
        | (own.boxes[:, None, 1] - own.gap > boxes[None, :, 3])
        | (own.boxes[:, None, 3] + own.gap < boxes[None, :, 1])
    )
    touching = ~apart
    led, others = ~np.isnan(own.leaders[:, 0]), ~np.isnan(leaders[:, 0])
    touching[np.ix_(led, others)] |= line_intersect(own.leaders[led], leaders[others])
    for diagonal in ([0, 1, 2, 3], [0, 3, 2, 1]):
        touching[led] |= line_intersect(own.leaders[led], boxes[:, diagonal])
        touching[:, others] |= line_intersect(own.boxes[:, diagonal], leaders[others])
    return touching


def _write(axes: Axes, choices: _Choices, place: int, size_pt: float, hairline_pt: float) -> Text:
    corner, scale = np.array([axes.bbox.x0, axes.bbox.y0]), axes.figure.dpi / 72
    spots = np.vstack([choices.boxes[place][:2], choices.leaders[place].reshape(2, 2)])
    at, start, end = axes.transData.inverted().transform(spots * scale + corner)
    if not np.isnan(start).any():
        leader = Line2D(*zip(start, end, strict=True), color=theme.LINE, linewidth=hairline_pt)
        leader.set(zorder=1.5, label="leader")
        axes.add_line(leader)
    return axes.text(*at, choices.label, size=size_pt, color=theme.INK, va="bottom")
