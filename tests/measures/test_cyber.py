import pandas as pd
import pytest

from analysis.measures.cyber import (
    change_since,
    disagreement,
    edition_ranks,
    pairs_ordered_alike,
    safety_projects,
    standings,
)


def cells(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["country_iso3", "indicator", "value"])
    return table.assign(year=2024, value=table["value"].astype(float))


def series(*rows: tuple[str, str, int, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["country_iso3", "indicator", "year", "value"])
    return table.astype({"value": float, "year": int})


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
            series(
                ("A", "x", 2020, 90), ("B", "x", 2020, 80), ("A", "x", 2024, 1), ("B", "x", 2024, 2)
            ),
            "x",
            ["A", "B"],
            2024,
        )
        assert table[["year", "country_iso3", "rank"]].values.tolist() == [
            [2020, "A", 1],
            [2020, "B", 2],
            [2024, "B", 1],
            [2024, "A", 2],
        ]

    def test_leaves_out_later_editions_other_states_and_missing_values(self):
        table = edition_ranks(
            series(
                ("A", "x", 2020, 90),
                ("B", "x", 2020, None),
                ("A", "x", 2024, 1),
                ("C", "x", 2020, 99),
            ),
            "x",
            ["A", "B"],
            2023,
        )
        assert table[["country_iso3", "year", "rank", "n"]].values.tolist() == [["A", 2020, 1, 1]]

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


class TestSafetyProjects:
    LISTED = pd.DataFrame(
        [
            ("A", 2025, "Safety & Security"),
            ("A", 2025, "Civic & Social"),
            ("A", 2024, "Safety & Security"),
            ("B", 2025, "Civic & Social"),
        ],
        columns=["country_iso3", "report_year", "focus_area"],
    )

    def test_counts_one_report_and_keeps_states_without_projects(self):
        table = safety_projects(self.LISTED, ["A", "B", "C"], 2025)
        assert table.values.tolist() == [["A", 1, 2], ["B", 0, 1], ["C", 0, 0]]

    def test_of_no_projects_is_zero_listed(self):
        table = safety_projects(self.LISTED.iloc[:0], ["A"], 2025)
        assert table.values.tolist() == [["A", 0, 0]]


class TestChangeSince:
    def test_compares_one_year_with_the_latest_value(self):
        table = change_since(
            series(
                ("A", "x", 2016, 10),
                ("A", "x", 2020, 12),
                ("A", "x", 2023, 30),
                ("B", "x", 2016, 5),
                ("B", "x", 2022, 6),
                ("A", "x", 2025, 99),
            ),
            ["x"],
            ["A", "B"],
            since=2016,
            last_year=2024,
        ).set_index("country_iso3")
        assert table["change"].tolist() == [20, 1]
        assert table["to_year"].tolist() == [2023, 2022]
        assert table["rank_of_change"].tolist() == [1, 2]

    def test_never_borrows_a_neighbouring_year(self):
        table = change_since(
            series(("A", "x", 2015, 10), ("A", "x", 2023, 30)), ["x"], ["A"], 2016, 2024
        )
        assert table["change"].isna().all()
        assert table["n"].tolist() == [0]

    def test_of_no_series_is_empty_cells(self):
        table = change_since(series(), ["x"], ["A"], 2016, 2024)
        assert table[["from_value", "to_value", "change"]].isna().all(axis=None)
