"""The marks of cities on a map: area by projects, shape and colour by cohort, and their key."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.words import Value, name
from analysis.charts.words import message as _

MARKERS = {"pilot-2018": "o", "later": "D"}
MARKER_AREA = {"o": np.pi / 4, "D": 1.0}  # area of a marker of size 1
MARKER_REACH = {"o": 0.5, "D": 0.5**0.5}  # its half width
DIAMETER = 0.58  # of a circle that stands for one project, in heights of the type
KEYS = (1, 4, 8)
KEY_PROJECTS = 4  # what a cohort's key is as large as


def city_mark(canvas: Canvas, cohort: str, projects: float) -> Line2D:
    """Make a city's mark, without a place yet.

    A city without a listed project is hollow and as large as one with a single project.
    """
    marker, colour = MARKERS.get(cohort, "o"), theme.COHORTS.get(cohort, theme.QUIET)
    hollow = not projects > 0
    area = np.pi / 4 * (DIAMETER * canvas.profile.small_pt) ** 2 * (1 if hollow else projects)
    return Line2D(
        [],
        [],
        linestyle="",
        marker=marker,
        markersize=float((area / MARKER_AREA[marker]) ** 0.5),
        markerfacecolor=theme.PAPER if hollow else colour,
        markeredgecolor=colour if hollow else theme.PAPER,
        markeredgewidth=canvas.profile.hairline_pt * (2 if hollow else 1),
    )


def reach_pt(mark: Line2D) -> float:
    """Half the width of a mark, in points."""
    return MARKER_REACH[str(mark.get_marker())] * float(mark.get_markersize())


def mark_keys(canvas: Canvas, points: gpd.GeoDataFrame) -> list[Line2D]:
    """Explain the cohorts that occur, the sizes, and the hollow marks; each key has its label."""
    projects, present = points["projects"], set(points["cohort"])
    keys = [
        _key(canvas, cohort, KEY_PROJECTS, name("cohort", cohort))
        for cohort in MARKERS
        if cohort in present
    ]
    keys.append(Line2D([], [], linestyle="", label=canvas.say(_("Projects listed:"))))
    if projects.isna().all():
        keys.append(_key(canvas, "", 0, _("no list published yet")))
    elif (projects == 0).any():
        keys.append(_key(canvas, "", 0, _("none")))
    return keys + [_key(canvas, "", n, n) for n in KEYS if n <= projects.max()]


def _key(canvas: Canvas, cohort: str, projects: int, said: Value) -> Line2D:
    mark = city_mark(canvas, cohort, projects)
    mark.set_label(canvas.say(said))
    return mark
