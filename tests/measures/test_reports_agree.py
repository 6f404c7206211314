"""A report on one state or city shows the numbers of the regional measures, and no others."""

import pandas as pd
import pytest

from analysis import paths
from analysis.measures.indonesia import NEWS_CITIES, NEWS_PROJECTS, SPEAKS_TO
from analysis.measures.membership import cities_by_country, members_at
from analysis.measures.project_lives import project_lives, promise_record
from analysis.measures.projects import counts_by_year, cross_table
from analysis.measures.reports import city_profile, state_profiles
from analysis.parameters import COUNTRIES, CityReportParameters

AS_OF = pd.Timestamp("2026-01-31")
REPORTS = [2022, 2023, 2024, 2025]


def raw(table: str) -> pd.DataFrame:
    return pd.read_csv(paths.raw() / f"{table}.csv")


@pytest.fixture(scope="module")
def members() -> pd.DataFrame:
    table = raw("ascn/members")
    return table.assign(member_from_latest=pd.to_datetime(table["member_from_latest"]))


@pytest.fixture(scope="module")
def project_years(members: pd.DataFrame) -> pd.DataFrame:
    table = raw("ascn/project_status").rename(columns={"focus_area_published": "focus_area"})
    country = table["city_id"].map(members.set_index("city_id")["country_iso3"])
    return table.assign(country_iso3=country)


@pytest.fixture(scope="module")
def listed(project_years: pd.DataFrame) -> pd.DataFrame:
    latest = project_years[project_years["report_year"] == 2025]
    return latest.assign(status=latest["status"].fillna("ambiguous"))


@pytest.fixture(scope="module")
def lives(project_years: pd.DataFrame) -> pd.DataFrame:
    return project_lives(raw("ascn/projects"), project_years, REPORTS)


def test_states_add_up_to_the_network(members, listed):
    profiles = state_profiles(members_at(members, AS_OF), listed, COUNTRIES)
    assert profiles["cities"].sum() == 38
    assert profiles["projects"].sum() == 134
    assert profiles[["completed", "on-going", "planning"]].sum().tolist() == [18, 108, 8]


def test_a_states_figures_are_the_regional_ones(members, listed):
    present = members_at(members, AS_OF)
    profiles = state_profiles(present, listed, COUNTRIES).set_index("country_iso3")
    regional = counts_by_year(listed, "country_iso3", COUNTRIES).set_index("country_iso3")
    assert profiles["projects"].to_dict() == regional["projects"].to_dict()
    areas = cross_table(listed, "country_iso3", "focus_area", list(COUNTRIES), ["Civic & Social"])
    civic = areas.set_index("country_iso3")["projects"]
    most = profiles[profiles["largest_focus"] == "Civic & Social"]["largest_focus_projects"]
    assert most.to_dict() == civic[most.index].to_dict()
    cities = cities_by_country(present, list(COUNTRIES)).set_index("country_iso3")
    assert profiles["cities"].to_dict() == cities["cities"].to_dict()


def test_cities_add_up_to_their_state(members, listed, lives):
    profiles = state_profiles(members_at(members, AS_OF), listed, COUNTRIES)
    cities = pd.DataFrame([city_profile(c, members, lives, 2025) for c in members["city_id"]])
    by_state = cities.groupby("country_iso3")[["listed", "completed"]].sum()
    expected = profiles.set_index("country_iso3")[["projects", "completed"]]
    assert by_state.values.tolist() == expected.loc[by_state.index].values.tolist()


def test_promises_add_up_to_the_action_plans(members, lives):
    record = promise_record(lives, list(members["city_id"]), 2025)
    assert record["promised"].sum() == 53
    assert (record["promised_listed"] + record["promised_not_listed"]).sum() == 53
    assert record["listed"].sum() == 134


def test_a_report_can_be_asked_for_every_member_city_and_no_other(members):
    allowed = CityReportParameters.model_json_schema()["properties"]["city"]["enum"]
    assert allowed == sorted(members["city_id"])


def test_every_key_of_the_indonesian_mapping_exists(members):
    projects, claims = raw("ascn/projects"), raw("seeds/claims")
    indicators = raw("reference/indicator_labels")
    known = {
        "project": set(projects["project_id"]),
        "claim": set(claims["claim_id"]),
        "indicator": set(indicators["indicator"]),
    }
    unknown = {
        key
        for items in SPEAKS_TO.values()
        for kinds in items.values()
        for kind, keys in kinds.items()
        for key in set(keys) - known[kind]
    }
    assert unknown == set()
    assert {key for keys in NEWS_PROJECTS.values() for key in keys} <= known["project"]
    assert {*NEWS_PROJECTS, *NEWS_CITIES} <= known["claim"]
    assert {city for cities in NEWS_CITIES.values() for city in cities} <= set(members["city_id"])


def test_every_item_of_the_indonesian_mapping_is_worded():
    frameworks = raw("seeds/frameworks")
    worded = set(zip(frameworks["framework"], frameworks["item_no"], strict=True))
    assert {(name, item) for name, items in SPEAKS_TO.items() for item in items} <= worded
