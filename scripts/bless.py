"""Approve what is printed and drawn now as right, and show what changed.

Takes the outputs of the default runs (`ascn run` first): printed tables go into the committed
notebooks without pictures, the words and sizes of figures into tests/figures/drawn.json. Pictures
that differ from the last commit are shown beside their old self in build/bless/index.html.
"""

from __future__ import annotations

import difflib
import hashlib
import html
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from matplotlib.figure import Figure

from analysis import data, paths, workbook
from analysis.charts import theme
from analysis.charts.chart import Chart, kept, png_bytes, render
from analysis.charts.layout import text_boxes
from analysis.charts.words import Words
from analysis.parameters import NOTEBOOKS

GOLDEN = Path("tests/figures/drawn.json")
PICTURES = {
    "01_membership/members_timeline",
    "02_city_map/city_map",
    "03_projects/states_and_focus_areas",
    "05_human_rights/treaties",
    "07_rights_in_projects/content_of_projects",
    "08_funding/partners_countries_focus_areas",
}


def bless(root: Path) -> None:
    """Approve notebooks' printed outputs and figures' drawn words, printing each difference."""
    for notebook in NOTEBOOKS:
        executed = paths.build() / "runs" / f"{notebook}.ipynb"
        if executed.exists():
            replace_text(root, paths.notebooks() / f"{notebook}.ipynb", clean_notebook(executed))
    replace_text(root, root / GOLDEN, json.dumps(drawn(), indent=1, ensure_ascii=False) + "\n")
    page = compare_pictures(root)
    print(
        f"old and new pictures side by side: {page.relative_to(root)}"
        if page
        else "no picture changed"
    )


def clean_notebook(executed: Path) -> str:
    """Give an executed notebook without pictures, run metadata and counts that differ each time."""
    notebook = nbformat.read(executed, as_version=4)
    for cell in notebook.cells:
        cell.metadata = {key: cell.metadata[key] for key in ("tags",) if cell.metadata.get(key)}
        for output in cell.get("outputs", []):
            output.metadata = {}
            for kind in [
                kind for kind, said in output.get("data", {}).items() if _is_picture(kind, said)
            ]:
                del output.data[kind]
    notebook.cells = [c for c in notebook.cells if "injected-parameters" not in _tags(c)]
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    counted = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(counted, start=1):
        cell.execution_count = number
    language = {"name": "python"}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = {"kernelspec": kernel, "language_info": language}
    return nbformat.writes(notebook) + "\n"


def _is_picture(kind: str, said: Any) -> bool:
    """Images, and the interactive map, which comes in a frame of its own."""
    return kind.startswith("image/") or (kind == "text/html" and "<iframe" in "".join(said))


def _tags(cell: Any) -> list[str]:
    return cell.metadata.get("tags", [])


def drawn() -> dict[str, Any]:
    """Give what each default run's figures look like: size, words, and some pictures' hashes."""
    found = {}
    for path in workbook.default_charts():
        name, chart = f"{path.parent.name}/{path.stem}", kept(path)
        found[name] = drawn_words(render_default(chart)) | picture_hash(name, chart)
    return found


def render_default(chart: Chart) -> Figure:
    """Draw a chart in the workbook's profile and in English, with its sources."""
    records = data.read_sources()
    sources: list[Any] = [records[source] for source in chart.sources]
    return render(chart, theme.read_profile("workbook"), Words(), sources)


def drawn_words(figure: Figure) -> dict[str, Any]:
    """Give the size in millimetres and the texts of a figure, sorted."""
    width, height = figure.get_size_inches() * 25.4
    texts = sorted({" ".join(text.split()) for text, _box in text_boxes(figure)})
    return {"size_mm": [round(width), round(height)], "texts": texts}


def picture_hash(name: str, chart: Chart) -> dict[str, str]:
    """Give the hash of a picture, of the few figures whose pixels are held too."""
    if name not in PICTURES:
        return {}
    picture = png_bytes(render_default(chart), theme.read_profile("workbook").dpi)
    return {"png_sha256": hashlib.sha256(picture).hexdigest()}


def replace_text(root: Path, path: Path, new: str) -> None:
    """Write a text file when it differs, and print the difference."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if old != new:
        name = str(path.relative_to(root))
        lines = difflib.unified_diff(old.splitlines(), new.splitlines(), name, name, n=1)
        print("\n".join(list(lines)[:200]))
        path.write_text(new, encoding="utf-8")


def compare_pictures(root: Path) -> Path | None:
    """Write a page with old and new pictures of every figure that differs from the last commit."""
    command = ["git", "status", "--porcelain", "--", "figures/*.png"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    changed = [line[3:] for line in listed.splitlines()]
    if not changed:
        return None
    folder = root / "build" / "bless"
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for number, name in enumerate(changed):
        shown = subprocess.run(["git", "show", f"HEAD:{name}"], cwd=root, capture_output=True)
        (folder / f"{number}-old.png").write_bytes(shown.stdout)
        rows.append(
            f"<h2>{html.escape(name)}</h2><img width='48%' alt='old' src='{number}-old.png'> "
            f"<img width='48%' alt='new' src='../../{html.escape(name)}'>"
        )
    page = folder / "index.html"
    page.write_text("<!doctype html><title>Old and new</title>" + "\n".join(rows), "utf-8")
    return page


if __name__ == "__main__":
    sys.exit(bless(paths.project_root()))
