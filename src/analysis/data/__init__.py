"""Read and validate raw tables, build processed ones, keep the source records."""

from pathlib import Path

from analysis.data.faults import Fault, InvalidData
from analysis.data.tables import Source, UndeclaredTable, declare_tables, read_sources, read_table

__all__ = [
    "Fault",
    "InvalidData",
    "Source",
    "UndeclaredTable",
    "build_processed",
    "declare_tables",
    "read_sources",
    "read_table",
    "validate_raw",
]


def build_processed(root: Path | None = None) -> list[Path]:
    """Validate data/raw, then write data/processed: see analysis.data.build."""
    from analysis.data import build  # validation is not needed where tables are only read

    return build.build_processed(root)


def validate_raw(root: Path | None = None) -> list[Fault]:
    """List every fault of data/raw: see analysis.data.validation."""
    from analysis.data import validation

    return validation.validate_raw(root)
