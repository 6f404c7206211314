"""Notebooks as files: their cells, what they import, and whether their parameters cell is right."""

from __future__ import annotations

import ast
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.files import write_beside
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


@dataclass(frozen=True)
class Notebook:
    """A notebook without its outputs: its name, its kernel's name, its cells."""

    name: str
    kernel: str
    cells: tuple[Cell, ...]

    def digest(self) -> str:
        """Digest what the notebook says and does; its outputs and other metadata do not count."""
        cells = [[cell.kind, cell.text, cell.has_parameters] for cell in self.cells]
        return hashlib.sha256(json.dumps([self.kernel, cells]).encode()).hexdigest()

    def imports(self) -> set[str]:
        """Name what the code cells import: `from a import b` gives both "a" and "a.b"."""
        code = [cell.text for cell in self.cells if cell.kind == "code"]
        return set().union(*(_names_in(text) for text in code))


def notebook_path(notebook: str) -> Path:
    """Give the file of a notebook, e.g. notebooks/01_membership.ipynb."""
    return paths.notebooks() / f"{notebook}.ipynb"


def read_notebook(name: str) -> Notebook:
    """Read a notebook without its outputs; NotebookFault when it is missing or broken."""
    try:
        content = json.loads(notebook_path(name).read_text(encoding="utf-8"))
        kernel = content["metadata"].get("kernelspec", {}).get("name", "")
        return Notebook(name, kernel, tuple(_cell(cell) for cell in content["cells"]))
    except FileNotFoundError:
        raise NotebookFault(
            f"notebooks/{name}.ipynb does not exist; add it, or take {name!r} out of "
            "config/runs.yml"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise NotebookFault(
            f"notebooks/{name}.ipynb is not a notebook ({type(error).__name__}: {error}); "
            "restore it from version control"
        ) from None


def _cell(cell: dict[str, Any]) -> Cell:
    tags = cell.get("metadata", {}).get("tags", [])
    return Cell(cell["cell_type"], "".join(cell["source"]), TAG in tags)


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


def check_parameters_cell(notebook: Notebook) -> None:
    """Refuse a parameters cell that assigns other names or defaults than the notebook's model."""
    name = notebook.name
    tagged = [cell for cell in notebook.cells if cell.has_parameters]
    if len(tagged) != 1:
        raise NotebookFault(
            f'notebooks/{name}.ipynb has {len(tagged)} cells tagged "{TAG}"; it needs one'
        )
    found, expected = assigned_values(tagged[0].text), default_values(name)
    if found != expected:
        raise NotebookFault(
            f"the parameters cell of notebooks/{name}.ipynb does not agree with its model: "
            f"{_differences(found, expected)}; mend it with `ascn parameters {name} --write`"
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
    write_beside(file, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())
    return True
