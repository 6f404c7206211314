"""The page of one run for readers without Jupyter: its words, tables and figures, no code."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt

PAGES = Path(__file__).with_name("pages")


def markdown_html(text: str) -> str:
    """Turn a paragraph of Markdown into HTML; raw HTML in it is escaped, not passed on."""
    return MarkdownIt("commonmark", {"html": False}).render(text)


def page_html(language: str, title: str, pieces: Iterable[str]) -> str:
    """Give the page that holds pieces of HTML in their order; its pictures lie beside it."""
    environment = Environment(
        loader=FileSystemLoader(PAGES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html").render(
        language=language, title=title, pieces=list(pieces)
    )
