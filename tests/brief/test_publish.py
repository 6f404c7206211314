import io
import itertools
import json
import re
import shutil
from pathlib import Path

import docx
import pandas as pd
import pypdf
import pytest

from analysis import data, paths
from analysis.brief import ledger
from analysis.brief.documents import BRIEF, DOCUMENTS, collect_material, examine_document, publish
from analysis.brief.gauge import against_limits, gauge, grade, read_limits
from analysis.brief.values import BriefError
from analysis.brief.why import why
from analysis.data.records import refresh_records

CHECKOUT = Path(__file__).parents[2]
SIZED = (DOCUMENTS[0],)


@pytest.fixture
def written(project):
    return {path.suffix[1:]: path for path in publish(SIZED)}


def test_the_same_text_gives_the_same_bytes(written):
    first = {path: path.read_bytes() for path in written.values()}
    publish(SIZED)
    assert {path: path.read_bytes() for path in written.values()} == first


def test_the_page_is_self_contained_and_built_for_every_reader(written):
    page = written["html"].read_text(encoding="utf-8")
    assert '<html lang="en-GB">' in page
    for landmark in ("<header>", '<nav aria-label="Contents">', '<main id="text">', "<footer>"):
        assert page.count(landmark) == 1
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert re.findall(r"<img[^>]*alt=\"([^\"]+)\"", page, re.DOTALL)
    assert "<th scope=" in page
    assert not re.search(r"(src|href)=\"(?!data:|#|https://)", page)
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))


def test_text_of_tables_is_escaped_in_every_format(written):
    page = written["html"].read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    printed = "".join(part.extract_text() for part in pypdf.PdfReader(written["pdf"]).pages)
    assert "#emph[x]" in printed


def test_the_pdf_is_tagged_titled_and_embeds_its_fonts(written):
    reader = pypdf.PdfReader(written["pdf"])
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("en")
    assert reader.metadata.title == "A brief"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    for font in fonts:
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described)


def test_the_word_file_holds_headings_figures_tables_and_references(written):
    document = docx.Document(written["docx"])
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings == ["Key messages", "What is known", "References"]
    pictures = document.element.body.xpath(".//wp:docPr/@descr")
    assert "Bar chart: two cities." in pictures
    cells = [cell.text for cell in document.tables[-1].rows[0].cells]
    assert cells == ["City", "Year"]
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Figure 1. Few cities." in text
    assert "ASEAN Secretariat. 2025." in text


BREAKS = {
    "a flipped verdict": ("brief/policy_brief.md", '"superseded"', '"holds"', "FAT-02"),
    "a deleted alt text": ("figures/01_membership/few.json", "Bar chart: two cities.", "", "alt"),
    "an unknown source": ("brief/policy_brief.md", "@asean2025", "@asean2052", "@asean2052"),
    "a value that is not there": ("brief/values.yml", "  members: {", "  memmers: {", "'members'"),
    "an unbound digit": ("brief/policy_brief.md", "Two cities", "2 cities", "'2'"),
}


@pytest.mark.parametrize(("file", "old", "new", "said"), BREAKS.values(), ids=BREAKS)
def test_what_is_not_proven_stops_the_build_and_the_last_good_brief_stays(
    project, written, file, old, new, said
):
    before = {path: path.read_bytes() for path in (project.brief / "published").iterdir()}
    project.edit(file, old, new)
    with pytest.raises(BriefError, match=re.escape(said)):
        publish(SIZED)
    after = {path: path.read_bytes() for path in (project.brief / "published").iterdir()}
    assert after == before


def test_a_renderer_that_fails_leaves_nothing_half_written(project, written, monkeypatch):
    before = {path: path.read_bytes() for path in (project.brief / "published").iterdir()}
    project.edit("brief/policy_brief.md", "A brief", "Another brief")

    def fails(*_given, **_named):
        raise RuntimeError("no more paper")

    monkeypatch.setattr("analysis.brief.render.typst.compile", fails)
    with pytest.raises(RuntimeError, match="no more paper"):
        publish(SIZED)
    after = {path: path.read_bytes() for path in (project.brief / "published").iterdir()}
    assert after == before


def test_the_pdf_renderer_itself_refuses_a_figure_without_alt_text(project, monkeypatch):
    monkeypatch.setattr("analysis.brief.binding.words", lambda text: [])
    with pytest.raises(Exception, match="alt"):
        publish(SIZED)


