"""Writing files whole: no reader ever sees half a file, and a failed writer spoils nothing."""

import os
from pathlib import Path


def write_beside(path: Path, content: bytes) -> None:
    """Replace a file as a whole: write beside, then rename."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)  # what a full disk has cut short
