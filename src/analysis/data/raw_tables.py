"""Read a raw CSV file as the text that stands in it, and say what is wrong with its form."""

import csv
import io
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from analysis.data.faults import Fault

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def read_cells(path: Path, file: str, columns: list[str]) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the cells of a CSV file as text, indexed by the line a person sees.

    `columns` are the columns the file must have, in any order. An empty cell is missing. A file
    that cannot be read as a table comes back empty, with the faults that say why.
    """
    empty = pd.DataFrame(columns=columns, dtype=str)
    lines, faults = _read_lines(path, file)
    if faults:
        return empty, faults
    header, rows = lines[0][1], lines[1:]
    faults = _header_faults(file, header, columns)
    if faults:
        return empty, faults
    ragged = [
        _ragged(file, line, cells, header) for line, cells in rows if len(cells) != len(header)
    ]
    whole = [(line, cells) for line, cells in rows if len(cells) == len(header)]
    table = pd.DataFrame(
        [cells for _, cells in whole], columns=header, index=[line for line, _ in whole], dtype=str
    )
    return table.mask(table == "")[columns], ragged + _control_faults(file, table)


def _read_lines(path: Path, file: str) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    if not path.is_file():
        return [], [Fault(file, None, "", "", "the file exists", "put the file back")]
    raw = path.read_bytes()
    try:
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        lines = [(line, cells) for line, cells in _numbered(reader) if cells]
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        value = raw[error.start : error.end].hex()
        mend = "save the file as CSV in UTF-8"
        return [], [Fault(file, row, "", f"byte {value}", "the file is UTF-8", mend)]
    except csv.Error as error:
        mend = "close every quotation mark, and double the ones inside a cell"
        return [], [Fault(file, reader.line_num, "", str(error), "the file is CSV", mend)]
    if len(lines) < 2:
        mend = "put back the header and the rows"
        return [], [Fault(file, None, "", "", "the file has a header and at least one row", mend)]
    return lines, []


def _numbered(reader: Iterable[list[str]]) -> Iterable[tuple[int, list[str]]]:
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1  # type: ignore[attr-defined]


def _header_faults(file: str, header: list[str], columns: list[str]) -> list[Fault]:
    missing = [column for column in columns if column not in header]
    extra = [column for column in header if column not in columns]
    doubled = sorted({column for column in header if header.count(column) > 1})
    return [
        *(
            Fault(file, 1, column, "", "the column exists", _restore(column, extra))
            for column in missing
        ),
        *(
            Fault(file, 1, column, "", "the table has only the columns of its schema", "remove it")
            for column in extra
        ),
        *(Fault(file, 1, column, "", "a column occurs once", "remove one") for column in doubled),
    ]


def _restore(column: str, extra: list[str]) -> str:
    return f"put the column back{nearest(column, extra)}"


def _ragged(file: str, line: int, cells: list[str], header: list[str]) -> Fault:
    rule = f"every row has {len(header)} cells"
    return Fault(file, line, "", f"{len(cells)} cells", rule, "quote cells that contain a comma")


def _control_faults(file: str, table: pd.DataFrame) -> list[Fault]:
    return [
        Fault(file, line, str(column), repr(cell), "text has no control characters", "retype it")
        for column in table.columns
        for line, cell in table.loc[table[column].str.contains(CONTROL), column].items()
    ]


def nearest(value: str, allowed: Iterable[str]) -> str:
    """Say the allowed value that looks most like `value`, or nothing when none does."""
    close = get_close_matches(value, list(allowed), n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""