def test_the_chain_runs_from_the_sentence_to_the_rows(project, monkeypatch):
    monkeypatch.setattr(data, "read_sources", dict)
    chain = why("members")
    assert chain.sentences[0] == "The network has 3 cities, in Indonesia and Singapore."
    assert chain.measure == "analysis.measures.membership.members_at"
    assert chain.rows["city_id"].tolist() == ["a", "b", "c"]
    assert "members (data/processed/members.parquet)" in chain.tables
    assert why("FAT-02").sentences == ["Two cities were counted once."]
    assert why("FAT-02").rows["city_id"].tolist() == ["a", "b", "c"]
    assert "Few cities" in str(why("fig:few"))
    with pytest.raises(BriefError, match="'nobody'"):
        why("nobody")


def test_the_gauge_counts_words_figures_and_grade(project):
    bound, _ = examine_document(DOCUMENTS[0], collect_material())
    measured = gauge(bound)
    assert (measured["figures"], measured["tables"]) == (1, 1)
    assert 20 < measured["words"] < 40
    assert grade(["the", "cat", "sat"], 1) == pytest.approx(0.39 * 3 + 11.8 - 15.59)
    assert grade([], 0) == 0


def test_an_unconfirmed_limit_is_marked_as_such(project):
    shutil.copy(CHECKOUT / "brief" / "limits.yml", project.brief)
    limits = read_limits("f1000research")
    held = against_limits({"words": 3001, "figures and tables": 2}, limits)
    assert held["fits"].tolist() == [False, True]
    assert not held["confirmed"].any()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """This project's texts beside tables built from its raw ones."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(CHECKOUT / "data" / "raw", root / "data" / "raw")
    shutil.copytree(CHECKOUT / "brief", root / "brief")
    data.build_processed(root)
    return root


class Drawn(dict):
    """Figures that stand in for those that runs draw."""

    def __missing__(self, name):
        return type("Figure", (), {"caption": name, "alt_text": name, "files": {}})()

    def get(self, name, default=None):
        return self[name]


def sound(document, material):
    stand_ins = type(material)(**{**vars(material), "pictures": Drawn()})
    return examine_document(document, stand_ins)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_every_sentence_of_the_published_texts_is_proven(checkout, monkeypatch, document):
    monkeypatch.setenv("ASCN_ROOT", str(checkout))
    assert sound(document, collect_material())[1] == []


def test_one_raw_number_changes_the_bound_sentence(project):
    raw = project.root / "data" / "raw"
    shutil.copytree(CHECKOUT / "data" / "raw", raw)
    values = raw / "indicators" / "country_year.csv"
    lines = values.read_text(encoding="utf-8").splitlines(keepends=True)
    values.write_text("".join(lines[:100]), encoding="utf-8")  # the rest only takes time

    def sentence():
        refresh_records(raw)
        data.build_processed(project.root)
        bound, _ = examine_document(DOCUMENTS[0], collect_material())
        return bound.values["members"][0]

    assert sentence().startswith("The network has 38 cities, in Brunei Darussalam, Indonesia")
    project.edit("data/raw/ascn/members.csv", "2026-01-01,2026-01-31", "2026-01-01,2026-06-30")
    assert sentence().startswith("The network has 37 cities, in Brunei Darussalam, Indonesia")


def test_the_ledger_is_written_for_three_dates_and_the_same_twice(checkout, monkeypatch):
    monkeypatch.setenv("ASCN_ROOT", str(checkout))
    first = ledger.write_ledger().read_bytes()
    assert ledger.write_ledger().read_bytes() == first
    judged = pd.read_parquet(io.BytesIO(first)).set_index(["claim_id", "as_of"])
    assert sorted(set(judged.index.get_level_values("as_of"))) == [
        "2022-09-21",
        "2025-09-30",
        "2026-01-31",
    ]
    verdicts = judged.loc["FAT-02", "verdict"]
    assert verdicts["2022-09-21"] == "holds"
    assert verdicts["2026-01-31"] == "superseded"
    assert judged.xs("2026-01-31", level="as_of")["computed"].sum() >= 35


def test_the_published_figures_have_names_that_runs_draw(checkout, monkeypatch):
    monkeypatch.setenv("ASCN_ROOT", str(checkout))
    bound, _ = sound(DOCUMENTS[0], collect_material())
    drawn = {path.stem for path in (CHECKOUT / "notebooks").glob("*.ipynb")}
    for chart in bound.figures.values():
        notebook, figure = chart.split("/")
        assert notebook in drawn
        text = (CHECKOUT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8")
        assert figure in json.dumps(text)


def test_every_document_has_a_text(checkout):
    assert {one.source for one in DOCUMENTS} <= {path.name for path in paths.brief().iterdir()}
    assert BRIEF in {one.name for one in DOCUMENTS}
