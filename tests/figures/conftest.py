"""The scripts that approve figures, so that tests compare with what the scripts write."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def bless() -> ModuleType:
    return script("bless")


@pytest.fixture(scope="session")
def check_layouts() -> ModuleType:
    return script("check_layouts")
