"""The chain behind a number, figure or verdict: sentence, measure, table, source, licence."""

from __future__ import annotations

import dataclasses
import datetime
import inspect
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis import data
from analysis.brief.binding import Bound, Material
from analysis.brief.documents import DOCUMENTS, collect_material, examine_document
from analysis.brief.pictures import PublishedFigure
from analysis.brief.values import BriefError, Values, measure_member
from analysis.data.processed import PROCESSED
from analysis.measures.claims import judge
from analysis.parameters import LATEST

SHOWN_ROWS, SHOWN_COLUMNS = 8, 7


@dataclass(frozen=True)
class Chain:
    """What a statement rests on, from the sentence to the licence."""

    name: str
    said: str
    sentences: list[str]
    measure: str
    about: str
    tables: list[str]
    rows: pd.DataFrame
    sources: list[data.Source] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.said}"]
        lines += [f"  sentence  {sentence}" for sentence in self.sentences]
        lines += [f"  measure   {self.measure}", f"            {self.about}"]
        lines += [f"  table     {table}" for table in self.tables]
        lines += [f"  rows      {len(self.rows)}"]
        part = self.rows.iloc[:SHOWN_ROWS, :SHOWN_COLUMNS]
        shown = part.to_string(index=False, max_colwidth=40)
        lines += [f"            {line}" for line in shown.splitlines() if len(self.rows)]
        for source in self.sources:
            lines += [f"  source    {source.id}: {source.title} ({source.edition}). {source.url}"]
            lines += [f"  licence   {source.licence}"]
        return "\n".join(lines)


def why(name: str, as_of: datetime.date = LATEST) -> Chain:
    """Give the chain of a value, a claim, a figure (run/figure or its id) or a printed table.

    BriefError when no text, value, claim or figure has the name.
    """
    material = collect_material(as_of)
    texts = [document for document in DOCUMENTS if not document.summary]
    bound = [examine_document(document, material)[0] for document in texts]
    charts = {key: chart for one in bound for key, chart in one.figures.items()}
    if name in material.values:
        sentences = _sentences(bound, "values", name)
        claim = material.values.registry.values[name].where.get("claim_id")
        if claim is None:
            return _of_value(name, material.values, sentences)
        said = f"{material.values.said(name)}, from claim {claim}"
        return dataclasses.replace(_of_claim(claim, material, sentences), name=name, said=said)
    if name in material.verdicts:
        return _of_claim(name, material, _sentences(bound, "claims", name))
    if charts.get(name, name) in material.pictures:
        return _of_figure(material.pictures[charts.get(name, name)])  # type: ignore[arg-type]
    raise BriefError([f"no value, claim or figure is named {name!r}"])


def _sentences(bound: Iterable[Bound], kind: str, name: str) -> list[str]:
    found = [one for text in bound for one in getattr(text, kind).get(name, [])]
    return list(dict.fromkeys(found)) or ["(not used in a text)"]


def _of_value(name: str, values: Values, sentences: list[str]) -> Chain:
    spec = values.registry.values[name]
    table = values.registry.tables.get(spec.source)
    tables, names = _chain_of_tables(spec.source, values)
    measure = table.measure if table else "(a processed table, as it is)"
    about = _first_line(measure_member(measure)) if table else ""
    rows = values.rows(name)
    said = " ".join(part for part in (values.said(name), spec.unit.strip("%")) if part)
    cells = set(_strings(rows.to_dict("list")))
    codes = cells | set(_strings(_options(names, values, cells)))
    sources = _sources(names, values.tables, codes)
    return Chain(
        name, said, sentences, f"analysis.measures.{measure}", about, tables, rows, sources
    )


