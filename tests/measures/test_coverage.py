import pandas as pd
import pytest

from analysis.measures import coverage as c


@pytest.fixture
def country_years() -> pd.DataFrame:
    rows = [
        ("IDN", 2018, "gdp", 10.0),
        ("IDN", 2021, "gdp", 12.0),
        ("IDN", 2024, "gdp", 15.0),
        ("MYS", 2021, "gdp", 30.0),
        ("VNM", 2024, "gdp", 5.0),
        ("IDN", 2014, "gini", 39.0),
    ]
    table = pd.DataFrame(rows, columns=["country_iso3", "year", "indicator", "value"])
    return table.assign(lower=table["value"] - 1, upper=table["value"] + 1, source_id="S1")


@pytest.fixture
def indicators() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": ["gdp", "gini"],
            "short_label": ["GDP", "Gini"],
            "dimension": ["economy", "equality"],
            "interval": ["90%", "none"],
        }
    )


def test_latest_values_keep_each_country_s_own_year(country_years):
    found = c.latest_values(country_years, ["gdp"], ["IDN", "MYS"], 2023)
    assert found["country_iso3"].tolist() == ["IDN", "MYS"]
    assert found["value"].tolist() == [12.0, 30.0]
    assert found["year"].tolist() == [2021, 2021]
    assert found["upper"].tolist() == [13.0, 31.0]
    assert found["source_id"].tolist() == ["S1", "S1"]


def test_missing_values_are_told_apart_by_why_they_are_missing(country_years):
    found = c.latest_values(country_years, ["gdp"], ["IDN", "VNM", "BRN"], 2023)
    assert found["kind"].tolist() == [c.PUBLISHED, c.NOT_PUBLISHED, c.NOT_COVERED]
    assert found["value"].isna().tolist() == [False, True, True]


def test_a_row_without_a_value_does_not_make_a_country_covered(country_years):
    empty = country_years.assign(value=float("nan"))
    found = c.latest_values(empty, ["gdp"], ["IDN"], 2024)
    assert found["kind"].tolist() == [c.NOT_COVERED]


def test_values_in_a_year_never_borrow_from_another_year(country_years):
    found = c.values_in(country_years, ["gdp"], ["IDN", "MYS", "BRN"], 2024)
    assert found["kind"].tolist() == [c.PUBLISHED, c.NOT_PUBLISHED, c.NOT_COVERED]


def test_no_countries_give_an_empty_table_with_all_columns(country_years):
    found = c.latest_values(country_years, ["gdp"], [], 2024)
    assert found.empty
    assert list(found) == [
        *("country_iso3", "indicator", "value", "lower", "upper", "year", "source_id", "kind")
    ]


def test_years_more_than_two_apart_are_refused_by_name(country_years):
    found = c.latest_values(country_years, ["gdp"], ["IDN", "MYS"], 2024)
    with pytest.raises(c.MixedYearsError, match=r"gdp: values of 2021 \(MYS\) and 2024"):
        c.refuse_mixed_years(found)


def test_years_far_apart_pass_when_asked_for(country_years):
    found = c.latest_values(country_years, ["gdp"], ["IDN", "MYS"], 2024)
    assert c.refuse_mixed_years(found, most_years_apart=3) is found


def test_two_indicators_of_different_years_are_not_one_cross_section(country_years):
    found = c.latest_values(country_years, ["gdp", "gini"], ["IDN"], 2024)
    assert c.refuse_mixed_years(found) is found


def test_old_values_can_be_left_out_and_become_not_published(country_years):
    found = c.latest_values(country_years, ["gdp"], ["IDN", "MYS", "BRN"], 2024)
    kept = c.without_old_values(found)
    assert kept["kind"].tolist() == [c.PUBLISHED, c.NOT_PUBLISHED, c.NOT_COVERED]
    assert kept["value"].isna().tolist() == [False, True, True]
    assert found["value"].notna().sum() == 2


