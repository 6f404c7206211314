"""Each figure of the default runs, as it is drawn: its words, its size, and nothing in the way."""

import json

import pytest

from analysis import data, paths, workbook
from analysis.charts import theme
from analysis.charts.chart import kept, render
from analysis.charts.layout import layout_faults
from analysis.charts.words import LANGUAGES, PSEUDO, Words

CHARTS = workbook.default_charts()
pytestmark = pytest.mark.skipif(not CHARTS, reason="no kept charts yet: `ascn run` keeps them")


def name(path):
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture(scope="module")
def golden(bless):
    return json.loads((paths.project_root() / bless.GOLDEN).read_text())


@pytest.mark.parametrize("path", CHARTS, ids=name)
def test_a_figure_is_drawn_as_it_was_approved(path, golden, bless):
    chart, figure = kept(path), bless.render_default(kept(path))
    assert layout_faults(figure) == []
    drawn = bless.drawn_words(figure) | bless.picture_hash(name(path), chart)
    assert drawn == golden.get(name(path)), "when the change is meant: `make bless`"


@pytest.mark.parametrize("language", [*LANGUAGES[1:], PSEUDO])
@pytest.mark.parametrize("path", CHARTS, ids=name)
def test_no_word_is_crowded_or_cut_in_another_language(path, language):
    chart, records = kept(path), data.read_sources()
    sources = [records[source] for source in chart.sources]
    figure = render(chart, theme.read_profile("workbook"), Words(language), sources)
    assert layout_faults(figure) == []
