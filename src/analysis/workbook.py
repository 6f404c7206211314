"""What a notebook calls: it opens its declared tables, publishes its figures and says its words."""

from __future__ import annotations

import hashlib
import html
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import display

from analysis import data, paths
from analysis.charts import chart as charts
from analysis.charts import report_page as pages
from analysis.charts.chart import Chart
from analysis.charts.export import Exported, export
from analysis.charts.theme import Profile
from analysis.charts.words import MarkdownWords, Message, Value, Words
from analysis.charts.words import message as _
from analysis.files import write_beside
from analysis.parameters import (
    Parameters,
    check_parameters,
    notebook_spec,
    plain_values,
    run_name,
)

FILTERED = """<div><label>{label} <input type="search" oninput="
for (const row of this.closest('div').querySelectorAll('tbody tr'))
  row.hidden = !row.textContent.toLowerCase().includes(this.value.toLowerCase())
"></label>{table}</div>"""


@dataclass
class Workbook:
    """One notebook with one set of parameters: the only door from a notebook to files."""

    notebook: str
    parameters: Parameters
    words: Words
    pieces: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, notebook: str, **given: Any) -> Workbook:
        """Check the parameters, declare the notebook's tables, and start the run.

        ParameterError names unknown parameters and values that are not allowed.
        """
        parameters = check_parameters(notebook, given)
        data.declare_tables(notebook_spec(notebook).tables)
        return cls(notebook, parameters, Words(parameters.language))

    @property
    def as_of(self) -> pd.Timestamp:
        """The date that selects membership, projects and labels."""
        return pd.Timestamp(self.parameters.as_of)

    @property
    def countries(self) -> list[str]:
        """The states shown, as ISO 3166-1 alpha-3 codes."""
        return list(self.parameters.countries)

    @property
    def run(self) -> str:
        """The run's name: the notebook and what differs from its defaults."""
        return run_name(self.notebook, self.parameters)

    @property
    def folder(self) -> Path:
        """Where this run's figures go: the engine's staging folder, else figures/<run>."""
        return Path(os.environ.get("ASCN_RUN_OUTPUT") or paths.figures() / self.run)

    def table(self, table: str) -> pd.DataFrame:
        """Read a processed table that this notebook declares; any other is an error."""
        return data.read_table(table)

    def say(self, text: str | Message, **values: Value) -> None:
        """Show a paragraph of Markdown in the run's language; text from tables sets no markup."""
        said = text if isinstance(text, Message) else Message(text, tuple(values.items()))
        paragraph = MarkdownWords(self.words.language).say(said)
        self.pieces.append(pages.markdown_html(paragraph))
        display({"text/markdown": paragraph, "text/plain": self.words.say(said)}, raw=True)

    def show(
        self,
        table: pd.DataFrame,
        caption: Message,
        headings: Mapping[str, Message] | None = None,
        digits: Mapping[str, int] | None = None,
        kinds: Mapping[str, str] | None = None,
        filter_said: Message | None = None,
    ) -> None:
        """Show a table with its caption; headings, decimals and kinds of names go by column.

        `filter_said` labels a field that hides the rows without the words typed into it.
        """
        shown = self._said(table, digits or {}, kinds or {}).rename(
            columns={key: self.words.say(said) for key, said in (headings or {}).items()}
        )
        title = self.words.say(caption)
        body = shown.to_html(index=False, escape=True, border=0)
        page = body.replace(">", f"><caption>{html.escape(title)}</caption>", 1)
        if filter_said is not None:
            page = FILTERED.format(label=html.escape(self.words.say(filter_said)), table=page)
        self.pieces.append(page)
        rows = (
            shown.to_string(index=False, na_rep="–") if len(shown) else self.words.say(_("None."))
        )
        text = f"{title}\n{rows}"
        display({"text/html": page, "text/plain": text}, raw=True)

    def _said(
        self, table: pd.DataFrame, digits: Mapping[str, int], kinds: Mapping[str, str]
    ) -> pd.DataFrame:
        said = {
            column: [
                self._cell(cell, digits.get(str(column)), kinds.get(str(column)))
                for cell in table[column]
            ]
            for column in table.columns
        }
        return pd.DataFrame(said, columns=table.columns, dtype=object)

    def _cell(self, cell: Any, digits: int | None, kind: str | None) -> str:
        if pd.isna(cell):
            return "–"
        if kind is not None:
            return self.words.name(kind, str(cell))
        if digits is not None and isinstance(cell, int | float):
            return self.words.number(cell, digits)
        return self.words.say(cell)

    def publish(self, figure: str, chart: Chart) -> None:
        """Write a figure's PNG, SVG, CSV and JSON, keep its chart, and show it."""
        png = charts.publish(
            chart, self.folder, figure, self.words, self.sources(chart.sources), self._about()
        )
        kept = os.environ.get("ASCN_RUN_CHARTS") or paths.build() / "charts" / self.run
        charts.keep(chart, Path(kept) / f"{figure}.pickle")
        said = charts.alt_text(chart, self.words)
        self.pieces.append(f'<img src="{figure}.png" alt="{html.escape(said)}">')
        display(
            {"image/png": png, "text/plain": f"{figure}: {said}"},
            raw=True,
            metadata={"image/png": {"alt": said}},
        )

    def sources(self, ids: Iterable[str]) -> list[Any]:
        """Look source records up by id; a KeyError names an id without a record."""
        records = data.read_sources()
        return [records[source] for source in dict.fromkeys(ids)]

    def _about(self) -> dict[str, Any]:
        inputs = input_hashes(notebook_spec(self.notebook).tables)
        joined = "".join(f"{table}:{digest}\n" for table, digest in inputs.items())
        return {
            "notebook": self.notebook,
            "run": self.run,
            "parameters": plain_values(self.parameters),
            "inputs_sha256": hashlib.sha256(joined.encode()).hexdigest(),
            "inputs": inputs,
        }

    def write_page(self, title: Message) -> None:
        """Write what was said, shown and published so far as the run's page, `report.html`."""
        page = pages.page_html(self.words.language, self.words.say(title), self.pieces)
        self.folder.mkdir(parents=True, exist_ok=True)
        write_beside(self.folder / "report.html", page.encode())

    def close(self) -> None:
        """End the run: nothing is left open, and the run's folder is complete."""
        data.declare_tables(None)


