"""What a run depends on, each input with a name that a reader knows and a digest of its content."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import grimp
import grimp.exceptions

from analysis import paths
from analysis.runs import Refused

PACKAGE = "analysis"
COUNTED = ("sha256", "rows", "bytes")


@dataclass(frozen=True)
class Digest:
    """An input by name ("table projects") and its content's SHA-256; None when it is missing."""

    name: str
    value: str | None


def file_digest(file: Path) -> str | None:
    """Digest a file's content, once for each state of the file; None when there is no such file."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return _content_digest(file, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=10_000)
def _content_digest(file: Path, _changed: int, _size: int) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def digest_of(parts: Iterable[str | None]) -> str:
    """Digest several texts in their order."""
    return hashlib.sha256("\n".join(part or "" for part in parts).encode()).hexdigest()


def files_digest(files: Iterable[Path]) -> str:
    """Digest several files by name and content, whatever order they come in."""
    ordered = sorted(files)
    return digest_of(f"{file.name} {file_digest(file)}" for file in ordered)


class Code:
    """The package's import graph, read from its source without importing it."""

    def __init__(self, package: str = PACKAGE) -> None:
        self.package = package
        try:
            self.graph = grimp.build_graph(package, cache_dir=None)
        except grimp.exceptions.SourceSyntaxError as error:
            raise Refused(f"what runs depend on cannot be told: {error}") from None
        self.folder = _package_folder(package)

    def modules_behind(self, names: Iterable[str]) -> list[str]:
        """List the package's modules that importing these names runs, sorted."""
        start = {name for name in names if name in self.graph.modules}
        found = set(start)
        for name in start:
            found |= self.graph.find_upstream_modules(name)
        return sorted(found | {parent for name in found for parent in _parents(name)})

    def inputs(self, names: Iterable[str], language: str) -> list[Digest]:
        """Digest the modules behind the names, and the files that lie with them."""
        modules = self.modules_behind(names)
        code = [Digest(f"code {name}", file_digest(self._file(name))) for name in modules]
        packages = [name for name in modules if self._file(name).name == "__init__.py"]
        beside = [found for name in packages for found in self._files_beside(name, language)]
        return [*code, *beside]

    def _file(self, module: str) -> Path:
        place = self.folder.joinpath(*module.split(".")[1:])
        return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")

    def _files_beside(self, package: str, language: str) -> list[Digest]:
        """Digest a package's fonts, profiles and the like, and one language's messages."""
        folder = self._file(package).parent
        inner = [p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        files = [p for p in inner if p.suffix not in (".py", ".pot") and self._owner(p) == folder]
        messages = [p for p in files if "locales" in p.parts]
        others = [p for p in files if "locales" not in p.parts]
        spoken = [p for p in messages if language in (p.stem, *p.relative_to(folder).parts)]
        return [
            *([Digest(f"files of {package}", files_digest(others))] if others else []),
            *([Digest(f"messages {language}", files_digest(spoken))] if spoken else []),
        ]

    def _owner(self, file: Path) -> Path:
        return next(parent for parent in file.parents if (parent / "__init__.py").exists())


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    return Path(str(spec.origin)).parent


def _parents(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def source_records() -> Digest:
    """Digest what charts print of the source records: all but checksums and row counts.

    Those follow a table's content, on which only the notebooks that read the table depend.
    """
    try:
        package = (paths.processed() / "datapackage.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return Digest("source records", digest_of([]))
    sources = json.loads(package)["sources"]
    printed = [{k: v for k, v in source.items() if k not in COUNTED} for source in sources]
    return Digest("source records", digest_of([json.dumps(printed, sort_keys=True)]))


def package_versions() -> Digest:
    """Digest the lock file and the Python version."""
    lock = file_digest(paths.project_root() / "requirements.lock")
    return Digest("package versions", digest_of([lock, f"{sys.version_info[:2]}"]))
