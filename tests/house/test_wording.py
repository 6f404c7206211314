"""No word of cause where the data show only order in time or place."""

import importlib.util
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
CAUSAL = re.compile(
    r"\b(impacts?|impacted|led to|leads to|caus(?:es?|ed|ing|al(?:ly)?)|due to|because of"
    r"|effects? of|resulted in|results in|thanks to|brought about|drives|drove|driven by)\b",
    re.IGNORECASE,
)
# Quoted claims and statements that deny a cause may use the words; each says why.
ALLOWED = re.compile(
    r"no effect of|not an effect|never an effect|no causal|not causal|causal claim"
    r"|says nothing about cause",
    re.IGNORECASE,
)


def causal_words(text: str) -> list[str]:
    return [match.group(0) for match in CAUSAL.finditer(ALLOWED.sub("", text))]


def collect_messages() -> list[str]:
    spec = importlib.util.spec_from_file_location("u", ROOT / "scripts" / "update_messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [entry.id for entry in module.collect(ROOT) if isinstance(entry.id, str) and entry.id]


def test_the_rule_finds_a_causal_word():
    assert causal_words("Smart cities led to growth") == ["led to"]
    assert causal_words("This is no causal claim") == []


def test_messages_claim_no_cause():
    found = {text: words for text in collect_messages() if (words := causal_words(text))}
    assert found == {}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_notebook_text_claims_no_cause(path):
    cells = nbformat.read(path, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert causal_words(text) == []
