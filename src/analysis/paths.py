"""Where the project keeps things: one function for each folder."""

import os
from pathlib import Path


def project_root() -> Path:
    """The checkout worked on: the environment's ASCN_ROOT, else where this code lies."""
    return Path(os.environ.get("ASCN_ROOT") or Path(__file__).resolve().parents[2])


def raw() -> Path:
    """Published tables as taken in, each beside its source record. Never written by code."""
    return project_root() / "data" / "raw"


def processed() -> Path:
    """Validated, tidy tables that everything downstream reads."""
    return project_root() / "data" / "processed"


def notebooks() -> Path:
    """The notebooks as committed: no outputs of figures, only printed tables."""
    return project_root() / "notebooks"


def figures() -> Path:
    """Published figures, one folder for each run."""
    return project_root() / "figures"


def brief() -> Path:
    """The brief's text, and its published forms below `published/`."""
    return project_root() / "brief"


def config() -> Path:
    """The run table and what else a user may set."""
    return project_root() / "config"


def build() -> Path:
    """What can be made again and is not published: executed notebooks, charts, records."""
    return project_root() / "build"
