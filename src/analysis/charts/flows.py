"""Who with whom, from one edge list: ribbons through three stages, and links between two sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from analysis.charts import theme
from analysis.charts.canvas import MARGIN_MM, POINT, Canvas
from analysis.charts.chart import chart_form
from analysis.charts.labels import fitted_pt, spread
from analysis.charts.words import message as _
from analysis.charts.words import name

TALLEST_MM, NODE_MM = 150.0, 14.0
NODE_WIDTH = 0.018
GAP = 0.012  # between nodes, as a part of the body's height
ORIGIN_COLOURS = {
    "outside ASEAN": theme.FUNDING_TYPES["external"],
    "ASEAN partner": theme.FUNDING_TYPES["mixed"],
    "other organisation": "#2a86b8",
    "domestic government": theme.FUNDING_TYPES["domestic"],
    "implementing body": "#9cc5a9",
    "unknown": "#c3c9ce",
}
Span = tuple[float, float]


@chart_form(_("Flow diagram"))
def alluvial(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    stages: Sequence[tuple[str, str]],
    orders: Mapping[str, Sequence[str]],
    weight: str = "weight_projects",
) -> None:
    """Draw the edges as ribbons through `stages`, as wide as their weight, coloured by origin.

    `table` is an edge list with the column of each stage, origin and `weight`. A stage is its
    column and the kind its codes are named by; `orders` gives the order of a column's nodes, from
    the top, by default that of their names. Nodes are labelled with their weight. One unit is as
    high in every stage.
    """
    orders = {
        column: orders.get(column) or _by_name(canvas, table, column, kind)
        for column, kind in stages
    }
    _origin_key(canvas, table)
    most = max(table[column].nunique() for column, _kind in stages)
    body_mm = _body_mm(canvas, most)
    axes = canvas.axes(body_mm)
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(1, 0)
    unit = (1 - GAP * (most - 1)) / table[weight].sum()
    middle = (len(stages) - 1) / 2
    spans = []
    for place, (column, kind) in enumerate(stages):
        nodes = _node_spans(table, column, orders[column], weight, unit)
        x = place / (len(stages) - 1)
        _draw_nodes(axes, nodes, x)
        _label_nodes(
            canvas, axes, nodes, kind, x, "right" if place < middle else "left", unit, body_mm
        )
        spans.append(nodes)
    for place in range(len(stages) - 1):
        pair = (stages[place][0], stages[place + 1][0])
        xs = (place / (len(stages) - 1), (place + 1) / (len(stages) - 1))
        _draw_ribbons(axes, table, pair, orders, (spans[place], spans[place + 1]), xs, weight, unit)


def _body_mm(canvas: Canvas, nodes: int) -> float:
    """As tall as header and footer leave room for, and never taller than its nodes ask for."""
    left = canvas.profile.max_height_mm - canvas.header_mm - canvas.footer_mm - 2 * MARGIN_MM
    return min(TALLEST_MM, NODE_MM * (nodes + 1), left)


def _by_name(canvas: Canvas, table: pd.DataFrame, column: str, kind: str) -> list[str]:
    return sorted(table[column].unique(), key=lambda code: canvas.say(name(kind, code)))


def _node_spans(
    table: pd.DataFrame, column: str, order: Sequence[str], weight: str, unit: float
) -> dict[str, Span]:
    """Where each node begins and ends, the column centred between top and bottom."""
    sums = table.groupby(column)[weight].sum()
    present = [code for code in order if code in sums.index]
    height = unit * float(sums.sum()) + GAP * (len(present) - 1)
    top, spans = (1 - height) / 2, {}
    for code in present:
        spans[code] = (top, top + unit * float(sums[code]))
        top = spans[code][1] + GAP
    return spans


def _draw_nodes(axes: Axes, nodes: Mapping[str, Span], x: float) -> None:
    for code, (top, bottom) in nodes.items():
        axes.add_patch(
            Rectangle(
                (x - NODE_WIDTH / 2, top), NODE_WIDTH, bottom - top, color=theme.INK, lw=0,
                clip_on=False, zorder=3, gid=f"node-{code}",
            )
        )  # fmt: skip


def _label_nodes(
    canvas: Canvas,
    axes: Axes,
    nodes: Mapping[str, Span],
    kind: str,
    x: float,
    align: str,
    unit: float,
    body_mm: float,
) -> None:
    """Name each node beside it; labels that would touch are moved apart and led back."""
    line = 1.35 * canvas.profile.small_pt * POINT / body_mm
    centres = [(top + bottom) / 2 for top, bottom in nodes.values()]
    side = -1 if align == "right" else 1
    edge = x + side * NODE_WIDTH / 2
    places = _within(spread(centres, line), line)
    for (code, span), centre, y in zip(nodes.items(), centres, places, strict=True):
        weight = (span[1] - span[0]) / unit
        axes.plot(
            [edge, edge + side * 0.012], [centre, y], color=theme.LINE, lw=0.5, clip_on=False,
            zorder=4,
        )  # fmt: skip
        axes.text(
            edge + side * 0.015, y, f"{canvas.say(name(kind, code))} {_amount(canvas, weight)}",
            ha=align, va="center", size=canvas.profile.small_pt, zorder=5, gid=f"label-{code}",
            bbox={"facecolor": theme.PAPER, "alpha": 0.7, "pad": 0.6, "lw": 0},
        )  # fmt: skip


def _within(places: Sequence[float], apart: float) -> list[float]:
    """Push places that lie `apart` back between 0 and 1, keeping them apart."""
    last = len(places) - 1
    return [
        min(max(place, apart * (step + 0.5)), 1 - apart * (last - step + 0.5))
        for step, place in enumerate(places)
    ]


def _amount(canvas: Canvas, weight: float) -> str:
    return canvas.words.number(weight, 0 if abs(weight - round(weight)) < 0.005 else 1)


def _draw_ribbons(
    axes: Axes,
    table: pd.DataFrame,
    pair: tuple[str, str],
    orders: Mapping[str, Sequence[str]],
    spans: tuple[dict[str, Span], dict[str, Span]],
    xs: tuple[float, float],
    weight: str,
    unit: float,
) -> None:
    """Fill each node from the top, by origin first, then by where the ribbon goes."""
    left, right = pair
    flows = table.groupby([left, right, "origin"], as_index=False)[weight].sum()
    rank = {
        column: {code: place for place, code in enumerate(orders.get(column, list(order)))}
        for column, order in ((left, ()), (right, ()), ("origin", ORIGIN_COLOURS))
    }
    for column in (left, right, "origin"):
        flows[f"rank_{column}"] = flows[column].map(rank[column])
    filled = ({}, {})  # type: tuple[dict[str, float], dict[str, float]]
    begins, ends = {}, {}
    by_left = [f"rank_{left}", "rank_origin", f"rank_{right}"]
    for row in flows.sort_values(by_left).to_dict("records"):
        key = (row[left], row[right], row["origin"])
        begins[key] = _take(filled[0], spans[0], row[left], unit * row[weight])
    by_right = [f"rank_{right}", "rank_origin", f"rank_{left}"]
    for row in flows.sort_values(by_right).to_dict("records"):
        key = (row[left], row[right], row["origin"])
        ends[key] = _take(filled[1], spans[1], row[right], unit * row[weight])
    for key, begin in begins.items():
        _draw_ribbon(axes, begin, ends[key], xs, ORIGIN_COLOURS[key[2]])


def _take(filled: dict[str, float], nodes: Mapping[str, Span], code: str, height: float) -> Span:
    top = filled.get(code, nodes[code][0])
    filled[code] = top + height
    return top, top + height


def _draw_ribbon(axes: Axes, begin: Span, end: Span, xs: tuple[float, float], colour: str) -> None:
    left, right = xs[0] + NODE_WIDTH / 2, xs[1] - NODE_WIDTH / 2
    middle = (left + right) / 2
    points = [
        (left, begin[0]), (middle, begin[0]), (middle, end[0]), (right, end[0]),
        (right, end[1]), (middle, end[1]), (middle, begin[1]), (left, begin[1]), (left, begin[0]),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    axes.add_patch(
        PathPatch(
            Path(points, codes),
            facecolor=colour,
            edgecolor=colour,
            alpha=0.75,
            lw=0.2,
            gid="ribbon",
        )
    )


def _origin_key(canvas: Canvas, table: pd.DataFrame) -> None:
    present = [origin for origin in ORIGIN_COLOURS if origin in set(table["origin"])]
    canvas.key(
        [Patch(color=ORIGIN_COLOURS[origin], lw=0) for origin in present],
        [canvas.say(name("origin", origin)) for origin in present],
    )


@chart_form(_("Network of partners and countries"))
def bipartite(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    left: tuple[str, str],
    right: tuple[str, str],
    weight: str = "weight_projects",
) -> None:
    """Draw two sides of nodes and a line between each pair, as wide as its weight.

    `table` has the columns of `left` and `right` (each with the kind its codes are named by),
    origin and `weight`. Left nodes stand by origin, then by the mean place of those they reach, so
    that lines cross little. Every node prints its weight.
    """
    rights = _by_name(canvas, table, *right)
    places = {code: (place + 0.5) / len(rights) for place, code in enumerate(rights)}
    lefts = _left_order(table.assign(place=table[right[0]].map(places)), left[0], weight)
    _origin_key(canvas, table)
    body_mm = max(8, len(lefts), len(rights)) * 1.6 * canvas.profile.small_pt * POINT
    size = fitted_pt(canvas, body_mm)
    axes = canvas.axes(body_mm)
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(1, 0)
    heights = {code: (place + 0.5) / len(lefts) for place, code in enumerate(lefts)}
    for row in table.sort_values(weight, ascending=False).to_dict("records"):
        ends = heights[row[left[0]]], places[row[right[0]]]
        _draw_link(axes, ends, row[weight], ORIGIN_COLOURS[row["origin"]])
    sides = ((left, heights, 0.0, "right"), (right, places, 1.0, "left"))
    for (column, kind), nodes, x, align in sides:
        _draw_points(canvas, axes, table.groupby(column)[weight].sum(), nodes, kind, x, align, size)


def _left_order(table: pd.DataFrame, column: str, weight: str) -> list[str]:
    rank = {origin: place for place, origin in enumerate(ORIGIN_COLOURS)}
    reach = table.assign(pull=table["place"] * table[weight], rank=table["origin"].map(rank))
    nodes = reach.groupby(column).agg(
        rank=("rank", "min"), pull=("pull", "sum"), weight=(weight, "sum")
    )
    nodes["mean_place"] = nodes["pull"] / nodes["weight"]
    return list(nodes.reset_index().sort_values(["rank", "mean_place", column])[column])


def _draw_link(axes: Axes, ends: Span, weight: float, colour: str) -> None:
    begin, end = ends
    path = Path(
        [(0.01, begin), (0.5, begin), (0.5, end), (0.99, end)], [Path.MOVETO, *[Path.CURVE4] * 3]
    )
    axes.add_patch(
        PathPatch(
            path, fill=False, edgecolor=colour, lw=0.5 + 0.55 * weight, alpha=0.8,
            capstyle="butt", gid="link",
        )
    )  # fmt: skip


def _draw_points(
    canvas: Canvas,
    axes: Axes,
    sums: pd.Series,
    nodes: Mapping[str, float],
    kind: str,
    x: float,
    align: str,
    size: float,
) -> None:
    for code, y in nodes.items():
        axes.plot([x], [y], "o", color=theme.INK, ms=3, clip_on=False, gid=f"node-{code}")
        axes.annotate(
            f"{canvas.say(name(kind, code))} {_amount(canvas, float(sums[code]))}", (x, y),
            xytext=(-5 if align == "right" else 5, 0), textcoords="offset points", ha=align,
            va="center", size=size, annotation_clip=False,
        )  # fmt: skip
