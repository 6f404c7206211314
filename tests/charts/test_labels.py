import pandas as pd
import pytest

from analysis.charts import theme
from analysis.charts.labels import filled, readable_on, spread
from analysis.charts.words import Words, message


def test_labels_that_touch_are_moved_apart_around_their_middle():
    assert spread([10.0, 10.0], 2.0) == [9.0, 11.0]


def test_labels_that_do_not_touch_stay_where_they_are():
    assert spread([1.0, 10.0, 5.0], 2.0) == [1.0, 10.0, 5.0]


def test_labels_keep_their_order():
    moved = spread([5.0, 5.2, 5.1, 9.0], 1.0)
    assert sorted(range(4), key=moved.__getitem__) == [0, 2, 1, 3]
    assert min(b - a for a, b in zip(sorted(moved), sorted(moved)[1:], strict=False)) >= 1 - 1e-9


def test_no_labels_need_no_room():
    assert spread([], 1.0) == []


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#767676", "#5b79c9", "#b5842a"])
def test_text_reads_on_every_tone(colour):
    assert contrast(readable_on(colour), colour) >= 4.5


def contrast(one: str, other: str) -> float:
    tones = sorted(luminance(colour) for colour in (one, other))
    return (tones[1] + 0.05) / (tones[0] + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_row_fills_the_note_s_placeholders():
    row = pd.Series({"n": 3, "year": 2024, "city": "{brace}"}).to_dict()
    assert Words().say(filled(message("{n} in {year}: {city}"), row)) == "3 in 2024: {brace}"


def test_the_theme_s_missing_kinds_have_each_a_look_of_their_own():
    assert len({style[:2] for style in theme.MISSING.values()}) == len(theme.MISSING)
