"""Pandoc as the one parser and writer of the brief, and small tools for its document tree."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypandoc

Node = dict[str, Any]

# Fixed, so that the same text gives the same bytes: pandoc and typst stamp documents with it.
EPOCH = "1767225600"
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z{“])")


class PandocError(RuntimeError):
    """Pandoc refused a document; the message is what it printed."""


def pandoc(arguments: list[str], text: str, folder: Path | None = None) -> bytes:
    """Run pandoc on a text in a folder and give what it writes."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), *arguments],
        input=text.encode(),
        capture_output=True,
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        check=False,
    )
    if done.returncode:
        raise PandocError(done.stderr.decode().strip())
    return done.stdout


def read_markdown(text: str) -> Node:
    """Parse Markdown into pandoc's document tree."""
    tree: Node = json.loads(pandoc(["-f", "markdown", "-t", "json"], text))
    return tree


def walk(node: Any) -> Iterator[Node]:
    """Give every node of a tree, parents before children."""
    if isinstance(node, dict):
        if "t" in node:
            yield node
        for child in node.values():
            yield from walk(child)
    elif isinstance(node, list):
        for child in node:
            yield from walk(child)


def replace(node: Any, change: Callable[[Node], list[Node] | None]) -> Any:
    """Copy a tree; where `change` gives nodes, they stand in for the node it was shown."""
    if isinstance(node, list):
        copied: list[Any] = []
        for child in node:
            stand_in = change(child) if isinstance(child, dict) and "t" in child else None
            copied += [replace(child, change)] if stand_in is None else stand_in
        return copied
    if isinstance(node, dict):
        return {key: replace(child, change) for key, child in node.items()}
    return node


def plain(node: Any) -> str:
    """Give the words of a tree without any mark-up."""
    if isinstance(node, list):
        return "".join(plain(child) for child in node)
    if not isinstance(node, dict):
        return ""
    match node.get("t"):
        case "Str":
            return str(node["c"])
        case "Space" | "SoftBreak" | "LineBreak":
            return " "
        case "Code" | "Math" | "RawInline":
            return str(node["c"][1])
        case "Quoted":
            return f"“{plain(node['c'][1])}”"
        case "Cite" | "Span" | "Link":
            return plain(node["c"][1])
        case _:
            return plain(node.get("c"))


def sentence_with(text: str, part: str) -> str:
    """Give the sentence of a paragraph that holds a part of it."""
    for sentence in SENTENCE_END.split(text):
        if part in sentence:
            return sentence.strip()
    return text.strip()


def words(text: str) -> list[Node]:
    """Turn a plain text into inline nodes; whatever it holds stays text."""
    nodes: list[Node] = []
    for part in text.split():
        nodes += [{"t": "Space"}, {"t": "Str", "c": part}]
    return nodes[1:]


def attributes(node: Node) -> tuple[str, list[str], dict[str, str]]:
    """Give the id, classes and named attributes of a Div, Span or Header."""
    identifier, classes, named = node["c"][1 if node["t"] == "Header" else 0]
    return identifier, classes, dict(named)


def table(
    identifier: str,
    caption: list[Node],
    headings: list[str],
    rows: list[list[str]],
    numeric: list[bool],
    widths: list[float] | None = None,
) -> Node:
    """Build a table with a header row; cells are plain text, numbers are set to the right."""
    aligned = [{"t": "AlignRight" if right else "AlignLeft"} for right in numeric]
    sized: list[Node] = [{"t": "ColWidthDefault"} for _ in headings]
    if widths:
        sized = [{"t": "ColWidth", "c": width} for width in widths]
    none = ["", [], []]
    return {
        "t": "Table",
        "c": [
            [identifier, [], []],
            [None, [{"t": "Plain", "c": caption}]],
            [list(pair) for pair in zip(aligned, sized, strict=True)],
            [none, [_row(headings)]],
            [[none, 0, [], [_row(row) for row in rows]]],
            [none, []],
        ],
    }


def _row(cells: list[str]) -> list[Any]:
    none = ["", [], []]
    plain_cells = [[{"t": "Plain", "c": words(cell)}] for cell in cells]
    return [none, [[none, {"t": "AlignDefault"}, 1, 1, blocks] for blocks in plain_cells]]
