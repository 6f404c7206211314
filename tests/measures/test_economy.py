import pandas as pd
import pytest

from analysis.measures import economy as e


def table(*rows: tuple) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["country_iso3", "year", "indicator", "value"])
    return made.assign(lower=None, upper=None, source_id="S1")


@pytest.fixture
def country_years() -> pd.DataFrame:
    return table(
        ("IDN", 2018, e.GDP, 100.0),
        ("IDN", 2019, e.GDP, 110.0),
        ("IDN", 2024, e.GDP, 150.0),
        ("MYS", 2018, e.GDP, 50.0),
        ("MYS", 2020, e.GDP, 40.0),
        ("IDN", 2018, e.POPULATION, 30.0),
        ("MYS", 2018, e.POPULATION, 10.0),
        ("IDN", 2018, e.MOBILE, 100.0),
        ("MYS", 2018, e.MOBILE, 140.0),
        ("USA", 2018, e.MOBILE, 104.0),
        ("WLD", 2018, e.MOBILE, 105.0),
        ("EUU", 2018, e.MOBILE, 122.0),
        ("EUU", 2018, e.MOBILE_EU, 121.0),
        ("IDN", 2018, e.TOURISM_RECEIPTS, 2.0),
        ("MYS", 2018, e.TOURISM_RECEIPTS, 4.0),
        ("IDN", 2018, e.TRADE_PCT, 50.0),
        ("MYS", 2018, e.TRADE_PCT, 120.0),
    )


def test_change_since_the_founding_names_both_years(country_years):
    row = e.change_since(country_years, [e.GDP], ["IDN"], 2025).iloc[0]
    assert (row["base_value"], row["last_value"], row["last_year"]) == (100.0, 150.0, 2024)
    assert (row["difference"], row["change_pct"]) == (50.0, 50.0)


def test_change_since_leaves_out_a_state_whose_last_value_is_too_old(country_years):
    changed = e.change_since(country_years, [e.GDP], ["IDN", "MYS"], 2025)
    assert changed["country_iso3"].tolist() == ["IDN"]
    earlier = e.change_since(country_years, [e.GDP], ["IDN", "MYS"], 2020)
    assert earlier["country_iso3"].tolist() == ["IDN", "MYS"]


def test_change_since_of_nothing_is_empty_with_its_columns(country_years):
    changed = e.change_since(country_years, ["missing"], ["IDN"], 2025)
    assert changed.empty
    assert "change_pct" in changed


def test_totals_say_how_many_states_they_hold(country_years):
    totals = e.total_by_year(country_years, e.GDP, ["IDN", "MYS", "BRN"], 2019)
    assert totals["value"].tolist() == [150.0, 110.0]
    assert totals["n"].tolist() == [2, 1]
    assert totals["n_of"].tolist() == [3, 3]


def test_the_weighted_mean_weighs_by_population(country_years):
    mean = e.weighted_mean_by_year(country_years, e.MOBILE, ["IDN", "MYS"], 2024)
    assert mean["year"].tolist() == [2018]
    assert mean["value"].tolist() == [pytest.approx((100 * 30 + 140 * 10) / 40)]
    assert mean["weight_pct"].tolist() == [100.0]


def test_the_weighted_mean_reports_the_share_of_people_it_speaks_for(country_years):
    known = country_years[
        ~((country_years["country_iso3"] == "MYS") & (country_years["indicator"] == e.MOBILE))
    ]
    mean = e.weighted_mean_by_year(known, e.MOBILE, ["IDN", "MYS"], 2024)
    assert mean[["value", "n", "weight_pct"]].iloc[0].tolist() == [100.0, 1, 75.0]


def test_the_weighted_mean_of_nothing_is_empty(country_years):
    assert e.weighted_mean_by_year(country_years, e.MOBILE, [], 2024).empty


def test_tourism_share_needs_both_receipts_and_output(country_years):
    share = e.tourism_share(country_years, ["IDN", "MYS"], 2024)
    assert share["value"].tolist() == [pytest.approx(2.0), pytest.approx(8.0)]
    whole = e.tourism_share_together(country_years, ["IDN", "MYS", "BRN"], 2024)
    assert whole[["value", "n", "n_of"]].iloc[0].tolist() == [pytest.approx(4.0), 2, 3]


def test_trade_is_a_share_of_output_turned_into_dollars(country_years):
    trade = e.trade_usd(country_years, ["IDN", "MYS"], 2024)
    assert trade["value"].tolist() == [pytest.approx(50.0), pytest.approx(60.0)]
    assert e.together(trade, 3)[["value", "n", "n_of"]].iloc[0].tolist() == [110.0, 2, 3]


