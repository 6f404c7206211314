"""Points, one for each state and measure: scatters, paired panels, strips. Never a fitted line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.chart import chart_form
from analysis.charts.labels import row_mm
from analysis.charts.layout import LabelsDoNotFitError
from analysis.charts.lines import say_numbers
from analysis.charts.point_labels import name_points
from analysis.charts.words import Value, name
from analysis.charts.words import message as _

PANEL_MM = 62.0
NAMES_MM, KEY_MM = 28.0, 9.0  # room for the names of states, and for a key's marks
AXIS_MM = 16.0  # room for an axis and its numbers
WIDE_MM = 120.0  # narrower figures have one column of panels
DODGE = 0.18  # rows between two measures' marks, so that equal ones are both seen


@chart_form(_("Scatter plots"))
def scatter_panels(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    panels: Sequence[tuple[str, str]],
    labels: Mapping[str, Value],
    kinds: Mapping[str, Value],
) -> None:
    """Draw one small scatter for each pair of measures, a labelled mark for each state.

    `table`: country_iso3, kind (a key of `kinds`, told by the mark's shape) and, for each measure,
    its value in a column of its name, with <measure>_lower and <measure>_upper where an interval is
    published. `panels` are pairs (horizontal, vertical); `labels` names the measures, with years.
    A state without both values has no mark in that panel.
    """
    columns = 2 if canvas.profile.width_mm >= WIDE_MM else 1
    present = set(table["kind"])
    rows = -(-len(panels) // columns)
    shown = [(place, said) for place, (kind, said) in enumerate(kinds.items()) if kind in present]
    canvas.key([_mark(place) for place, _said in shown], [canvas.say(said) for _at, said in shown])
    grid = canvas.axes(rows * PANEL_MM, nrows=rows, ncols=columns, squeeze=False)
    flat = list(grid.flat)
    for axes, (x, y) in zip(flat, panels, strict=False):
        _scatter(canvas, axes, table.dropna(subset=[x, y]), x, y, list(kinds))
        axes.set_xlim(_limits(table, x))
        axes.set_ylim(_limits(table, y))
        say_numbers(canvas, axes.xaxis, ticks=5)
        say_numbers(canvas, axes.yaxis, ticks=5)
        axes.set_xlabel(_in_panel(canvas, labels[x], columns))
        axes.set_title(_in_panel(canvas, labels[y], columns), weight="normal")
    for spare in flat[len(panels) :]:
        spare.set_axis_off()
    canvas.settle()  # labels keep clear of what no longer moves
    for axes, (x, y) in zip(flat, panels, strict=False):
        _name_states(canvas, axes, table.dropna(subset=[x, y]), x, y)


def _in_panel(canvas: Canvas, said: Value, columns: int) -> str:
    """Break words into lines that fit a panel."""
    width = canvas.profile.width_mm / columns - AXIS_MM
    return "\n".join(canvas.wrap(canvas.say(said), canvas.profile.text_pt, width))


def _limits(table: pd.DataFrame, measure: str) -> tuple[float, float]:
    """Give a measure the same axis in every panel, with room for labels."""
    known = table[measure].dropna().astype(float)
    if known.empty:
        return 0.0, 1.0
    room = 0.14 * (known.max() - known.min()) or 1.0
    return float(known.min() - room), float(known.max() + room)


def _scatter(
    canvas: Canvas, axes: Axes, points: pd.DataFrame, x: str, y: str, kinds: Sequence[str]
) -> None:
    canvas.grid(axes, "both")
    if f"{y}_lower" in points:
        axes.vlines(
            points[x], points[f"{y}_lower"], points[f"{y}_upper"], color=theme.ACCENT, alpha=0.4,
            linewidth=2 * canvas.profile.line_pt, zorder=2,
        )  # fmt: skip
    for place, kind in enumerate(kinds):
        chosen = points[points["kind"] == kind]
        mark = _mark(place)
        mark.set_data(chosen[x], chosen[y])
        axes.add_line(mark)


def _mark(place: int) -> Line2D:
    marker, filled = (("o", True), ("D", True), ("v", False), ("^", False), ("s", False))[place]
    colour = theme.ACCENT if filled else theme.CONTRAST
    return Line2D(
        [], [], linestyle="none", marker=marker, markeredgecolor=colour, zorder=3,
        markerfacecolor=colour if filled else theme.PAPER, markeredgewidth=1.1,
    )  # fmt: skip


def _name_states(canvas: Canvas, axes: Axes, points: pd.DataFrame, x: str, y: str) -> None:
    """Write the states' names, or their codes where the names are too long for the panel."""
    places = [(float(row[x]), float(row[y])) for _index, row in points.iterrows()]
    codes = list(points["country_iso3"])
    bars = [
        ((float(row[x]), float(row[f"{y}_lower"])), (float(row[x]), float(row[f"{y}_upper"])))
        for _index, row in points.iterrows()
        if f"{y}_lower" in points and pd.notna(row[f"{y}_lower"])
    ]
    names = [canvas.say(name("country", code)) for code in codes]
    try:
        name_points(axes, places, names, canvas.profile.small_pt, bars)
    except LabelsDoNotFitError:
        name_points(axes, places, codes, canvas.profile.small_pt, bars)


@chart_form(_("Dot plot in panels"))
def marks_by_row(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    rows: Sequence[str],
    panels: Mapping[str, tuple[Value, Mapping[str, Value]]],
    value: str,
    axis: Value,
) -> None:
    """Draw a row for each state and, in each panel, one mark for each measure of a group.

    `table`: country_iso3, indicator and the column `value` (0 to 100, missing = no mark).
    `panels` maps a group to its title and its measures' words. A band spans a state's lowest to
    highest mark: how far the measures of a group disagree.
    """
    rows = sorted(rows, key=lambda country: canvas.say(name("country", country)))
    columns = len(panels) if canvas.profile.width_mm >= WIDE_MM else 1
    lines = -(-len(panels) // columns)
    keys = max(len(measures) for _title, measures in panels.values())
    each = (1.2 * len(rows) + 0.8 * (keys + 2)) * row_mm(canvas)
    grid = canvas.axes(
        lines * each + 8, nrows=lines, ncols=columns, sharey=True, sharex=True, squeeze=False
    )
    for axes, (title, measures) in zip(grid.flat, panels.values(), strict=True):
        known = table.assign(position=table[value]).dropna(subset="position")
        _draw_marks(axes, known, rows, list(measures))
        axes.set(xlim=(-6, 106), xticks=[0, 50, 100])
        _panel_key(canvas, axes, title, list(measures.values()), columns)
    names = [canvas.say(name("country", country)) for country in rows]
    grid[0][0].set(yticks=range(len(rows)), yticklabels=names, ylim=(len(rows) - 0.5, -0.5))
    grid[-1][columns // 2].set_xlabel(_in_panel(canvas, axis, max(1, columns - 1)))


def _panel_key(
    canvas: Canvas, axes: Axes, title: Value, measures: Sequence[Value], columns: int
) -> None:
    width = (canvas.profile.width_mm - NAMES_MM) / columns - KEY_MM
    size = canvas.profile.small_pt
    axes.legend(
        [_measure_mark(place) for place in range(len(measures))],
        ["\n".join(canvas.wrap(canvas.say(said), size, width)) for said in measures],
        title=canvas.say(title), alignment="left", loc="lower left", bbox_to_anchor=(0, 1),
        fontsize=size, labelspacing=0.3, handletextpad=0.3, borderpad=0,
        title_fontproperties={"size": canvas.profile.text_pt, "weight": "bold"},
    )  # fmt: skip


def _draw_marks(
    axes: Axes, known: pd.DataFrame, rows: Sequence[str], measures: Sequence[str]
) -> None:
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.hlines(range(len(rows)), 0, 100, color=theme.GRID, zorder=0)
    chosen = known[known["indicator"].isin(list(measures))]
    chosen = chosen[chosen["country_iso3"].isin(list(rows))]
    places = chosen["country_iso3"].map({country: at for at, country in enumerate(rows)})
    places = places.astype(float)
    ends = chosen.groupby(places)["position"].agg(["min", "max"])
    axes.barh(
        ends.index, ends["max"] - ends["min"], left=ends["min"], height=0.72, color=theme.GRID,
        zorder=1,
    )  # fmt: skip
    for order, measure in enumerate(measures):
        part = chosen["indicator"] == measure
        mark = _measure_mark(order)
        beside = (order - (len(measures) - 1) / 2) * DODGE
        mark.set_data(chosen.loc[part, "position"], places[part] + beside)
        axes.add_line(mark)


def _measure_mark(order: int) -> Line2D:
    colour = (theme.ACCENT_DARK, theme.CONTRAST, theme.ACCENT, theme.INK)[order % 4]
    return Line2D(
        [], [], linestyle="none", marker=theme.MARKERS[order], markeredgecolor=colour, zorder=3,
        markerfacecolor=colour if order % 2 == 0 else theme.PAPER, markeredgewidth=1.0,
    )  # fmt: skip


@chart_form(_("Strip of dots"))
def scale_strip(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    subject: str,
    groups: Sequence[tuple[Value, Sequence[str]]],
    labels: Mapping[str, Value],
    values: Mapping[str, Value],
    axis: Value,
) -> None:
    """Draw a row for each measure: the subject in colour among the other states in grey.

    `table`: country_iso3, indicator, position_pct with lower_pct and upper_pct, kind. `groups` are
    a heading and its measures; `labels` names each, `values` says the subject's value at the right,
    or why it is missing. Positions are on each measure's own bounded scale.
    """
    rows = [row for title, codes in groups for row in ((title, ""), *((None, c) for c in codes))]
    canvas.key([_dot(True), _dot(False)], [canvas.say(k) for k in _strip_key(subject)])
    axes = canvas.axes((len(rows) + 2) * row_mm(canvas))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(-2, 102)
    axes.set_xlabel(canvas.say(axis))
    axes.tick_params(axis="y", length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_yticks(range(len(rows)), [canvas.say(t if t else labels[c]) for t, c in rows])
    places = {code: place for place, (title, code) in enumerate(rows) if not title}
    for label, (title, _code) in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_weight("bold" if title else "normal")
    for code, place in places.items():
        axes.text(103, place, canvas.say(values[code]), size=canvas.profile.small_pt, va="center")
    axes.hlines(list(places.values()), 0, 100, color=theme.GRID, zorder=0)
    shown = table.assign(place=table["indicator"].map(places)).dropna(subset=["place"])
    _draw_dots(canvas, axes, shown, subject)


def _strip_key(subject: str) -> tuple[Value, Value]:
    return name("country", subject), _("other states")


def _draw_dots(canvas: Canvas, axes: Axes, table: pd.DataFrame, subject: str) -> None:
    own = table["country_iso3"] == subject
    for is_subject, part in ((False, table[~own]), (True, table[own])):
        dots = _dot(is_subject)
        dots.set_data(part["position_pct"], part["place"])
        axes.add_line(dots)
    held = table[own & table["lower_pct"].notna()]
    axes.hlines(
        held["place"], held["lower_pct"], held["upper_pct"], color=theme.CONTRAST,
        linewidth=canvas.profile.line_pt * 1.6, zorder=2,
    )  # fmt: skip


def _dot(is_subject: bool) -> Line2D:
    return Line2D(
        [], [], linestyle="none", marker="D" if is_subject else "o", zorder=4 if is_subject else 1,
        color=theme.CONTRAST if is_subject else "#c3c9cf", markeredgewidth=0,
        markersize=6 if is_subject else 4.5,
    )  # fmt: skip


@chart_form(_("Stacked dots"))
def dot_stack(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    value: str,
    relations: Mapping[str, Value],
    axis: Value,
) -> None:
    """Stack one dot for each city over its whole number of projects, told apart by relation.

    `table`: the column `value` and relation (a key of `relations`, the subject's own first).
    """
    order = list(relations)
    ranked = table.assign(place=table["relation"].map({r: i for i, r in enumerate(order)}))
    ranked = ranked.sort_values([value, "place"], kind="stable")
    ranked["level"] = ranked.groupby(value).cumcount()
    highest = int(ranked["level"].max()) if len(ranked) else 0
    shown = [place for place, relation in enumerate(order) if relation in set(table["relation"])]
    canvas.key(
        [_relation_dot(place) for place in shown],
        [canvas.say(relations[order[place]]) for place in shown],
    )
    axes = canvas.axes((0.8 * (highest + 1) + 3) * row_mm(canvas))
    for relation in reversed(order):
        part = ranked[ranked["relation"] == relation]
        dots = _relation_dot(order.index(relation))
        dots.set_data(part[value], part["level"])
        axes.add_line(dots)
    axes.set_ylim(-0.7, highest + 0.9)
    axes.set_xlim(-0.5, max(float(ranked[value].max()), 4) + 0.5 if len(ranked) else 4.5)
    axes.set_xticks(range(int(axes.get_xlim()[1]) + 1))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(canvas.say(axis))


def _relation_dot(place: int) -> Line2D:
    marker, colour = (("D", theme.CONTRAST), ("s", theme.ACCENT), ("o", "#c3c9cf"))[place]
    return Line2D(
        [], [], linestyle="none", marker=marker, color=colour, markersize=6, markeredgewidth=0
    )
