"""Every raw file has a complete, true source record; each way to break one is caused and named."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import paths
from analysis.data.faults import Fault
from analysis.data.records import (
    RULES,
    count_rows,
    raw_files,
    read_record,
    record_faults,
    refresh_records,
    sha256,
)

RECORD = "ascn/members.csv.source.yml"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder with one table, its record, and the licences."""
    (tmp_path / "ascn").mkdir()
    for file in ("ascn/members.csv", RECORD, "LICENCES.md"):
        (tmp_path / file).write_bytes((paths.raw() / file).read_bytes())
    return tmp_path


@pytest.fixture
def edit_record(raw: Path) -> Callable[[str, str], None]:
    def replace(pattern: str, new: str) -> None:
        path = raw / RECORD
        text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert count == 1
        path.write_text(text, encoding="utf-8")

    return replace


def only_fault(raw: Path) -> Fault:
    (fault,) = record_faults(raw)
    return fault


def test_every_raw_file_of_this_project_has_a_true_record() -> None:
    assert [str(fault) for fault in record_faults(paths.raw())] == []


@pytest.mark.parametrize("file", raw_files(paths.raw()), ids=lambda path: path.name)
def test_a_record_is_complete(file: Path) -> None:
    record = read_record(file)
    assert list(record) == list(RULES)
    assert (record["sha256"], int(record["rows"])) == (sha256(file), count_rows(file))


def test_a_sound_folder_has_no_faults(raw: Path) -> None:
    assert record_faults(raw) == []


def test_a_file_without_record_is_named(raw: Path) -> None:
    (raw / RECORD).unlink()
    fault = only_fault(raw)
    assert (fault.file, fault.rule) == ("ascn/members.csv", "every raw file has a source record")


def test_a_record_without_file_is_named(raw: Path) -> None:
    (raw / "ascn/members.csv").unlink()
    assert only_fault(raw).rule == "a source record has its file"


def test_a_wrong_checksum_is_named_with_the_true_one(
    raw: Path, edit_record: Callable[[str, str], None]
) -> None:
    edit_record(r"^sha256: .*$", f"sha256: {'0' * 64}")
    fault = only_fault(raw)
    assert (fault.column, fault.value) == ("sha256", "0" * 64)
    assert sha256(raw / "ascn/members.csv") in fault.rule


def test_a_wrong_row_count_is_named(raw: Path, edit_record: Callable[[str, str], None]) -> None:
    edit_record(r"^rows: .*$", "rows: 37")
    fault = only_fault(raw)
    assert (fault.column, fault.value, fault.rule) == (
        "rows",
        "37",
        "the row count is the file's: 38",
    )


@pytest.mark.parametrize("entry", ["licence", "citation", "title", "publisher", "edition", "url"])
def test_a_missing_entry_is_named(
    entry: str, raw: Path, edit_record: Callable[[str, str], None]
) -> None:
    edit_record(rf"^{entry}: .*\n", "")
    fault = only_fault(raw)
    assert (fault.column, fault.mend) == (entry, "add it")


def test_a_licence_that_is_not_explained_is_named(
    raw: Path, edit_record: Callable[[str, str], None]
) -> None:
    edit_record(r"^licence: .*$", "licence: CC-BY-9.0")
    assert only_fault(raw).rule == "the licence is explained in LICENCES.md"


@pytest.mark.parametrize(
    ("entry", "value"),
    [("redistributable", "perhaps"), ("accessed", "last week"), ("url", "asean.org")],
)
def test_an_entry_of_the_wrong_form_is_named(
    entry: str, value: str, raw: Path, edit_record: Callable[[str, str], None]
) -> None:
    edit_record(rf"^{entry}: .*$", f"{entry}: {value}")
    fault = only_fault(raw)
    assert (fault.column, fault.value) == (entry, value)


def test_an_unknown_entry_is_named(raw: Path, edit_record: Callable[[str, str], None]) -> None:
    edit_record(r"^rows: 38$", "rows: 38\ncolour: blue")
    assert (only_fault(raw).column, only_fault(raw).mend) == ("colour", "remove it")


@pytest.mark.parametrize("text", ["title: [", "just words", ""])
def test_a_record_that_is_not_yaml_entries_is_named(text: str, raw: Path) -> None:
    (raw / RECORD).write_text(text, encoding="utf-8")
    assert {fault.file for fault in record_faults(raw)} == {RECORD}


def test_refreshing_changes_only_checksum_and_rows(raw: Path) -> None:
    path, record = raw / "ascn/members.csv", raw / RECORD
    before = record.read_text(encoding="utf-8").splitlines()
    text = path.read_text(encoding="utf-8")
    path.write_text("".join(text.splitlines(keepends=True)[:-1]), encoding="utf-8")
    assert refresh_records(raw) == [record]
    after = record.read_text(encoding="utf-8").splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [f"sha256: {sha256(path)}", "rows: 37"]
    assert record_faults(raw) == []
    assert refresh_records(raw) == []


def test_a_yaml_file_counts_the_entries_of_its_lists(tmp_path: Path) -> None:
    path = tmp_path / "list.yml"
    path.write_text("about:\n  a: b\nclaims:\n- x\n- y\n", encoding="utf-8")
    assert count_rows(path) == 2
