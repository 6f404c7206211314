import pandas as pd
import pytest

from analysis.measures.reports import (
    beside_peers,
    city_facts,
    city_profile,
    content_by_project,
    covered_dimensions,
    gap_rows,
    listed_content,
    peer_cities,
    project_facts,
    scale_positions,
    state_profiles,
    with_cities,
)

MEMBERS = pd.DataFrame(
    {
        "city_id": ["a", "b", "c"],
        "city": ["A", "B", "C"],
        "country_iso3": ["IDN", "IDN", "TLS"],
        "city_type": ["national capital", "other city", "national capital"],
        "cohort": ["pilot-2018", "later", "later"],
        "joined_year": [2018, 2025, 2026],
        "member_from_latest": pd.to_datetime(["2018-04-28", "2025-12-31", "2026-01-31"]),
    }
)
PROJECTS = pd.DataFrame(
    [
        ("a-01", "a", "IDN", "Civic & Social", "on-going"),
        ("a-02", "a", "IDN", "Health & Well-being", "completed"),
        ("a-03", "a", "IDN", "Health & Well-being", "ambiguous"),
    ],
    columns=["project_id", "city_id", "country_iso3", "focus_area", "status"],
)


def latest(*rows: tuple[str, float | None, float | None, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["indicator", "value", "lower", "upper"])
    return table.astype({"value": float, "lower": float, "upper": float})


class TestScalePositions:
    def test_uses_the_scales_own_ends_and_not_the_states_shown(self):
        table = scale_positions(latest(("egdi", 0.5, None, None), ("gci_overall", 80, None, None)))
        assert table["position_pct"].tolist() == [50, 80]
        assert table["lower_pct"].isna().all()

    def test_places_a_published_interval(self):
        [row] = scale_positions(latest(("v2x_clphy", 0.5, 0.4, 0.7))).to_dict("records")
        assert (row["lower_pct"], row["upper_pct"]) == (40, 70)

    def test_a_missing_value_has_no_position(self):
        assert scale_positions(latest(("egdi", None, None, None)))["position_pct"].isna().all()

    def test_refuses_a_measure_without_fixed_ends(self):
        with pytest.raises(KeyError, match="wgi_rule_of_law"):
            scale_positions(latest(("wgi_rule_of_law", 1, None, None)))

    def test_of_nothing_is_empty(self):
        assert scale_positions(latest()).empty


class TestBesidePeers:
    LATEST = pd.DataFrame(
        [
            ("A", "x", 1.0, 2024, "published"),
            ("B", "x", 3.0, 2024, "published"),
            ("C", "x", 7.0, 2023, "published"),
            ("A", "y", None, None, "not_covered"),
            ("B", "y", 5.0, 2020, "published"),
        ],
        columns=["country_iso3", "indicator", "value", "year", "kind"],
    )

    def test_the_median_leaves_the_state_itself_out(self):
        table = beside_peers(self.LATEST, "A").set_index("indicator")
        assert table.loc["x", ["value", "peers_median", "n_peers"]].tolist() == [1, 5, 2]

    def test_a_missing_value_keeps_its_kind_beside_the_peers(self):
        row = beside_peers(self.LATEST, "A").set_index("indicator").loc["y"]
        assert pd.isna(row["value"])
        assert (row["kind"], row["peers_median"]) == ("not_covered", 5)

    def test_large_numbers_are_printed_with_fewer_decimals(self):
        table = pd.DataFrame(
            [
                ("A", code, value, 2024, "published")
                for code, value in zip("xyz", [0.5, 12, 1e6], strict=True)
            ]
            + [("B", "x", 0.7, 2024, "published")],
            columns=["country_iso3", "indicator", "value", "year", "kind"],
        )
        assert beside_peers(table, "A")["digits"].tolist() == [2, 1, 0]

    def test_a_state_without_peers_has_no_median(self):
        table = beside_peers(self.LATEST[self.LATEST["country_iso3"] == "A"], "A")
        assert table["peers_median"].isna().all()
        assert table["n_peers"].tolist() == [0, 0]

    def test_of_nothing_is_empty(self):
        assert beside_peers(self.LATEST.iloc[:0], "A").empty


def test_dimensions_of_one_state_come_with_the_least_known_first():
    dimensions = pd.DataFrame(
        {
            "dimension": ["rights", "economy", "rights"],
            "country_iso3": ["A", "A", "B"],
            "n": [0, 4, 5],
            "n_of": [5, 4, 5],
            "recent": [0, 3, 5],
            "n_pct": [0.0, 100.0, 100.0],
            "last_year": [None, 2024, 2025],
        }
    )
    table = covered_dimensions(dimensions, "A")
    assert table["dimension"].tolist() == ["rights", "economy"]
    assert covered_dimensions(dimensions, "C").empty


def test_gaps_of_one_state_become_rows_with_their_year_and_kind():
    gaps = pd.DataFrame(
        {
            "pair": ["water", "work"],
            "country_iso3": ["A", "A"],
            "year": pd.array([2024, None], dtype="Int64"),
            "behind": [80.0, None],
            "other": [95.0, None],
            "gap": [15.0, None],
            "kind": ["published", "not_covered"],
        }
    )
    table = gap_rows(gaps, "A")
    assert table.loc[0, ["pair", "first", "second", "first_year", "second_year"]].tolist() == [
        "water",
        80,
        95,
        2024,
        2024,
    ]
    assert table["kind"].tolist() == ["published", "not_covered"]
    assert gap_rows(gaps, "B").empty


class TestStateProfiles:
    def test_counts_cities_and_projects_by_status(self):
        table = state_profiles(MEMBERS, PROJECTS, ["IDN", "TLS"]).set_index("country_iso3")
        idn = table.loc["IDN"]
        assert idn[["cities", "pilot", "later", "cities_of"]].tolist() == [2, 1, 1, 3]
        assert idn[["projects", "completed", "on-going", "planning"]].tolist() == [3, 1, 1, 0]
        assert idn["ambiguous"] == 1
        assert (idn["largest_focus"], idn["largest_focus_projects"]) == ("Health & Well-being", 2)

    def test_a_state_without_projects_has_zeros_and_no_focus(self):
        tls = state_profiles(MEMBERS, PROJECTS, ["IDN", "TLS"]).set_index("country_iso3").loc["TLS"]
        assert (tls["cities"], tls["projects"], tls["projects_of"]) == (1, 0, 3)
        assert pd.isna(tls["largest_focus"])

    def test_before_anything_is_listed_all_counts_are_zero(self):
        table = state_profiles(MEMBERS.iloc[:0], PROJECTS.iloc[:0], ["IDN"])
        assert table[["cities", "projects", "completed"]].to_numpy().sum() == 0


class TestCityProfile:
    LIVES = pd.DataFrame(
        [
            ("a-01", "a", 2018, "promised"),
            ("a-01", "a", 2025, "completed"),
            ("a-02", "a", 2024, "on-going"),
            ("a-02", "a", 2025, "not_listed"),
        ],
        columns=["project_id", "city_id", "year", "state"],
    )

    def test_tells_promised_listed_and_completed_apart(self):
        profile = city_profile("a", MEMBERS, self.LIVES, 2025)
        assert profile[["ever", "promised", "listed", "completed"]].tolist() == [2, 1, 1, 1]
        assert profile["country_iso3"] == "IDN"

    def test_a_city_without_projects_has_zeros(self):
        profile = city_profile("c", MEMBERS, self.LIVES, 2025)
        assert profile[["ever", "promised", "listed", "completed"]].tolist() == [0, 0, 0, 0]

    def test_before_the_first_report_nothing_is_listed(self):
        assert city_profile("a", MEMBERS, self.LIVES, None)["listed"] == 0

    def test_refuses_a_city_that_never_joined(self):
        with pytest.raises(KeyError, match="medan"):
            city_profile("medan", MEMBERS, self.LIVES, 2025)


def test_peers_are_told_apart_by_state():
    counts = pd.DataFrame(
        {"city_id": ["a", "b", "c"], "country_iso3": ["IDN", "IDN", "TLS"], "projects": [3, 0, 0]}
    )
    table = peer_cities(counts, "a")
    assert table[["city_id", "relation"]].values.tolist() == [
        ["b", "same state"],
        ["c", "elsewhere"],
        ["a", "itself"],
    ]
    assert peer_cities(counts.iloc[:0], "a").empty


def test_content_is_listed_as_present_or_open_in_the_codebooks_order():
    coded = pd.DataFrame(
        [
            ("p", "surveillance", "yes"),
            ("p", "essential_service", "yes"),
            ("p", "participation", "disputed"),
            ("p", "personal_data", "unclear"),
            ("q", "safeguard", "no"),
        ],
        columns=["project_id", "code", "state"],
    )
    first, second = content_by_project(coded).to_dict("records")
    assert first["present"] == ("essential_service", "surveillance")
    assert first["open"] == ("participation", "personal_data")
    assert (second["present"], second["open"]) == ((), ())
    assert content_by_project(coded.iloc[:0]).empty


def test_facts_count_only_what_is_really_known():
    projects = pd.DataFrame(
        {
            "project_id": ["a-01", "a-02", "a-03", "z-01"],
            "description_basis": ["document narrative", "title only (x)", None, "document"],
            "funding_basis": ["stated", "implementing body", None, "stated"],
            "start_year": [2019, None, None, 2020],
            "amount_usd": [None, None, None, 5.0],
        }
    )
    facts = project_facts(projects, PROJECTS).set_index("fact")
    assert facts["n"].to_dict() == {
        "status": 2,
        "description": 1,
        "funder": 1,
        "start_year": 1,
        "amount": 0,
    }
    assert (facts["n_of"] == 3).all()
    none = project_facts(projects, PROJECTS.iloc[:0])
    assert none["n_of"].tolist() == [0] * 5
    assert none["known_pct"].isna().all()


def test_a_city_without_anything_on_record_says_so():
    projects = pd.DataFrame(
        {
            "project_id": pd.Series(dtype=str),
            "description_basis": pd.Series(dtype=str),
            "funding_basis": pd.Series(dtype=str),
            "start_year": pd.Series(dtype=float),
            "amount_usd": pd.Series(dtype=float),
        }
    )
    city = pd.Series({"population_persons": pd.NA, "population_year": pd.NA})
    facts = city_facts(projects, PROJECTS.iloc[:0], city)
    assert facts.values.tolist() == [["population", 0, 1], ["dated_population", 0, 1]]
    known = pd.Series({"population_persons": 5, "population_year": 2020})
    assert city_facts(projects, PROJECTS.iloc[:0], known)["n"].tolist() == [1, 1]
    assert len(city_facts(projects, PROJECTS, known)) == 7


def test_cities_and_content_are_added_without_losing_a_row():
    rows = pd.DataFrame({"project_id": ["p", "q"], "city_id": ["a", "unknown"]})
    named = with_cities(rows, MEMBERS)
    assert named["city"].fillna("").tolist() == ["A", ""]
    coded = pd.DataFrame({"project_id": ["p"], "code": ["surveillance"], "state": ["yes"]})
    content = listed_content(rows, coded)
    assert content["present"].tolist()[0] == ("surveillance",)
    assert len(content) == 2
