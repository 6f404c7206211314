import re
import shutil
import subprocess

import geopandas as gpd
import pytest
from shapely.geometry import box

from analysis.charts.webmap import LEAFLET, WebMap, web_map
from analysis.charts.words import Words

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def shown() -> WebMap:
    cities = gpd.GeoDataFrame(
        {
            "city_id": ["a", "b"],
            "city": ["`${alert(1)}`<img src=x onerror=alert(1)>{{7*7}}", "Ha Noi"],
            "country_iso3": ["IDN", "VNM"],
            "cohort": ["pilot-2018", "later"],
            "projects": [4, 0],
        },
        geometry=gpd.points_from_xy([110, 106], [-3, 20]),
        crs=4326,
    )
    boundaries = gpd.GeoDataFrame(
        {"iso3": ["IDN", "VNM", "AUS"]},
        geometry=[box(100, -8, 120, 0), box(104, 10, 108, 22), box(115, -20, 140, -12)],
        crs=4326,
    )
    return web_map(cities, boundaries, ["IDN", "VNM"], Words())


def test_a_page_fetches_nothing(shown):
    fetched = re.findall(
        r"""(?:src|href)\s*=\s*["'](?!data:)([^"']*)|url\(["']?(http[^)]*)""", shown.page
    )
    assert fetched == []
    assert "//" not in re.sub(r"data:[^\"]*", "", shown.page).replace("// ", "")


def test_a_page_names_its_parts_by_number_and_not_by_chance(shown):
    assert re.findall(r"_[0-9a-f]{32}\b", shown.page)
    assert not re.findall(r"_[1-9a-f][0-9a-f]{31}\b", shown.page)


def test_texts_of_tables_stay_texts(shown):
    assert "<img" not in shown.page
    assert "${alert" not in shown.page
    assert "49" not in re.findall(r"alert\(1\).{0,80}", shown.page)[0]


def test_the_notebook_gets_a_frame_and_words(shown):
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == "Interactive map of 2 member cities."
    assert bundle["text/html"].startswith('<iframe title="Interactive map of 2 member cities."')


def test_the_library_is_kept_with_its_licence():
    assert "BSD 2-Clause" in (LEAFLET / "LICENSE").read_text(encoding="utf-8")
    assert "Leaflet 1.9.4" in (LEAFLET / "leaflet.js").read_text(encoding="utf-8")[:200]


@pytest.mark.skipif(BROWSER is None, reason="needs Debian's chromium")
def test_a_browser_without_network_draws_land_and_cities(shown, tmp_path):
    page = tmp_path / "map.html"
    page.write_text(shown.page, encoding="utf-8")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=4000"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()]
    drawn = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    assert drawn.count("leaflet-marker-icon") == 2
    assert drawn.count("<circle") == 1
    assert drawn.count("<polygon") == 1
    assert len(re.findall(r'<path[^>]* d="M\d[^"]{15,}"', drawn)) >= 2
