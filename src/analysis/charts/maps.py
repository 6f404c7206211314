"""Maps: the network's cities on the region, and where one state or city lies in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from shapely.geometry.base import BaseGeometry

from analysis.charts import theme
from analysis.charts.canvas import Canvas, text_width_mm
from analysis.charts.chart import chart_form
from analysis.charts.map_labels import LabelsDoNotFitError, Mark, place_labels
from analysis.charts.map_layout import Frame, crowded, frame_around, place_box, stack
from analysis.charts.map_marks import city_mark, mark_keys, reach_pt
from analysis.charts.map_projection import project
from analysis.charts.map_sheet import Ground, Sheet, draw_land, open_sheet, scale_bar
from analysis.charts.words import message as _
from analysis.charts.words import name

WEST = 0.23  # more room in the west, where the insets of the mainland lie
# Insets, in heights of the type: their height, and their width beside the longest name.
INSET_HEIGHT, INSET_SPARE = 6.9, 3.5
INSET_LEFT, INSET_BOTTOM = 1.5, 2.35  # where their cities begin
INSET_SPAN = 2.3  # what their cities span at most


@chart_form(_("Map"))
def city_map(
    canvas: Canvas,
    cities: gpd.GeoDataFrame,
    *,
    boundaries: gpd.GeoDataFrame,
    states: Sequence[str],
    framed: Sequence[str] = (),
    highlighted: Sequence[str] = (),
    labelled: Sequence[str] | None = None,
) -> None:
    """Draw cities as points whose area is their number of projects, on toned states.

    `cities` (WGS84 points): city_id, city, cohort, projects (0: none listed, drawn hollow; missing:
    no list published yet). `boundaries` (WGS84): iso3, geometry. `states` are toned, `highlighted`
    ones more strongly; `framed` states (default: all toned) fill the map; `labelled` city_ids
    (default: all) are named. Named cities that crowd are drawn in insets, joined to their place by
    a line. Where the names find no room they are numbered and listed below the map, and the key
    stands above it.
    """
    land, points = project(boundaries), project(cities).sort_values("city_id", ignore_index=True)
    points["projects"] = points["projects"].astype(float)
    named = points["city_id"].isin(points["city_id"] if labelled is None else labelled)
    names = points["city"].map(lambda city: _short(canvas.say(name("city", city))))
    names = names.where(named, "")
    home = land.geometry[land["iso3"].isin(framed or states)]
    crowds = crowded(points.geometry, frame_around(home))
    groups = [crowd for crowd in crowds if named.iloc[crowd].any()]
    ground = Ground(land, states, highlighted, frame_around(home, west=0.0 if framed else WEST))
    try:
        _draw_map(canvas, ground, points.assign(label=names), groups)
    except LabelsDoNotFitError:
        canvas.figure.clear()
        numbers = names[named].rank(method="first").astype(int).astype(str)
        listed = [f"{numbers[row]} {said}" for row, said in names[named].sort_values().items()]
        keys = mark_keys(canvas, points)
        canvas.key(keys, [str(key.get_label()) for key in keys])
        points["label"] = numbers.reindex(points.index, fill_value="")
        _draw_map(canvas, ground, points, groups, listed)


def _short(city: str) -> str:
    """Leave out what stands in brackets behind a city's name: it is for tables."""
    return city.partition(" (")[0]


def _draw_map(
    canvas: Canvas,
    ground: Ground,
    points: gpd.GeoDataFrame,
    groups: list[list[int]],
    listed: Sequence[str] = (),
) -> None:
    sheet = open_sheet(canvas, ground, listed)
    obstacles = _furnish(sheet, points, groups, listed=bool(listed))
    alone = points.drop(index=[row for group in groups for row in group])
    _draw_cities(sheet, alone, obstacles)


def _furnish(
    sheet: Sheet, points: gpd.GeoDataFrame, groups: list[list[int]], listed: bool
) -> list[BaseGeometry]:
    """Lay out legend and insets where they hide no city; give what labels must keep clear of."""
    land, cities = sheet.ground.land, list(points.geometry)
    islands = land.geometry[land["iso3"].isin(sheet.ground.states)].explode()
    large = islands[islands.area > sheet.type_m**2]
    shore = [large.simplify(sheet.type_m / 2).union_all()]
    boxes = _inset_boxes(sheet, points, groups, shore)
    obstacles: list[BaseGeometry] = [box.polygon for box in boxes]
    if not listed:
        obstacles.append(_place_legend(sheet, points, shore, [*cities, *obstacles]))
    for group, box in zip(groups, boxes, strict=True):
        _draw_inset(sheet, points.iloc[group], box)
        obstacles += _connect(sheet, points.iloc[group], box)
    return obstacles