def test_how_sure_counts_values_years_and_every_kind_of_missing(country_years, indicators):
    found = c.latest_values(country_years, ["gdp", "gini"], ["IDN", "MYS", "BRN"], 2024)
    sure = c.how_sure(found, indicators).set_index("indicator")
    assert sure.loc["gdp", ["n", "n_of", "first_year", "last_year"]].tolist() == [2, 3, 2021, 2024]
    assert sure.loc["gdp", "interval"] == "90%"
    assert sure.loc["gini", c.NOT_COVERED] == 2
    assert sure.loc["gini", "interval"] == "none"
    assert sure[list(c.MISSING_KINDS)].sum().sum() == 3


def test_how_sure_of_nothing_but_missing_has_no_years(country_years, indicators):
    found = c.latest_values(country_years, ["gini"], ["MYS", "BRN"], 2024)
    sure = c.how_sure(found, indicators)
    assert sure["n"].tolist() == [0]
    assert sure["first_year"].isna().all()


def test_an_unknown_kind_of_missing_is_refused():
    with pytest.raises(ValueError, match="no kind of missing"):
        c.kinds_of_missing(pd.Series([1.0]), "lost")


def test_coverage_knows_the_age_of_the_last_value(country_years, indicators):
    found = c.coverage(country_years, indicators, ["IDN"], 2025)
    assert found["years_old"].tolist() == [1, 11]
    assert found["dimension"].tolist() == ["economy", "equality"]


def test_coverage_by_dimension_counts_recent_values_apart(country_years, indicators):
    found = c.coverage(country_years, indicators, ["IDN", "BRN"], 2025)
    table = c.coverage_by_dimension(found, recent_years=3).set_index(["dimension", "country_iso3"])
    assert table.loc[("economy", "IDN"), ["n", "recent", "n_of"]].tolist() == [1, 1, 1]
    assert table.loc[("equality", "IDN"), ["n", "recent", "n_of"]].tolist() == [1, 0, 1]
    assert table.loc[("economy", "BRN"), ["n", "recent"]].tolist() == [0, 0]
    assert table.loc[("economy", "BRN"), "kind"] == c.NOT_COVERED
    assert pd.isna(table.loc[("economy", "BRN"), "n_pct"])


def test_a_dimension_covered_in_other_years_only_is_not_called_uncovered(country_years, indicators):
    found = c.coverage(country_years, indicators, ["VNM"], 2023)
    table = c.coverage_by_dimension(found).set_index("dimension")
    assert table["kind"].tolist() == [c.NOT_PUBLISHED, c.NOT_COVERED]
    assert c.kind_counts(found) == {c.NOT_PUBLISHED: 1, c.NOT_COVERED: 1}


def test_series_of_comparators_only_are_left_out(country_years, indicators):
    assert c.of_states(indicators, country_years, ["MYS"])["indicator"].tolist() == ["gdp"]


def test_facts_known_never_divides_by_an_empty_column():
    table = c.facts_known({"status": pd.Series(["a", None]), "none": pd.Series([], dtype=object)})
    assert table["known_pct"].tolist()[0] == 50.0
    assert table["known_pct"].isna().tolist() == [False, True]


def test_each_dimension_of_indicators_lies_on_one_sheet():
    dimensions = [name for names in c.GROUPS.values() for name in names]
    assert len(dimensions) == len(set(dimensions))


def test_a_sheet_keeps_its_dimensions_together_and_in_order(country_years, indicators):
    named = indicators.assign(dimension=["population", "economy"])
    found = c.coverage(country_years, named, ["IDN"], 2025)
    assert c.in_group(found, "economy")["indicator"].tolist() == ["gini", "gdp"]
    assert c.in_group(found, "digital").empty


def test_coverage_by_country_puts_the_best_known_state_first(country_years, indicators):
    found = c.coverage(country_years, indicators, ["BRN", "MYS", "IDN"], 2025)
    table = c.coverage_by_country(found)
    assert table["country_iso3"].tolist() == ["IDN", "MYS", "BRN"]
    assert table["n"].tolist() == [2, 1, 0]


def test_sources_are_cited_once_and_missing_values_cite_none(country_years):
    found = c.latest_values(country_years, ["gdp"], ["IDN", "BRN"], 2024)
    assert c.source_ids(found, found) == ("S1",)


def test_labels_take_the_place_of_codes(country_years, indicators):
    found = c.with_labels(c.latest_values(country_years, ["gini"], ["IDN"], 2024), indicators)
    assert found["indicator"].tolist() == ["Gini"]
