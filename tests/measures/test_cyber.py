import pandas as pd
import pytest

from analysis.measures.cyber import (
    changes_ranked,
    disagreement,
    edition_ranks,
    pairs_ordered_alike,
    safety_mix,
    side_by_side,
    standings,
    with_tier,
)


def cells(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["country_iso3", "indicator", "value"])
    return table.assign(year=2024, value=table["value"].astype(float))


def series(*rows: tuple[str, int, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["country_iso3", "year", "value"])
    empty = {"indicator": "x", "lower": None, "upper": None, "source_id": "S1"}
    return table.astype({"value": float, "year": int}).assign(**empty)


class TestStandings:
    def test_places_a_state_among_those_the_same_measure_covers(self):
        table = standings(
            cells(("A", "x", 9), ("B", "x", 5), ("C", "x", 1), ("A", "y", 1), ("B", "y", None))
        ).set_index(["indicator", "country_iso3"])
        assert table.loc["x", "scores_above_pct"].tolist() == [100, 50, 0]
        assert table.loc["x", "rank"].tolist() == [1, 2, 3]
        assert table.loc["x", "n"].tolist() == [3, 3, 3]

    def test_a_tie_counts_half(self):
        table = standings(cells(("A", "x", 5), ("B", "x", 5), ("C", "x", 1)))
        assert table["scores_above_pct"].tolist() == [75, 75, 0]
        assert table["rank"].tolist() == [1, 1, 3]

    def test_one_state_alone_has_no_standing(self):
        assert standings(cells(("A", "x", 5)))["scores_above_pct"].isna().all()

    def test_a_missing_value_is_neither_ranked_nor_counted(self):
        table = standings(cells(("A", "x", 5), ("B", "x", None), ("C", "x", 1)))
        assert table["n"].tolist() == [2, 2, 2]
        assert table["scores_above_pct"].isna().tolist() == [False, True, False]

    def test_nothing_in_nothing_out(self):
        assert standings(cells()).empty

    def test_all_missing_gives_no_standing(self):
        table = standings(cells(("A", "x", None), ("B", "x", None)))
        assert table["scores_above_pct"].isna().all()
        assert table["n"].tolist() == [0, 0]


class TestDisagreement:
    def test_is_the_distance_between_the_highest_and_the_lowest_measure(self):
        standing = standings(
            cells(("A", "x", 2), ("B", "x", 1), ("A", "y", 1), ("B", "y", 2), ("A", "z", 0))
        )
        table = disagreement(standing, ["x", "y"]).set_index("country_iso3")
        assert table.loc["A"].to_dict() == {
            "n_measures": 2,
            "lowest_pct": 0,
            "highest_pct": 100,
            "apart_points": 100,
        }

    def test_one_measure_cannot_disagree_with_itself(self):
        standing = standings(cells(("A", "x", 2), ("B", "x", 1)))
        assert disagreement(standing, ["x"])["apart_points"].isna().all()

    def test_of_nothing_is_empty(self):
        assert disagreement(standings(cells()), ["x"]).empty


class TestEditionRanks:
    def test_ranks_each_edition_apart(self):
        table = edition_ranks(
            series(("A", 2020, 90), ("B", 2020, 80), ("A", 2024, 1), ("B", 2024, 2)),
            "x",
            ["A", "B"],
            2024,
        )
        assert table[["indicator", "country_iso3", "rank"]].values.tolist() == [
            ["x 2020", "A", 1],
            ["x 2020", "B", 2],
            ["x 2024", "A", 2],
            ["x 2024", "B", 1],
        ]

    def test_leaves_out_later_editions_and_other_states_and_keeps_gaps(self):
        table = edition_ranks(
            series(("A", 2020, 90), ("B", 2020, None), ("A", 2024, 1), ("C", 2020, 99)),
            "x",
            ["A", "B"],
            2023,
        )
        assert table["country_iso3"].tolist() == ["A", "B"]
        assert table["rank"].tolist()[0] == 1
        assert table["n_ranked"].tolist() == [1, 1]
        assert table["kind"].tolist() == ["published", "not_covered"]

    def test_of_an_unpublished_index_is_empty(self):
        assert edition_ranks(series(), "x", ["A"], 2024).empty


class TestPairsOrderedAlike:
    LATEST = cells(
        ("A", "x", 3), ("B", "x", 2), ("C", "x", 1), ("A", "y", 30), ("B", "y", 10), ("C", "y", 20)
    )

    def test_counts_pairs_in_the_same_and_in_the_opposite_order(self):
        [row] = pairs_ordered_alike(self.LATEST, ["x"], ["y"]).to_dict("records")
        assert (row["states"], row["pairs"], row["alike"], row["opposite"]) == (3, 3, 2, 1)

    def test_can_leave_states_out(self):
        [row] = pairs_ordered_alike(self.LATEST, ["x"], ["y"], leave_out=["A"]).to_dict("records")
        assert (row["pairs"], row["alike"], row["opposite"]) == (1, 0, 1)

    def test_a_state_that_one_measure_misses_is_in_no_pair(self):
        latest = cells(("A", "x", 3), ("B", "x", 2), ("A", "y", 1), ("B", "y", None))
        [row] = pairs_ordered_alike(latest, ["x"], ["y"]).to_dict("records")
        assert (row["states"], row["pairs"]) == (1, 0)

    def test_a_tie_is_neither_alike_nor_opposite(self):
        latest = cells(("A", "x", 3), ("B", "x", 3), ("A", "y", 1), ("B", "y", 2))
        [row] = pairs_ordered_alike(latest, ["x"], ["y"]).to_dict("records")
        assert row["tied"] == 1

    @pytest.mark.parametrize("latest", [cells(), cells(("A", "x", None), ("A", "y", None))])
    def test_without_values_there_are_no_pairs(self, latest):
        assert pairs_ordered_alike(latest, ["x"], ["y"])["pairs"].tolist() == [0]


class TestSafetyMix:
    LISTED = pd.DataFrame(
        [("A", "Safety & Security"), ("A", "Civic & Social"), ("B", "Civic & Social")],
        columns=["country_iso3", "focus_area"],
    )

    def test_counts_both_parts_and_keeps_states_without_projects(self):
        table = safety_mix(self.LISTED, ["A", "B", "C"])
        assert table.values.tolist() == [
            ["A", "safety", 1],
            ["A", "other", 1],
            ["B", "safety", 0],
            ["B", "other", 1],
            ["C", "safety", 0],
            ["C", "other", 0],
        ]

    def test_of_no_projects_is_zero(self):
        assert safety_mix(self.LISTED.iloc[:0], ["A"])["projects"].tolist() == [0, 0]


def test_measures_stand_side_by_side_with_published_intervals_and_the_law():
    latest = cells(("A", "x", 1), ("B", "x", 2), ("A", "y", 3), ("B", "y", None))
    latest = latest.assign(lower=[0.5, 1.5, None, None], upper=[1.5, 2.5, None, None])
    laws = pd.DataFrame({"country_iso3": ["A", "B"], "standing": ["law", None]})
    table = side_by_side(latest, laws).set_index("country_iso3")
    assert list(table.columns) == ["x", "y", "x_lower", "x_upper", "kind"]
    assert table.loc["A"].tolist() == [1, 3, 0.5, 1.5, "law"]
    assert table.loc["B"].isna().tolist() == [False, True, False, False, True]


def test_changes_are_ranked_among_states_with_both_years():
    levels = pd.DataFrame(
        {
            "indicator": ["x", "x", "x"],
            "country_iso3": ["A", "B", "C"],
            "first": [1.0, 1.0, None],
            "latest": [2.0, 4.0, 9.0],
            "kind": ["published", "published", "not_published"],
        }
    )
    table = changes_ranked(levels)
    assert table["rank_of_change"].tolist()[:2] == [2, 1]
    assert table["rank_of_change"].isna().tolist() == [False, False, True]
    assert table["n"].tolist() == [2, 2, 2]
    assert table["latest"].isna().tolist() == [False, False, True]
    assert changes_ranked(levels.iloc[:0]).empty


def test_the_tier_belongs_to_its_edition_only():
    edition = pd.DataFrame(
        {"country_iso3": ["A", "B"], "year": [2024, 2024], "value": [50.0, 90.0], "rank": [2, 1]}
    )
    tiers = pd.DataFrame({"country_iso3": ["A", "B"], "value": [4.0, 2.0]})
    assert with_tier(edition, tiers)[["country_iso3", "tier"]].values.tolist() == [
        ["B", 2],
        ["A", 4],
    ]
    assert with_tier(edition.assign(year=2020), tiers)["tier"].isna().all()
    assert with_tier(edition.iloc[:0], tiers).empty
