"""Figures for a place of publication: laid out in its profile, written, checked as files."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from PIL import Image

from analysis.charts import theme
from analysis.charts.chart import (
    Chart,
    SourceLike,
    csv_text,
    picture,
    png_bytes,
    render,
    sidecar,
    svg_text,
)
from analysis.charts.layout import LabelsDoNotFitError, layout_faults
from analysis.charts.theme import Artwork, Profile
from analysis.charts.words import Words
from analysis.files import write_beside

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72
TOLERANCE_MM = 0.3
LEGIBLE = "no text overlaps another or is cut off"
NAMED = 4  # faults named before the others are counted


@dataclass(frozen=True)
class Check:
    """One rule of a profile held against one written file."""

    file: str
    rule: str
    found: str
    passed: bool


@dataclass(frozen=True)
class Exported:
    """What became of one figure: the files written, none when a rule is broken, and every check."""

    figure: str
    files: tuple[Path, ...]
    checks: tuple[Check, ...]
    withheld: str = ""

    @property
    def broken(self) -> list[Check]:
        """The rules that the figure breaks, for which it was not written."""
        return [check for check in self.checks if not check.passed]


def export(
    chart: Chart,
    figure_name: str,
    folder: Path,
    profile: Profile,
    words: Words,
    sources: Iterable[SourceLike],
    number: int = 1,
) -> Exported:
    """Write a chart in every format of a profile, its caption, and its data where that is allowed.

    Each file is checked against the profile's rules first; nothing is written when one is broken.
    `withheld` of the result says why the data were not written.
    """
    sources = list(sources)
    try:
        figure = render(chart, profile, words, sources)
    except LabelsDoNotFitError as error:
        return Exported(figure_name, (), (Check(figure_name, LEGIBLE, str(error), False),))
    profile = profile.for_artwork(artwork(figure))
    stem = profile.file_name.format(figure=figure_name, number=number, language=words.language)
    contents = {f"{stem}.{form}": file_bytes(figure, form, profile) for form in profile.formats}
    checks = check_drawn(figure_name, figure, profile)
    for name, content in contents.items():
        checks += check_file(name, content, profile)
    withheld = data_withheld(sources)
    if all(check.passed for check in checks):
        contents[f"{stem}.txt"] = caption_text(chart, words, sources).encode()
        if not withheld:
            contents[f"{stem}.csv"] = csv_text(chart.table).encode()
        return Exported(figure_name, _written(folder, contents), tuple(checks), withheld)
    return Exported(figure_name, (), tuple(checks), withheld)


def caption_text(chart: Chart, words: Words, sources: Iterable[SourceLike]) -> str:
    """Give what is pasted beside a figure: its caption, and its description for the alt text."""
    about = sidecar(chart, words, sources, {})
    return "\n\n".join((about["caption"], about["alt_text"])) + "\n"


def _written(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        write_beside(folder / name, content)
    return tuple(folder / name for name in contents)


def artwork(figure: Figure) -> Artwork:
    """Sort a figure as publishers do: lines and text alone, tones alone, or both combined."""
    drawn = [artist for axes in figure.axes if axes.axison for artist in axes.get_children()]
    images = [artist for artist in drawn if isinstance(artist, AxesImage)]
    if images:
        return "tone" if len(images) == len(drawn) else "combination"
    filled = [a for a in drawn if isinstance(a, Patch | Collection) and a.get_visible()]
    toned = {to_hex(face) for artist in filled for face in _faces(artist) if face[3] > 0}
    return "combination" if toned - {theme.PAPER} else "line"


def _faces(artist: Patch | Collection) -> np.ndarray:
    return np.atleast_2d(artist.get_facecolor()).reshape(-1, 4)


def data_withheld(sources: Iterable[SourceLike]) -> str:
    """Say which sources stop the table from being given away; empty when all may be republished."""
    closed = [source for source in sources if not source.redistributable]
    if not closed:
        return ""
    named = "\n".join(f"- {source.title} ({source.licence})" for source in closed)
    return (
        "The data behind this figure are not written here: these sources allow facts to be\n"
        f"quoted with citation but not their tables to be republished.\n{named}\n"
    )


def file_bytes(figure: Figure, form: str, profile: Profile) -> bytes:
    """Write a figure as png, svg, pdf, eps or tif; the same bytes each time."""
    if form == "svg":
        return svg_text(figure).encode()
    if form == "png":
        return png_bytes(figure, profile.dpi)
    if form == "tif":
        return _tiff(figure, profile)
    if form == "eps":
        return _eps(figure, profile)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="pdf", dpi=profile.dpi, metadata={"CreationDate": None})
    return buffer.getvalue()


def _eps(figure: Figure, profile: Profile) -> bytes:
    buffer = io.BytesIO()
    about = {"Creator": "ASCN rights workbook"}
    with _opaque(figure):
        figure.savefig(buffer, format="eps", dpi=profile.dpi, metadata=about)
    return re.sub(rb"%%CreationDate:[^\n]*\n", b"", buffer.getvalue())


@contextmanager
def _opaque(figure: Figure) -> Iterator[None]:
    """Mix see-through colours with the paper: EPS knows none and would draw them in full."""
    faint = [
        (artist, artist.get_alpha(), _faces(artist)[:, :3])
        for kind in (Patch, Collection)
        for artist in figure.findobj(kind)
        if artist.get_alpha() is not None and (_faces(artist)[:, 3] > 0).any()
    ]
    for artist, alpha, faces in faint:
        artist.set_alpha(None)
        artist.set_facecolor(_for(artist, 1 - alpha * (1 - faces)))
    yield
    for artist, alpha, faces in faint:
        artist.set_alpha(alpha)
        artist.set_facecolor(_for(artist, faces))


def _for(artist: Patch | Collection, colours: np.ndarray) -> np.ndarray:
    return colours if isinstance(artist, Collection) else colours[0]


def _tiff(figure: Figure, profile: Profile) -> bytes:
    image = picture(figure, profile.dpi).convert(profile.colour)
    buffer = io.BytesIO()
    image.save(buffer, "TIFF", compression="tiff_lzw", dpi=(profile.dpi, profile.dpi))
    return buffer.getvalue()


def check_drawn(name: str, figure: Figure, profile: Profile) -> list[Check]:
    """Hold what is drawn against the rules that a written file can no longer show."""
    faults = layout_faults(figure)
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    checks = [
        Check(name, LEGIBLE, _some(faults) or "none does", not faults),
        _check_type_sizes(name, {text.get_fontsize() for text in texts}, profile),
    ]
    if not profile.grid:
        lines = [line for axes in figure.axes for line in _grid_lines(axes) if line.get_visible()]
        checks.append(Check(name, "no grid lines", f"{len(lines)} grid lines", not lines))
    if not profile.hatching:
        filled = [*figure.findobj(Patch), *figure.findobj(Collection)]
        hatched = [drawn for drawn in filled if drawn.get_hatch()]
        checks.append(Check(name, "no hatching", f"{len(hatched)} hatches", not hatched))
    return checks


def _some(faults: list[str]) -> str:
    more = f" and {len(faults) - NAMED} more" if len(faults) > NAMED else ""
    return "; ".join(" ".join(fault.split()) for fault in faults[:NAMED]) + more


def _grid_lines(axes: Axes) -> list[Line2D]:
    return [*axes.get_xgridlines(), *axes.get_ygridlines()]


def check_file(name: str, content: bytes, profile: Profile) -> list[Check]:
    """Open a written file and hold it against each rule that its format can show."""
    form = name.rsplit(".", 1)[1]
    opened = {"svg": _check_svg, "pdf": _check_pdf, "eps": _check_eps}.get(form, _check_raster)
    checks = opened(name, content, profile)
    if profile.max_megabytes is not None:
        size = len(content) / 1e6
        rule = f"at most {profile.max_megabytes:g} MB"
        checks.append(Check(name, rule, f"{size:.2f} MB", size <= profile.max_megabytes))
    return checks


def _check_size(name: str, width_mm: float, height_mm: float, profile: Profile) -> list[Check]:
    return [
        Check(
            name,
            f"{profile.width_mm:g} mm wide",
            f"{width_mm:.1f} mm",
            abs(width_mm - profile.width_mm) <= TOLERANCE_MM,
        ),
        Check(
            name,
            f"at most {profile.max_height_mm:g} mm high",
            f"{height_mm:.1f} mm",
            height_mm <= profile.max_height_mm + TOLERANCE_MM,
        ),
    ]


def _check_raster(name: str, content: bytes, profile: Profile) -> list[Check]:
    image = Image.open(io.BytesIO(content))
    dpi = float(image.info["dpi"][0])
    width, height = (pixels / dpi * MM_PER_INCH for pixels in image.size)
    checks = _check_size(name, width, height, profile)
    checks.append(Check(name, f"{profile.dpi} dpi", f"{dpi:.0f} dpi", abs(dpi - profile.dpi) < 1))
    if image.format == "TIFF":
        packed = str(image.info.get("compression"))
        checks += [
            Check(name, "LZW compression", packed, packed == "tiff_lzw"),
            Check(
                name,
                f"flat, colour mode {profile.colour}",
                f"{image.mode}, {getattr(image, 'n_frames', 1)} layer",
                image.mode == profile.colour and getattr(image, "n_frames", 1) == 1,
            ),
        ]
    return checks


def _check_svg(name: str, content: bytes, profile: Profile) -> list[Check]:
    text = content.decode()
    width, height = (
        float(found) / POINTS_PER_INCH * MM_PER_INCH
        for found in re.findall(r'<svg[^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"', text)[0]
    )
    sizes = {float(size) for size in re.findall(r"font(?:-size)?: (?:\w+ )*([\d.]+)px", text)}
    checks = _check_size(name, width, height, profile)
    checks.append(_check_type_sizes(name, sizes, profile))
    checks.append(
        Check(name, "text is editable", f"{text.count('<text')} texts", text.count("<text") > 0)
    )
    return checks


def _check_type_sizes(name: str, sizes: set[float], profile: Profile) -> Check:
    rule = f"type of {profile.min_pt:g} to {profile.max_pt:g} pt"
    fits = bool(sizes) and all(
        profile.min_pt - 0.01 <= size <= profile.max_pt + 0.01 for size in sizes
    )
    return Check(name, rule, ", ".join(f"{size:g}" for size in sorted(sizes)), fits)


def _check_pdf(name: str, content: bytes, profile: Profile) -> list[Check]:
    from pypdf import PdfReader  # slow to import, and no notebook needs it

    page = PdfReader(io.BytesIO(content)).pages[0]
    width, height = (
        float(side) / POINTS_PER_INCH * MM_PER_INCH
        for side in (page.mediabox.width, page.mediabox.height)
    )
    resources: Any = page["/Resources"]
    fonts = [font.get_object() for font in resources.get("/Font", {}).values()]
    loose = [str(font.get("/BaseFont")) for font in fonts if not _is_embedded(font)]
    return [
        *_check_size(name, width, height, profile),
        Check(name, "fonts embedded", ", ".join(loose) or "all embedded", not loose),
        Check(name, "text is editable", f"{len(fonts)} fonts", bool(fonts)),
    ]


def _is_embedded(font: Any) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True  # its glyphs are drawn in the file itself
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return "/FontFile2" in inner["/FontDescriptor"] or "/FontFile3" in inner["/FontDescriptor"]


def _check_eps(name: str, content: bytes, profile: Profile) -> list[Check]:
    box = re.search(rb"%%HiResBoundingBox: ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)", content)
    left, bottom, right, top = (float(side) for side in (box.groups() if box else (0, 0, 0, 0)))
    width, height = (side / POINTS_PER_INCH * MM_PER_INCH for side in (right - left, top - bottom))
    return _check_size(name, width, height, profile)
