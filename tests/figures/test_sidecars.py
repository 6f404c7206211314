"""What travels with each published figure: words, counts, sources, and the table behind it."""

import json

import pandas as pd
import pytest

from analysis import data, paths
from analysis.charts.chart import ALT_TEXT_WORDS, alt_text, kept, sidecar
from analysis.charts.words import LANGUAGES, Words

SIDECARS = sorted(paths.figures().glob("*/*.json"))
CHARTS = sorted((paths.build() / "charts").glob("*/*.pickle"))
needs_figures = pytest.mark.skipif(not SIDECARS, reason="no figures yet: `ascn run` draws them")
needs_charts = pytest.mark.skipif(not CHARTS, reason="no kept charts yet: `ascn run` keeps them")


def name(path):
    return f"{path.parent.name}/{path.stem}"


def chart_of(path):
    return paths.build() / "charts" / path.parent.name / f"{path.stem}.pickle"


@needs_figures
def test_every_figure_has_its_four_files_and_its_kept_chart():
    lacking = [
        f"{name(path)}.{suffix}"
        for path in SIDECARS
        for suffix in ("png", "svg", "csv")
        if not path.with_suffix(f".{suffix}").exists()
    ]
    assert lacking + [name(path) for path in SIDECARS if not chart_of(path).exists()] == []


@needs_figures
@pytest.mark.parametrize("path", SIDECARS, ids=name)
def test_a_sidecar_says_what_must_travel_with_a_figure(path):
    about = json.loads(path.read_text())
    for key in ("title", "caption", "alt_text", "counted", "run", "notebook", "parameters"):
        assert about[key], key
    assert 0 <= about["n"] <= about["n_of"]
    assert all(count >= 0 for count in about["missing"].values())
    assert len(about["inputs_sha256"]) == 64
    assert about["sources"], "a figure without a source"
    for source in about["sources"]:
        assert source["edition"], source["id"]
        assert source["licence"], source["id"]


@needs_figures
@pytest.mark.parametrize("path", SIDECARS, ids=name)
def test_the_table_twin_has_the_rows_and_columns_that_are_drawn(path):
    about = json.loads(path.read_text())
    twin = pd.read_csv(path.with_suffix(".csv"), dtype=str, keep_default_na=False)
    assert len(twin) == about["rows"]
    drawn = [column for column in about["columns"] if column != "geometry"]
    assert [column.lstrip("'") for column in twin.columns] == drawn


@needs_charts
@pytest.mark.parametrize("path", CHARTS, ids=name)
def test_words_are_there_in_every_language(path):
    chart = kept(path)
    records = data.read_sources()
    for language in LANGUAGES:
        words = Words(language)
        said = alt_text(chart, words)
        assert 10 <= len(said.split()) <= ALT_TEXT_WORDS
        assert not said.endswith("…"), "the alt text is cut: shorten title, subtitle or takeaway"
        about = sidecar(chart, words, [records[source] for source in chart.sources], {})
        for key in ("title", "subtitle", "caption"):
            assert about[key].strip(), key
        assert "{" not in about["caption"] + said, "an unfilled placeholder"


@needs_charts
@pytest.mark.parametrize("path", CHARTS, ids=name)
def test_an_interval_that_is_drawn_is_named(path):
    chart = kept(path)
    bounds = [c for c in chart.table.columns if str(c).endswith(("lower", "upper"))]
    draws_bounds = chart.form.__name__ != "heat_map"  # its cells tell years and counts
    if draws_bounds and bounds and chart.table[bounds].notna().any(axis=None):
        assert chart.interval is not None or chart.notes, "nothing says what the bounds are"
