import datetime

import pandas as pd
import pytest

from analysis.measures import membership as m

DAY = datetime.date(2025, 6, 30)


@pytest.fixture
def members() -> pd.DataFrame:
    rows = [
        ("alpha", "Alpha", "IDN", "national capital", 2018, "2018-04-28", "pilot-2018"),
        ("beta", "Beta", "IDN", "regency", 2018, "2018-04-28", "pilot-2018"),
        ("gamma", "Gamma", "SGP", "city-state", 2018, "2018-04-28", "pilot-2018"),
        ("delta", "Delta", "MYS", "administrative capital", 2025, "2025-06-30", "later"),
        ("dili", "Dili", "TLS", "national capital", 2026, "2026-01-31", "later"),
    ]
    columns = ["city_id", "city", "country_iso3", "city_type", "joined_year", "latest", "cohort"]
    table = pd.DataFrame(rows, columns=columns)
    latest = pd.to_datetime(table.pop("latest"))
    earliest = latest.mask(table["city_id"] == "delta", pd.Timestamp("2025-01-01"))
    return table.assign(member_from_latest=latest, member_from_earliest=earliest)


@pytest.fixture
def city_years() -> pd.DataFrame:
    rows = [
        ("alpha", 2020, m.CITY_POPULATION, 100.0),
        ("alpha", 2015, m.CITY_POPULATION, 90.0),
        ("gamma", 2020, m.CITY_POPULATION, 999.0),
        ("dili", 2018, m.CAPITAL_POPULATION, 30.0),
    ]
    return pd.DataFrame(rows, columns=["city_id", "year", "indicator", "value"])


@pytest.fixture
def country_years() -> pd.DataFrame:
    rows = [
        ("IDN", 2020, m.POPULATION, 1000.0),
        ("IDN", 2020, m.URBAN_PCT, 50.0),
        ("SGP", 2020, m.POPULATION, 600.0),
        ("SGP", 2020, m.URBAN_PCT, 100.0),
        ("TLS", 2018, m.POPULATION, 200.0),
        ("TLS", 2018, m.URBAN_PCT, 30.0),
        ("TLS", 2020, m.POPULATION, 999.0),
    ]
    return pd.DataFrame(rows, columns=["country_iso3", "year", "indicator", "value"])


def test_a_city_is_a_member_from_the_latest_day_it_can_have_joined(members):
    assert len(m.members_at(members, DAY)) == 4
    assert len(m.members_at(members, DAY - datetime.timedelta(days=1))) == 3


def test_before_the_first_day_nobody_is_a_member(members):
    day = datetime.date(2018, 4, 27)
    assert m.members_at(members, day).empty
    assert m.joined_by_year(members, day).empty


def test_states_are_those_admitted_by_the_day():
    countries = pd.DataFrame(
        {
            "iso3": ["TLS", "IDN", "AUS"],
            "asean_member_from": pd.to_datetime(["2025-10-26", "1967-08-08", None]),
        }
    )
    assert m.states_at(countries, DAY)["iso3"].tolist() == ["IDN"]
    later = datetime.date(2025, 10, 26)
    assert m.states_at(countries, later)["iso3"].tolist() == ["IDN", "TLS"]
    assert m.state_codes_at(countries, later, ("TLS", "MYS")) == ["TLS"]


def test_years_without_a_new_city_are_kept(members):
    table = m.joined_by_year(members, DAY)
    assert table["year"].tolist() == list(range(2018, 2026))
    assert table["joined"].tolist() == [3, 0, 0, 0, 0, 0, 0, 1]
    assert table["cities"].tolist()[-1] == 4
    assert table["countries"].tolist()[-1] == 3


def test_every_asked_state_has_a_row_even_without_a_city(members):
    table = m.cities_by_country(m.members_at(members, DAY), ["IDN", "MYS", "VNM"])
    assert table["cities"].tolist() == [2, 1, 0]
    assert table["capital"].tolist() == [1, 1, 0]
    assert table["cities_of"].tolist() == [3, 3, 3]
    assert table["share_pct"].round(1).tolist() == [66.7, 33.3, 0.0]


def test_a_country_without_members_has_no_share_of_nothing(members):
    table = m.cities_by_country(members, ["VNM"])
    assert table["share_pct"].isna().all()


def test_city_population_is_of_the_year_asked_or_missing(members, city_years):
    table = m.city_populations(members, city_years, 2020).set_index("city_id")
    assert table.loc["alpha", "population_persons"] == 100.0
    assert table.loc["alpha", "projected"]
    assert pd.isna(table.loc["beta", "population_persons"])
    assert not table.loc["beta", "projected"]


def test_a_small_capital_keeps_its_own_year_and_only_within_two_years(members, city_years):
    near = m.city_populations(members, city_years, 2020).set_index("city_id")
    far = m.city_populations(members, city_years, 2015).set_index("city_id")
    assert near.loc["dili", "population_year"] == 2018
    assert pd.isna(far.loc["dili", "population_persons"])


