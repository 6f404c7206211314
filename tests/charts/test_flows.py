from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes

from analysis.charts import theme
from analysis.charts.chart import Chart, render
from analysis.charts.flows import ORIGIN_COLOURS, alluvial, bipartite
from analysis.charts.names import NAMES
from analysis.charts.words import Words
from analysis.charts.words import message as _

EDGES = pd.DataFrame(
    [
        ("JPN", "JICA", "outside ASEAN", "KHM", "Civic & Social", 0.5),
        ("domestic government", "City", "domestic government", "KHM", "Civic & Social", 0.5),
        ("unknown", "unknown", "unknown", "VNM", "Safety & Security", 2.0),
        ("unknown", "unknown", "unknown", "KHM", "Safety & Security", 1.0),
    ],
    columns=["partner_group", "partner", "origin", "country_iso3", "focus_area", "weight_projects"],
)
ORDERS = {
    "partner_group": ["JPN", "domestic government", "unknown"],
    "focus_area": ["Civic & Social", "Safety & Security"],
}


def draw(form: Any, table: pd.DataFrame, **options: Any) -> Axes:
    chart = Chart(form, table, _("t"), _("s"), _("k"), (), 1, 1, _("projects"), options=options)
    return render(chart, theme.read_profile("workbook"), Words("en")).axes[0]


def flow(table: pd.DataFrame = EDGES) -> Axes:
    stages = [("partner_group", "partner"), ("country_iso3", "country"),
              ("focus_area", "focus_area")]  # fmt: skip
    return draw(alluvial, table, stages=stages, orders=ORDERS)


def node_heights(axes: Axes) -> dict[str, float]:
    return {
        str(patch.get_gid())[5:]: patch.get_height()
        for patch in axes.patches
        if str(patch.get_gid()).startswith("node-")
    }


def test_every_stage_holds_the_same_number_of_projects() -> None:
    heights = node_heights(flow())
    stages = [["JPN", "domestic government", "unknown"], ["KHM", "VNM"],
              ["Civic & Social", "Safety & Security"]]  # fmt: skip
    sums = [sum(heights[node] for node in stage) for stage in stages]
    assert sums == pytest.approx([sums[0]] * 3)
    assert heights["unknown"] / heights["JPN"] == pytest.approx(6)


def test_ribbons_fill_their_nodes_without_overlap() -> None:
    axes = flow()
    ribbons = [patch.get_path().vertices for patch in axes.patches if patch.get_gid() == "ribbon"]
    begins = sorted((v[0][1], v[7][1]) for v in ribbons if v[0][0] < 0.1)
    assert len(begins) == 4
    for (_top, bottom), (top, _bottom) in pairwise(begins):
        assert top >= bottom - 1e-9


def test_nodes_say_their_name_and_their_projects_and_never_overlap() -> None:
    axes = flow()
    labels = {text.get_gid(): text for text in axes.texts}
    assert labels["label-unknown"].get_text() == "funder unknown 3"
    assert labels["label-JPN"].get_text() == "Japan 0.5"
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_nodes_without_a_given_order_stand_by_name() -> None:
    heights = node_heights(flow())
    nodes = [code for code in heights if code in ("KHM", "VNM")]
    assert nodes == ["KHM", "VNM"]  # Cambodia, Viet Nam


def test_unknown_funders_are_drawn_when_nothing_else_is_known() -> None:
    heights = node_heights(flow(EDGES[EDGES["origin"] == "unknown"]))
    assert "unknown" in heights


def network(table: pd.DataFrame = EDGES) -> Axes:
    return draw(bipartite, table, left=("partner", "partner"), right=("country_iso3", "country"))


def test_links_are_as_wide_as_their_weight() -> None:
    links = sorted(p.get_linewidth() for p in network().patches if p.get_gid() == "link")
    assert len(links) == 4
    assert links[-1] - links[-2] == pytest.approx(2 * (links[-2] - links[1]))


def test_network_prints_each_side_with_its_sum() -> None:
    said = {text.get_text() for text in network().texts}
    assert {"JICA 0.5", "funder unknown 3", "Cambodia 2", "Viet Nam 2"} <= said


def test_network_of_one_country_still_draws() -> None:
    axes = network(EDGES[EDGES["country_iso3"] == "VNM"])
    assert {text.get_text() for text in axes.texts} == {"funder unknown 2", "Viet Nam 2"}


def test_every_origin_has_a_colour_and_a_name() -> None:
    assert set(ORIGIN_COLOURS) == set(NAMES["origin"])
