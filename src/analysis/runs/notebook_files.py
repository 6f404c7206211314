"""Notebooks as files: their cells, what they import, and whether their parameters cell is right."""

from __future__ import annotations

import ast
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.parameters import check_parameters, plain_values

TAG = "parameters"


class NotebookFault(Exception):
    """A notebook that cannot be run as it lies on disk; says which, why, and how to mend it."""


@dataclass(frozen=True)
class Cell:
    """One cell: its kind, its text, and whether it is the parameters cell."""

    kind: str
    text: str
    has_parameters: bool


def notebook_path(notebook: str) -> Path:
    """Give the file of a notebook, e.g. notebooks/01_membership.ipynb."""
    return paths.notebooks() / f"{notebook}.ipynb"


def read_cells(notebook: str) -> list[Cell]:
    """Read a notebook's cells without outputs; NotebookFault when it is missing or broken."""
    file = notebook_path(notebook)
    try:
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        return [_cell(cell) for cell in cells]
    except FileNotFoundError:
        raise NotebookFault(
            f"notebooks/{notebook}.ipynb does not exist; add it, or take {notebook!r} out of "
            "config/runs.yml"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise NotebookFault(
            f"notebooks/{notebook}.ipynb is not a notebook ({type(error).__name__}: {error}); "
            "restore it from version control"
        ) from None


def _cell(cell: dict[str, Any]) -> Cell:
    tags = cell.get("metadata", {}).get("tags", [])
    return Cell(cell["cell_type"], "".join(cell["source"]), TAG in tags)


def cells_digest(cells: list[Cell]) -> str:
    """Digest what a notebook says and does; its outputs and its metadata do not count."""
    content = [[cell.kind, cell.text, cell.has_parameters] for cell in cells]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def imported_names(cells: list[Cell]) -> set[str]:
    """Name what the code cells import: `from a import b` gives both "a" and "a.b"."""
    names: set[str] = set()
    for cell in cells:
        if cell.kind == "code":
            names |= _names_in(cell.text)
    return names


def _names_in(code: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(_parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _parse(code: str) -> ast.Module:
    lines = ["" if line.lstrip().startswith(("%", "!")) else line for line in code.splitlines()]
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError:
        return ast.Module([], [])  # the kernel says it better, with the line


def check_parameters_cell(notebook: str, cells: list[Cell]) -> None:
    """Refuse a parameters cell that assigns other names or defaults than the notebook's model."""
    tagged = [cell for cell in cells if cell.has_parameters]
    if len(tagged) != 1:
        raise NotebookFault(
            f'notebooks/{notebook}.ipynb has {len(tagged)} cells tagged "{TAG}"; it needs one'
        )
    found, expected = assigned_values(tagged[0].text), default_values(notebook)
    if found != expected:
        raise NotebookFault(
            f"the parameters cell of notebooks/{notebook}.ipynb does not agree with its model: "
            f"{_differences(found, expected)}; mend it with `ascn parameters {notebook} --write`"
        )


def _differences(found: dict[str, Any], expected: dict[str, Any]) -> str:
    missing = [f"{name} is missing" for name in expected if name not in found]
    unknown = [f"{name} is unknown" for name in found if name not in expected]
    differing = [
        f"{name} is {found[name]!r}, the model's default is {expected[name]!r}"
        for name in expected
        if name in found and found[name] != expected[name]
    ]
    return "; ".join(missing + unknown + differing)


def assigned_values(code: str) -> dict[str, Any]:
    """Read the plain assignments of a parameters cell; what is not a literal reads as None."""
    values: dict[str, Any] = {}
    for statement in _parse(code).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            values[statement.targets[0].id] = _literal(statement.value)
    return values


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def default_values(notebook: str) -> dict[str, Any]:
    """Give the defaults of a notebook's model as plain values."""
    return plain_values(check_parameters(notebook, {}))


def parameters_cell(notebook: str) -> str:
    """Write the parameters cell that a notebook's model asks for."""
    lines = [f"{name} = {_as_code(value)}" for name, value in default_values(notebook).items()]
    return "\n".join(lines)


def _as_code(value: Any) -> str:
    return repr(value) if value is None or isinstance(value, bool) else json.dumps(value)


def write_parameters_cell(notebook: str) -> bool:
    """Put the model's parameters cell into the notebook's file; tells whether the file changed."""
    file = notebook_path(notebook)
    content = json.loads(file.read_text(encoding="utf-8"))
    cell = next(c for c in content["cells"] if TAG in c.get("metadata", {}).get("tags", []))
    if assigned_values("".join(cell["source"])) == default_values(notebook):
        return False
    cell["source"] = parameters_cell(notebook).splitlines(keepends=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    beside.replace(file)
    return True
