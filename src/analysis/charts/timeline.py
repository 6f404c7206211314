"""A timeline: how many cities belong at each date, and the network's meetings and reports below."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts import theme
from analysis.charts.canvas import LEADING, POINT, Canvas
from analysis.charts.chart import chart_form
from analysis.charts.labels import spread
from analysis.charts.words import Message, name
from analysis.charts.words import message as _

FLAT_MM = 18.0  # height of the steps when nobody joins
CITY_MM = 4.0  # and for each city that does
LANE_MM = 9.5
NAMES_SHARE = 0.42  # of the figure's width, before the names of a step are broken
STEPS = "members"
ROOM = 0.04  # of the time shown, free at either end


@chart_form(_("Timeline"))
def timeline(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    until: pd.Timestamp,
    lanes: Mapping[str, Message],
) -> None:
    """Draw a step line of counts with the span it may lie in, and a lane of marks for each kind.

    `table` has kind, date, at_least, at_most, joined and label. Rows of kind "members" are the
    steps: the line is at_least, the band reaches to at_most, and each step names who joined. The
    other kinds are the `lanes`, named by the messages given for them. The steps end at `until`.
    """
    steps = table[table["kind"] == STEPS]
    line = Line2D([], [], color=theme.ACCENT_DARK, linewidth=2 * canvas.profile.line_pt)
    band = Patch(facecolor=theme.ACCENT, alpha=0.25, linewidth=0)
    canvas.key(
        [line, band],
        [canvas.say(_("member cities for certain")), canvas.say(_("may have joined already"))],
    )
    heights = [_steps_mm(steps), LANE_MM * len(lanes)]
    body = sum(heights) + 5
    upper, lower = canvas.axes(body, nrows=2, sharex=True, height_ratios=heights)
    _draw_steps(canvas, upper, steps, until, heights[0] * canvas.fit(body))
    _draw_lanes(canvas, lower, table, lanes)
    _frame_time(upper, lower, table["date"].min(), until)


def _steps_mm(steps: pd.DataFrame) -> float:
    return float(FLAT_MM + CITY_MM * (steps["at_most"].max() - steps["at_least"].min()))


def _draw_steps(
    canvas: Canvas, axes: Axes, steps: pd.DataFrame, until: pd.Timestamp, height_mm: float
) -> None:
    ended = pd.concat([steps, steps.tail(1).assign(date=until)])
    axes.fill_between(
        ended["date"], ended["at_least"].astype(float), ended["at_most"].astype(float),
        step="post", color=theme.ACCENT, alpha=0.25, linewidth=0,
    )  # fmt: skip
    axes.step(
        ended["date"], ended["at_least"], where="post", color=theme.ACCENT_DARK,
        linewidth=2 * canvas.profile.line_pt,
    )  # fmt: skip
    low, high = steps["at_least"].min(), steps["at_most"].max()
    axes.set_ylim(low - 2, high + 2)
    axes.set_yticks(sorted({int(low), int(high), *range(int(low) // 5 * 5 + 5, int(high), 5)}))
    canvas.grid(axes, "y")
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    _name_steps(canvas, axes, steps[steps["joined"] > 0], height_mm)


def _name_steps(canvas: Canvas, axes: Axes, steps: pd.DataFrame, height_mm: float) -> None:
    """Write left of each step how many joined and who; the first step counts them only."""
    low, high = axes.get_ylim()
    per_mm = (high - low) / (0.95 * height_mm)
    heights = spread(
        (steps["at_most"] + 0.1).tolist(), LEADING * canvas.profile.small_pt * POINT * per_mm
    )
    for row, height in zip(steps.to_dict("records"), heights, strict=True):
        first = row["at_most"] == row["joined"]
        cities = ", ".join(canvas.say(name("city", city)) for city in row["label"].split(", "))
        text = _("{n} pilot cities", n=int(row["joined"])) if first else _(
            "+{n}: {cities}", n=int(row["joined"]), cities=cities
        )  # fmt: skip
        width = NAMES_SHARE * canvas.profile.width_mm
        said = "\n".join(canvas.wrap(canvas.say(text), canvas.profile.small_pt, width))
        axes.annotate(
            said, (row["date"], height), (4 if first else -4, 5 if first else 0),
            textcoords="offset points", ha="left" if first else "right",
            va="bottom" if first else "center", size=canvas.profile.small_pt,
            bbox={"facecolor": theme.PAPER, "linewidth": 0, "pad": 0.8},
        )  # fmt: skip


def _draw_lanes(
    canvas: Canvas, axes: Axes, table: pd.DataFrame, lanes: Mapping[str, Message]
) -> None:
    for place, (kind, _said) in enumerate(lanes.items()):
        marks = table[table["kind"] == kind]
        axes.plot(
            marks["date"], [place] * len(marks), "o", color=theme.INK, markersize=3.5, gid=kind
        )
        for row in marks.to_dict("records"):
            axes.annotate(
                row["label"], (row["date"], place), (0, 3), textcoords="offset points",
                ha="center", va="bottom", size=canvas.profile.small_pt,
            )  # fmt: skip
    axes.set_yticks(range(len(lanes)), [canvas.say(said) for said in lanes.values()])
    axes.set_ylim(len(lanes) - 0.5, -0.9)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _frame_time(upper: Axes, lower: Axes, first: pd.Timestamp, until: pd.Timestamp) -> None:
    room = max((until - first) * ROOM, pd.Timedelta(days=30))
    lower.set_xlim(first - room, until + room)
    lower.xaxis.set_major_locator(mdates.YearLocator())
    lower.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    upper.tick_params(labelbottom=False)
