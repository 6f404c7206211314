"""An interactive map of the cities for JupyterLab that needs no network: no tiles, no servers.

Leaflet (vendor/leaflet, BSD 2-Clause) is written into the page itself, and the ground is drawn from
the boundaries in the same equal-area projection as the printed maps.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd

from analysis.charts import theme
from analysis.charts.map_layout import frame_around
from analysis.charts.map_projection import (
    boundary_disclaimer,
    generalise,
    project,
    projection_statement,
)
from analysis.charts.words import Message, Value, Words, listing, name, plural
from analysis.charts.words import message as _

LEAFLET = Path(__file__).with_name("vendor") / "leaflet"
METRES_PER_UNIT = 10_000  # one map unit is one pixel at zoom 0
DETAIL_M = 4_000
HEIGHT_PX = 560
DIAMETER_PX = 7.0  # of a circle that stands for one project


@dataclass(frozen=True)
class WebMap:
    """A page that holds a map, and what it shows in words."""

    page: str
    said: str

    def _repr_mimebundle_(self, **_asked: Any) -> dict[str, str]:
        frame = (
            f'<iframe title="{html.escape(self.said)}" srcdoc="{html.escape(self.page)}" '
            f'style="width:100%;height:{HEIGHT_PX}px;border:0"></iframe>'
        )
        return {"text/html": frame, "text/plain": self.said}


def web_map(
    cities: gpd.GeoDataFrame, boundaries: gpd.GeoDataFrame, states: Sequence[str], words: Words
) -> WebMap:
    """Map cities (city, country_iso3, cohort, projects; WGS84 points) on toned states.

    Point at a city to read its name, state, cohort and number of listed projects; a hollow mark has
    none. `boundaries` are WGS84 with iso3; `states` are those toned.
    """
    ground = _explore_ground(boundaries, states)
    for city in _in_units(project(cities)).sort_values("city_id").itertuples():
        folium.Marker(
            (city.geometry.y, city.geometry.x),
            icon=_icon(city.cohort, float(city.projects)),
            tooltip=_inert(words.say(_city_said(city))),
            keyboard=True,
        ).add_to(ground)
    said = words.say(
        plural(
            "Interactive map of {n} member city.",
            "Interactive map of {n} member cities.",
            len(cities),
        )
    )
    foot = " ".join(
        words.say(said) for said in (_key(), projection_statement(), boundary_disclaimer())
    )
    page: Any = ground.get_root()
    page.html.add_child(folium.Element(f'<p class="foot">{_inert(foot)}</p>'))
    page.header.add_child(folium.Element(_style()))
    return WebMap(_repeatable(page.render()), said)


def _key() -> Message:
    return _(
        "Circle: {pilot}; diamond: {later}; area by projects listed; hollow: none listed.",
        pilot=name("cohort", "pilot-2018"),
        later=name("cohort", "later"),
    )


def _explore_ground(boundaries: gpd.GeoDataFrame, states: Sequence[str]) -> folium.Map:
    """Draw toned states and grey neighbours on an empty sheet of projected units."""
    land = generalise(project(boundaries[["iso3", "geometry"]]), DETAIL_M)
    inside = land["iso3"].isin(states)
    left, bottom, right, top = land[inside].total_bounds / METRES_PER_UNIT
    land["geometry"] = land.intersection(frame_around(land[inside].geometry).widened(0.5).polygon)
    land = _in_units(
        land[~land.is_empty].assign(tone=inside.map({True: theme.LAND, False: theme.NEIGHBOUR}))
    )
    ground = land[["tone", "geometry"]].explore(
        color=land["tone"].tolist(),
        tiles=None,
        legend=False,
        tooltip=False,
        highlight=False,
        control_scale=False,
        style_kwds={"color": theme.PAPER, "weight": 1, "fillOpacity": 1, "interactive": False},
        min_zoom=-1,
        max_zoom=6,
        map_kwds={"zoom_snap": 0.25, "attribution_control": False},
    )
    ground.fit_bounds([[bottom, left], [top, right]])
    ground.default_js = [("leaflet", _data_uri("leaflet.js", "text/javascript"))]
    ground.default_css = [("leaflet_css", _data_uri("leaflet.css", "text/css"))]
    return ground


def _in_units(projected: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Scale metres to map units; without a coordinate system Leaflet takes them as they are."""
    scale = 1 / METRES_PER_UNIT
    scaled = projected.geometry.scale(scale, scale, origin=(0, 0)).set_precision(0.01)
    return gpd.GeoDataFrame(projected.drop(columns="geometry"), geometry=scaled.to_numpy())


def _city_said(city: Any) -> Value:
    if city.projects != city.projects:  # no list published by the date
        projects: Value = _("no list published yet")
    else:
        projects = plural("{n} project listed", "{n} projects listed", int(city.projects))
    return listing(
        [
            name("city", city.city),
            name("country", city.country_iso3),
            name("cohort", city.cohort),
            projects,
        ]
    )


def _icon(cohort: str, projects: float) -> folium.DivIcon:
    """Draw a mark as on the printed maps: area by projects, shape and colour by cohort."""
    colour, hollow = theme.COHORTS[cohort], not projects > 0
    side = DIAMETER_PX * (1.0 if hollow else projects) ** 0.5 + 2
    half, radius = side / 2, side / 2 - 1
    style = (
        f'fill="{theme.PAPER if hollow else colour}" stroke="{colour if hollow else theme.PAPER}"'
    )
    shape = f'<circle cx="{half:.2f}" cy="{half:.2f}" r="{radius:.2f}" {style}/>'
    if cohort == "later":
        reach = radius * (3.14159 / 2) ** 0.5  # a diamond of the same area
        half, side = reach + 1, 2 * reach + 2
        corners = f"{half:.2f},1 {side - 1:.2f},{half:.2f} {half:.2f},{side - 1:.2f} 1,{half:.2f}"
        shape = f'<polygon points="{corners}" {style}/>'
    drawing = f'<svg width="{side:.2f}" height="{side:.2f}">{shape}</svg>'
    return folium.DivIcon(
        html=drawing, icon_size=(side, side), icon_anchor=(half, half), class_name=""
    )


def _inert(text: str) -> str:
    """Make a text from the tables mere text, in HTML and in a script's template string."""
    return html.escape(text).replace("`", "&#96;").replace("$", "&#36;").replace("{", "&#123;")


def _data_uri(file: str, kind: str) -> str:
    content = base64.b64encode((LEAFLET / file).read_bytes()).decode()
    return f"data:{kind};base64,{content}"


def _style() -> str:
    return (
        f"<style>html,body{{margin:0;height:100%;display:flex;flex-direction:column;"
        f"font:13px 'Noto Sans',sans-serif;color:{theme.INK}}}"
        f".folium-map.leaflet-container{{flex:1;background:{theme.WATER}}}"
        f".foot{{order:1;margin:4px;color:{theme.QUIET}}}</style>"
    )


def _repeatable(page: str) -> str:
    """Number the random names that folium gives to elements, so that a page is always the same."""
    found = dict.fromkeys(re.findall(r"(?<=_)[0-9a-f]{32}\b", page))
    for number, random_name in enumerate(found):
        page = page.replace(random_name, f"{number:032x}")
    return page
