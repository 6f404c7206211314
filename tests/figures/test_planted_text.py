"""Text planted in a table stays text: no markup, no mathematics, no formula, in any file."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

import pandas as pd
import pytest
from matplotlib.text import Text

from analysis.charts import theme
from analysis.charts.bars import bars, stacked_bars
from analysis.charts.chart import Chart, png_bytes, publish, render
from analysis.charts.gallery import write_gallery
from analysis.charts.heatmap import heat_map
from analysis.charts.matrix import matrix
from analysis.charts.slopes import labelled_lines
from analysis.charts.words import Words
from analysis.charts.words import message as _

PLANTED = {
    "markup": "<script>alert(1)</script>",
    "attribute": '" onload="alert(1)',
    "mathematics": r"$\frac{1}{0}$ and $x_{2}$",
    "formula": '=HYPERLINK("http://example.org")',
    "braces": "{n} {0} {{}}",
}
YEARS = (2022, 2025)
OPTIONS = {
    bars: {"category": "city", "value": "projects"},
    stacked_bars: {
        "category": "city", "part": "kind", "value": "projects", "parts": ["all"],
        "colours": {"all": theme.ACCENT},
    },
    heat_map: {"row": "city", "column": "year", "value": "projects", "text": "said"},
    matrix: {
        "row": "city", "column": "year", "category": "kind", "looks": {"all": theme.ACCENT},
        "text": "said",
    },
    labelled_lines: {"x": "year", "value": "projects", "series": "city"},
}  # fmt: skip


@dataclass(frozen=True)
class SourceStub:
    id: str = "s"
    short: str = "Report $2025$ <b>"
    title: str = "Report & </script>"
    publisher: str = "ASEAN"
    edition: str = "2025"
    licence: str = "quoted"
    url: str = ""
    redistributable: bool = True


def planted(form, text: str) -> Chart:
    years = YEARS if form in (heat_map, matrix, labelled_lines) else YEARS[-1:]
    rows = [
        {"city": city, "year": year, "projects": 3, "kind": "all", "said": text}
        for city in (text, "Medan")
        for year in years
    ]
    title = _("Projects of {city}", city=text)
    return Chart(
        form=form, table=pd.DataFrame(rows), title=title, subtitle=title, takeaway=title,
        sources=("s",), n=2, n_of=2, counted=_("cities"), options=OPTIONS[form],
    )  # fmt: skip


@pytest.mark.parametrize("text", PLANTED.values(), ids=PLANTED)
@pytest.mark.parametrize("form", OPTIONS, ids=lambda form: form.__name__)
def test_planted_text_is_drawn_as_it_is_written(form, text):
    figure = render(planted(form, text), theme.read_profile("web"), Words(), [SourceStub()])
    png_bytes(figure, 50)
    drawn = [found for found in figure.findobj(Text) if "$" in found.get_text()]
    assert not any(found.get_parse_math() for found in drawn)
    said = " ".join(found.get_text() for found in figure.findobj(Text))
    assert text.split()[0] in said


@pytest.mark.parametrize("text", PLANTED.values(), ids=PLANTED)
def test_planted_text_is_inert_in_every_file_and_on_the_page(text, tmp_path):
    about = {"run": "r", "notebook": "n"}
    chart = planted(heat_map, text)
    publish(chart, tmp_path / "r", "planted", Words(), [SourceStub()], about)
    tree = ElementTree.parse(tmp_path / "r" / "planted.svg")
    assert not [node.tag for node in tree.iter() if node.tag.endswith("}script")]
    assert not [key for node in tree.iter() for key in node.attrib if key.startswith("on")]
    cells = pd.read_csv(tmp_path / "r" / "planted.csv", dtype=str)["city"]
    assert cells[0].lstrip("'") == text
    assert not cells[0].startswith(("=", "+", "-", "@"))
    page = write_gallery(tmp_path).read_text()
    assert page.count("<script") == 1, "the page's own"
    assert 'onload="alert' not in page
