import io
from dataclasses import replace

import pytest
from PIL import Image

from analysis.charts import theme
from analysis.charts.chart import render
from analysis.charts.export import artwork, check_file, export
from analysis.charts.words import Words

PROFILES = sorted(path.stem for path in theme.PROFILES.glob("*.yml"))


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_writes_files_that_keep_its_rules(chart, source, tmp_path, profile):
    exported = export(chart, "small", tmp_path, theme.read_profile(profile), Words("id"), [source])
    expected = {*theme.read_profile(profile).formats, "csv", "txt"}
    assert {path.suffix[1:] for path in exported.files} == expected
    assert exported.checks
    assert exported.broken == []


def test_the_same_export_gives_the_same_bytes(chart, source, tmp_path):
    for profile in ("nature", "plos", "elsevier"):
        both = [
            export(chart, "s", tmp_path / side, theme.read_profile(profile), Words(), [source])
            for side in "ab"
        ]
        for one, other in zip(both[0].files, both[1].files, strict=True):
            assert one.read_bytes() == other.read_bytes(), one.name


def test_eps_is_written_without_a_date_and_without_see_through_colours(chart, source, tmp_path):
    faint = replace(chart, form=faint_bars, options={})
    exported = export(faint, "small", tmp_path, theme.read_profile("plos"), Words(), [source])
    eps = next(path for path in exported.files if path.suffix == ".eps").read_text()
    assert exported.broken == []
    assert "CreationDate" not in eps
    assert "1 0.6 0.6 setrgbcolor" in eps
    assert "1 0 0 setrgbcolor" not in eps


def faint_bars(canvas, table):
    canvas.axes(40).barh(["one", "two"], [1, 2], color="#ff0000", alpha=0.4)


def test_a_broken_rule_stops_the_export_and_names_rule_and_value(chart, source, tmp_path):
    strict = theme.read_profile("nature").model_copy(update={"max_pt": 5})
    exported = export(chart, "small", tmp_path / "out", strict, Words(), [source])
    assert ("type of 5 to 5 pt", "5.5") in {(c.rule, c.found) for c in exported.broken}
    assert exported.files == ()
    assert not (tmp_path / "out").exists()


def test_a_figure_whose_words_overlap_is_not_written(chart, source, tmp_path):
    crowded = replace(chart, form=crowded_words, options={})
    exported = export(crowded, "s", tmp_path / "out", theme.read_profile("web"), Words(), [source])
    assert [c.found for c in exported.broken] == ["'Makassar' overlaps 'Manado'"]
    assert not (tmp_path / "out").exists()


def crowded_words(canvas, table):
    axes = canvas.axes(40)
    axes.set_axis_off()
    axes.text(0.5, 0.5, "Makassar")
    axes.text(0.51, 0.5, "Manado")


def test_nature_refuses_grid_lines_and_hatches(chart, source, tmp_path):
    ruled = replace(chart, form=ruled_bars, options={})
    exported = export(ruled, "s", tmp_path, theme.read_profile("nature"), Words(), [source])
    assert [check.rule for check in exported.broken] == ["no grid lines", "no hatching"]


def ruled_bars(canvas, table):
    axes = canvas.axes(40)
    axes.barh([1], [2], hatch="//")
    axes.grid(True)


def test_resolution_follows_the_kind_of_artwork(chart, source, tmp_path):
    profile = theme.read_profile("elsevier")
    lines = render(replace(chart, form=one_line, options={}), profile, Words())
    assert artwork(lines) == "line"
    assert artwork(render(chart, profile, Words())) == "combination"
    exported = export(chart, "s", tmp_path, profile, Words(), [source])
    assert "500 dpi" in {check.rule for check in exported.checks}
    assert profile.for_artwork("line").dpi == 1000


def one_line(canvas, table):
    canvas.axes(40).plot([1, 2], [1, 2])


def test_a_file_too_wide_fails_its_check(chart):
    image = io.BytesIO()
    Image.new("RGB", (3000, 300)).save(image, "TIFF", compression="tiff_lzw", dpi=(300, 300))
    failed = [c for c in check_file("F.tif", image.getvalue(), theme.read_profile("plos"))]
    assert [c.rule for c in failed if not c.passed] == ["190.5 mm wide"]


def test_a_layered_or_transparent_tiff_fails_its_check():
    image = io.BytesIO()
    size = (round(190.5 / 25.4 * 300), 300)
    Image.new("RGBA", size).save(image, "TIFF", compression="tiff_lzw", dpi=(300, 300))
    checks = check_file("F.tif", image.getvalue(), theme.read_profile("plos"))
    assert [c.found for c in checks if not c.passed] == ["RGBA, 1 layer"]


def test_a_source_that_may_not_be_republished_withholds_the_data(chart, source, tmp_path):
    closed = replace(source, redistributable=False, title="CIVICUS Monitor")
    exported = export(
        chart, "small", tmp_path, theme.read_profile("plos"), Words(), [source, closed]
    )
    assert "Fig1.csv" not in [path.name for path in exported.files]
    assert "CIVICUS Monitor" in exported.withheld


def test_the_caption_is_written_for_pasting(chart, source, tmp_path):
    export(chart, "small", tmp_path, theme.read_profile("plos"), Words("id"), [source])
    text = (tmp_path / "Fig1.txt").read_text()
    assert text.startswith("7 projects are listed. Projects by name.")
    assert "ASEAN M&E Report 2025" in text