def _chain_of_tables(name: str, values: Values) -> tuple[list[str], list[str]]:
    """Say how a table is made, step by step, and list all the tables on the way."""
    spec = values.registry.tables.get(name)
    if spec is None:
        return [f"{name} (data/processed/{name}.parquet)"], [name]
    given = ", ".join([*spec.inputs, *(f"{key}={item}" for key, item in spec.options.items())])
    said, names = [f"{name} = {spec.measure}({given})"], [name]
    for item in spec.inputs:
        if item in values.registry.tables or item in PROCESSED:
            more, deeper = _chain_of_tables(item, values)
            said, names = said + more, names + deeper
    return list(dict.fromkeys(said)), list(dict.fromkeys(names))


def _options(names: Iterable[str], values: Values, cells: set[str]) -> list[Any]:
    """Give what the measures were asked for; of a named choice, only what the rows name."""
    specs = [values.registry.tables[name] for name in names if name in values.registry.tables]
    constants = [measure_member(item) for spec in specs for item in spec.inputs if "." in item]
    chosen = [_named(item, cells) if isinstance(item, Mapping) else item for item in constants]
    return [[spec.options for spec in specs], chosen]


def _named(choice: Mapping[str, Any], cells: set[str]) -> list[Any]:
    return [item for key, item in choice.items() if key in cells] or list(choice.values())


def _of_claim(claim_id: str, material: Material, sentences: list[str]) -> Chain:
    tables = _Noting(material.values.tables)
    register = material.values.tables["claims_register"]
    claim = register[register["claim_id"] == claim_id].to_dict("records")[0]
    found = judge(claim, tables, material.values.as_of)
    test = claim["test"] or "(no test)"
    about = f"{claim['claim']} | {found.evidence}"
    codes = set(_strings([json.loads(claim["arguments"]), found.rows.to_dict("list")]))
    sources = _sources(["claims_register", *tables.asked], material.values.tables, codes)
    asked = [f"{name} (data/processed/{name}.parquet)" for name in tables.asked]
    measure = f"analysis.measures.claim_tests.{test} with {claim['arguments']}"
    return Chain(claim_id, found.verdict, sentences, measure, about, asked, found.rows, sources)


class _Noting(Mapping[str, pd.DataFrame]):
    """Tables that note which of them are asked for."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.asked:
            self.asked.append(name)
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.asked)

    def __len__(self) -> int:
        return len(self.asked)


def _of_figure(figure: PublishedFigure) -> Chain:
    about = figure.sidecar
    drawn = pd.read_csv(figure.sidecar_path.with_suffix(".csv"))
    sources = data.read_sources()
    return Chain(
        figure.name,
        str(about["title"]),
        [figure.caption],
        f"notebooks/{about['notebook']}.ipynb with {json.dumps(about['parameters'])}",
        str(about["alt_text"]),
        [f"{name} (data/processed/{name}.parquet)" for name in about["inputs"]],
        drawn,
        [sources[one["id"]] for one in about["sources"]],
    )


def _sources(
    names: Iterable[str], tables: Mapping[str, pd.DataFrame], codes: set[str]
) -> list[data.Source]:
    """Find the source records of processed tables; of indicators, those of the series used."""
    records = data.read_sources()
    ids: list[str] = []
    for name in names:
        if name == "country_years":
            rows = tables[name]
            ids += sorted(set(rows.loc[rows["indicator"].isin(codes), "source_id"].dropna()))
        elif name in PROCESSED:
            ids += PROCESSED[name].sources
    return [records[one] for one in dict.fromkeys(ids) if one in records]


def _strings(item: Any) -> Iterator[str]:
    """Give every text inside nested lists, mappings and records."""
    if isinstance(item, str):
        yield item
    elif dataclasses.is_dataclass(item) and not isinstance(item, type):
        yield from _strings(list(vars(item).values()))
    elif isinstance(item, Mapping):
        yield from _strings([*item.keys(), *item.values()])
    elif isinstance(item, list | tuple | set):
        for inner in item:
            yield from _strings(inner)


def _first_line(function: Any) -> str:
    return (inspect.getdoc(function) or "").split("\n", 1)[0]