def _inset_boxes(
    sheet: Sheet, points: gpd.GeoDataFrame, groups: list[list[int]], shore: list[BaseGeometry]
) -> list[Frame]:
    """Stack the insets in one column, as near to the crowded places as nothing is hidden."""
    if not groups:
        return []
    crowds = points.iloc[[row for group in groups for row in group]]
    longest_mm = max(text_width_mm(label, sheet.small_pt) for label in crowds["label"])
    width = longest_mm * sheet.metres_per_mm + INSET_SPARE * sheet.type_m
    gap = 0.4 * sheet.type_m
    height = len(groups) * (INSET_HEIGHT * sheet.type_m + gap) - gap
    home = (float(crowds.geometry.x.mean()), float(crowds.geometry.y.mean()))
    return stack(
        place_box(width, height, home, sheet.frame, shore, list(points.geometry)), len(groups), gap
    )


def _place_legend(
    sheet: Sheet, points: gpd.GeoDataFrame, shore: list[BaseGeometry], taken: list[BaseGeometry]
) -> BaseGeometry:
    """Write the key to the marks where it hides nothing, as near to the corner as it can be."""
    legend = _legend(sheet, points)
    corner = (sheet.frame.right, sheet.frame.top)
    box = place_box(*_extent(sheet, legend), corner, sheet.frame, shore, taken)
    legend.set_bbox_to_anchor((box.left, box.bottom), transform=sheet.axes.transData)
    return box.polygon


def _extent(sheet: Sheet, legend: Legend) -> tuple[float, float]:
    """Measure the legend, in metres on the ground."""
    box = legend.get_window_extent().transformed(sheet.axes.transData.inverted())
    return float(box.width), float(box.height)


def _legend(sheet: Sheet, points: gpd.GeoDataFrame) -> Legend:
    return sheet.axes.legend(
        handles=mark_keys(sheet.canvas, points),
        fontsize=sheet.small_pt,
        loc="lower left",
        borderpad=0.2,
        borderaxespad=0,
        handlelength=1.6,
        handletextpad=0.4,
        labelspacing=0.35,
    )


def _draw_cities(sheet: Sheet, points: gpd.GeoDataFrame, obstacles: list[BaseGeometry]) -> None:
    """Draw each city's mark, small ones above large ones, and its label."""
    marks = []
    for city in points.sort_values(["projects", "city_id"], ascending=[False, True]).itertuples():
        at = (city.geometry.x, city.geometry.y)
        drawn = city_mark(sheet.canvas, city.cohort, city.projects)
        drawn.set(data=([at[0]], [at[1]]), gid=f"city-{city.city_id}")
        sheet.axes.add_line(drawn)
        marks.append(Mark(*at, reach_pt(drawn), city.label))
    place_labels(sheet.axes, marks, obstacles, sheet.small_pt, sheet.hairline_pt)


def _draw_inset(sheet: Sheet, points: gpd.GeoDataFrame, box: Frame) -> None:
    """Draw crowded cities enlarged in a box, with a scale bar of its own."""
    ground = replace(sheet.ground, frame=_inset_frame(points, box.width / box.height))
    inset = Sheet(_inset_axes(sheet, box), ground, sheet.canvas)
    draw_land(inset, ground.land)
    inset.axes.spines[:].set(visible=True, color=theme.LINE, linewidth=sheet.hairline_pt)
    frame, type_m = inset.frame, inset.type_m
    scale_bar(inset, frame.left + 0.5 * type_m, frame.bottom + 0.7 * type_m)
    foot = Frame(frame.left, frame.bottom, frame.width, 1.3 * type_m)
    _draw_cities(inset, points, [foot.polygon])


def _inset_axes(sheet: Sheet, box: Frame) -> Axes:
    figure = sheet.canvas.figure
    to_figure = sheet.axes.transData + figure.transFigure.inverted()
    (x0, y0), (x1, y1) = to_figure.transform([(box.left, box.bottom), (box.right, box.top)])
    return figure.add_axes((x0, y0, x1 - x0, y1 - y0), label="inset")


def _inset_frame(points: gpd.GeoDataFrame, aspect: float) -> Frame:
    """Frame crowded cities at the left, so that their labels find room at the right."""
    left, bottom, right, top = points.total_bounds
    type_m = max(top - bottom, right - left) / INSET_SPAN
    height = INSET_HEIGHT * type_m
    return Frame(
        left - INSET_LEFT * type_m, bottom - INSET_BOTTOM * type_m, height * aspect, height
    )


def _connect(sheet: Sheet, points: gpd.GeoDataFrame, box: Frame) -> list[BaseGeometry]:
    """Mark where an inset's cities lie on the map and join them to it by the shortest line."""
    pad = 0.15 * sheet.type_m
    left, bottom, right, top = points.total_bounds + np.array([-pad, -pad, pad, pad])
    place = Frame(left, bottom, right - left, top - bottom)
    outline = Rectangle((left, bottom), place.width, place.height, facecolor="none")
    outline.set(edgecolor=theme.INK, linewidth=sheet.hairline_pt, zorder=2, gid="inset-place")
    sheet.axes.add_patch(outline)
    joining = shapely.shortest_line(place.polygon, box.polygon)
    line = Line2D(*joining.xy, color=theme.INK, linewidth=sheet.hairline_pt, zorder=2)
    line.set_gid("connector")
    sheet.axes.add_line(line)
    return [place.polygon, joining]
