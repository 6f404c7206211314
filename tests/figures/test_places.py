"""Figures in the places where they may be published: each in one of them, in turn."""

import pytest
import yaml

from analysis import paths, workbook
from analysis.charts.chart import kept

CHARTS = workbook.default_charts()
pytestmark = pytest.mark.skipif(not CHARTS, reason="no kept charts yet: `ascn run` keeps them")


@pytest.fixture(scope="module")
def too_large(check_layouts):
    return yaml.safe_load((paths.project_root() / check_layouts.TOO_LARGE).read_text())


def name(path):
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("order", range(len(CHARTS)), ids=lambda order: name(CHARTS[order]))
def test_a_figure_reads_well_where_it_may_be_published(order, check_layouts, too_large):
    """All of them in all places: `python scripts/check_layouts.py`."""
    places = list(check_layouts.places().items())
    fitting = [place for place in places if name(CHARTS[order]) not in too_large.get(place[0], [])]
    place, profile = fitting[order % len(fitting)]
    faults = check_layouts.faults_of(kept(CHARTS[order]), profile, "en")
    assert faults == [], place


def test_every_figure_fits_the_pages_of_the_house(too_large):
    assert not {"workbook", "web", "brief"} & set(too_large)
