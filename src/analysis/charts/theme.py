"""One look for the whole workbook: fonts, colours with fixed meanings, line widths and profiles."""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import uharfbuzz as harfbuzz
import yaml
from matplotlib import font_manager, rc_context
from pydantic import BaseModel, ConfigDict, Field

FONTS = Path(__file__).with_name("fonts")
PROFILES = Path(__file__).with_name("profiles")
FONT_FAMILIES = (
    "Noto Sans",
    "Noto Sans Math",
    "Noto Sans Symbols2",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
)

INK = "#1c2733"  # text
QUIET = "#5a6672"  # secondary text; 4.5:1 on white
LINE = "#8a949e"  # axes and leaders; 3:1 on white
GRID = "#e3e7eb"
PAPER = "#ffffff"
LAND = "#e9e4d8"
LAND_HIGHLIGHTED = "#d3c39a"
NEIGHBOUR = "#f1f2f3"
WATER = "#f7fafc"
ACCENT = "#0b6e8a"  # the one colour of a single series
ACCENT_DARK = "#084c61"
CONTRAST = "#c8553d"  # its opposite
COMPARATOR = "#8a949e"  # states outside the selection, never the subject

FOCUS_AREAS = {
    "Civic & Social": "#93608b",
    "Health & Well-being": "#ab335d",
    "Safety & Security": "#3c4b8e",
    "Quality Environment": "#6f9f5b",
    "Built Infrastructure": "#5c3305",
    "Industry & Innovation": "#148abd",
}
STATUSES = {
    "completed": "#0b2e4a",
    "on-going": "#2f6ea6",
    "planning": "#b5842a",
    "ambiguous": "#8b9299",  # always hatched too
}
FUNDING_TYPES = {
    "domestic": "#17492f",
    "external": "#cc7722",
    "mixed": "#84489f",
    "unknown": "#8b9299",  # always hatched too
}
VERDICTS = {
    "holds": "#17492f",
    "holds with a caveat": "#6f9f5b",
    "superseded": "#148abd",
    "contradicted": "#ab335d",
    "garbled in print": "#b5842a",
    "not testable with these data": "#8b9299",  # always hatched too
}
COHORTS = {"pilot-2018": "#0d3350", "later": "#c8553d"}
# Kinds of missing: fill, hatch, and the sign that stands in for a hatch where none is allowed.
MISSING = {
    "not_published": ("#ffffff", "////", "–"),
    "not_covered": ("#d5dade", "", "×"),
    "unconfirmed": ("#ffffff", "....", "?"),
    "ambiguous": ("#eef0f2", "xxxx", "≈"),
    "not_applicable": ("#ffffff", "", ""),
}
MARKERS = ("o", "s", "D", "^", "v", "P", "X", "<", ">", "p", "h")
# Eleven hues cannot differ in grey: a state is always named beside its mark as well.
COUNTRIES = {
    "BRN": "#856115",
    "IDN": "#be866f",
    "KHM": "#794a79",
    "LAO": "#48675e",
    "MMR": "#6b7343",
    "MYS": "#883f3b",
    "PHL": "#7182a1",
    "SGP": "#b65fd0",
    "THA": "#527f6d",
    "TLS": "#613324",
    "VNM": "#425354",
}


Artwork = Literal["line", "tone", "combination"]


class UnknownProfile(ValueError):
    """A profile, or a width of one, that does not exist; names those that do."""


