"""The house rules that a machine can hold."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def functions() -> Iterator[tuple[str, int]]:
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and node.body[1:] else node.body
                yield f"{path.name}:{node.name}", node.end_lineno - body[0].lineno + 1


def tracked_texts() -> Iterator[tuple[str, str]]:
    names = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    for name in filter(None, names):
        path = ROOT / name
        if path.suffix not in {".png", ".pdf", ".gpkg", ".ttf", ".docx"} and path.exists():
            yield name, path.read_text(encoding="utf-8")


def test_functions_stay_short():
    lengths = dict(functions())
    assert statistics.median(lengths.values()) <= 12
    assert {name: lines for name, lines in lengths.items() if lines > 50} == {}


def test_no_tracked_file_names_a_package_registry_or_a_machine_path():
    registry = "(" + "|".join(("py" + "pi", "pythonho" + "sted", "npm" + "js")) + r")\.(org|com)"
    machine = r"(^|[\s\"'=])/(home|root|work|Users)/\w"
    found = [
        f"{name}: {match.group(0)}"
        for name, text in tracked_texts()
        if not name.endswith(".svg")
        for match in [re.search(registry, text), re.search(machine, text, re.M)]
        if match
    ]
    assert found == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_holds_no_picture_and_no_error(path):
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            assert not {kind for kind in output.get("data", {}) if kind.startswith("image/")}
            assert output.output_type != "error"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_cell_composes_and_computes_nothing(path):
    """Loops and merges belong in measures, where they are named and tested."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            loops = [n for n in ast.walk(tree) if isinstance(n, ast.For | ast.While)]
            assert not loops, cell.source
            assert ".merge(" not in cell.source, cell.source
