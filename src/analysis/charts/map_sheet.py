"""The sheet a map is drawn on: land in its tones, and a foot with scale bar and statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.canvas import LEADING, MARGIN_MM, MM, POINT, Canvas, text_width_mm
from analysis.charts.map_layout import Frame, fit
from analysis.charts.map_projection import boundary_disclaimer, generalise, projection_statement
from analysis.charts.words import Message
from analysis.charts.words import message as _

DETAIL_MM = 0.12  # bends smaller than this on paper are dropped
BEYOND = 0.05  # of the frame's width, that is simplified with it so that its edges stay in place
BAR_SHARE = 0.2  # greatest length of a scale bar, as a share of the map's width
BAR_KM = (5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Ground:
    """Projected land (iso3, geometry), which of it is toned, and the part that a map frames."""

    land: gpd.GeoDataFrame
    states: Sequence[str]
    highlighted: Sequence[str]
    frame: Frame


@dataclass(frozen=True)
class Sheet:
    """A map or inset in the making: its axes, its ground, and whose words and sizes it has."""

    axes: Axes
    ground: Ground
    canvas: Canvas

    @property
    def frame(self) -> Frame:
        """What the axes show, in projected metres."""
        return self.ground.frame

    @property
    def metres_per_mm(self) -> float:
        """Ground metres in a millimetre of paper."""
        return self.frame.width * MM / (self.axes.bbox.width / self.axes.figure.dpi)

    @property
    def small_pt(self) -> float:
        """Size of the map's type, in points."""
        return self.canvas.profile.small_pt

    @property
    def type_m(self) -> float:
        """Height of the map's type, in metres on the ground."""
        return self.small_pt * POINT * self.metres_per_mm

    @property
    def hairline_pt(self) -> float:
        """Width of frames, bars and leaders, in points."""
        return self.canvas.profile.hairline_pt


def open_sheet(canvas: Canvas, ground: Ground, listed: Sequence[str] = ()) -> Sheet:
    """Give a sheet that fills the body, with land and, below it, a foot.

    The foot holds scale bar, projection, disclaimer and, where given, a list of numbered cities.
    """
    width_mm = canvas.profile.width_mm - 2 * MARGIN_MM
    beside, below = (
        _statements(canvas, width_mm),
        _run_on(listed, canvas.profile.small_pt, width_mm),
    )
    foot_mm = (len(beside) + len(below) + 0.5) * canvas.profile.small_pt * LEADING * POINT
    aspect = ground.frame.width / ground.frame.height
    axes = _body(canvas, width_mm / aspect + foot_mm, foot_mm)
    fitted = replace(ground, frame=fit(ground.frame, axes.bbox.width / axes.bbox.height))
    sheet = Sheet(axes, fitted, canvas)
    draw_land(sheet, generalise(_near(fitted), DETAIL_MM * sheet.metres_per_mm))
    scale_bar(sheet, sheet.frame.left, sheet.frame.bottom - 0.9 * sheet.type_m)
    start = sheet.frame.left + _beside_bar_mm(canvas, width_mm) * sheet.metres_per_mm
    _write_foot(sheet, beside, start, 0)
    _write_foot(sheet, below, sheet.frame.left, len(beside))
    return sheet


def _near(ground: Ground) -> gpd.GeoDataFrame:
    """Cut land that lies far off: simplifying what is not seen takes longest."""
    bounds = ground.frame.widened(BEYOND).polygon.bounds
    near = ground.land.assign(geometry=shapely.clip_by_rect(ground.land.geometry, *bounds))
    return near[~near.geometry.is_empty]


def _body(canvas: Canvas, body_mm: float, foot_mm: float) -> Axes:
    """Give axes as wide as the text and as high as the body above the foot."""
    laid_out = canvas.axes(body_mm)
    laid_out.set_axis_off()  # stays empty: a map's axes must not be moved by the layout
    canvas.settle()
    place = laid_out.get_position()
    side = MARGIN_MM / canvas.profile.width_mm
    lift = foot_mm / (canvas.figure.get_figheight() / MM)
    return canvas.figure.add_axes((side, place.y0 + lift, 1 - 2 * side, place.height - lift))


def draw_land(sheet: Sheet, land: gpd.GeoDataFrame) -> None:
    """Tone neighbours, states and highlighted states; draw no more than the frame shows."""
    axes, frame, ground = sheet.axes, sheet.frame, sheet.ground
    shown = land.assign(
        geometry=shapely.clip_by_rect(land.geometry.to_numpy(), *frame.polygon.bounds)
    )
    shown = shown[~shown.geometry.is_empty]
    tones = shown["iso3"].map(dict.fromkeys(ground.states, theme.LAND)).fillna(theme.NEIGHBOUR)
    tones = tones.mask(shown["iso3"].isin(ground.highlighted), theme.LAND_HIGHLIGHTED)
    shown.plot(
        ax=axes,
        color=tones.tolist(),
        edgecolor=theme.PAPER,
        linewidth=sheet.hairline_pt,
        aspect=None,
        zorder=0.5,
    )
    axes.set(xticks=[], yticks=[], xlabel="", ylabel="", facecolor=theme.WATER)
    axes.set(xlim=(frame.left, frame.right), ylim=(frame.bottom, frame.top))
    axes.set_aspect("equal", adjustable="datalim")
    axes.spines[:].set_visible(False)


def scale_bar(sheet: Sheet, left: float, level: float) -> None:
    """Draw a bar of a round length, true at the projection's centre, with its length beside it."""
    length = max(km for km in BAR_KM if 1000 * km <= BAR_SHARE * sheet.frame.width)
    right, tick = left + length * 1000, 0.25 * sheet.type_m
    outline = [(left, level + tick), (left, level), (right, level), (right, level + tick)]
    bar = Line2D(*zip(*outline, strict=True), color=theme.QUIET, linewidth=sheet.hairline_pt * 1.5)
    bar.set(clip_on=False, gid="scale-bar")
    sheet.axes.add_line(bar)
    sheet.axes.text(
        right + 0.5 * sheet.type_m,
        level,
        sheet.canvas.say(_kilometres(length)),
        size=sheet.small_pt,
        color=theme.QUIET,
        va="center",
    )


def _kilometres(length: int) -> Message:
    return _("{length} km", length=length)


def _statements(canvas: Canvas, width_mm: float) -> list[str]:
    said = f"{canvas.say(projection_statement())} {canvas.say(boundary_disclaimer())}"
    room = width_mm - _beside_bar_mm(canvas, width_mm)
    return canvas.wrap(said, canvas.profile.small_pt, room)


def _run_on(items: Sequence[str], size_pt: float, width_mm: float) -> list[str]:
    """List items one after the other, in lines that break between items only."""
    lines: list[str] = []
    for item in items:
        longer = f"{lines[-1]};  {item}" if lines else item
        if lines and text_width_mm(longer, size_pt) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(item)
    return lines


def _beside_bar_mm(canvas: Canvas, width_mm: float) -> float:
    """Where the statements begin: right of the longest scale bar that there can be."""
    label = text_width_mm(canvas.say(_kilometres(BAR_KM[-1])), canvas.profile.small_pt)
    return width_mm * BAR_SHARE + label + 1.5 * canvas.profile.small_pt * POINT


def _write_foot(sheet: Sheet, lines: list[str], left: float, first_row: int) -> None:
    for row, line in enumerate(lines, start=first_row):
        level = sheet.frame.bottom - (0.3 + row * LEADING) * sheet.type_m
        sheet.axes.text(left, level, line, size=sheet.small_pt, color=theme.QUIET, va="top")
