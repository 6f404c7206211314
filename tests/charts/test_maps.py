"""What is drawn on the map: marks, their places and areas, insets, labels, scale, statements."""

import math
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from pyproj import Geod
from shapely.geometry import Point, Polygon, box

from analysis import paths
from analysis.charts import theme
from analysis.charts.chart import Chart, png_bytes, render, svg_text
from analysis.charts.layout import layout_faults
from analysis.charts.map_layout import Frame, crowded, fit, place_box, stack
from analysis.charts.map_projection import project
from analysis.charts.maps import city_map
from analysis.charts.theme import Profile
from analysis.charts.words import Words
from analysis.charts.words import message as _

STATES = ("BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM")
WIDTHS = {89: 5.5, 140: 7.0, 183: 7.0}


def profile(width_mm: float, small_pt: float) -> Profile:
    return theme.read_profile("nature").model_copy(
        update={"width_mm": width_mm, "small_pt": small_pt, "max_height_mm": 240}
    )


@cache
def boundaries() -> gpd.GeoDataFrame:
    file = paths.raw() / "boundaries" / "southeast_asia.gpkg"
    return gpd.read_file(file, layer="countries")[["iso3", "geometry"]]


@cache
def network(day: str) -> gpd.GeoDataFrame:
    """The real members of a day, with the projects of the report of its year or the last one."""
    members = pd.read_csv(paths.raw() / "ascn" / "members.csv")
    listed = pd.read_csv(paths.raw() / "ascn" / "project_status.csv")
    inside = members[members["member_from_latest"] <= day]
    year = 2022 if day < "2023" else 2025
    counts = listed.loc[listed["report_year"] == year, "city_id"].value_counts()
    return gpd.GeoDataFrame(
        {
            "city_id": inside["city_id"],
            "city": inside["city"],
            "cohort": inside["cohort"],
            "projects": inside["city_id"].map(counts).fillna(0).astype(int),
        },
        geometry=gpd.points_from_xy(inside["lon"], inside["lat"]),
        crs=4326,
    )


def draw(cities: gpd.GeoDataFrame, width: int = 183, language: str = "en", **options) -> Figure:
    chart = Chart(
        city_map,
        cities,
        title=_("Cities"),
        subtitle=_("Cities"),
        takeaway=_("Cities"),
        sources=(),
        n=len(cities),
        n_of=len(cities),
        counted=_("member cities"),
        options={"boundaries": boundaries(), "states": STATES, **options},
    )
    return render(chart, profile(width, WIDTHS[width]), Words(language))


@cache
def drawn(day: str = "2026-01-31", width: int = 183, language: str = "en") -> Figure:
    return draw(network(day), width, language)


@cache
def locator() -> Figure:
    return draw(network("2022-09-21"), highlighted=["IDN"], labelled=["jakarta"])


def marks(figure: Figure) -> dict:
    return {
        line.get_gid().removeprefix("city-"): line
        for axes in figure.axes
        for line in axes.lines
        if (line.get_gid() or "").startswith("city-")
    }


def insets(figure: Figure) -> list[set[str]]:
    return [
        {gid[5:] for gid in map(Line2D.get_gid, axes.lines) if gid and gid.startswith("city-")}
        for axes in figure.axes
        if axes.get_label() == "inset"
    ]


def words_of(figure: Figure) -> str:
    return " ".join(text.get_text() for axes in figure.axes for text in axes.texts)


@pytest.mark.parametrize(("day", "cities"), [("2022-09-21", 26), ("2026-01-31", 38)])
def test_every_member_of_the_day_is_drawn_once(day, cities):
    figure = drawn(day)
    assert set(marks(figure)) == set(network(day)["city_id"])
    assert (
        len([g for axes in figure.axes for g in axes.lines if "city-" in (g.get_gid() or "")])
        == cities
    )


