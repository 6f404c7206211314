import datetime

import geopandas as gpd
import pandas as pd
import pytest

from analysis.measures.network import cities_with_projects


@pytest.fixture
def cities() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "city_id": ["jakarta", "semarang", "singapore"],
            "country_iso3": ["IDN", "IDN", "SGP"],
            "member_from_latest": pd.to_datetime(["2018-04-28", "2025-12-31", "2018-04-28"]),
        },
        geometry=gpd.points_from_xy([106.8, 110.4, 103.9], [-6.2, -7.0, 1.3]),
        crs=4326,
    )


REPORTS = pd.DataFrame(
    {"report_year": [2022, 2025], "published_on": pd.to_datetime(["2022-09-21", "2025-09-30"])}
)
PROJECT_YEARS = pd.DataFrame(
    {
        "project_id": ["a", "a", "b", "c"],
        "city_id": ["jakarta", "jakarta", "jakarta", "singapore"],
        "report_year": [2022, 2025, 2025, 2025],
        "status": ["planning", "on-going", "planning", None],
    }
)


def at(cities: gpd.GeoDataFrame, day: str) -> gpd.GeoDataFrame:
    return cities_with_projects(cities, PROJECT_YEARS, REPORTS, datetime.date.fromisoformat(day))


def test_each_member_has_the_projects_of_the_latest_report(cities):
    found = at(cities, "2026-01-31")
    assert dict(zip(found["city_id"], found["projects"], strict=True)) == {
        "jakarta": 2,
        "semarang": 0,
        "singapore": 1,
    }
    assert set(found["report_year"]) == {2025}


def test_an_earlier_day_has_fewer_members_and_the_earlier_list(cities):
    found = at(cities, "2022-09-21")
    assert found["city_id"].tolist() == ["jakarta", "singapore"]
    assert found["projects"].tolist() == [1, 0]


def test_before_the_first_report_projects_are_missing_and_not_zero(cities):
    found = at(cities, "2022-09-20")
    assert found["projects"].isna().all()
    assert found["report_year"].isna().all()


def test_the_result_stays_on_the_map_with_its_degrees_in_columns(cities):
    found = at(cities, "2022-09-21")
    assert found.crs == 4326
    assert found.loc[0, ["longitude", "latitude"]].tolist() == [106.8, -6.2]
