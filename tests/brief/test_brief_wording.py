import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def house():
    path = ROOT / "tests" / "house" / "test_wording.py"
    spec = importlib.util.spec_from_file_location("house_wording", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("text", ["policy_brief.md", "evidence_annex.md"])
def test_the_brief_claims_no_cause(house, text):
    assert house.causal_words((ROOT / "brief" / text).read_text(encoding="utf-8")) == []
