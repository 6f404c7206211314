"""A small chart that the charts core is tested with."""

from dataclasses import dataclass

import pandas as pd
import pytest
from charts_forms import small_bars

from analysis.charts import theme
from analysis.charts.chart import Chart
from analysis.charts.words import message as _


@dataclass(frozen=True)
class SourceStub:
    """The least that a figure needs to know of a source."""

    id: str = "ascn/projects"
    short: str = "ASEAN M&E Report 2025"
    title: str = "ASCN projects"
    publisher: str = "ASEAN Secretariat"
    edition: str = "30 September 2025"
    licence: str = "quoted with acknowledgement"
    url: str = ""
    redistributable: bool = True


@pytest.fixture
def source() -> SourceStub:
    return SourceStub()


@pytest.fixture
def chart() -> Chart:
    table = pd.DataFrame({"name": ["=HYPERLINK()", "<b>&$x$"], "projects": [3, -4]})
    return Chart(
        form=small_bars,
        table=table,
        title=_("{n} projects are listed", n=7),
        subtitle=_("Projects by name"),
        takeaway=_("The first has most"),
        sources=("ascn/projects",),
        n=2,
        n_of=3,
        counted=_("names"),
        missing={"ambiguous": 1},
        spans="projects",
        options={"colour": theme.ACCENT},
    )
