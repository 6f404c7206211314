"""The documents of the brief: bind each text, write it in its formats, publish all or nothing."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from analysis import paths
from analysis.brief.binding import Bound, Material, examine
from analysis.brief.pictures import PublishedFigures
from analysis.brief.render import render
from analysis.brief.values import BriefError, Values, read_values
from analysis.files import write_beside
from analysis.measures.claims import judge_claims
from analysis.parameters import LATEST

CITATION_KEY = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)
BRIEF = "policy_brief"


@dataclass(frozen=True)
class Document:
    """A published text: the Markdown it is made from, whether shortened, and its formats."""

    name: str
    source: str
    formats: tuple[str, ...]
    summary: bool = False


DOCUMENTS = (
    Document(BRIEF, "policy_brief.md", ("html", "pdf", "docx")),
    Document("policy_brief_summary", "policy_brief.md", ("html", "pdf", "docx"), summary=True),
    Document("evidence_annex", "evidence_annex.md", ("html", "pdf")),
)


def collect_material(as_of: datetime.date = LATEST) -> Material:
    """Gather all that the texts may draw on: values, verdicts, figures, sources."""
    registry = read_values(paths.brief() / "values.yml")
    values = Values(registry, as_of)
    ledger = judge_claims(values.tables["claims_register"], values.tables, as_of)
    keys = CITATION_KEY.findall(library().read_text(encoding="utf-8"))
    return Material(
        values=values,
        verdicts=dict(zip(ledger["claim_id"], ledger["verdict"], strict=True)),
        pictures=PublishedFigures(),
        citations=frozenset(keys),
        allowed=tuple(registry.allowed),
    )


def library() -> Path:
    """The BibTeX file that every citation must be in."""
    return paths.brief() / "references.bib"


def examine_document(document: Document, material: Material) -> tuple[Bound, list[str]]:
    """Bind a document's text as far as it goes, and list what is not proven."""
    text = (paths.brief() / document.source).read_text(encoding="utf-8")
    return examine(text, document.source, material, document.summary)


def publish(
    documents: tuple[Document, ...] = DOCUMENTS, as_of: datetime.date = LATEST
) -> list[Path]:
    """Write every document to brief/published, or none.

    BriefError lists all that is not proven; then the files published before stay as they were.
    """
    material = collect_material(as_of)
    written: dict[str, bytes] = {}
    for document, bound in _bind_all(documents, material):
        pictures = {chart: material.pictures[chart].files for chart in bound.figures.values()}
        for suffix in document.formats:
            written[f"{document.name}.{suffix}"] = render(bound, suffix, pictures, library())
    folder = paths.brief() / "published"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        write_beside(folder / name, content)
    return [folder / name for name in written]


def _bind_all(documents: tuple[Document, ...], material: Material) -> list[tuple[Document, Bound]]:
    pairs: list[tuple[Document, Bound]] = []
    faults: list[str] = []
    for document in documents:
        bound, found = examine_document(document, material)
        pairs.append((document, bound))
        faults += found
    if faults:
        raise BriefError(faults)
    return pairs
