"""Source records: the small YAML file beside each raw file that says where it comes from.

Run `python -m analysis.data.records` after editing a raw file by hand, once you have looked at what
changed: it brings sha256 and rows of each record up to date, and touches nothing else.
"""

import csv
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import yaml

from analysis import paths
from analysis.data.faults import Fault

ENDING = ".source.yml"
REFRESH = "look at what changed; when it is meant, run `python -m analysis.data.records`"

# What each entry of a record must look like, and how to say so.
RULES: dict[str, tuple[str, str]] = {
    "title": (r".+", "a title"),
    "short": (r".{1,60}", "a short name for a chart's source line, at most 60 characters"),
    "publisher": (r".+", "a publisher"),
    "citation": (r".+", "a full citation"),
    "edition": (r".+", "the edition"),
    "url": (r"https?://\S+", "the publisher's web address"),
    "accessed": (r"\d{4}-\d{2}-\d{2}", "the day of access, written 2026-11-21"),
    "licence": (r"\S+", "a licence named in LICENCES.md"),
    "redistributable": (r"yes|extract", "yes or extract"),
    "sha256": (r"[0-9a-f]{64}", "the file's SHA-256"),
    "rows": (r"\d+", "the number of rows"),
}


def raw_files(folder: Path) -> list[Path]:
    """List the files of data/raw that need a source record."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.startswith(".")
        and not path.name.endswith(ENDING)
        and path != folder / "LICENCES.md"
    )


def record_path(path: Path) -> Path:
    """Give the path of a raw file's source record."""
    return path.with_name(path.name + ENDING)


def read_record(path: Path) -> dict[str, str]:
    """Read a raw file's source record, every entry as text."""
    record = yaml.load(record_path(path).read_text(encoding="utf-8"), yaml.BaseLoader)
    return record if isinstance(record, dict) else {}


def sha256(path: Path) -> str:
    """Hash a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def count_rows(path: Path) -> int:
    """Count rows of a CSV table, features of a GeoPackage, entries of YAML lists, else lines."""
    counters: dict[str, Callable[[Path], int]] = {
        ".csv": _csv_rows,
        ".gpkg": _features,
        ".yml": _entries,
    }
    return counters.get(path.suffix, _lines)(path)


def _csv_rows(path: Path) -> int:
    text = path.read_text(encoding="utf-8", errors="replace")
    return max(sum(1 for row in csv.reader(text.splitlines(keepends=True)) if row) - 1, 0)


def _features(path: Path) -> int:
    import pyogrio  # slow to import, and only boundaries need it

    return int(pyogrio.read_info(path)["features"])


def _entries(path: Path) -> int:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    lists = content.values() if isinstance(content, dict) else [content]
    return sum(len(entries) for entries in lists if isinstance(entries, list))


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8", errors="replace").splitlines())


def record_faults(folder: Path) -> list[Fault]:
    """Say what is wrong with the source records of a data/raw folder.

    Every file has a record, every record has its file and is complete, its licence is explained in
    LICENCES.md, and its checksum and row count are those of the file.
    """
    licences = _licences(folder)
    faults = _orphans(folder)
    for path in raw_files(folder):
        file = path.relative_to(folder).as_posix()
        if not record_path(path).is_file():
            mend = f"write {record_path(path).name} beside it, with the entries {', '.join(RULES)}"
            faults.append(Fault(file, None, "", "", "every raw file has a source record", mend))
            continue
        faults += _faults_of(path, file, licences)
    return faults


def _licences(folder: Path) -> set[str]:
    path = folder / "LICENCES.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


def _orphans(folder: Path) -> list[Fault]:
    records = sorted(folder.rglob(f"*{ENDING}"))
    lost = [path for path in records if not path.with_name(path.name[: -len(ENDING)]).is_file()]
    rule, mend = "a source record has its file", "put the file back, or remove the record"
    return [Fault(path.relative_to(folder).as_posix(), None, "", "", rule, mend) for path in lost]


def _faults_of(path: Path, file: str, licences: set[str]) -> list[Fault]:
    place = file + ENDING
    try:
        record = read_record(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        value = str(error).splitlines()[0]
        return [Fault(place, None, "", value, "the record is YAML in UTF-8", "correct it")]
    faults = _entry_faults(place, record)
    if record.get("licence") and record["licence"] not in licences:
        mend = "use a licence of LICENCES.md, or explain this one there"
        rule = "the licence is explained in LICENCES.md"
        faults.append(Fault(place, None, "licence", record["licence"], rule, mend))
    return faults + _stale_faults(path, place, record)


def _entry_faults(place: str, record: dict[str, str]) -> list[Fault]:
    faults = [
        Fault(place, None, entry, str(record.get(entry, "")), f"the record states {what}", "add it")
        for entry, (form, what) in RULES.items()
        if not re.fullmatch(form, str(record.get(entry, "")))
    ]
    known = f"a record has only the entries {', '.join(RULES)}"
    unknown = [entry for entry in record if entry not in RULES]
    return faults + [Fault(place, None, str(entry), "", known, "remove it") for entry in unknown]


def _stale_faults(path: Path, place: str, record: dict[str, str]) -> list[Fault]:
    found = _sum_and_rows(path)
    rules = {"sha256": "the checksum is the file's", "rows": "the row count is the file's"}
    return [
        Fault(place, None, entry, record[entry], f"{rule}: {found[entry]}", REFRESH)
        for entry, rule in rules.items()
        if entry in record and record[entry] != found[entry]
    ]


def _sum_and_rows(path: Path) -> dict[str, str]:
    try:
        rows = str(count_rows(path))
    except (yaml.YAMLError, csv.Error, RuntimeError, ValueError, TypeError):
        rows = "unreadable"
    return {"sha256": sha256(path), "rows": rows}


def refresh_records(folder: Path) -> list[Path]:
    """Bring sha256 and rows of the records of a data/raw folder up to date; list those changed."""
    changed = []
    for path in raw_files(folder):
        record = record_path(path)
        if not record.is_file():
            continue
        old = new = record.read_text(encoding="utf-8")
        for entry, value in _sum_and_rows(path).items():
            new = re.sub(rf"^{entry}:.*$", f"{entry}: {value}", new, flags=re.MULTILINE)
        if new != old:
            record.write_text(new, encoding="utf-8")
            changed.append(record)
    return changed


if __name__ == "__main__":
    for changed_record in refresh_records(paths.raw()):
        print(f"brought up to date: {changed_record.relative_to(paths.project_root())}")