def test_a_city_stands_where_the_projection_puts_it():
    """Kuching: Lambert azimuthal equal-area on a sphere, computed by hand, within 1 %."""
    longitude, latitude = math.radians(110.3333 - 113), math.radians(1.55)
    centre = math.radians(6)
    cosine = math.sin(centre) * math.sin(latitude) + math.cos(centre) * math.cos(
        latitude
    ) * math.cos(longitude)
    scale = 6_371_000 * math.sqrt(2 / (1 + cosine))
    east = scale * math.cos(latitude) * math.sin(longitude)
    north = scale * (
        math.cos(centre) * math.sin(latitude)
        - math.sin(centre) * math.cos(latitude) * math.cos(longitude)
    )
    line = marks(drawn())["kuching"]
    assert line.get_xdata()[0] == pytest.approx(east, rel=0.01)
    assert line.get_ydata()[0] == pytest.approx(north, rel=0.01)


def test_the_projection_keeps_areas():
    java_sea = Polygon([(95, -8), (140, -8), (140, 25), (95, 25)]).segmentize(0.1)
    on_earth = abs(Geod(ellps="WGS84").geometry_area_perimeter(java_sea)[0])
    on_map = project(gpd.GeoDataFrame(geometry=[java_sea], crs=4326)).area[0]
    assert on_map == pytest.approx(on_earth, rel=1e-4)


def test_a_frame_without_a_coordinate_system_is_refused():
    with pytest.raises(ValueError, match="no coordinate system"):
        project(gpd.GeoDataFrame(geometry=[Point(0, 0)]))


def test_the_area_of_a_mark_is_in_proportion_to_projects_whatever_its_shape():
    figure, projects = drawn(), network("2026-01-31").set_index("city_id")["projects"]
    areas = {}
    for city, line in marks(figure).items():
        if projects[city]:
            square = float(line.get_markersize()) ** 2
            areas[city] = square * {"o": math.pi / 4, "D": 1.0}[line.get_marker()] / projects[city]
    assert np.ptp(list(areas.values())) < 1e-6


def test_cohorts_differ_by_shape_and_colour_and_cities_without_projects_are_hollow():
    found = marks(drawn())
    jakarta, ipoh, dili = found["jakarta"], found["ipoh"], found["dili"]
    assert (jakarta.get_marker(), ipoh.get_marker()) == ("o", "D")
    assert jakarta.get_markerfacecolor() == theme.COHORTS["pilot-2018"]
    assert ipoh.get_markerfacecolor() == theme.COHORTS["later"]
    assert dili.get_markerfacecolor() == theme.PAPER
    assert dili.get_markeredgecolor() == theme.COHORTS["later"]


@pytest.mark.parametrize("width", WIDTHS)
def test_crowded_cities_are_in_insets_that_are_joined_to_their_place(width):
    figure = drawn(width=width)
    assert sorted(map(sorted, insets(figure))) == [
        ["bangkok", "chonburi", "rayong"],
        ["johor-bahru", "singapore"],
        ["kuala-lumpur", "putrajaya"],
    ]
    lines = [line.get_gid() for axes in figure.axes for line in axes.lines]
    assert lines.count("connector") == 3
    assert lines.count("scale-bar") == 4


def test_a_city_without_its_neighbour_needs_no_inset():
    """Putrajaya and Rayong had not joined in 2022."""
    assert sorted(map(sorted, insets(drawn("2022-09-21")))) == [
        ["bangkok", "chonburi"],
        ["johor-bahru", "singapore"],
    ]


@pytest.mark.parametrize(("width", "language"), [(89, "en"), (89, "id"), (140, "en"), (183, "en")])
def test_no_label_touches_another_or_leaves_its_map(width, language):
    figure = drawn("2026-01-31", width, language)
    assert layout_faults(figure) == []
    for axes in figure.axes:
        outer = axes.get_window_extent()
        for text in axes.texts:
            if text.get_color() == theme.INK:
                inner = text.get_window_extent()
                assert (inner.min >= outer.min).all(), text.get_text()
                assert (inner.max <= outer.max).all(), text.get_text()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_city_is_named(width):
    said = words_of(drawn(width=width))
    missing = [
        city
        for city in network("2026-01-31")["city"]
        if Words().name("city", city).partition(" (")[0] not in said
    ]
    assert missing == []


