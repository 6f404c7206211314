"""How long a text is, how hard to read, and whether it fits a journal's limits."""

from __future__ import annotations

import re

import pandas as pd
import pyphen
import yaml
from pydantic import BaseModel, ConfigDict

from analysis import paths
from analysis.brief.binding import Bound
from analysis.brief.documents import BRIEF, DOCUMENTS, collect_material, examine_document
from analysis.brief.pandoc import SENTENCE_END, Node, attributes, plain, walk

PROSE = ("Para", "Plain")
WORD = re.compile(r"[^\W\d_][\w’'-]*")


class Limit(BaseModel):
    """A journal's upper limit; unconfirmed when it was not read from the journal itself."""

    model_config = ConfigDict(extra="forbid")

    measure: str
    at_most: float
    confirmed: bool
    source: str


def read_limits(journal: str) -> list[Limit]:
    """Read a journal's limits; KeyError when it has none."""
    known = yaml.safe_load((paths.brief() / "limits.yml").read_text(encoding="utf-8"))
    return [Limit(**entry) for entry in known[journal]]


def gauge(bound: Bound) -> dict[str, float]:
    """Measure a bound text: words, sentences, grade, figures, tables, and figures and tables.

    Words and sentences are those of paragraphs and lists before the references. The grade is
    Flesch and Kincaid's (1975): 0.39 words a sentence + 11.8 syllables a word − 15.59. Syllables
    are counted where a word may be hyphenated, which misses some: read it as a lower bound.
    """
    prose = list(_paragraphs(bound.tree["blocks"]))
    sentences = [part for text in prose for part in SENTENCE_END.split(text) if WORD.search(part)]
    spoken = [word for text in prose for word in WORD.findall(text)]
    tables = sum(node["t"] == "Table" for node in walk(bound.tree["blocks"]))
    return {
        "words": len(spoken),
        "sentences": len(sentences),
        "grade": round(grade(spoken, len(sentences)), 1),
        "figures": len(bound.figures),
        "tables": tables,
        "figures and tables": len(bound.figures) + tables,
    }


def report(journal: str) -> str:
    """Say how long and hard each document is, and how the brief stands to a journal's limits."""
    material = collect_material()
    measured = {one.name: gauge(examine_document(one, material)[0]) for one in DOCUMENTS}
    table = pd.DataFrame(measured).T
    for one in DOCUMENTS:
        table.loc[one.name, "written as"] = ", ".join(one.formats)
    fits = against_limits(measured[BRIEF], read_limits(journal))
    fits["confirmed"] = fits["confirmed"].map({True: "yes", False: "UNCONFIRMED"})
    held = f"{BRIEF} against the limits of {journal}:"
    return f"{table.to_string()}\n\n{held}\n{fits.to_string(index=False)}"


def grade(spoken: list[str], sentences: int) -> float:
    """Compute the Flesch–Kincaid grade of words in so many sentences; 0 for no words."""
    if not spoken or not sentences:
        return 0.0
    hyphens = pyphen.Pyphen(lang="en_US", left=1, right=1)  # finds more of them than en_GB
    syllables = sum(len(hyphens.positions(word)) + 1 for word in spoken)
    return 0.39 * len(spoken) / sentences + 11.8 * syllables / len(spoken) - 15.59


def against_limits(measured: dict[str, float], limits: list[Limit]) -> pd.DataFrame:
    """Hold a text against limits: measure, found, at_most, fits, confirmed, source."""
    rows = [
        {
            "measure": limit.measure,
            "found": measured[limit.measure],
            "at_most": limit.at_most,
            "fits": measured[limit.measure] <= limit.at_most,
            "confirmed": limit.confirmed,
            "source": limit.source,
        }
        for limit in limits
    ]
    return pd.DataFrame(rows)


def _paragraphs(blocks: list[Node]) -> list[str]:
    """Give the running text of paragraphs and lists: no captions, no tables."""
    texts: list[str] = []
    for block in blocks:
        if block["t"] in PROSE:
            texts.append(plain(block["c"]))
        elif block["t"] == "Div" and attributes(block)[0] != "refs":
            texts += _paragraphs(block["c"][1])
        elif block["t"] in ("BulletList", "OrderedList"):
            items = block["c"] if block["t"] == "BulletList" else block["c"][1]
            texts += [text for item in items for text in _paragraphs(item)]
        elif block["t"] == "DefinitionList":
            texts += [text for _, said in block["c"] for part in said for text in _paragraphs(part)]
    return texts
