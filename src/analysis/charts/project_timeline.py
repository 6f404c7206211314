"""A timeline for each project: promised in 2018, described in 2019, then listed year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.canvas import LEADING, POINT, Canvas
from analysis.charts.chart import chart_form
from analysis.charts.words import Message, Name, Value, name
from analysis.charts.words import message as _

NAME_SHARE = 0.35  # of the figure's width, before a name is broken into lines
WIDE_MM = 120.0  # narrower figures write years with two digits
GAP = 0.65  # free room between two rows, in heights of the type
STATES: dict[str, tuple[str, str, bool, Message | Name]] = {
    # state: marker, colour, filled, words
    "promised": ("D", theme.INK, False, _("promised (action plan of 2018)")),
    "described": ("o", theme.INK, False, _("described in 2019, no status given")),
    "planning": ("^", theme.STATUSES["planning"], True, name("status", "planning")),
    "on-going": ("o", theme.STATUSES["on-going"], True, name("status", "on-going")),
    "completed": ("s", theme.STATUSES["completed"], True, name("status", "completed")),
    "ambiguous": ("X", theme.STATUSES["ambiguous"], False, name("status", "ambiguous")),
    "not_listed": ("_", theme.LINE, True, _("not in that year's report")),
}
LISTED = ("planning", "on-going", "completed", "ambiguous")


@dataclass(frozen=True)
class _Row:
    """One line of the timeline: a city's heading (no project) or a project."""

    lines: list[str]
    project: str = ""
    focus_area: str = ""

    def height_mm(self, size_pt: float) -> float:
        return (len(self.lines) * LEADING + GAP) * size_pt * POINT


@chart_form(_("Timeline of projects"))
def project_timeline(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    cities: Sequence[tuple[str, Value]],
    silent_years: Sequence[int] = (2020, 2021),
) -> None:
    """Draw a row for each project, in groups by city, with a mark for each year it is spoken of.

    `table`: project_id, city_id, project_name, focus_area, year, state (a key of STATES). `cities`
    are (city_id, name) in the order shown; one without a project keeps its heading and says so.
    `silent_years` had no report and are toned. A line joins years in a row that list a project.
    """
    rows = _rows(canvas, table, cities)
    size = canvas.profile.small_pt
    heights = [row.height_mm(size) for row in rows]
    shown = [state for state in STATES if state in set(table["state"])]
    canvas.key([_mark(s, [], []) for s in shown], [canvas.say(STATES[s][3]) for s in shown])
    axes = canvas.axes(sum(heights) + 6)
    middles = _middles(heights)
    years = [int(table["year"].min()), int(table["year"].max())] if len(table) else [2018, 2025]
    _frame(canvas, axes, rows, middles, sum(heights), years, silent_years)
    heights_of = {row.project: middle for row, middle in zip(rows, middles, strict=True)}
    _draw_lives(axes, table.assign(height=table["project_id"].map(heights_of)))
    projects = [(row, middle) for row, middle in zip(rows, middles, strict=True) if row.project]
    _name_focus_areas(canvas, axes, projects, years[1])


def _rows(canvas: Canvas, table: pd.DataFrame, cities: Sequence[tuple[str, Value]]) -> list[_Row]:
    rows = []
    width = NAME_SHARE * canvas.profile.width_mm
    for city, city_name in cities:
        own = table[table["city_id"] == city].drop_duplicates("project_id")
        rows.append(_Row([canvas.say(city_name)]))
        if own.empty:
            rows.append(_Row([canvas.say(_("no project on record"))]))
        for project in own.sort_values("project_id").itertuples():
            lines = canvas.wrap(project.project_name, canvas.profile.small_pt, width)
            rows.append(_Row(lines, project.project_id, project.focus_area))
    return rows


def _middles(heights: Sequence[float]) -> list[float]:
    """Give the vertical middle of each row, in millimetres below the first row's upper edge."""
    edges = [sum(heights[:place]) for place in range(len(heights))]
    return [edge + height / 2 for edge, height in zip(edges, heights, strict=True)]


def _frame(
    canvas: Canvas,
    axes: Axes,
    rows: Sequence[_Row],
    middles: Sequence[float],
    height: float,
    years: Sequence[int],
    silent_years: Sequence[int],
) -> None:
    axes.set_xlim(years[0] - 0.5, years[1] + 0.5)
    axes.set_ylim(height, 0)
    shown = range(years[0], years[1] + 1)
    wide = canvas.profile.width_mm >= WIDE_MM
    axes.set_xticks(shown, [str(year) if wide else f"{year % 100:02d}" for year in shown])
    axes.xaxis.tick_top()
    axes.tick_params(axis="both", length=0)
    axes.spines[:].set_visible(False)
    axes.set_yticks(middles, ["\n".join(row.lines) for row in rows])
    for row, label in zip(rows, axes.get_yticklabels(), strict=True):
        label.set(ha="right", linespacing=1.1)
        heading = not row.project and row.lines != [canvas.say(_("no project on record"))]
        label.set(weight="bold") if heading else label.set(color=theme.QUIET)
    for year in silent_years:
        if years[0] < year < years[1]:
            axes.axvspan(year - 0.5, year + 0.5, color=theme.NEIGHBOUR, linewidth=0, zorder=0)
    _say_silence(canvas, axes, [year for year in silent_years if years[0] < year < years[1]])


def _say_silence(canvas: Canvas, axes: Axes, silent_years: Sequence[int]) -> None:
    if silent_years:
        middle = sum(silent_years) / len(silent_years)
        axes.text(
            middle, 0, canvas.say(_("no report")), size=canvas.profile.small_pt,
            color=theme.QUIET, ha="center", va="top",
        )  # fmt: skip


def _draw_lives(axes: Axes, table: pd.DataFrame) -> None:
    """Mark each project's years, and join those in a row that list it."""
    listed = table[table["state"].isin(LISTED)].sort_values(["project_id", "year"])
    runs = listed.groupby("project_id")["year"].diff().ne(1).cumsum()
    for _run, part in listed.groupby(runs):
        axes.plot(part["year"], part["height"], color=theme.LINE, zorder=1)
    for state, part in table.groupby("state"):
        axes.add_line(_mark(str(state), part["year"].tolist(), part["height"].tolist()))


def _name_focus_areas(
    canvas: Canvas, axes: Axes, projects: Sequence[tuple[_Row, float]], last_year: int
) -> None:
    for row, middle in projects:
        axes.text(
            last_year + 0.78, middle, canvas.say(name("focus_area", row.focus_area)),
            size=canvas.profile.small_pt, color=theme.INK, va="center",
        )  # fmt: skip
    axes.scatter(
        [last_year + 0.62] * len(projects), [middle for _row, middle in projects], marker="s",
        c=[theme.FOCUS_AREAS[row.focus_area] for row, _middle in projects], clip_on=False,
        linewidths=1,
    )  # fmt: skip


def _mark(state: str, years: Sequence[float], heights: Sequence[float]) -> Line2D:
    marker, colour, filled, _said = STATES[state]
    return Line2D(
        years, heights, linestyle="none", marker=marker, zorder=3, markeredgecolor=colour,
        markerfacecolor=colour if filled else theme.PAPER, markeredgewidth=0.9,
    )  # fmt: skip
