"""Write a bound text as HTML, PDF and DOCX; the same text gives the same bytes."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from analysis.brief.binding import Bound
from analysis.brief.pandoc import EPOCH, Node, attributes, pandoc, plain, replace
from analysis.charts.theme import FONTS

TEMPLATES = Path(__file__).with_name("templates")
FORMATS = ("html", "pdf", "docx")
WHOLE_ROWS = 14  # a table of up to so many rows stays on one page
CITED = ["--citeproc", "--metadata=link-citations:true"]


def render(
    bound: Bound, format_name: str, pictures: Mapping[str, Mapping[str, bytes]], library: Path
) -> bytes:
    """Write a bound text in one of FORMATS.

    `pictures` gives each figure's files by suffix (svg, png); `library` is the BibTeX file.
    """
    writers = {"html": _html, "pdf": _pdf, "docx": _docx}
    with TemporaryDirectory() as folder:
        for name, files in pictures.items():
            for suffix, content in files.items():
                path = Path(folder) / f"{name}.{suffix}"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        cited = [*CITED, f"--bibliography={library.resolve()}"]
        return writers[format_name](bound.tree, Path(folder), cited)


def _html(tree: Node, folder: Path, cited: list[str]) -> bytes:
    arguments = ["-f", "json", "-t", "html5", "--standalone", "--embed-resources", "--toc"]
    arguments += ["--shift-heading-level-by=1", f"--template={TEMPLATES / 'brief.html'}", *cited]
    page = pandoc(arguments, json.dumps(tree), folder).decode()
    return re.sub(r"<th(?=[\s>])", '<th scope="col"', page).encode()


def _pdf(tree: Node, folder: Path, cited: list[str]) -> bytes:
    arguments = ["-f", "json", "-t", "typst", f"--template={TEMPLATES / 'brief.typ'}", *cited]
    source = folder / "brief.typ"
    source.write_bytes(pandoc(arguments, json.dumps(replace(tree, _for_typst)), folder))
    return bytes(
        typst.compile(
            source,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=datetime.datetime.fromtimestamp(int(EPOCH), datetime.UTC),
        )
    )


def _docx(tree: Node, folder: Path, cited: list[str]) -> bytes:
    written = folder / "brief.docx"
    arguments = ["-f", "json", "-t", "docx", f"--output={written}", *cited]
    pandoc(arguments, json.dumps(replace(tree, _bitmap)), folder)
    return written.read_bytes()


def _bitmap(node: Node) -> list[Node] | None:
    """Word processors differ in how they draw SVG; a bitmap is the same in all of them."""
    if node["t"] != "Image":
        return None
    path, title = node["c"][2]
    sized = ["", [], [["width", "100%"]]]
    return [{"t": "Image", "c": [sized, node["c"][1], [path.replace(".svg", ".png"), title]]}]


def _for_typst(node: Node) -> list[Node] | None:
    match node["t"]:
        case "Figure":
            return _typst_figure(node)
        case "Table" if len(node["c"][4][0][3]) <= WHOLE_ROWS:
            return [_raw("#block(breakable: false)["), node, _raw("]")]
    return None


def _typst_figure(node: Node) -> list[Node]:
    """Pandoc's typst drops alt texts, which PDF/UA demands: write figures out ourselves."""
    identifier, _, _ = attributes(node)
    image = node["c"][2][0]["c"][0]
    path, alt = json.dumps(image["c"][2][0]), json.dumps(plain(image["c"][1]), ensure_ascii=False)
    caption = node["c"][1][1]
    return [_raw(f"#brief-figure({path}, {alt}, ["), *caption, _raw(f"])\n<{identifier}>")]


def _raw(text: str) -> Node:
    return {"t": "RawBlock", "c": ["typst", text]}
