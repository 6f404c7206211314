"""Collect every word that readers see into the translation catalogues, keeping what is translated.

Words stand in the code of the workbook, in the code cells of notebooks, in the names of codes, and
in two columns of raw tables (cities and indicators' labels).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import nbformat
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from analysis import paths
from analysis.charts.names import NAMES
from analysis.charts.words import LANGUAGES, LOCALES

KEYWORDS = {"_": None, "message": None, "plural": (1, 2), "Message": None}
LABEL_COLUMNS = (
    ("ascn/members.csv", "city", "city"),
    ("reference/indicator_labels.csv", "label", "indicator"),
    ("reference/indicator_labels.csv", "short_label", "indicator"),
    ("reference/indicator_labels.csv", "dimension", "dimension"),
)


def collect(root: Path) -> Catalog:
    """Gather all messages with the places that use them, sorted, without dates."""
    catalogue = Catalog(fuzzy=False)
    for place, text, context in [*code_messages(root), *name_messages(), *label_messages(root)]:
        singular = text[0] if isinstance(text, tuple) else text
        catalogue.add(singular, locations=[(place, 1)], context=context or None)
        if isinstance(text, tuple):
            catalogue.add(text[1], locations=[(place, 1)])
    return catalogue


def code_messages(root: Path) -> Iterator[tuple[str, str | tuple[str, ...], str]]:
    """Find marked texts in Python modules and in notebooks' code cells."""
    for path in sorted((root / "src").rglob("*.py")):
        yield from marked(str(path.relative_to(root)), path.read_text(encoding="utf-8"))
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        yield from marked(str(path.relative_to(root)), code)


def marked(place: str, code: str) -> Iterator[tuple[str, str | tuple[str, ...], str]]:
    """Find the texts marked by `_`, `message` or `plural` in a piece of Python."""
    source = io.BytesIO(code.encode())
    for _line, text, _comments, _context in extract("python", source, keywords=KEYWORDS):
        if text:
            yield place, text, ""


def name_messages() -> Iterator[tuple[str, str, str]]:
    """Give the names of codes, each with its kind as context."""
    for kind, names in NAMES.items():
        for english in dict.fromkeys(names.values()):
            yield "names", english, kind


def label_messages(root: Path) -> Iterator[tuple[str, str, str]]:
    """Give the cities and indicator labels of the raw tables."""
    for table, column, context in LABEL_COLUMNS:
        with (root / "data" / "raw" / table).open(encoding="utf-8", newline="") as file:
            for text in sorted({row[column] for row in csv.DictReader(file)}):
                yield table, text, context


def update(root: Path, language: str) -> tuple[int, int]:
    """Bring one catalogue up to date; gives how many messages it has and how many lack a text."""
    path = LOCALES / f"{language}.po"
    found = collect(root)
    known = read_po(path.open("rb"), locale=language) if path.exists() else Catalog(language)
    catalogue = Catalog(locale=language, fuzzy=False, header_comment="# Words of the workbook")
    for entry in found:
        if entry.id:
            old = known.get(entry.id, entry.context)
            text = old.string if old else ""
            catalogue.add(entry.id, text, locations=entry.locations, context=entry.context)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, omit_header=True, sort_output=True, include_lineno=False, width=100)
    header = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
    header += '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path.write_text(header + buffer.getvalue().decode(), encoding="utf-8")
    entries = [entry for entry in catalogue if entry.id]
    return len(entries), sum(not entry.string for entry in entries)


if __name__ == "__main__":
    for language in LANGUAGES[1:]:
        total, missing = update(paths.project_root(), language)
        print(f"{language}: {total} messages, {missing} without a translation")
