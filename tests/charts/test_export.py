import io
from dataclasses import replace

import pytest
from PIL import Image

from analysis.charts import theme
from analysis.charts.export import ExportError, check_file, export
from analysis.charts.words import Words

PROFILES = sorted(path.stem for path in theme.PROFILES.glob("*.yml"))


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_writes_files_that_keep_its_rules(chart, source, tmp_path, profile):
    files, checks = export(
        chart, "small", tmp_path, theme.read_profile(profile), Words("id"), [source]
    )
    assert {path.suffix[1:] for path in files} >= set(theme.read_profile(profile).formats)
    assert checks
    assert all(check.passed for check in checks)


def test_the_same_export_gives_the_same_bytes(chart, source, tmp_path):
    for profile in ("nature", "plos", "elsevier"):
        both = [
            export(chart, "s", tmp_path / side, theme.read_profile(profile), Words(), [source])[0]
            for side in "ab"
        ]
        for one, other in zip(*both, strict=True):
            assert one.read_bytes() == other.read_bytes(), one.name


def test_eps_is_written_without_a_date(chart, source, tmp_path):
    profile = theme.read_profile("plos").model_copy(update={"formats": ("eps",)})
    files, checks = export(chart, "small", tmp_path, profile, Words(), [source])
    assert b"CreationDate" not in files[0].read_bytes()
    assert all(check.passed for check in checks)


def test_a_broken_rule_stops_the_export_and_names_rule_and_value(chart, source, tmp_path):
    strict = theme.read_profile("nature").model_copy(update={"max_pt": 5})
    with pytest.raises(ExportError, match=r"type of 5 to 5 pt; found 5.5"):
        export(chart, "small", tmp_path / "out", strict, Words(), [source])
    assert not (tmp_path / "out").exists()


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
    files, _checks = export(
        chart, "small", tmp_path, theme.read_profile("plos"), Words(), [source, closed]
    )
    assert "Fig1.csv" not in [path.name for path in files]
    assert "CIVICUS Monitor" in (tmp_path / "Fig1.csv.withheld.txt").read_text()
