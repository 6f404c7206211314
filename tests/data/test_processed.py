"""The processed tables hold what the published sources say, no row lost or doubled in silence."""

import pandas as pd
import pytest

from analysis.data.processed import PROCESSED, best_population
from analysis.data.sanity import BrokenStep, expect_rows, expect_unique

Tables = dict[str, pd.DataFrame]


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2022-09-21", 26),
        ("2023-12-31", 29),
        ("2024-09-25", 31),
        ("2025-09-30", 35),
        ("2025-12-31", 37),
        ("2026-01-31", 38),
    ],
)
def test_member_cities_at_a_date(day: str, count: int, tables: Tables) -> None:
    assert (tables["members"]["member_from_latest"] <= pd.Timestamp(day)).sum() == count


@pytest.mark.parametrize(("year", "count"), [(2022, 77), (2023, 86), (2024, 108), (2025, 134)])
def test_projects_in_each_report_equal_the_printed_total(
    year: int, count: int, tables: Tables
) -> None:
    printed = tables["monitoring"].query("year == @year and metric == 'total_projects'")
    assert (tables["project_years"]["report_year"] == year).sum() == count
    assert set(printed["value"]) == {count}


@pytest.mark.parametrize(
    ("year", "completed", "ongoing", "planning", "ambiguous"),
    [(2022, 2, 57, 16, 2), (2023, 2, 65, 14, 5), (2024, 11, 79, 13, 5), (2025, 18, 108, 8, 0)],
)
def test_statuses_in_each_report(
    year: int, completed: int, ongoing: int, planning: int, ambiguous: int, tables: Tables
) -> None:
    rows = tables["project_years"].query("report_year == @year")
    counts = rows["status"].fillna("ambiguous").value_counts().to_dict()
    expected = {"completed": completed, "on-going": ongoing, "planning": planning}
    expected |= {"ambiguous": ambiguous} if ambiguous else {}
    assert counts == expected


def test_sizes_of_the_tables(raw_tables: Tables, tables: Tables) -> None:
    assert len(raw_tables["indicators/country_year"]) == 42_951
    sizes = {"projects": 150, "project_years": 405, "rights_codes": 1200, "indicators": 164}
    sizes |= {"members": 38, "cities": 38, "indicator_sources": 123, "claims_seed": 70}
    assert {name: len(tables[name]) for name in sizes} == sizes


def test_a_copy_that_is_not_usable_is_left_out_and_said(tables: Tables) -> None:
    assert len(tables["country_years"]) == 42_951 - 279
    assert "GC.TAX.TOTL.GD.ZS" not in set(tables["country_years"]["indicator"])
    about = tables["indicators"].set_index("indicator")["edition_note"]
    assert about["GC.TAX.TOTL.GD.ZS"].startswith("not usable")


def test_known_values_and_where_they_come_from(tables: Tables) -> None:
    values = tables["country_years"].set_index(["indicator", "country_iso3", "year"])
    assert round(values.at[("NY.GDP.PCAP.CD", "SGP", 2022), "value"]) == 91_228
    assert values.at[("v2x_polyarchy", "MMR", 2020), "value"] == pytest.approx(0.427)
    assert values.at[("v2x_polyarchy", "MMR", 2021), "value"] == pytest.approx(0.107)
    assert set(values["source_id"]) <= set(tables["indicator_sources"]["source_id"])


def test_labels_agree_with_the_catalogue(raw_tables: Tables, tables: Tables) -> None:
    said = {"yes": "higher is better", "no": "lower is better", "neutral": "neutral"}
    catalogue = raw_tables["indicators/catalogue"].dropna(subset="higher_is_better")
    directions = tables["indicators"].set_index("indicator")["direction"]
    ours = catalogue["indicator"].map(directions)
    assert (ours == catalogue["higher_is_better"].map(said)).all()


def test_an_indicator_with_intervals_names_their_kind(raw_tables: Tables, tables: Tables) -> None:
    values = raw_tables["indicators/country_year"]
    with_interval = set(values.loc[values["lower"].notna(), "indicator"])
    kinds = tables["indicators"].set_index("indicator")["interval"]
    assert set(kinds[kinds != "none"].index) == with_interval
    assert {name: kinds[name] for name in ("v2x_polyarchy", "wgi_rule_of_law")} == {
        "v2x_polyarchy": "68% credible",
        "wgi_rule_of_law": "90%",
    }


def test_labels_fit_and_differ(tables: Tables) -> None:
    indicators = tables["indicators"]
    assert indicators["short_label"].str.len().max() <= 32
    assert indicators["short_label"].is_unique
    assert indicators["label"].is_unique


def test_eleven_members_with_their_areas(tables: Tables) -> None:
    countries = tables["countries"]
    members = countries[countries["kind"] == "member"]
    assert (len(members), members["asean_member_from"].max()) == (11, pd.Timestamp("2025-10-26"))
    areas = tables["boundaries"].set_index("iso3")["name"]
    assert areas[members["iso3"]].tolist() == members["name"].tolist()


def test_rows_are_sorted_by_their_key(tables: Tables) -> None:
    for name, table in PROCESSED.items():
        key = list(table.key)
        assert tables[name][key].equals(tables[name][key].sort_values(key, ignore_index=True)), name


def test_whole_numbers_without_gaps_are_plain(tables: Tables) -> None:
    assert tables["country_years"]["year"].dtype == "int64"
    assert tables["projects"]["start_year"].dtype == "Int64"


def test_the_best_population_of_a_city() -> None:
    rows = [
        ("a", "GEONAMES.POP", None, 1),
        ("a", "WUP2018.POP", 2020, 2),
        ("a", "WUP2018.POP", 2030, 3),
        ("b", "GEONAMES.POP", None, 4),
        ("b", "WUP2018.POP.CAPITAL", 2018, 5),
        ("c", "GEONAMES.POP", None, 6),
        ("d", "IMD.SCI.RANK", 2025, 7),
        (None, "GEONAMES.POP", None, 8),
    ]
    city_years = pd.DataFrame(rows, columns=["city_id", "indicator", "year", "value"])
    best = best_population(city_years).set_index("city_id")
    assert best["population_persons"].to_dict() == {"a": 2, "b": 5, "c": 6}
    assert best["population_basis"].to_dict() == {
        "a": "UN WUP 2018, urban agglomeration, projection for 2020",
        "b": "UN WUP 2018, capital city, 2018",
        "c": "GeoNames, undated",
    }
    assert pd.isna(best.at["c", "population_year"])


def test_cities_without_any_population_stay_empty(tables: Tables) -> None:
    cities = tables["cities"]
    void = cities.loc[cities["population_persons"].isna(), "city_id"]
    assert void.tolist() == ["cauayan", "seberang-perai"]


def test_a_lost_row_needs_a_reason() -> None:
    before, after = pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1]})
    expect_rows("step", before, before)
    expect_rows("step", before, after, lost=1, because="out of scope")
    with pytest.raises(BrokenStep, match="2 rows became 1"):
        expect_rows("step", before, after)
    with pytest.raises(BrokenStep, match="without a stated reason"):
        expect_rows("step", before, after, lost=1)
    with pytest.raises(BrokenStep, match=r"2 rows became 2 \(1 may go"):
        expect_rows("step", before, before, lost=1, because="out of scope")


def test_a_doubled_key_breaks_a_step() -> None:
    with pytest.raises(BrokenStep, match="1 rows repeat"):
        expect_unique("step", pd.DataFrame({"a": [1, 1]}), ("a",))
