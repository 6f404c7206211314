import datetime

import pytest

from analysis.charts import words as module
from analysis.charts.words import MarkdownWords, Words, listing, name, number, plural
from analysis.charts.words import message as _


def test_numbers_follow_the_language():
    assert Words("en").number(1234.5, 1) == "1,234.5"
    assert Words("id").number(1234.5, 1) == "1.234,5"


def test_a_negative_number_has_a_minus_sign_not_a_hyphen():
    assert Words().number(-2, 0) == "\N{MINUS SIGN}2"


def test_minus_zero_is_zero():
    assert Words().number(-0.04, 1) == "0.0"


def test_years_are_not_grouped():
    assert Words().say(_("since {year}", year=2018)) == "since 2018"


def test_dates_follow_the_language():
    day = datetime.date(2022, 9, 21)
    assert Words("en").date(day) == "21 September 2022"
    assert Words("id").date(day) == "21 September 2022"
    assert Words("id").date(datetime.date(2025, 8, 10)) == "10 Agustus 2025"


def test_a_plural_follows_the_number():
    assert Words().say(plural("{n} city", "{n} cities", 1)) == "1 city"
    assert Words().say(plural("{n} city", "{n} cities", 2)) == "2 cities"


def test_values_may_be_names_numbers_lists_and_messages():
    said = Words().say(
        _(
            "{who} and {what}: {many}",
            who=name("country", "LAO"),
            what=_("{n} others", n=number(2.25, 2)),
            many=listing(["a", "b", "c"]),
        )
    )
    assert said == "Lao PDR and 2.25 others: a, b and c"


def test_text_from_data_is_never_a_template():
    assert Words().say(_("{name}", name="{language}")) == "{language}"


def test_a_translated_text_is_said_in_the_language(monkeypatch):
    monkeypatch.setattr(module, "_catalogue", lambda language: {("", "Cities"): "Kota"})
    assert Words("id").say(_("Cities")) == "Kota"
    assert Words("id").say(_("No such text")) == "No such text"


def test_the_pseudo_language_lengthens_words_but_not_values():
    said = Words("pseudo").say(_("{n} cities", n=26))
    assert said.startswith("26 ")
    assert len(said) > len("26 cities")


def test_an_unknown_language_is_refused_with_those_known():
    with pytest.raises(ValueError, match="en, id"):
        Words("fr")


def test_text_from_tables_sets_no_markup_in_markdown():
    said = MarkdownWords().say(_("**{name}** is listed", name="<b>[x](y)</b> *$1$*"))
    assert said == r"**\<b\>\[x\](y)\</b\> \*\$1\$\*** is listed"


def test_a_name_of_the_workbook_stays_as_it_is_in_markdown():
    assert MarkdownWords().say(name("focus_area", "Civic & Social")) == "Civic & Social"
    assert MarkdownWords().say(name("city", "A_B")) == r"A\_B"