class Profile(BaseModel):
    """The sizes and rules of one place of publication; lengths in millimetres, type in points."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    source: str = Field(description="where the rules come from, and what of them is unconfirmed")
    width_mm: float = Field(gt=0, description="width of the whole figure")
    widths_mm: tuple[float, ...] = Field((), description="other widths that may be asked for")
    width_range_mm: tuple[float, float] | None = Field(
        None, description="any width from the first to the second may be asked for"
    )
    max_height_mm: float = Field(gt=0, description="height that is never exceeded")
    dpi: int = Field(gt=0, description="pixels per inch of raster formats")
    dpi_by_artwork: dict[Artwork, int] = Field(
        {}, description="pixels per inch of line drawings, of tones, and of both combined"
    )
    formats: tuple[Literal["png", "svg", "pdf", "eps", "tif"], ...] = Field(
        description="file formats written"
    )
    file_name: str = Field("{figure}", description="takes {figure}, {number} and {language}")
    colour: Literal["RGB", "L"] = Field("RGB", description="colour or grey (L) of raster formats")
    max_megabytes: float | None = Field(None, gt=0, description="size of a file at most")
    text_pt: float = Field(gt=0, description="labels and legends")
    small_pt: float = Field(gt=0, description="ticks, notes and sources")
    title_pt: float = Field(gt=0, description="title, where it is drawn")
    min_pt: float = Field(4, gt=0, description="smallest type allowed")
    max_pt: float = Field(40, gt=0, description="largest type allowed")
    line_pt: float = Field(1.2, gt=0, description="a data line")
    hairline_pt: float = Field(0.5, gt=0, description="axes, grid and leaders")
    title: bool = Field(True, description="draw title and subtitle; journals set them as caption")
    footer: bool = Field(True, description="draw n of N, notes and sources below the figure")
    grid: bool = Field(True, description="light grid lines are allowed")
    hatching: bool = Field(True, description="hatches are allowed")

    def at_width(self, width_mm: float) -> Profile:
        """Give the profile for another of its widths; UnknownProfile names those allowed."""
        low, high = self.width_range_mm or (1, 0)
        if not (low <= width_mm <= high or width_mm in (self.width_mm, *self.widths_mm)):
            raise UnknownProfile(
                f"profile {self.name} has no width {width_mm:g} mm; its widths are: {self._widths}"
            )
        return self.model_copy(update={"width_mm": width_mm})

    @property
    def _widths(self) -> str:
        if self.width_range_mm:
            return "{:g} to {:g}".format(*self.width_range_mm)
        return ", ".join(f"{width:g}" for width in sorted({self.width_mm, *self.widths_mm}))

    def for_artwork(self, artwork: Artwork) -> Profile:
        """Give the profile with the resolution that it asks of a kind of artwork."""
        return self.model_copy(update={"dpi": self.dpi_by_artwork.get(artwork, self.dpi)})


@lru_cache
def read_profile(name: str) -> Profile:
    """Read `profiles/<name>.yml`; UnknownProfile names the profiles that exist."""
    if name not in profile_names():
        known = ", ".join(profile_names())
        raise UnknownProfile(f"there is no profile {name!r}; the profiles are: {known}")
    return Profile(**yaml.safe_load((PROFILES / f"{name}.yml").read_text(encoding="utf-8")))


def profile_names() -> list[str]:
    """Name the profiles that lie in the folder, sorted; a new file there is a new profile."""
    return sorted(path.stem for path in PROFILES.glob("*.yml"))


def profile_schema() -> str:
    """Give the JSON schema of a profile, with which editors help who writes one."""
    return json.dumps(Profile.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def write_profile_schema() -> Path:
    """Write the JSON schema beside the profiles."""
    path = PROFILES / "profile.schema.json"
    path.write_text(profile_schema(), encoding="utf-8")
    return path


@lru_cache
def register_fonts() -> None:
    """Make the workbook's own fonts known to matplotlib; no system font is ever used."""
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    # Thai, Lao, Khmer and Burmese names have one weight; bold text falls back to it on purpose.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)


@lru_cache
def face(path: Path) -> harfbuzz.Face:
    """Open one of the workbook's fonts."""
    return harfbuzz.Face(harfbuzz.Blob(path.read_bytes()))


@lru_cache
def signs(path: Path) -> frozenset[int]:
    """Give the code points that a font has signs for."""
    return frozenset(face(path).unicodes)


def families(text: str) -> list[str]:
    """Name the fonts that a text needs, in order: searching those of other scripts is slow."""
    plain = signs(FONTS / "NotoSans-Regular.ttf").issuperset(map(ord, text.replace("\n", "")))
    return [FONT_FAMILIES[0]] if plain else list(FONT_FAMILIES)


def true_widths() -> Any:
    """Set type as wide on a screen as in print, so that what was measured is what is drawn."""
    return rc_context({"text.hinting": "none"})


def style(profile: Profile) -> Any:
    """Give matplotlib's settings for a profile: quiet axes, own fonts, inert text."""
    return {
        "font.family": FONT_FAMILIES[0],
        "font.size": profile.text_pt,
        "axes.titlesize": profile.text_pt,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": profile.text_pt,
        "legend.fontsize": profile.text_pt,
        "xtick.labelsize": profile.small_pt,
        "ytick.labelsize": profile.small_pt,
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": LINE,
        "ytick.color": LINE,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "axes.edgecolor": LINE,
        "axes.linewidth": profile.hairline_pt,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": False,
        "axes.unicode_minus": True,
        "grid.color": GRID,
        "grid.linewidth": profile.hairline_pt,
        "xtick.major.width": profile.hairline_pt,
        "ytick.major.width": profile.hairline_pt,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
        "lines.linewidth": profile.line_pt,
        "lines.markersize": 4.5 * profile.text_pt / 8,
        "hatch.linewidth": profile.hairline_pt,
        "hatch.color": LINE,
        "legend.frameon": False,
        "figure.facecolor": PAPER,
        "savefig.facecolor": PAPER,
        "text.parse_math": False,  # a dollar sign in data is a dollar sign
        "svg.fonttype": "none",
        "svg.hashsalt": "ascn-rights-workbook",
        "pdf.fonttype": 42,
        "ps.fonttype": 42,
        "axes.formatter.use_locale": False,
    }
