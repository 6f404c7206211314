"""What is wrong with a raw file, said for the person who can mend it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault: where it is, what stands there, the rule it breaks, and how to mend it.

    `file` is relative to data/raw. `row` is the line a person sees in the file (the header is
    row 1); None means the file as a whole. `column` and `value` may be empty.
    """

    file: str
    row: int | None
    column: str
    value: str
    rule: str
    mend: str

    def __str__(self) -> str:
        return self.said()

    def said(self, more_rows: int = 0) -> str:
        """Say the fault in one line; `more_rows` counts further rows with the very same fault."""
        place = f"data/raw/{self.file}"
        if self.row is not None:
            place += f", row {self.row}"
        if more_rows:
            place += f" (and {more_rows} more rows)"
        if self.column:
            place += f", column {self.column}"
        found = f" found {self.value[:80]!r};" if self.value else ""
        return f"{place}:{found} rule: {self.rule}; to mend: {self.mend}"


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Sort faults by file, row and column, each once."""
    return sorted(set(faults), key=lambda fault: (fault.file, fault.row or 0, fault.column))


class InvalidData(ValueError):
    """The raw data break rules. `faults` holds all of them; the message prints one line each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__("\n".join([self._headline(), *self._lines()]))

    def _headline(self) -> str:
        count = len(self.faults)
        faults = "1 fault" if count == 1 else f"{count} faults"
        return f"{faults} in the raw data; the processed tables were left as they were."

    def _lines(self) -> list[str]:
        same: dict[tuple[str, ...], list[Fault]] = defaultdict(list)
        for fault in self.faults:
            same[fault.file, fault.column, fault.value, fault.rule].append(fault)
        return [f"  {alike[0].said(len(alike) - 1)}" for alike in same.values()]
