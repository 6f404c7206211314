"""A chart: what is drawn, the words around it, and its four published files."""

from __future__ import annotations

import base64
import io
import json
import pickle
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import uharfbuzz as harfbuzz
from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image

from analysis.charts import theme
from analysis.charts.canvas import Canvas
from analysis.charts.names import NAMES
from analysis.charts.theme import Profile
from analysis.charts.words import Message, Words, listing, name, number
from analysis.charts.words import message as _
from analysis.files import write_beside

ALT_TEXT_WORDS = 150
PNG_LEVEL = 7  # the last step of zlib, 9, would save 5 % of the bytes and take six times as long
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class SourceLike(Protocol):
    """What a figure needs to know of a source record; `analysis.data` has the full one."""

    id: Any
    short: Any
    title: Any
    publisher: Any
    edition: Any
    licence: Any
    url: Any
    redistributable: Any


@dataclass(frozen=True)
class Chart:
    """What a form draws and what must be said with it.

    `form(canvas, table, **options)` draws; `table` is all that is drawn and becomes the CSV twin.
    `n` of `n_of` `counted` are shown; `missing` counts those not shown by kind of missing
    (`names.NAMES["missing"]`). `spans` names the numeric column whose range the alt text gives.
    `interval` says what drawn intervals are, or that none are published.
    """

    form: Callable[..., None]
    table: pd.DataFrame
    title: Message
    subtitle: Message
    takeaway: Message
    sources: tuple[str, ...]
    n: int
    n_of: int
    counted: Message
    missing: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    interval: Message | None = None
    spans: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def chart_form(said: Message) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Name a form for alt texts, e.g. `@chart_form(_("Bar chart"))`."""

    def named(form: Callable[..., None]) -> Callable[..., None]:
        form.said = said  # type: ignore[attr-defined]
        return form

    return named


def render(
    chart: Chart, profile: Profile, words: Words, sources: Iterable[SourceLike] = ()
) -> Figure:
    """Draw a chart for a profile in a language; the figure is laid out anew, never rescaled."""
    theme.register_fonts()
    with rc_context(theme.style(profile)), theme.true_widths():
        canvas = Canvas(
            profile,
            words,
            words.say(chart.title),
            words.say(chart.subtitle),
            footer_lines(chart, words, sources),
        )
        chart.form(canvas, chart.table, **chart.options)
        canvas.settle()
    return canvas.figure


def footer_lines(chart: Chart, words: Words, sources: Iterable[SourceLike]) -> list[str]:
    """Say below a figure: n of N and what is missing, the interval, notes, sources."""
    lines = [words.say(count_line(chart))]
    lines += [words.say(said) for said in ((chart.interval,) if chart.interval else ())]
    lines += [words.say(note) for note in chart.notes]
    shorts = join_editions(source_said(source.short, words) for source in sources)
    if shorts:
        lines.append(words.say(_("Source: {sources}.", sources="; ".join(shorts))))
    return lines


def source_said(short: str, words: Words) -> str:
    """Name a source as it is published; what is said about it is said in the reader's language."""
    published = short.removeprefix("derived from ")
    said = words.name("source", published) if published in NAMES["source"] else published
    return said if published == short else words.say(_("derived from {source}", source=said))


def join_editions(shorts: Iterable[str]) -> list[str]:
    """Name each source once with all its editions: "WDI (2025-07-01, 2026-07-13)"."""
    editions: dict[str, list[str]] = {}
    for short in dict.fromkeys(shorts):
        source, _opening, edition = short.removesuffix(")").partition(" (")
        editions.setdefault(source, []).append(edition)
    return [
        f"{source} ({', '.join(sorted(found))})" if (found := [e for e in listed if e]) else source
        for source, listed in editions.items()
    ]


def count_line(chart: Chart) -> Message:
    """Say how many of how many are shown, and why the others are not."""
    kinds = [
        _("{count} {kind}", count=count, kind=name("missing", kind))
        for kind, count in chart.missing.items()
        if count
    ]
    if kinds:
        return _(
            "Shown: {n} of {n_of} {counted}; {missing}.",
            n=chart.n,
            n_of=chart.n_of,
            counted=chart.counted,
            missing=listing(kinds),
        )
    return _("Shown: {n} of {n_of} {counted}.", n=chart.n, n_of=chart.n_of, counted=chart.counted)


def alt_text(chart: Chart, words: Words) -> str:
    """Describe a chart for those who do not see it: form, subject, range, takeaway, missing."""
    said = [words.say(getattr(chart.form, "said", _("Chart"))) + ":"]
    said += [_sentence(words.say(part)) for part in (chart.title, chart.subtitle)]
    if chart.spans and chart.table[chart.spans].notna().any():
        low, high = chart.table[chart.spans].min(), chart.table[chart.spans].max()
        said.append(
            words.say(_("Values run from {low} to {high}.", low=_fit(low), high=_fit(high)))
        )
    said += [_sentence(words.say(chart.takeaway)), words.say(count_line(chart))]
    every = " ".join(dict.fromkeys(said)).split()
    return " ".join(every if len(every) <= ALT_TEXT_WORDS else [*every[: ALT_TEXT_WORDS - 1], "…"])


def _fit(value: float) -> Any:
    """Print a number with the decimals that its size asks for."""
    return number(float(value), 0 if abs(value) >= 100 or float(value).is_integer() else 2)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) or not text else f"{text}."


