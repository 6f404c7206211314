"""The sheet a chart is drawn on: title above, body in the middle, notes and sources below."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.ticker import ScalarFormatter

from analysis.charts import theme
from analysis.charts.layout import LabelsDoNotFitError
from analysis.charts.theme import Profile
from analysis.charts.words import Value, Words

MM = 1 / 25.4
POINT = 25.4 / 72  # millimetres
LEADING = 1.35
POSITION_DIGITS = 6  # the layout solver's last digits differ from run to run
MARGIN_MM = 2.0
KEY_LEADING = 1.75
KEY_MARK_MM = 6.5  # room for a mark and the gaps beside it


class SaidNumbers(ScalarFormatter):
    """Tick labels with as many decimals as matplotlib chooses, written by the language's rules."""

    def __init__(self, words: Words) -> None:
        super().__init__(useOffset=False)
        self.set_scientific(False)
        self._words = words

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Write one tick; years stay without a sign between thousands."""
        text = super().__call__(x, pos)
        digits = len(text.partition(".")[2])
        return self._words.number(x, digits) if digits or abs(x) >= 10_000 else text


class Unseen(FigureCanvasAgg):
    """A canvas that nobody watches: libraries that ask for a fresh view cost no drawing."""

    def draw_idle(self, *args: Any, **kwargs: Any) -> None:
        """Draw nothing: a figure is drawn when it is written."""


class Canvas:
    """One figure in the making; a form asks it for axes and for words, then draws."""

    def __init__(
        self, profile: Profile, words: Words, title: str, subtitle: str, footer: list[str]
    ) -> None:
        self.profile = profile
        self.words = words
        # Not the figure's own engine: matplotlib draws a figure that has one twice for each file.
        self._layout = ConstrainedLayoutEngine()
        self._settled = False
        self.figure = Figure(dpi=profile.dpi)
        Unseen(self.figure)
        self._title = self.wrap(title, profile.title_pt, bold=True) if profile.title else []
        self._subtitle = self.wrap(subtitle, profile.text_pt) if profile.title else []
        self._footer = (
            [line for text in footer for line in self.wrap(text, profile.small_pt)]
            if profile.footer
            else []
        )
        self._key: tuple[Sequence[Any], Sequence[str]] = ((), ())

    @property
    def header_mm(self) -> float:
        """Height of title, subtitle and key."""
        rows = _in_rows(self._key[1], self._key_columns)
        broken = sum(max(name.count("\n") for name in row) for row in rows)
        lines = len(rows) * KEY_LEADING + broken * LEADING
        return self._title_mm + lines * self.profile.small_pt * POINT

    @property
    def _title_mm(self) -> float:
        title = len(self._title) * self.profile.title_pt * LEADING * POINT
        subtitle = len(self._subtitle) * self.profile.text_pt * LEADING * POINT
        return title + subtitle + (2.5 if title else 0.0)

    @property
    def _key_columns(self) -> int:
        """The fewest columns that keep the rows as few as the widest name allows."""
        lines = [name.split("\n") for name in self._key[1]]
        widths = [text_width_mm(max(each, key=len), self.profile.small_pt) for each in lines]
        fitting = (self.profile.width_mm - 2 * MARGIN_MM) // (max(widths, default=0) + KEY_MARK_MM)
        rows = -(-len(widths) // max(1, int(fitting)))
        return -(-len(widths) // max(1, rows)) or 1

    def key(self, handles: Sequence[Any], names: Sequence[str]) -> None:
        """Explain marks in a strip between the header and the body; call it before `axes`."""
        room = self.profile.width_mm - 2 * MARGIN_MM - KEY_MARK_MM
        broken = ["\n".join(self.wrap(name, self.profile.small_pt, room)) for name in names]
        self._key = (handles, broken)

    @property
    def footer_mm(self) -> float:
        """Height of notes and sources."""
        lines = len(self._footer) * self.profile.small_pt * LEADING * POINT
        return lines + (2.0 if lines else 0.0)

    def fit(self, body_mm: float) -> float:
        """The share of a body that the profile's height leaves room for: 1 where all fits."""
        taken = self.header_mm + self.footer_mm + 2 * MARGIN_MM
        return min(1.0, (self.profile.max_height_mm - taken) / body_mm)

    def axes(self, body_mm: float, **subplots: Any) -> Any:
        """Size the figure for a body of so many millimetres and give its axes.

        The keywords are those of `matplotlib.figure.Figure.subplots`; the body shrinks where the
        profile's height limit asks for it.
        """
        head, foot = self.header_mm + MARGIN_MM, self.footer_mm + MARGIN_MM
        height = min(head + body_mm + foot, self.profile.max_height_mm)
        self.figure.set_size_inches(self.profile.width_mm * MM, height * MM)
        side = MARGIN_MM / self.profile.width_mm
        self._settled = False
        self._layout.set(rect=(side, foot / height, 1 - 2 * side, 1 - (head + foot) / height))
        self._write_header(height)
        self._write_key(height)
        self._write_footer(height)
        return self.figure.subplots(**subplots)

    def _write_header(self, height: float) -> None:
        top = MARGIN_MM
        for lines, size, weight, colour in (
            (self._title, self.profile.title_pt, "bold", theme.INK),
            (self._subtitle, self.profile.text_pt, "normal", theme.QUIET),
        ):
            for line in lines:
                self._write(line, top, height, size, weight, colour)
                top += size * LEADING * POINT

    def _write_key(self, height: float) -> None:
        if not self._key[1]:
            return
        handles, names = (_row_by_row(items, self._key_columns) for items in self._key)
        legend = self.figure.legend(
            handles,
            names,
            loc="upper left",
            bbox_to_anchor=(
                MARGIN_MM / self.profile.width_mm,
                1 - (MARGIN_MM + self._title_mm) / height,
            ),
            ncols=self._key_columns,
            fontsize=self.profile.small_pt,
            handlelength=1.4,
            handletextpad=0.5,
            columnspacing=1.2,
            labelspacing=KEY_LEADING - 1.25,
            borderpad=0,
            borderaxespad=0,
        )
        legend.set_in_layout(False)

    def _write_footer(self, height: float) -> None:
        top = height - MARGIN_MM - len(self._footer) * self.profile.small_pt * LEADING * POINT
        for line in self._footer:
            self._write(line, top, height, self.profile.small_pt, "normal", theme.QUIET)
            top += self.profile.small_pt * LEADING * POINT

    def _write(
        self, line: str, top: float, height: float, size: float, weight: str, colour: str
    ) -> None:
        text = self.figure.text(
            MARGIN_MM / self.profile.width_mm,
            1 - top / height,
            line,
            size=size,
            weight=weight,
            color=colour,
            va="top",
        )
        text.set_in_layout(False)

    def settle(self) -> None:
        """Lay the body out, once for all formats; forms that measure what they drew call it early.

        LabelsDoNotFitError where the words around the axes leave no room for them.
        """
        self._say_ticks()
        self._choose_fonts()
        if self._settled:
            return
        self._pass_over_clipped()
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="constrained_layout")
            try:
                self._layout.execute(self.figure)
            except UserWarning:
                raise LabelsDoNotFitError("the words leave no room for the chart") from None
        self._settled = True
        for axes in self.figure.axes:
            bounds = axes.get_position(original=True).bounds
            axes.set_position([round(bound, POSITION_DIGITS) for bound in bounds])
        self._choose_fonts()  # moved axes may have new ticks

    def _choose_fonts(self) -> None:
        """Search the fonts of other scripts only for texts that need them: the search is slow."""
        for axes in self.figure.axes:
            axes.xaxis.get_ticklabels(), axes.yaxis.get_ticklabels()  # now ticks know their words
        for text in self.figure.findobj(Text):
            text.set_fontfamily(theme.families(text.get_text()))

    def _pass_over_clipped(self) -> None:
        """Keep what the axes clip out of the layout: it cannot stick out, and measuring is slow.

        matplotlib does so too, but by comparing numbers that differ in their last digit.
        """
        for axes in self.figure.axes:
            for drawn in (*axes.lines, *axes.patches, *axes.collections, *axes.texts):
                if drawn.get_clip_on() and drawn.get_clip_box() is not None:
                    drawn.set_in_layout(False)

    def _say_ticks(self) -> None:
        """Write the numbers that matplotlib puts on axes by itself as the language writes them."""
        for axes in self.figure.axes:
            for axis in (axes.xaxis, axes.yaxis):
                if type(axis.get_major_formatter()) is ScalarFormatter:
                    axis.set_major_formatter(SaidNumbers(self.words))

    def wrap(
        self, text: str, size_pt: float, width_mm: float | None = None, *, bold: bool = False
    ) -> list[str]:
        """Break a text into lines that fit a width, by default the figure's."""
        limit = width_mm or self.profile.width_mm - 2 * MARGIN_MM
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and text_width_mm(longer, size_pt, bold=bold) <= limit:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def grid(self, axes: Any, axis: str) -> None:
        """Draw light grid lines along "x" or "y", where the profile allows them."""
        if self.profile.grid:
            axes.grid(True, axis=axis)

    def missing(self, kind: str) -> dict[str, Any]:
        """Give the patch style of a kind of missing; without hatches where they are not allowed."""
        fill, hatch, _ = theme.MISSING[kind]
        return {
            "facecolor": fill,
            "edgecolor": theme.LINE,
            "hatch": hatch if self.profile.hatching else "",
            "linewidth": self.profile.hairline_pt,
        }

    def missing_sign(self, kind: str) -> str:
        """Give the sign to write on a missing cell: only where hatches are not allowed."""
        return "" if self.profile.hatching else theme.MISSING[kind][2]

    def say(self, value: Value) -> str:
        """Say a message, name or number in the canvas's language."""
        return self.words.say(value)


def _in_rows(items: Sequence[Any], columns: int) -> list[Sequence[Any]]:
    return [items[start : start + columns] for start in range(0, len(items), columns)]


def _row_by_row(items: Sequence[Any], columns: int) -> list[Any]:
    """Order items so that a legend, which fills columns, is read row by row."""
    return [item for column in range(columns) for item in items[column::columns]]


def text_width_mm(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Measure a line of text in the workbook's font, in millimetres.

    The sum of its words: most lines are tried word by word, and each word is measured once.
    """
    words = text.split(" ")
    spaces = (len(words) - 1) * _word_width(" ", bold)
    return (sum(_word_width(word, bold) for word in words) + spaces) * size_pt * POINT


@lru_cache(maxsize=4096)
def _word_width(word: str, bold: bool) -> float:
    """Measure a word, in ems."""
    theme.register_fonts()
    font = FontProperties(family=theme.families(word), size=1, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(word, font, ismath=False)
    return float(width)
