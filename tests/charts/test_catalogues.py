"""Every word that readers see is in the catalogue of every language, and nothing else is."""

import ast
import csv
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType

import nbformat
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from analysis import data
from analysis.charts.names import NAMES
from analysis.charts.words import LANGUAGES, LOCALES, Words

ROOT = Path(__file__).parents[2]
CHARTS = sorted((ROOT / "src/analysis/charts").glob("*.py"))
FROM_TABLES = {"city", "indicator", "dimension"}
"""Kinds of names whose words come from raw tables instead of NAMES."""

SAME_IN_BOTH = {
    # words that Indonesian spells as English does
    "Kappa",
    "Status",
    "status",
    "{length} km",
    "{measure}, {year}, n = {n}",
    # names that Indonesian does not translate
    "ASEAN",
    "Australia",
    "Brunei Darussalam",
    "India",
    "Indonesia",
    "Malaysia",
    "Myanmar",
    "Thailand",
    "Timor-Leste",
}
"""Messages outside the kind "city" that are the same in English and Indonesian."""


@pytest.fixture(scope="module")
def collector() -> ModuleType:
    spec = importlib.util.spec_from_file_location("collector", ROOT / "scripts/update_messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def collected(collector) -> Catalog:
    return collector.collect(ROOT)


@pytest.fixture(scope="module", params=LANGUAGES[1:])
def catalogue(request) -> Catalog:
    with (LOCALES / f"{request.param}.po").open("rb") as file:
        return read_po(file, locale=request.param)


def entries(catalogue: Catalog) -> dict[tuple[str, str], Message]:
    return {(entry.context or "", entry.id): entry for entry in catalogue if entry.id}


def place(entry: Message) -> str:
    return ", ".join(sorted({file for file, _line in entry.locations}))


def placeholders(text: str) -> set[str]:
    return {field for _text, field, _spec, _form in Formatter().parse(text) if field is not None}


def test_every_message_is_translated(collected, catalogue):
    known = entries(catalogue)
    missing = [
        f"{place(entry)}: {entry.id!r}"
        for key, entry in entries(collected).items()
        if key not in known or not known[key].string
    ]
    assert not missing, (
        f"{len(missing)} messages lack a text in {catalogue.locale}; "
        "run scripts/update_messages.py, then fill their msgstr:\n" + "\n".join(missing)
    )


def test_no_translation_outlives_its_message(collected, catalogue):
    stale = sorted(text for _context, text in entries(catalogue).keys() - entries(collected).keys())
    assert not stale, f"scripts/update_messages.py takes out: {stale}"


def test_placeholders_survive_translation(catalogue):
    broken = [
        f"{entry.id!r} has {sorted(placeholders(entry.id))}, {entry.string!r} has not the same"
        for entry in entries(catalogue).values()
        if entry.string and placeholders(entry.id) != placeholders(entry.string)
    ]
    assert not broken, "\n".join(broken)


def test_spaces_at_the_ends_survive_translation(catalogue):
    pairs = [(e.id, e.string) for e in entries(catalogue).values() if e.string]
    assert [(a, b) for a, b in pairs if _ends(a) != _ends(b)] == []


def _ends(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def test_nothing_is_left_in_english(catalogue):
    same = [
        f"{place(entry)}: {entry.id!r}"
        for (context, text), entry in entries(catalogue).items()
        if text == entry.string and context != "city" and text not in SAME_IN_BOTH
        if any(letter.isalpha() for letter in _outside_placeholders(text))
    ]
    assert not same, "translate, or add to SAME_IN_BOTH with its reason:\n" + "\n".join(same)


def test_the_list_of_words_the_same_in_both_is_needed(catalogue):
    same = {entry.id for entry in entries(catalogue).values() if entry.id == entry.string}
    assert SAME_IN_BOTH - same == set()


def _outside_placeholders(text: str) -> str:
    return "".join(literal for literal, *_field in Formatter().parse(text))


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("ascn/members.csv", "city", "city"),
        ("reference/indicator_labels.csv", "label", "indicator"),
        ("reference/indicator_labels.csv", "short_label", "indicator"),
    ],
)
def test_every_city_and_indicator_has_a_name(table, column, kind, catalogue):
    with (ROOT / "data/raw" / table).open(encoding="utf-8", newline="") as file:
        said = {row[column] for row in csv.DictReader(file)}
    assert said - {text for context, text in entries(catalogue) if context == kind} == set()


def test_every_code_has_a_name(catalogue):
    codes = {(kind, text) for kind, names in NAMES.items() for text in names.values()}
    assert codes - entries(catalogue).keys() == set()


def test_every_source_line_that_speaks_has_words():
    """ "own coding" and the like are words, not a publication's name."""
    shorts = {source.short.removeprefix("derived from ") for source in data.read_sources().values()}
    words_of_ours = {
        short for short in shorts if re.search(r"^own |\band\b|\bedition\b|\bto \d", short)
    }
    assert words_of_ours - NAMES["source"].keys() == set()
    assert NAMES["source"].keys() - shorts == set()


def test_indonesian_has_one_form_for_one_and_many():
    words = Words("id")
    assert words._translate("{n} project listed") == words._translate("{n} projects listed")


def code() -> Iterator[tuple[str, ast.AST]]:
    """Give every module and every notebook's code as a tree, with its place."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        yield path.name, ast.parse(source)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_marked_texts_are_literals():
    """Only a literal can be collected: an f-string or a variable would stay English."""
    texts = {"_": 1, "message": 1, "plural": 2}
    hidden = [
        f"{where}, line {call.lineno}: {ast.unparse(call)[:80]}"
        for where, tree in code()
        for function, call in calls(tree)
        if not all(map(is_text, call.args[: texts.get(function, 0)]))
    ]
    assert not hidden, "\n".join(hidden)


def kinds_in(tree: ast.AST) -> Iterator[ast.expr]:
    """Find named kinds: `name("kind", …)`, `kinds={…: "kind"}`, `"row_kind": "kind"`."""
    for function, call in calls(tree):
        if function == "name" and len(call.args) == 2:
            yield call.args[0]
        for given in call.keywords:
            if given.arg == "kinds" and isinstance(given.value, ast.Dict):
                yield from given.value.values
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from (v for k, v in pairs if k and is_text(k) and k.value.endswith("_kind"))


def test_kinds_of_names_exist():
    """A kind that is misspelt would print the bare code, or the English name."""
    unknown = [
        f"{where}, line {kind.lineno}: {kind.value!r}"
        for where, tree in code()
        for kind in kinds_in(tree)
        if is_text(kind) and kind.value not in {"", *NAMES, *FROM_TABLES}  # "": says nothing
    ]
    assert not unknown, "\n".join(unknown)


DRAWN = {"set_title": 0, "set_xlabel": 0, "set_ylabel": 0, "suptitle": 0, "annotate": 0, "text": 2}
"""Where the drawn text stands among the arguments."""


@pytest.mark.parametrize("path", CHARTS, ids=lambda path: path.stem)
def test_drawn_texts_are_said_by_words(path):
    bare = [
        f"line {call.lineno}: {ast.unparse(call)[:80]}"
        for function, call in calls(ast.parse(path.read_text(encoding="utf-8")))
        for text in call.args[DRAWN.get(function, len(call.args)) :][:1]
        if any(letter.isalpha() for letter in _literal(text))
    ]
    assert not bare, "\n".join(bare)


def _literal(node: ast.expr) -> str:
    """The letters that a string or an f-string brings itself."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(part.value for part in parts if is_text(part))
