"""The page on which a person browses all figures: static, offline, no server."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from analysis.files import write_beside

PAGES = Path(__file__).with_name("pages")


def write_gallery(figures: Path) -> Path:
    """Write index.html over all figures that lie in a folder of runs, from their sidecars."""
    page = figures / "index.html"
    write_beside(page, gallery_html(read_sidecars(figures)).encode())
    return page


def read_sidecars(figures: Path) -> list[dict[str, Any]]:
    """Read every figure's sidecar, sorted by run and figure; `path` is relative to the folder."""
    found = []
    for path in sorted(figures.glob("*/*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        found.append({**entry, "path": f"{path.parent.name}/{path.stem}"})
    return found


def gallery_html(sidecars: Iterable[dict[str, Any]]) -> str:
    """Give the page for sidecars that are sorted by run; all text is escaped."""
    figures = list(sidecars)
    runs = [
        {"name": name, "figures": list(group)}
        for name, group in groupby(figures, key=lambda figure: figure["run"])
    ]
    environment = Environment(
        loader=FileSystemLoader(PAGES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("gallery.html").render(
        figures=figures,
        runs=runs,
        notebooks=sorted({figure["notebook"] for figure in figures}),
        languages=sorted({figure["language"] for figure in figures}),
    )
