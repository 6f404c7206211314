"""Bind a text to its values, claims, figures, tables and sources; stop on whatever is not proven.

The Markdown is parsed once. The bound tree that comes out is what every format is written from.

    {{name}}                                         a value of brief/values.yml
    [A sentence.]{claim="FAT-02" verdict="holds"}    written for this verdict on this claim
    ::: {#fig:x .figure chart="run/figure"}          a published figure, perhaps with a lead
    ::: {#tbl:x .table rows="name"}                  a printed table of brief/values.yml
    @fig:x, @tbl:x                                   "Figure 1", "Table 2"
    [@key]                                           a source of brief/references.bib
    ::: {.in-summary}, # Heading {.in-summary}       stands in the summary too
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from analysis.brief.pandoc import (
    Node,
    attributes,
    plain,
    read_markdown,
    replace,
    sentence_with,
    table,
    walk,
    words,
)
from analysis.brief.values import BriefError, Values

PLACEHOLDER = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
REFERENCE = re.compile(r"^(fig|tbl):")
BLOCKS = ("Para", "Plain", "Header", "MetaInlines")
IN_SUMMARY = "in-summary"
SILENT = ("Code", "Math", "RawInline", "CodeBlock", "RawBlock")


class Picture(Protocol):
    """What a text needs of a published figure."""

    @property
    def caption(self) -> str:
        """Title, subtitle, n of N, intervals and sources."""

    @property
    def alt_text(self) -> str:
        """What the figure shows, in words."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """The figure's files by suffix: svg and png."""


@dataclass
class Bound:
    """A bound text, and what each sentence of it rests on."""

    tree: Node
    values: dict[str, list[str]] = field(default_factory=dict)
    claims: dict[str, list[str]] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Material:
    """Everything a text may draw on."""

    values: Values
    verdicts: Mapping[str, str]
    pictures: Mapping[str, Picture]
    citations: frozenset[str]
    allowed: tuple[str, ...] = ()


def examine(
    markdown: str, name: str, material: Material, summary: bool = False
) -> tuple[Bound, list[str]]:
    """Bind a text, or its parts marked for the summary, as far as it goes; list every fault.

    A fault names the sentence, figure, table or citation; a text with faults is not to be written.
    """
    binder = _Binder(name, material)
    return binder.bind(read_markdown(markdown), summary), binder.faults