def test_where_names_find_no_room_they_are_numbered_and_listed():
    chart_profile = profile(90, 7.0)
    chart = Chart(
        city_map,
        network("2026-01-31"),
        title=_("Cities"),
        subtitle=_("Cities"),
        takeaway=_("Cities"),
        sources=(),
        n=38,
        n_of=38,
        counted=_("member cities"),
        options={"boundaries": boundaries(), "states": STATES},
    )
    figure = render(chart, chart_profile, Words())
    said = words_of(figure)
    assert "1 Bandar Seri Begawan" in said
    assert "38 Yangon" in said
    assert layout_faults(figure) == []


def test_projection_disclaimer_and_scale_are_stated_on_the_map():
    said = words_of(drawn())
    assert "Lambert azimuthal equal-area projection, centre 6° N 113° E." in said
    assert "imply no judgement on the legal status of any territory." in said
    assert "1000 km" in said


def test_the_scale_bar_is_as_long_as_it_says():
    bar = next(
        line for axes in drawn().axes for line in axes.lines if line.get_gid() == "scale-bar"
    )
    assert np.ptp(bar.get_xdata()) == pytest.approx(1_000_000)


def test_states_neighbours_and_the_highlighted_state_have_their_own_tones():
    figure = locator()
    land = next(axes for axes in figure.axes if axes.collections).collections[0]
    tones = {tuple(np.round(tone[:3] * 255)) for tone in land.get_facecolors()}
    expected = (theme.LAND, theme.NEIGHBOUR, theme.LAND_HIGHLIGHTED)
    assert tones == {tuple(float(int(tone[i : i + 2], 16)) for i in (1, 3, 5)) for tone in expected}


def test_only_the_labelled_cities_are_named_and_nobody_else_needs_an_inset():
    figure = locator()
    assert "Jakarta" in words_of(figure)
    assert "Makassar" not in words_of(figure)
    assert insets(figure) == []
    assert len(marks(figure)) == 26


def test_one_state_can_fill_the_map():
    cities = network("2026-01-31")
    thai = cities[cities["city_id"].isin(["bangkok", "chonburi", "rayong", "phuket", "khon-kaen"])]
    figure = draw(thai, framed=["THA"], highlighted=["THA"])
    assert insets(figure) == []
    assert layout_faults(figure) == []


def test_the_same_map_has_the_same_bytes():
    first, second = drawn("2022-09-21"), draw(network("2022-09-21"))
    assert svg_text(first) == svg_text(second)
    assert png_bytes(first, 80) == png_bytes(second, 80)


def test_a_crowd_takes_in_whoever_stands_near_one_of_it():
    frame = Frame(0, 0, 7600, 5000)
    points = gpd.GeoSeries([Point(0, 0), Point(0, 90), Point(0, 200), Point(0, 310), Point(900, 0)])
    assert crowded(points, frame) == [[0, 1, 2, 3]]
    assert crowded(points.iloc[[0, 2, 4]], frame) == []


def test_a_box_is_placed_beside_land_and_never_on_a_mark():
    frame = Frame(0, 0, 100, 100)
    placed = place_box(20, 20, (50, 50), frame, [box(30, 0, 100, 100)], [Point(10, 50)])
    assert placed.right < 32
    assert not placed.polygon.covers(Point(10, 50))


def test_a_frame_is_fitted_by_growing_and_a_column_is_stacked_from_the_top():
    assert fit(Frame(0, 0, 10, 10), 2) == Frame(-5, 0, 20, 10)
    assert stack(Frame(0, 0, 5, 11), 2, 1) == [Frame(0, 6, 5, 5), Frame(0, 0, 5, 5)]
