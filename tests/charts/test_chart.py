import base64
import io
import json
import re
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont
from matplotlib.text import Text

from analysis.charts import theme
from analysis.charts.bars import bars
from analysis.charts.canvas import Canvas
from analysis.charts.chart import (
    ALT_TEXT_WORDS,
    alt_text,
    csv_text,
    join_editions,
    keep,
    kept,
    publish,
    render,
    source_said,
    svg_text,
)
from analysis.charts.words import Words
from analysis.charts.words import message as _


def test_a_figure_prints_its_title_n_of_n_and_source(chart, source):
    figure = render(chart, theme.read_profile("workbook"), Words(), [source])
    drawn = " ".join(text.get_text() for text in figure.findobj(Text))
    assert "7 projects are listed" in drawn
    assert "Shown: 2 of 3 names; 1 ambiguous in print." in drawn
    assert "Source: ASEAN M&E Report 2025." in drawn


def test_axes_stand_on_rounded_places_for_the_layout_solver_is_not_exact(chart, source):
    figure = render(chart, theme.read_profile("workbook"), Words(), [source])
    bounds = figure.axes[0].get_position().bounds
    assert list(bounds) == pytest.approx([round(bound, 6) for bound in bounds], abs=1e-12)


def test_editions_of_one_source_are_named_together():
    shorts = ["WDI (2026-07-13)", "V-Dem v14", "WDI (2025-07-01)", "V-Dem v14"]
    assert join_editions(shorts) == ["WDI (2025-07-01, 2026-07-13)", "V-Dem v14"]


def test_a_figure_is_laid_out_anew_not_rescaled(chart):
    wide = render(chart, theme.read_profile("workbook"), Words())
    narrow = render(chart, theme.read_profile("nature").at_width(89), Words())
    assert narrow.get_figwidth() == pytest.approx(89 / 25.4)
    assert wide.axes[0].get_yticklabels()[0].get_fontsize() == 7
    assert narrow.axes[0].get_yticklabels()[0].get_fontsize() == 5.5


def test_the_four_files_are_the_same_bytes_twice(chart, source, tmp_path):
    for folder in ("a", "b"):
        publish(chart, tmp_path / folder, "small", Words(), [source], {"run": "r"})
    for suffix in ("png", "svg", "csv", "json"):
        first, second = ((tmp_path / folder / f"small.{suffix}") for folder in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "small.csv",
        "small.json",
        "small.png",
        "small.svg",
    ]


def test_the_sidecar_says_what_must_travel_with_a_figure(chart, source, tmp_path):
    publish(chart, tmp_path, "small", Words(), [source], {"parameters": {"as_of": "2025-09-30"}})
    entry = json.loads((tmp_path / "small.json").read_text())
    assert entry["n"] == 2
    assert entry["n_of"] == 3
    assert entry["missing"] == {"ambiguous": 1}
    assert entry["parameters"] == {"as_of": "2025-09-30"}
    assert entry["sources"][0]["edition"] == "30 September 2025"
    assert entry["sources"][0]["licence"] == "quoted with acknowledgement"
    assert "Source: ASEAN M&E Report 2025." in entry["caption"]


def test_markup_in_data_is_escaped_in_svg_and_never_set_as_mathematics(chart):
    svg = svg_text(render(chart, theme.read_profile("workbook"), Words()))
    assert "&lt;b&gt;&amp;$x$" in svg
    assert "<b>" not in svg


def test_no_text_cell_of_the_twin_starts_with_a_formula_sign(chart):
    lines = csv_text(chart.table).splitlines()
    assert lines[1] == "'=HYPERLINK(),3"
    assert lines[2] == "<b>&$x$,-4"


def test_svg_text_stays_text_and_carries_its_font(chart):
    svg = svg_text(render(chart, theme.read_profile("workbook"), Words()))
    assert "@font-face{font-family:'Noto Sans'" in svg
    assert ">Projects by name</text>" in svg


@pytest.mark.parametrize(
    ("place", "family", "feature"),
    [("ភ្នំពេញ", "Khmer", "pref"), ("ရန်ကုန်", "Myanmar", "blws"), ("ເຊຍງໃຫມ່", "Lao", "ccmp")],
)
def test_svg_carries_what_shapes_a_script(chart, place, family, feature):
    named = replace(chart, table=chart.table.assign(name=[place, "b"]))
    svg = svg_text(render(named, theme.read_profile("workbook"), Words()))
    found = re.search(rf"Noto Sans {family}';.*?base64,([^)]*)\)", svg)
    font = TTFont(io.BytesIO(base64.b64decode(found.group(1))))
    records = font["GSUB"].table.FeatureList.FeatureRecord
    assert feature in {record.FeatureTag for record in records}


def test_alt_text_gives_form_subject_range_takeaway_and_missing(chart):
    said = alt_text(chart, Words())
    assert said.startswith("Bar chart: 7 projects are listed. Projects by name.")
    assert "Values run from \N{MINUS SIGN}4 to 3." in said
    assert "The first has most." in said
    assert "1 ambiguous in print" in said


def test_alt_text_is_never_longer_than_its_limit(chart):
    long = replace(chart, takeaway=_(" ".join(["word"] * 500)))
    assert len(alt_text(long, Words()).split()) == ALT_TEXT_WORDS


def test_a_kept_chart_is_drawn_the_same_when_opened_again(chart, tmp_path):
    chart = replace(chart, form=bars, options={"category": "name", "value": "projects"})
    keep(chart, tmp_path / "run" / "small.pickle")
    profile = theme.read_profile("workbook")
    again = kept(tmp_path / "run" / "small.pickle")
    assert svg_text(render(again, profile, Words())) == svg_text(render(chart, profile, Words()))


@pytest.mark.parametrize(
    ("language", "written"), [("en", ["0.5", "20,000"]), ("id", ["0,5", "20.000"])]
)
def test_numbers_on_axes_follow_the_language(language, written):
    canvas = Canvas(theme.read_profile("workbook"), Words(language), "", "", [])
    axes = canvas.axes(30)
    axes.set(xticks=[0.0, 0.5], yticks=[2018, 20_000])
    canvas.settle()
    said = [
        [label.get_text() for label in axis.get_ticklabels()] for axis in (axes.xaxis, axes.yaxis)
    ]
    assert [said[0][1], said[1][1]] == written
    assert said[1][0] == "2018", "a year is not grouped"


def test_a_source_stands_as_published_and_words_about_it_are_translated():
    said = [source_said(short, Words("id")) for short in ("V-Dem v16", "derived from V-Dem v16")]
    assert said == ["V-Dem v16", "diturunkan dari V-Dem v16"]
    assert source_said("derived from V-Dem v16", Words()) == "derived from V-Dem v16"