def test_urban_share_takes_the_denominator_of_the_same_year(members, city_years, country_years):
    populations = m.city_populations(members, city_years, 2020)
    table = m.urban_share(populations, country_years, ["IDN", "TLS"]).set_index("country_iso3")
    assert table.loc["IDN", "share_pct"] == pytest.approx(100 * 100 / 500)
    assert table.loc["TLS", "share_pct"] == pytest.approx(100 * 30 / 60)
    assert table.loc["TLS", "year"] == 2018


def test_urban_share_names_the_cities_it_leaves_out(members, city_years, country_years):
    populations = m.city_populations(members, city_years, 2020)
    table = m.urban_share(populations, country_years, ["IDN"])
    assert table[["n", "n_of"]].iloc[0].tolist() == [1, 2]
    assert table["cities_without_population"].tolist() == ["Beta"]


def test_a_city_state_holds_all_of_its_urban_population(members, city_years, country_years):
    populations = m.city_populations(members, city_years, 2020)
    table = m.urban_share(populations, country_years, ["SGP"])
    assert table["share_pct"].tolist() == [100.0]


def test_a_city_state_set_to_100_percent_is_told_where_its_city_figure_exceeds(
    members, city_years, country_years
):
    populations = m.city_populations(members, city_years, 2020)
    shares = m.urban_share(populations, country_years, ["IDN", "SGP", "MYS"])
    assert m.capped_shares(shares)["country_iso3"].tolist() == ["SGP"]
    assert m.capped_shares(shares[shares["country_iso3"] != "SGP"]).empty


def test_a_state_without_any_population_has_no_share(members, city_years, country_years):
    populations = m.city_populations(members, city_years, 2020)
    table = m.urban_share(populations, country_years, ["MYS", "VNM"])
    assert table["share_pct"].isna().all()
    assert table["n_of"].tolist() == [1, 0]


def test_the_network_s_share_leaves_out_states_without_one(members, city_years, country_years):
    populations = m.city_populations(members, city_years, 2020)
    shares = m.urban_share(populations, country_years, ["IDN", "SGP", "MYS"])
    whole = m.urban_share_of_network(shares).iloc[0]
    assert whole[["n", "n_of"]].tolist() == [2, 3]
    assert whole["share_pct"] == pytest.approx(100 * (100 + 600) / (500 + 600))


def test_reports_count_from_the_day_they_are_published():
    reports = pd.DataFrame(
        {"report_year": [2023, 2022], "published_on": pd.to_datetime(["2023-08-14", "2022-09-21"])}
    )
    assert m.reports_until(reports, datetime.date(2022, 9, 21)) == [2022]
    assert m.reports_until(reports, datetime.date(2022, 9, 20)) == []


@pytest.fixture
def events() -> pd.DataFrame:
    names = ["1st (inaugural) ASCN Annual Meeting", "3rd ASCN Annual Meeting (virtual)", "32nd"]
    return pd.DataFrame({"date": ["2018-07-08", "2020-07", "2018-04-28"], "event": names})


def test_the_timeline_counts_cities_between_the_two_days_they_can_have_joined(members, events):
    reports = pd.DataFrame({"report_year": [2022], "published_on": pd.to_datetime(["2022-09-21"])})
    table = m.network_timeline(members, events, reports, DAY)
    steps = table[table["kind"] == "members"]
    assert steps["date"].astype(str).tolist() == ["2018-04-28", "2025-01-01", "2025-06-30"]
    assert steps["at_least"].tolist() == [3, 3, 4]
    assert steps["at_most"].tolist() == [3, 4, 4]
    assert steps["label"].tolist()[1] == "Delta"


def test_the_timeline_holds_meetings_and_reports_up_to_the_day(members, events):
    reports = pd.DataFrame({"report_year": [2022], "published_on": pd.to_datetime(["2022-09-21"])})
    table = m.network_timeline(members, events, reports, datetime.date(2019, 1, 1))
    assert table.loc[table["kind"] == "annual_meeting", "label"].tolist() == ["1"]
    assert "report" not in set(table["kind"])


def test_cities_by_cohort_lists_states_with_most_cities_first(members):
    inside = m.members_at(members, DAY)
    table = m.cities_by(inside, "cohort", ["pilot-2018", "later"], ["MYS", "VNM", "IDN"])
    assert table["country_iso3"].tolist() == ["IDN", "IDN", "MYS", "MYS", "VNM", "VNM"]
    assert table["cities"].tolist() == [2, 0, 0, 1, 0, 0]
    assert table["cities_of"].tolist() == [2, 2, 1, 1, 0, 0]


def test_a_tie_has_several_leaders():
    table = pd.DataFrame({"state": ["A", "B", "C"], "n": [2, 1, 2]})
    assert m.leading(table, "state", "n") == ["A", "C"]
    assert m.leading(table[:0], "state", "n") == []