def test_mobile_by_region_takes_the_european_row_that_matches_the_others(country_years):
    regions = e.mobile_by_region(country_years, ["IDN", "MYS"], 2024).set_index("region")["value"]
    assert regions.to_dict() == {"ASEAN": 110.0, "USA": 104.0, "WLD": 105.0, "EUU": 121.0}


@pytest.fixture
def surveys() -> pd.DataFrame:
    return table(
        ("IDN", 2002, e.POVERTY_PCT, 40.0),
        ("IDN", 2021, e.POVERTY_PCT, 10.0),
        ("IDN", 2023, e.POVERTY_PCT, 8.0),
        ("LAO", 2002, e.POVERTY_PCT, 50.0),
        ("LAO", 2018, e.POVERTY_PCT, 20.0),
        ("IDN", 2002, e.POPULATION, 200.0),
        ("IDN", 2021, e.POPULATION, 250.0),
        ("LAO", 2002, e.POPULATION, 10.0),
    )


def test_of_two_surveys_equally_near_the_earlier_one_counts(surveys):
    found = e.nearest_surveys(surveys, e.POVERTY_PCT, ["IDN", "LAO"], 2022)
    assert found[["country_iso3", "year"]].to_numpy().tolist() == [["IDN", 2021]]


def test_people_in_poverty_compares_the_same_states_only(surveys):
    found = e.people_in_poverty(surveys, ["IDN", "LAO"], 2002, 2022)
    assert found["country_iso3"].tolist() == ["IDN"]
    assert found[["first_persons", "last_persons"]].iloc[0].tolist() == [80.0, 25.0]


def test_people_in_poverty_without_surveys_is_empty(surveys):
    assert e.people_in_poverty(surveys, ["BRN"], 2002, 2022).empty


def test_growth_is_compounded():
    assert e.growth_needed_pct(100.0, 2020, 121.0, 2022) == pytest.approx(10.0)


def test_in_year_falls_back_to_the_last_year_known():
    rows = pd.DataFrame({"year": [2018, 2019], "value": [1, 2]})
    assert e.in_year(rows, 2022)["value"].tolist() == [2]
    assert e.in_year(rows, 2017).empty


def test_levels_stand_beside_their_base_and_output_is_in_billions(country_years):
    made = country_years.assign(value=country_years["value"] * 1e9)
    levels = e.levels_since(made, [e.GDP], ["IDN", "MYS", "BRN"], 2025).set_index("country_iso3")
    assert levels.loc["IDN", ["value", "base_value"]].tolist() == [150.0, 100.0]
    assert levels.loc["MYS", "kind"] == "not_published"
    assert levels.loc["BRN", "kind"] == "not_covered"


def test_tourism_by_state_keeps_missing_years_apart_from_zero(country_years):
    shares = e.tourism_by_state(country_years, ["IDN", "MYS"], [2018, 2019])
    assert shares["kind"].tolist() == ["published", "published", "not_published", "not_published"]
    assert shares["value"].isna().tolist() == [False, False, True, True]


def test_a_sum_over_time_holds_the_same_states_throughout():
    rows = pd.DataFrame(
        {"country_iso3": ["A", "A", "B"], "year": [2018, 2019, 2018], "value": [1.0, 2.0, 5.0]}
    )
    assert e.in_every_year(rows, 2018)["country_iso3"].tolist() == ["A", "A"]
    assert e.in_every_year(rows[:0], 2018).empty


def test_the_quoted_gain_implies_an_output_in_2030(country_years):
    total = e.total_by_year(country_years, e.GDP, ["IDN"], 2024)
    path = e.quoted_output_path(total)
    assert path["series"].tolist() == ["output"] * 3 + ["implied"]
    assert path["value"].iloc[-1] == pytest.approx(7812.5)
    assert path["year"].iloc[-1] == 2030


def test_quoted_figures_name_their_claim_year_and_states(country_years, surveys):
    both = pd.concat([country_years, surveys[surveys["indicator"] == e.POVERTY_PCT]])
    quoted = e.quoted_figures(both, ["IDN", "MYS"], 2024).set_index("measure")
    assert quoted.loc["mobile", ["claim_id", "value", "year", "n"]].tolist() == [
        *("FAT-23", 110.0, 2018, 2)
    ]
    assert quoted.loc["growth_needed", "claim_id"] == "FAT-09"
    assert set(quoted["claim_id"]) == {
        *("FAT-08", "FAT-09", "FAT-17", "FAT-18", "FAT-20", "FAT-23", "FAT-24", "FAT-25")
    }
