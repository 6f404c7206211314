"""From data/raw to data/processed: all or nothing."""

import tempfile
from pathlib import Path

from analysis import paths
from analysis.data.faults import InvalidData
from analysis.data.package import described_files, write_descriptor, write_tables
from analysis.data.processed import build_tables
from analysis.data.validation import load_raw, raw_folder


def build_processed(root: Path | None = None) -> list[Path]:
    """Validate data/raw of a project folder (by default this one), then write data/processed.

    Returns the files of data/processed. InvalidData names every fault of the raw data; then, and on
    any other error, data/processed stays as it was. A file whose bytes would not change is not
    touched. The same raw data give the same bytes.
    """
    folder = raw_folder(root)
    raw, faults = load_raw(folder)
    if faults:
        raise InvalidData(faults)
    target = paths.processed() if root is None else root / "data" / "processed"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".processed-") as scratch:
        tables = write_tables(Path(scratch), build_tables(raw))
        return _install([*tables, write_descriptor(Path(scratch), folder)], target)


def _install(made: list[Path], target: Path) -> list[Path]:
    """Move finished files into place, the descriptor last, and remove what is no longer made."""
    before = described_files(target)
    installed = []
    for path in made:
        place = target / path.name
        if not place.is_file() or place.read_bytes() != path.read_bytes():
            path.replace(place)
        installed.append(place)
    for left_over in before - set(installed):
        left_over.unlink(missing_ok=True)
    return installed
