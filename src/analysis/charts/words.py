"""Words for readers: messages that wait for a language, and the languages themselves.

A message is written once in English (`_("{n} cities", n=26)`) and said later in the reader's
language, with numbers and dates in that language's form. Catalogues lie in `locales/`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from analysis.charts.names import NAMES

LOCALES = Path(__file__).with_name("locales")
LANGUAGES = ("en", "id")
PSEUDO = "pseudo"  # English made longer and accented, to catch clipped labels
_ACCENTED = str.maketrans("aeiouAEIOUny", "àéîöüÀÉÎÖÜñý")


@dataclass(frozen=True)
class Number:
    """A number with the decimals to print; always grouped (1,234.5)."""

    value: float
    digits: int = 0


@dataclass(frozen=True)
class Name:
    """A code to be said by its name, e.g. Name("country", "IDN")."""

    kind: str
    code: str


@dataclass(frozen=True)
class Listing:
    """Several values said one after the other: "a, b and c"."""

    items: tuple[Value, ...]


@dataclass(frozen=True)
class Message:
    """An English text with {placeholders}, its values, and its plural where it counts something."""

    text: str
    values: tuple[tuple[str, Value], ...] = ()
    plural: str = ""


Value = str | int | float | datetime.date | Number | Name | Listing | Message


def message(text: str, **values: Value) -> Message:
    """Mark a text for translation; the values fill its {placeholders} when it is said."""
    return Message(text, tuple(values.items()))


def plural(singular: str, plural: str, n: int, **values: Value) -> Message:
    """Mark a text that counts n things; both texts may use {n}."""
    return Message(singular, (("n", n), *values.items()), plural)


def number(value: float, digits: int = 0) -> Number:
    """Say a number with so many decimals."""
    return Number(value, digits)


def name(kind: str, code: str) -> Name:
    """Say a code by its name; the kinds are those of `analysis.charts.names.NAMES`."""
    return Name(kind, code)


def listing(items: Iterable[Value]) -> Listing:
    """Say several values as one list."""
    return Listing(tuple(items))


@lru_cache
def _catalogue(language: str) -> dict[tuple[str, str], str]:
    path = LOCALES / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        entries = list(read_po(file, locale=language))
    return {
        (entry.context or "", _first(entry.id)): _first(entry.string)
        for entry in entries
        if entry.id and _first(entry.string)
    }


def _first(text: str | Sequence[str] | None) -> str:
    return text if isinstance(text, str) else (text or [""])[0]


class Words:
    """A language: says messages, names, numbers and dates in it."""

    def __init__(self, language: str = "en") -> None:
        if language not in (*LANGUAGES, PSEUDO):
            raise ValueError(f"no language {language!r}; there are: {', '.join(LANGUAGES)}")
        self.language = language
        self._locale = "en_GB" if language in ("en", PSEUDO) else language
        self._texts = _catalogue(language)

    def say(self, value: Value) -> str:
        """Say anything that may stand in a message; plain strings are data and stay as they are."""
        match value:
            case Message():
                return self._fill(value)
            case Number():
                return self.number(value.value, value.digits)
            case Name():
                return self.name(value.kind, value.code)
            case Listing():
                said = [self.say(item) for item in value.items]
                return format_list(said, locale=self._locale) if said else ""
            case datetime.date():
                return format_date(value, format="d MMMM y", locale=self._locale)
            case int() if abs(value) >= 10_000:
                return self.number(value)
            case float():
                return self.number(value, 1)
        return str(value)

    def _fill(self, said: Message) -> str:
        values = {key: self.say(value) for key, value in said.values}
        text = self._translate(said.text)
        if said.plural and self.language in ("en", PSEUDO) and dict(said.values)["n"] != 1:
            text = self._translate(said.plural)
        return text.format_map(values) if values else text.replace("{{", "{").replace("}}", "}")

    def _translate(self, text: str, context: str = "") -> str:
        if self.language == PSEUDO:
            return _pseudo(text)
        return self._texts.get((context, text), text)

    def name(self, kind: str, code: str) -> str:
        """Say a code by its name; one without (a city, an indicator's label) is its own."""
        return self._translate(NAMES.get(kind, {}).get(code, code), context=kind)

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number grouped and with so many decimals: 1,234.5 or 1.234,5."""
        return _written(float(value), digits, self._locale)

    def percent(self, value: float, digits: int = 0) -> str:
        """Write a share that is already in percent: "12.5 %" or "12,5 %"."""
        return f"{self.number(value, digits)}\N{NO-BREAK SPACE}%"

    def date(self, value: datetime.date) -> str:
        """Write a day in full: 21 September 2022."""
        return self.say(value)


class MarkdownWords(Words):
    """The same language for Markdown: what comes from tables can set no markup, link or formula."""

    def say(self, value: Value) -> str:
        """Say a value; a plain string is data, and its signs stand for themselves."""
        said = super().say(value)
        return _inert(said) if isinstance(value, str) else said

    def name(self, kind: str, code: str) -> str:
        """Say a code by its name; one without a name comes from a table and is data too."""
        said = super().name(kind, code)
        return said if code in NAMES.get(kind, {}) else _inert(said)


def _inert(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|~$&])", r"\\\1", text)


@lru_cache(maxsize=8192)  # axes ask for the same few numbers again and again
def _written(value: float, digits: int, locale: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = format_decimal(round(value, digits) + 0.0, format=pattern, locale=locale)
    return text.replace("-", "\N{MINUS SIGN}", 1) if text.startswith("-") else text


def _pseudo(text: str) -> str:
    """Accent and lengthen a text by about a third, leaving its placeholders whole."""
    pieces = text.replace("{", "\0{").replace("}", "}\0").split("\0")
    said = "".join(p if p.startswith("{") else p.translate(_ACCENTED) for p in pieces)
    return said + "~" * (len(text) // 3)
