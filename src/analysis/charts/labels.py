"""What the forms share: names of rows, ink that reads on a colour, and how missing is drawn."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch

from analysis.charts import theme
from analysis.charts.canvas import POINT, Canvas, text_width_mm
from analysis.charts.names import NAMES
from analysis.charts.words import Message

ROW_HEIGHTS = 1.9  # of the type, from one row to the next
TIGHTEST = 1.45  # the least of them that keeps rows apart
LABEL_SHARE = 0.3  # of the figure's width, before a row's name is broken into lines
READABLE = 4.5  # contrast of text
LINEAR = 0.04045  # below it an sRGB channel is linear


def row_mm(canvas: Canvas) -> float:
    """Height of one row of a chart of rows, in millimetres."""
    return ROW_HEIGHTS * canvas.profile.text_pt * POINT


def rows_mm(canvas: Canvas, labels: Sequence[str]) -> float:
    """Height of rows as even as their labels allow: taller where a label has several lines."""
    return len(labels) * row_mm(canvas) * crowding(canvas, labels)


def row_pt(canvas: Canvas, wanted_mm: float, heads_mm: float = 0.0) -> float:
    """Type size of rows that want so much height below heads that keep theirs.

    Smaller than the profile's where the sheet is too low for both, never below its smallest.
    """
    body = wanted_mm + heads_mm
    pitch = row_mm(canvas) * (canvas.fit(body) * body - heads_mm) / wanted_mm
    return max(canvas.profile.min_pt, min(canvas.profile.small_pt, pitch / (TIGHTEST * POINT)))


def fitted_pt(canvas: Canvas, body_mm: float) -> float:
    """Type size of labels in a body that may be too tall for the sheet."""
    return max(canvas.profile.min_pt, canvas.profile.small_pt * canvas.fit(body_mm))


def said(canvas: Canvas, kind: str | None, code: Hashable) -> str:
    """Say a code by its name, or a message, number or text as it is when it has no kind."""
    return canvas.words.name(kind, str(code)) if kind else canvas.say(plain(code))


def plain(value: Any) -> Any:
    """A value of a table as Python's own number, so that it can be said."""
    return value.item() if isinstance(value, np.generic) else value


def reading_order(canvas: Canvas, kind: str | None, codes: Iterable[Hashable]) -> list[Any]:
    """Give each code once; states that stand by code or English name go by the reader's names.

    Any other order is meant and stays.
    """
    found = list(dict.fromkeys(codes))
    by_english_name = sorted(found, key=lambda code: NAMES["country"].get(str(code), ""))
    if kind != "country" or found not in (sorted(found, key=str), by_english_name):
        return found
    return sorted(found, key=lambda code: said(canvas, kind, code))


def row_labels(canvas: Canvas, kind: str | None, codes: Iterable[Hashable]) -> list[str]:
    """Names of rows, broken into lines where they are long."""
    width, size = LABEL_SHARE * canvas.profile.width_mm, canvas.profile.small_pt
    return ["\n".join(canvas.wrap(said(canvas, kind, code), size, width)) for code in codes]


def crowding(canvas: Canvas, labels: Iterable[str]) -> float:
    """How many times its usual height a row needs for labels of several lines."""
    lines = max((label.count("\n") + 1 for label in labels), default=1)
    return max(1.0, lines * TIGHTEST * canvas.profile.small_pt * POINT / row_mm(canvas))


def fit_heads(canvas: Canvas, heads: list[str], width_mm: float) -> tuple[list[str], bool]:
    """Break column names into lines that fit; where a word is too wide, all names stand upright."""
    size = canvas.profile.small_pt
    broken = ["\n".join(canvas.wrap(head, size, width_mm)) for head in heads]
    upright = widest_mm(broken, size) > width_mm
    return (heads, True) if upright else (broken, False)


def widest_mm(texts: Iterable[str], size_pt: float) -> float:
    """Width of the widest line of some texts, in millimetres."""
    lines = [line for text in texts for line in text.split("\n")]
    return max((text_width_mm(line, size_pt) for line in lines), default=0.0)


def value_text(
    canvas: Canvas, value: float, digits: int, note: Message | None, row: Mapping[str, Any]
) -> str:
    """Write a value and a note on its row, whose {placeholders} are columns; nothing if missing."""
    if pd.isna(value):
        return ""
    text = canvas.words.number(value, digits)
    return f"{text} {canvas.say(filled(note, row))}" if note else text


def filled(note: Message, row: Mapping[str, Any]) -> Message:
    """Fill a message's {placeholders} from the columns of a row."""
    fields = [field for _text, field, _spec, _form in Formatter().parse(note.text) if field]
    return replace(note, values=tuple((field, plain(row[field])) for field in fields))


@lru_cache(maxsize=1024)
def readable_on(colour: Any) -> str:
    """The first of white, the text's ink and black that reads on a colour."""
    for ink in (theme.PAPER, theme.INK):
        if _contrast(ink, colour) >= READABLE:
            return ink
    return "#000000"


def _contrast(one: Any, other: Any) -> float:
    """Contrast of two colours as the Web Content Accessibility Guidelines define it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Any) -> float:
    red, green, blue = (_linear(channel) for channel in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= LINEAR else ((channel + 0.055) / 1.055) ** 2.4


def missing_keys(canvas: Canvas, kinds: Iterable[str]) -> tuple[list[Patch], list[str]]:
    """Handles and words that explain the kinds of missing a chart shows, in the theme's order."""
    present = set(kinds)
    shown = [kind for kind in theme.MISSING if kind in present]
    signs = [canvas.missing_sign(kind) for kind in shown]
    names = [canvas.words.name("missing", kind) for kind in shown]
    words = [f"{sign} {word}".strip() for sign, word in zip(signs, names, strict=True)]
    return [Patch(**canvas.missing(kind)) for kind in shown], words


def spread(places: Sequence[float], apart: float) -> list[float]:
    """Move places as little as needed to lie `apart`, keeping their order; for labels of lines."""
    order = np.argsort(places, kind="stable")
    groups: list[tuple[float, int]] = []  # middle and size of each run of labels that touch
    for place in np.asarray(places, dtype=float)[order]:
        middle, size = float(place), 1
        while groups and middle - groups[-1][0] < apart * (size + groups[-1][1]) / 2:
            before, count = groups.pop()
            middle = (middle * size + before * count) / (size + count)
            size += count
        groups.append((middle, size))
    moved = np.empty(len(places))
    moved[order] = [
        middle + (step - (size - 1) / 2) * apart for middle, size in groups for step in range(size)
    ]
    return moved.tolist()
