"""The command that hands a figure to a journal, a slide deck or a page."""

from dataclasses import dataclass

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import cli, workbook
from analysis.charts.bars import bars
from analysis.charts.chart import Chart, keep
from analysis.charts.words import message as _
from analysis.runs import Refused


@dataclass(frozen=True)
class SourceStub:
    id: str = "ascn/projects"
    short: str = "ASEAN M&E Report 2025"
    title: str = "ASCN projects"
    publisher: str = "ASEAN Secretariat"
    edition: str = "30 September 2025"
    licence: str = "quoted with acknowledgement"
    url: str = ""
    redistributable: bool = True


@pytest.fixture
def kept_charts(tmp_path, monkeypatch):
    """Two kept charts: one that fits every profile, and one with too many rows for a slide."""
    monkeypatch.setenv("ASCN_ROOT", str(tmp_path))
    monkeypatch.setattr(workbook.data, "read_sources", lambda: {"s": SourceStub()})
    monkeypatch.setattr(cli.console, "width", 200)
    for figure, rows in (("short", 3), ("long", 45)):
        table = pd.DataFrame({"city": [f"City {n}" for n in range(rows)], "projects": range(rows)})
        title = _("Projects of cities")
        chart = Chart(
            form=bars, table=table, title=title, subtitle=title, takeaway=title, sources=("s",),
            n=rows, n_of=rows, counted=_("cities"),
            options={"category": "city", "value": "projects"},
        )  # fmt: skip
        for run in ("01_cities", "01_cities__as_of-2022-09-21"):
            keep(chart, tmp_path / "build" / "charts" / run / f"{figure}.pickle")
    return tmp_path


def export(*given: str):
    return CliRunner().invoke(cli.app, ["export", *given])


def refusal(result) -> str:
    assert isinstance(result.exception, Refused)
    return str(result.exception)


def test_files_are_written_by_profile_and_language_and_each_rule_is_said(kept_charts):
    for language in ("en", "id"):
        result = export("short", "--profile", "plos", "--lang", language)
        assert result.exit_code == 0, result.output
        folder = kept_charts / "build" / "export" / "plos" / language
        found = sorted(path.name for path in folder.iterdir())
        assert found == ["Fig1.csv", "Fig1.eps", "Fig1.tif", "Fig1.txt"]
    assert "LZW compression" in result.output
    assert "pass" in result.output


def test_a_broken_rule_is_named_and_ends_with_status_1(kept_charts):
    result = export("short", "long", "--profile", "slide", "--to", str(kept_charts / "out"))
    assert result.exit_code == 1
    assert "for it breaks: no text overlaps another or is cut off" in result.output
    written = {path.name for path in (kept_charts / "out" / "slide" / "en").iterdir()}
    assert written == {"short.csv", "short.png", "short.svg", "short.txt"}


def test_data_that_may_not_be_given_away_are_withheld_and_it_is_said(kept_charts, monkeypatch):
    closed = {"s": SourceStub(redistributable=False)}
    monkeypatch.setattr(workbook.data, "read_sources", lambda: closed)
    result = export("short", "--profile", "web")
    assert result.exit_code == 0
    assert "ASCN projects (quoted with acknowledgement)" in result.output
    assert not list(kept_charts.rglob("*.csv"))


def test_an_unknown_figure_is_refused_with_those_known(kept_charts):
    assert "long, short" in refusal(export("shrot", "--profile", "plos"))


def test_an_unknown_profile_is_refused_with_those_known(kept_charts):
    assert "nature, plos" in refusal(export("short", "--profile", "vogue"))


def test_a_width_that_the_profile_lacks_is_refused(kept_charts):
    assert "89, 183" in refusal(export("short", "--profile", "nature", "--width", "100"))


def test_an_unknown_language_is_refused_with_those_known(kept_charts):
    result = export("short", "--profile", "plos", "--lang", "fr")
    assert result.exit_code == 2
    assert "'en', 'id'" in result.output


def test_two_figures_that_would_share_a_file_are_refused(kept_charts):
    twins = ("01_cities/short", "01_cities__as_of-2022-09-21/short")
    assert "short would be written twice" in refusal(export(*twins, "--profile", "web"))
    assert export(*twins, "--profile", "nature").exit_code == 0