def svg_text(figure: Figure) -> str:
    """Write a figure as SVG with editable text and its fonts inside; the same bytes each time."""
    buffer = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "ascn-rights-workbook"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    fonts = embedded_fonts("".join(re.findall(r">([^<]*)</text>", svg)), svg)
    return svg.replace("<defs>", f"<defs>\n  <style>{fonts}</style>", 1)


def embedded_fonts(text: str, svg: str) -> str:
    """Give @font-face rules that carry the glyphs of a text, for the faces that an SVG uses."""
    signs = "".join(sorted(set(text)))
    rare = {ord(sign) for sign in signs} - theme.signs(theme.FONTS / "NotoSans-Regular.ttf")
    rules = []
    for path in sorted(theme.FONTS.glob("*.ttf")):
        family, weight, slope = _face(path.stem)
        bold_or_plain = weight == 400 or "font-weight: 700" in svg
        drawn = bold_or_plain and (slope == "normal" or "font-style: italic" in svg)
        if drawn and (family == "Noto Sans" or rare & theme.signs(path)):
            rules.append(
                f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{slope};"
                f"src:url(data:font/ttf;base64,{_subset(path, signs)})}}"
            )
    return "".join(rules)


def _face(stem: str) -> tuple[str, int, str]:
    family, face = stem.split("-")
    spelt = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", family)
    return spelt, 700 if face == "Bold" else 400, "italic" if face == "Italic" else "normal"


@lru_cache(maxsize=256)
def _subset(path: Path, signs: str) -> str:
    """Cut a font down to some signs and to what shapes them, in base 64."""
    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, signs))
    return base64.b64encode(harfbuzz.subset(theme.face(path), wanted).blob.data).decode()


def picture(figure: Figure, dpi: int) -> Image.Image:
    """Draw a figure in pixels; the same each time."""
    pixels = io.BytesIO()
    with theme.true_widths():
        figure.savefig(pixels, format="rgba", dpi=dpi)
    width, height = (int(side * dpi) for side in figure.get_size_inches())
    drawn = Image.frombuffer("RGBA", (width, height), pixels.getvalue())
    return drawn.convert("RGB")


def png_bytes(figure: Figure, dpi: int) -> bytes:
    """Write a figure as PNG; the same bytes each time."""
    buffer = io.BytesIO()
    picture(figure, dpi).save(buffer, "PNG", dpi=(dpi, dpi))
    return buffer.getvalue()


def light_png(figure: Figure, dpi: int) -> bytes:
    """Write a figure as PNG of 256 colours: a third of the bytes, for slow connections."""
    few = picture(figure, dpi).quantize(
        256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    buffer = io.BytesIO()
    few.save(buffer, "PNG", compress_level=PNG_LEVEL, dpi=(dpi, dpi))
    return buffer.getvalue()


def csv_text(table: pd.DataFrame) -> str:
    """Write a chart's table twin; no text cell starts with a sign that a spreadsheet would run."""
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    for column in plain.columns[~plain.dtypes.map(pd.api.types.is_numeric_dtype)]:
        plain[column] = plain[column].map(_inert, na_action="ignore")
    plain.columns = [_inert(str(column)) for column in plain.columns]
    return plain.to_csv(index=False, lineterminator="\n")


def _inert(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def sidecar(
    chart: Chart, words: Words, sources: Iterable[SourceLike], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Give what must travel with a figure: words, sources with edition and licence, n of N.

    `about` adds what the run knows: figure, notebook, run, parameters, inputs and their hash.
    """
    sources = list(sources)
    caption = [chart.title, chart.subtitle]
    said = [_sentence(words.say(part)) for part in caption] + footer_lines(chart, words, sources)
    return {
        "title": words.say(chart.title),
        "subtitle": words.say(chart.subtitle),
        "caption": " ".join(said),
        "alt_text": alt_text(chart, words),
        "language": words.language,
        "n": chart.n,
        "n_of": chart.n_of,
        "counted": words.say(chart.counted),
        "missing": dict(chart.missing),
        "interval": words.say(chart.interval) if chart.interval else None,
        "notes": [words.say(note) for note in chart.notes],
        "columns": [str(column) for column in chart.table.columns],
        "rows": len(chart.table),
        "sources": [_source_entry(source) for source in sources],
        **about,
    }


def _source_entry(source: SourceLike) -> dict[str, Any]:
    keys = ("id", "title", "short", "publisher", "edition", "licence", "url", "redistributable")
    return {key: getattr(source, key) for key in keys}


def publish(
    chart: Chart,
    folder: Path,
    figure_name: str,
    words: Words,
    sources: Iterable[SourceLike],
    about: Mapping[str, Any],
) -> bytes:
    """Write a figure's PNG, SVG, CSV and JSON into a folder and give the PNG's bytes."""
    sources = list(sources)
    profile = theme.read_profile("workbook")
    figure = render(chart, profile, words, sources)
    png = light_png(figure, profile.dpi)
    entry = sidecar(chart, words, sources, {"figure": figure_name, **about})
    files = {
        "png": png,
        "svg": svg_text(figure).encode(),
        "csv": csv_text(chart.table).encode(),
        "json": (json.dumps(entry, indent=2, ensure_ascii=False) + "\n").encode(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, content in files.items():
        write_beside(folder / f"{figure_name}.{suffix}", content)
    return png


def keep(chart: Chart, path: Path) -> None:
    """Keep a chart so that it can be laid out again in another profile or language."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_beside(path, pickle.dumps(chart, protocol=5))


def kept(path: Path) -> Chart:
    """Open a chart that `keep` kept."""
    return pickle.loads(path.read_bytes())
