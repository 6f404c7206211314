"""A tiny project: three cities, one claim, one figure, one source, and a text about them."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from brief_forms import few_bars

from analysis import paths
from analysis.brief.binding import Material
from analysis.brief.values import Values, read_values
from analysis.charts.chart import Chart, keep
from analysis.charts.words import message as _
from analysis.parameters import LATEST

TEXT = """---
title: A brief
subtitle: "At {{day}}"
summary-subtitle: "In short, at {{day}}"
publisher: Somebody
rights: CC BY 4.0
lang: en-GB
---

# Key messages {.in-summary}

::: {.in-summary}
The network has {{members}} cities, in {{states}}. See @fig:few.
:::

# What is known

[Two cities were counted once.]{claim="FAT-02" verdict="superseded"} So says a report
[@asean2025]; @fig:few and @tbl:cities show it.

::: {#fig:few .figure chart="01_membership/few"}
:::

::: {#tbl:cities .table rows="cities"}
Cities, {{members}} of them.
:::

# References

::: {#refs}
:::
"""

VALUES = """
tables:
  members_now: {measure: membership.members_at, inputs: [members, as_of]}
  ledger: {measure: claims.judge_claims, inputs: [claims_register, tables, as_of]}
values:
  day: {from: ledger, column: as_of, unit: date}
  members: {from: members_now, take: rows, unit: cities}
  states: {from: members_now, take: list, column: country_iso3, say: country}
printed:
  cities:
    from: members_now
    columns:
      - {column: city, heading: City, width: 0.6}
      - {column: joined_year, heading: Year, width: 0.4, unit: year}
allowed:
  CC BY 4.0: the name of a licence
"""

LIBRARY = """
@report{asean2025, author = {{ASEAN Secretariat}}, title = {A Report}, year = {2025},
  url = {https://asean.org/report}}
"""

MEMBERS = pd.DataFrame(
    {
        "city_id": ["a", "b", "c"],
        "city": ["Aaa", "<script>alert(1)</script> #emph[x]", "Ccc"],
        "country_iso3": ["IDN", "IDN", "SGP"],
        "cohort": ["pilot-2018", "pilot-2018", "later"],
        "joined_year": [2018, 2018, 2025],
        "member_from_latest": pd.to_datetime(["2018-04-28", "2018-04-28", "2025-01-01"]),
    }
)
REGISTER = pd.DataFrame(
    [
        {
            "claim_id": "FAT-02",
            "document": "FAT",
            "place": "text",
            "claim": "two cities",
            "test": "members_count",
            "arguments": json.dumps({"stated": 2}),
            "printed_arguments": "",
            "printed": "",
            "meant": "",
            "tolerance": float("nan"),
            "speaks_of": "2022-09-21",
            "moves": True,
            "near": False,
            "caveat": "",
            "reason": "",
        }
    ]
)


@dataclass
class Project:
    """A project folder with a brief in it, to be broken by tests."""

    root: Path
    brief: Path = field(init=False)

    def __post_init__(self) -> None:
        self.brief = self.root / "brief"

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def write_project(root: Path) -> None:
    for folder in ("brief", "data/processed", "figures/01_membership"):
        (root / folder).mkdir(parents=True)
    (root / "brief" / "policy_brief.md").write_text(TEXT, encoding="utf-8")
    (root / "brief" / "evidence_annex.md").write_text(TEXT, encoding="utf-8")
    (root / "brief" / "values.yml").write_text(VALUES, encoding="utf-8")
    (root / "brief" / "references.bib").write_text(LIBRARY, encoding="utf-8")
    MEMBERS.to_parquet(root / "data" / "processed" / "members.parquet")
    REGISTER.to_parquet(root / "data" / "processed" / "claims_register.parquet")
    chart = Chart(
        few_bars,
        MEMBERS[["city", "joined_year"]].iloc[[0, 2]],
        _("Few"),
        _("cities"),
        _("few"),
        sources=(),
        n=2,
        n_of=3,
        counted=_("cities"),
    )
    keep(chart, root / "build" / "charts" / "01_membership" / "few.pickle")
    sidecar = {
        "title": "Few cities",
        "caption": "Few cities. Shown: 2 of 3 cities.",
        "alt_text": "Bar chart: two cities.",
        "notebook": "01_membership",
        "parameters": {"as_of": "2026-01-31"},
        "inputs": {"members": "0"},
        "sources": [],
    }
    path = root / "figures" / "01_membership" / "few.json"
    path.write_text(json.dumps(sidecar), encoding="utf-8")
    path.with_suffix(".csv").write_text("city,joined_year\nAaa,2018\n", encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    write_project(tmp_path)
    monkeypatch.setenv("ASCN_ROOT", str(tmp_path))
    return Project(tmp_path)


@pytest.fixture
def material(project: Project) -> Material:
    """What the tiny text may draw on; the figure's files stand in for drawn ones."""
    registry = read_values(paths.brief() / "values.yml")
    picture = SimpleNamespace(
        caption="Few cities.", alt_text="Bar chart: two cities.", files={"svg": b"", "png": b""}
    )
    return Material(
        values=Values(registry, LATEST),
        verdicts={"FAT-02": "superseded"},
        pictures={"01_membership/few": picture},
        citations=frozenset({"asean2025"}),
        allowed=tuple(registry.allowed),
    )
