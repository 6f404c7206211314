"""Colours keep measured distances: CAM02-UCS, for normal and colour-blind sight and in grey."""

import itertools
import warnings

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

from analysis.charts import theme
from analysis.charts.canvas import text_width_mm

COLOUR_FLOOR = 12  # CAM02-UCS distance between meanings, for each kind of sight
STATES_FLOOR = 7  # eleven states; each is named beside its mark as well
GREY_FLOOR = 6  # without hue; hatched meanings are told apart by their hatch
HATCHED = {"ambiguous", "unknown"}
PALETTES = {
    "focus areas": theme.FOCUS_AREAS,
    "statuses": theme.STATUSES,
    "funding types": theme.FUNDING_TYPES,
    "cohorts": theme.COHORTS,
}


def luminance(colour: str) -> float:
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """Contrast ratio of the Web Content Accessibility Guidelines 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, sight: str) -> np.ndarray:
    rgb = np.array(to_rgb(colour))
    if sight == "normal":
        return rgb
    if sight == "grey":
        level = luminance(colour)
        level = 12.92 * level if level <= 0.0031308 else 1.055 * level ** (1 / 2.4) - 0.055
        return np.repeat(level, 3)
    space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
    return np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1)


def closest(colours: list[str], sight: str) -> float:
    pairs = itertools.combinations([seen(colour, sight) for colour in colours], 2)
    return min(float(deltaE(a, b, input_space="sRGB1")) for a, b in pairs)


@pytest.mark.parametrize("sight", ["normal", "deuteranomaly", "protanomaly", "tritanomaly"])
@pytest.mark.parametrize("palette", PALETTES)
def test_meanings_stay_apart_for_every_sight(palette, sight):
    assert closest(list(PALETTES[palette].values()), sight) >= COLOUR_FLOOR


@pytest.mark.parametrize("palette", PALETTES)
def test_meanings_stay_apart_in_grey_unless_a_hatch_tells_them(palette):
    plain = [colour for key, colour in PALETTES[palette].items() if key not in HATCHED]
    assert closest(plain, "grey") >= GREY_FLOOR


@pytest.mark.parametrize("sight", ["normal", "deuteranomaly", "protanomaly", "tritanomaly"])
def test_states_stay_apart_for_every_sight(sight):
    assert closest(list(theme.COUNTRIES.values()), sight) >= STATES_FLOOR


def test_marks_have_contrast_on_paper():
    palettes = [*PALETTES.values(), theme.COUNTRIES]
    marks = [colour for palette in palettes for colour in palette.values()]
    for mark in [*marks, theme.ACCENT, theme.CONTRAST, theme.LINE, theme.COMPARATOR]:
        assert contrast(mark, theme.PAPER) >= 3, mark


def test_text_has_contrast_on_every_ground():
    for text in (theme.INK, theme.QUIET):
        for ground in (theme.PAPER, theme.LAND, theme.NEIGHBOUR, theme.WATER):
            assert contrast(text, ground) >= 4.5, (text, ground)


def test_kinds_of_missing_differ_by_hatch_or_sign_not_by_colour_alone():
    drawn = [(fill, hatch) for fill, hatch, _ in theme.MISSING.values()]
    signs = [sign for _, _, sign in theme.MISSING.values()]
    assert len(set(drawn)) == len(drawn)
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize("place", ["กรุงเทพ", "ວຽງຈັນ", "ភ្នំពេញ", "ရန်ကုန်", "Đà Nẵng", "−≈≤≥→●"])
def test_place_names_and_signs_have_glyphs(place):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert text_width_mm(place, 8) > 2


def test_an_unknown_profile_is_refused_with_those_known():
    with pytest.raises(theme.UnknownProfile, match=r"nature.*plos"):
        theme.read_profile("vogue")


def test_a_width_that_a_profile_lacks_is_refused_with_those_it_has():
    with pytest.raises(theme.UnknownProfile, match="89, 183"):
        theme.read_profile("nature").at_width(100)


def test_a_profile_with_a_range_takes_any_width_in_it():
    plos = theme.read_profile("plos")
    assert plos.at_width(100).width_mm == 100
    with pytest.raises(theme.UnknownProfile, match=r"66.8 to 190.5"):
        plos.at_width(66)


def test_the_schema_beside_the_profiles_is_that_of_the_code():
    written = (theme.PROFILES / "profile.schema.json").read_text()
    assert written == theme.profile_schema(), "run `ascn schema`"
