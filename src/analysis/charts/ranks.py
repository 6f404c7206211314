"""Ranks: the orders that several measures give, side by side, and intervals of a rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.chart import chart_form
from analysis.charts.labels import crowding, row_labels, row_mm, row_pt, said
from analysis.charts.words import listing, name
from analysis.charts.words import message as _

PALE = "#c3cad0"
NARROWEST_PANEL_MM = 58.0
NARROWEST_UNLIKE_MM = 95.0  # where each panel has rows, and so labels, of its own
TITLE_MM = 46.0


@chart_form(_("Parallel ranks"))
def parallel_ranks(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    highlighted: Sequence[str] = (),
) -> None:
    """Draw a column of ranks for each measure, and lines between neighbours that rank a state.

    `table` has indicator, label (its name), country_iso3, year, rank (1 = best; ties share one),
    n_ranked and kind. A state without a rank is named below the column with its kind of missing,
    and its line breaks. `highlighted` states are coloured, the others grey.
    """
    measures = list(dict.fromkeys(table["indicator"]))
    column_mm = (canvas.profile.width_mm - 14) / max(len(measures), 1) - 3
    without = [_missing_lines(canvas, table, measure, column_mm) for measure in measures]
    lowest = int(table["n_ranked"].max()) if len(table) else 0
    below = 1 + 0.65 * max(map(len, without), default=0)
    axes = canvas.axes((lowest + below + 3) * row_mm(canvas))
    ranks = table.pivot(index="country_iso3", columns="indicator", values="rank")[measures]
    for state, row in ranks.iterrows():
        _draw_state(axes, row.tolist(), str(state) in highlighted)
    for place, measure in enumerate(measures):
        _label_column(
            canvas, axes, table[table["indicator"] == measure], place, highlighted, column_mm
        )
        axes.text(
            place, lowest + 0.8, "\n".join(without[place]), va="top",
            size=canvas.profile.small_pt, color=theme.QUIET, style="italic",
        )  # fmt: skip
    _set_columns(canvas, axes, table, measures, column_mm)
    axes.set_ylim(lowest + below, 0.4)


def _draw_state(axes: Axes, ranks: Sequence[float], dark: bool) -> None:
    """Draw the line of a state; matplotlib leaves it out where a rank is missing."""
    colour = theme.CONTRAST if dark else PALE
    axes.plot(
        range(len(ranks)), ranks, "-o", color=colour, lw=1.4 if dark else 0.8, ms=3.2,
        zorder=3 if dark else 1,
    )  # fmt: skip


def _label_column(
    canvas: Canvas,
    axes: Axes,
    column: pd.DataFrame,
    place: int,
    highlighted: Sequence[str],
    column_mm: float,
) -> None:
    for rank, tied in column.dropna(subset="rank").groupby("rank"):
        names = [canvas.say(name("country", code)) for code in sorted(tied["country_iso3"])]
        dark = set(tied["country_iso3"]) & set(highlighted)
        lines = canvas.wrap(", ".join(names), canvas.profile.small_pt, column_mm)
        axes.annotate(
            "\n".join(lines), (place, float(str(rank))), xytext=(4, 0),
            textcoords="offset points", va="center", size=canvas.profile.small_pt, zorder=4,
            weight="bold" if dark else "normal",
            bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
        )  # fmt: skip


def _missing_lines(
    canvas: Canvas, table: pd.DataFrame, measure: str, column_mm: float
) -> list[str]:
    """Say below a column which states have no rank in it, and why."""
    without = table[(table["indicator"] == measure) & table["rank"].isna()]
    texts = [
        f"{canvas.words.name('missing', str(kind))}: "
        + canvas.say(listing(name("country", code) for code in sorted(part["country_iso3"])))
        for kind, part in without.groupby("kind")
    ]
    return [
        line for text in texts for line in canvas.wrap(text, canvas.profile.small_pt, column_mm)
    ]


def _set_columns(
    canvas: Canvas,
    axes: Axes,
    table: pd.DataFrame,
    measures: Sequence[str],
    column_mm: float,
) -> None:
    first = table.drop_duplicates("indicator").set_index("indicator")
    headings = [
        _heading(canvas, first.at[code, "label"], first.at[code, "year"], column_mm)
        for code in measures
    ]
    axes.set_xticks(range(len(measures)), headings, ha="left", weight="bold")
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_yticks(range(1, int(table["n_ranked"].max()) + 1))
    axes.set_xlim(-0.08, len(measures) - 0.2)
    axes.spines[["left", "bottom", "top"]].set_visible(False)


def _heading(canvas: Canvas, label: str, year: int, column_mm: float) -> str:
    text = said(canvas, "indicator", label)
    return "\n".join([*canvas.wrap(text, canvas.profile.text_pt, column_mm, bold=True), str(year)])


@chart_form(_("Rank intervals"))
def rank_ranges(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    panel_kind: str,
    row_kinds: Mapping[str, str],
) -> None:
    """Draw a panel for each `panel`: each row's interval of ranks, and its rank unless withheld.

    `table` has panel, row (said by the kind that `row_kinds` gives its panel), lower, upper, rank
    (missing where withheld) and withheld, in the order to draw. A withheld rank leaves a pale bar
    without a mark.
    """
    panels = list(dict.fromkeys(table["panel"]))
    _explain_ranges(canvas, bool(table["withheld"].any()))
    room_mm = canvas.profile.width_mm / len(panels)
    below = len(set(row_kinds.values())) > 1 and room_mm < NARROWEST_UNLIKE_MM
    grid, size = _range_panels(canvas, table, panels, row_kinds, below)
    title_mm = canvas.profile.width_mm / 2 if below else TITLE_MM
    for axes, panel in zip(grid, panels, strict=False):
        part = table[table["panel"] == panel].reset_index(drop=True)
        title = canvas.wrap(
            said(canvas, panel_kind, panel), canvas.profile.text_pt, title_mm, bold=True
        )
        axes.set_title("\n".join(title), pad=4)
        for height, row in part.iterrows():
            _draw_range(axes, row, int(str(height)))
        _set_rank_axes(canvas, axes, part, row_kinds[panel], size)


def _range_panels(
    canvas: Canvas,
    table: pd.DataFrame,
    panels: Sequence[str],
    row_kinds: Mapping[str, str],
    below: bool,
) -> tuple[list[Axes], float]:
    """Give each panel its axes, beside or below each other, and the size of type in rows."""
    fitting = max(1, int(canvas.profile.width_mm // NARROWEST_PANEL_MM))
    columns = 1 if below else min(len(panels), fitting)
    rows = -(-len(panels) // columns)
    sizes = table.groupby("panel").size().reindex(panels).tolist()
    heights = [max(sizes[at : at + columns]) for at in range(0, len(panels), columns)]
    labels = [
        label
        for panel, part in table.groupby("panel")
        for label in row_labels(canvas, row_kinds[str(panel)], part["row"])
    ]
    rows_mm = sum(heights) * row_mm(canvas) * crowding(canvas, labels)
    around_mm = 3 * rows * row_mm(canvas)
    size = row_pt(canvas, rows_mm, around_mm)
    grid = canvas.axes(
        rows_mm + around_mm, nrows=rows, ncols=columns, squeeze=False,
        gridspec_kw={"height_ratios": heights},
    )  # fmt: skip
    flat = list(grid.flat)
    for spare in flat[len(panels) :]:
        spare.set_axis_off()
    return flat, size


def _draw_range(axes: Axes, row: pd.Series, height: int) -> None:
    colour = PALE if row["withheld"] else theme.ACCENT
    axes.plot(
        [row["lower"], row["upper"]], [height] * 2, color=colour, lw=5, solid_capstyle="round",
        zorder=2,
    )  # fmt: skip
    if not row["withheld"]:
        axes.plot([row["rank"]], [height], "o", mfc=theme.PAPER, mec=theme.ACCENT_DARK, ms=4.2)


def _set_rank_axes(canvas: Canvas, axes: Axes, part: pd.DataFrame, kind: str, size: float) -> None:
    axes.set_yticks(range(len(part)), row_labels(canvas, kind, part["row"]), size=size)
    axes.set_ylim(len(part) - 0.4, -0.6)
    axes.set_xlim(0.5, len(part) + 0.5)
    axes.set_xticks(range(1, len(part) + 1))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    canvas.grid(axes, "x")


def _explain_ranges(canvas: Canvas, any_withheld: bool) -> None:
    shown = Line2D(
        [], [], color=theme.ACCENT, lw=5, solid_capstyle="butt", marker="o", mfc=theme.PAPER,
        mec=theme.ACCENT_DARK, ms=4.2,
    )  # fmt: skip
    marks = [(shown, _("interval and rank"))]
    if any_withheld:
        held_back = Line2D([], [], color=PALE, lw=5, solid_capstyle="butt")
        marks.append((held_back, _("rank withheld")))
    canvas.key([mark for mark, _text in marks], [canvas.say(text) for _mark, text in marks])