class _Binder:
    def __init__(self, name: str, material: Material) -> None:
        self.name = name
        self.material = material
        self.faults: list[str] = []
        self.numbers: dict[str, str] = {}
        self.present: set[str] = set()
        self.bound = Bound({})

    def bind(self, tree: Node, summary: bool) -> Bound:
        self._number_floats(tree)
        if summary:
            tree = summarised(tree)
        self.present = {attributes(node)[0] for node in walk(tree) if node["t"] == "Div"}
        for block in walk(tree):
            if block["t"] in BLOCKS:
                self._check_block(block)
        tree = replace(tree, self._put_float)
        tree = replace(tree, self._put_reference)
        self.bound.tree = replace(tree, self._put_value)
        return self.bound

    def _fault(self, said: str, sentence: str) -> None:
        self.faults.append(f"{self.name}: {said}, in: “{sentence}”")

    # --- what is checked in each paragraph -------------------------------------------------------

    def _check_block(self, block: Node) -> None:
        text = " ".join(plain(block["c"]).split())
        self._check_digits(block, text)
        for name in PLACEHOLDER.findall(text):
            sentence = sentence_with(text, f"{{{{{name}}}}}")
            self.bound.values.setdefault(name, []).append(self._filled(sentence))
            self._check_value(name, sentence)
        for node in walk(block["c"]):
            if node["t"] == "Span":
                self._check_claims(node)
            if node["t"] == "Cite":
                self._check_citations(node, text)

    def _check_digits(self, block: Node, text: str) -> None:
        heard = replace(block, lambda node: [] if _is_silent(node) else None)
        prose = PLACEHOLDER.sub("", plain(heard["c"]))
        for allowed in self.material.allowed:
            prose = re.sub(rf"(?<!\w){re.escape(allowed)}(?!\w)", "", prose)
        for digits in re.findall(r"\S*\d\S*", prose):
            said = f"{digits!r} is no bound value: name it in brief/values.yml as {{{{name}}}}"
            self._fault(said, sentence_with(text, digits))

    def _check_value(self, name: str, sentence: str) -> None:
        try:
            self.material.values.said(name)
        except BriefError as error:
            for fault in error.faults:
                self._fault(fault, sentence)

    def _check_claims(self, span: Node) -> None:
        _, _, named = attributes(span)
        sentence = " ".join(plain(span["c"][1]).split())
        for claim in named.get("claim", "").split():
            self.bound.claims.setdefault(claim, []).append(self._filled(sentence))
            verdict, expected = self.material.verdicts.get(claim), named.get("verdict")
            if verdict is None:
                self._fault(f"there is no claim {claim}", sentence)
            elif verdict != expected:
                said = f"claim {claim} is judged “{verdict}”, the sentence expects “{expected}”"
                self._fault(said, sentence)

    def _check_citations(self, cite: Node, text: str) -> None:
        for citation in cite["c"][0]:
            key = citation["citationId"]
            known = self.numbers if REFERENCE.match(key) else self.material.citations
            if key not in known:
                kind = "figure or table" if REFERENCE.match(key) else "source"
                self._fault(f"there is no {kind} @{key}", sentence_with(text, f"@{key}"))

    # --- figures and tables ----------------------------------------------------------------------

    def _number_floats(self, tree: Node) -> None:
        counts = {"figure": 0, "table": 0}
        for node in walk(tree):
            if node["t"] == "Image":
                self._fault("a figure is a .figure block with a chart", node["c"][2][0])
            if node["t"] != "Div":
                continue
            identifier, classes, _ = attributes(node)
            for kind in counts:
                if kind in classes:
                    counts[kind] += 1
                    self.numbers[identifier] = f"{kind.capitalize()} {counts[kind]}"

    def _put_float(self, node: Node) -> list[Node] | None:
        if node["t"] != "Div":
            return None
        identifier, classes, named = attributes(node)
        opening = [item for block in node["c"][1] for item in block["c"]]
        if "figure" in classes:
            return self._figure(identifier, named.get("chart", ""), opening)
        if "table" in classes:
            return self._table(identifier, named.get("rows", ""), opening)
        return None

    def _figure(self, identifier: str, chart: str, opening: list[Node]) -> list[Node]:
        picture = self.material.pictures.get(chart)
        if picture is None:
            self._fault(f"there is no figure {chart!r}; `ascn run` draws the figures", identifier)
            return []
        if not picture.alt_text.strip():
            self._fault(f"the figure {chart} has no alt text", identifier)
        self.bound.figures[identifier] = chart
        caption = self._caption(identifier, opening, picture.caption)
        image = {"t": "Image", "c": [["", [], []], words(picture.alt_text), [f"{chart}.svg", ""]]}
        body = [{"t": "Plain", "c": [image]}]
        attrs = [identifier, [], []]
        return [{"t": "Figure", "c": [attrs, [None, [{"t": "Plain", "c": caption}]], body]}]

    def _table(self, identifier: str, rows: str, opening: list[Node]) -> list[Node]:
        try:
            printed = self.material.values.printed(rows)
        except BriefError as error:
            self.faults += [f"{self.name}: {identifier}: {fault}" for fault in error.faults]
            return []
        self.bound.tables[identifier] = rows
        caption = self._caption(identifier, opening, "")
        cells = (printed.headings, printed.rows, printed.numeric, printed.widths)
        return [table(identifier, caption, *cells)]

    def _caption(self, identifier: str, opening: list[Node], rest: str) -> list[Node]:
        number = {"t": "Strong", "c": words(f"{self.numbers[identifier]}.")}
        parts = [part for part in (opening, words(rest)) if part]
        return [number, *(node for part in parts for node in ({"t": "Space"}, *part))]

    # --- what is put into the text ---------------------------------------------------------------

    def _put_reference(self, node: Node) -> list[Node] | None:
        if node["t"] != "Cite" or not REFERENCE.match(node["c"][0][0]["citationId"]):
            return None
        links: list[Any] = []
        for citation in node["c"][0]:
            key = citation["citationId"]
            label = {"t": "Str", "c": self.numbers.get(key, key).replace(" ", "\u00a0")}
            if key in self.present:
                label = {"t": "Link", "c": [["", [], []], [label], [f"#{key}", ""]]}
            else:
                label["c"] += " of the full brief"
            links += [{"t": "Str", "c": ", "}, label]
        return links[1:]

    def _put_value(self, node: Node) -> list[Node] | None:
        if node["t"] != "Str" or "{{" not in node["c"]:
            return None
        return [{"t": "Str", "c": self._filled(node["c"])}]

    def _filled(self, text: str) -> str:
        return PLACEHOLDER.sub(self._said, text)

    def _said(self, found: re.Match[str]) -> str:
        try:
            return self.material.values.said(found[1])
        except BriefError:
            return found[0]  # the fault is already on the list


def summarised(tree: Node) -> Node:
    """Keep the headings and blocks marked for the summary, under the summary's own subtitle."""
    marked = ("Header", "Div")
    blocks = [
        block
        for block in tree["blocks"]
        if block["t"] in marked and IN_SUMMARY in attributes(block)[1]
    ]
    meta = {**tree["meta"], "subtitle": tree["meta"]["summary-subtitle"]}
    return {**tree, "meta": meta, "blocks": blocks}


def _is_silent(node: Node) -> bool:
    """Citations, code and addresses may hold digits; they are not prose."""
    if node["t"] == "Link":
        return "uri" in node["c"][0][1]
    return node["t"] in SILENT or node["t"] == "Cite"
