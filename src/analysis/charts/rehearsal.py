"""Figures drawn for nothing: what the libraries do on first use is done before anyone waits."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point, box

from analysis.charts.bars import bars
from analysis.charts.chart import Chart, light_png, render, svg_text
from analysis.charts.maps import city_map
from analysis.charts.theme import read_profile
from analysis.charts.words import Words
from analysis.charts.words import message as _


def rehearse() -> None:
    """Draw a map and a bar chart of nothing real and throw them away; reads and writes no file."""
    places = gpd.GeoDataFrame(
        {"city_id": ["a", "b"], "city": ["A", "B"], "cohort": "later", "projects": [1, 2]},
        geometry=[Point(100, 5), Point(104, 2)],
        crs=4326,
    )
    land = gpd.GeoDataFrame({"iso3": ["MYS"]}, geometry=[box(99, 1, 106, 7)], crs=4326)
    rows = pd.DataFrame({"city": ["A", "B"], "projects": [1, 2]})
    profile, said = read_profile("workbook"), _("Chart")
    for form, table, options in (
        (city_map, places, {"boundaries": land, "states": ["MYS"]}),
        (bars, rows, {"category": "city", "value": "projects"}),
    ):
        chart = Chart(form, table, said, said, said, (), 2, 2, said, options=options)
        figure = render(chart, profile, Words())
        light_png(figure, profile.dpi)
        svg_text(figure)