class UnknownFigure(LookupError):
    """A figure that no run has drawn, or two that would share a file name."""


def export_figures(
    figures: Iterable[str], profile: Profile, language: str, folder: Path
) -> list[Exported]:
    """Lay figures out anew for a place of publication, numbered in the order given.

    A figure is named `figure` or `run/figure`. A figure that breaks a rule of the profile is not
    written; its checks say why. UnknownFigure names a figure that no run has drawn.
    """
    found = [find_chart(figure) for figure in figures]
    refuse_twins(found, profile)
    records, words = data.read_sources(), Words(language)
    exported = []
    for number, path in enumerate(found, start=1):
        chart = charts.kept(path)
        sources: list[Any] = [records[source] for source in chart.sources]
        exported.append(export(chart, path.stem, folder, profile, words, sources, number))
    return exported


def refuse_twins(found: list[Path], profile: Profile) -> None:
    """Refuse figures of one name from several runs, where the profile does not number its files."""
    names = [path.stem for path in found]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins and "{number}" not in profile.file_name:
        raise UnknownFigure(
            f"{', '.join(twins)} would be written twice under one name; "
            "export each run's figures into a folder of their own"
        )


def find_chart(figure: str) -> Path:
    """Find the kept chart of `figure` or `run/figure`; without a run, that of a default run."""
    kept = paths.build() / "charts"
    every = sorted(kept.glob("*/*.pickle"))
    found = [p for p in every if figure in (p.stem, f"{p.parent.name}/{p.stem}")]
    if not found:
        known = sorted({path.stem for path in every})
        raise UnknownFigure(
            f"no run has drawn a figure {figure!r}; run `ascn run` first. "
            f"The figures are: {', '.join(known) or 'none yet'}"
        )
    return min(found, key=lambda path: ("__" in path.parent.name, path))


EXAMPLES = ("country_report__country-IDN", "city_report__city-jakarta")


def default_charts() -> list[Path]:
    """Find the kept charts of all default runs, and of one report on a state and one on a city."""
    every = sorted((paths.build() / "charts").glob("*/*.pickle"))
    return [p for p in every if "__" not in p.parent.name or p.parent.name in EXAMPLES]


def input_hashes(tables: Iterable[str]) -> dict[str, str]:
    """Give each processed table's SHA-256, sorted by table."""
    return {
        table: hashlib.sha256((paths.processed() / f"{table}.parquet").read_bytes()).hexdigest()
        for table in sorted(tables)
    }
