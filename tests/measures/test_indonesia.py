import pandas as pd
import pytest

from analysis.measures import indonesia
from analysis.measures.indonesia import (
    CHALLENGES,
    MAKASSAR_MODULES,
    OPPORTUNITIES,
    SMART_CITY_INDICATORS,
    evidence,
    evidence_by_city,
    evidence_cells,
    evidence_counts,
    evidence_listed,
    evidence_projects,
    focus_mix,
    news_cities,
    news_projects,
    of_known_projects,
    opportunities_and_challenges,
    without_an_item,
)

FRAMEWORKS = pd.DataFrame(
    [(MAKASSAR_MODULES, n, item) for n, item in enumerate("GBELSV", start=1)]
    + [("Something else", 1, "X")],
    columns=["framework", "item_no", "item"],
)
PROJECTS = pd.DataFrame(
    {
        "project_id": ["makassar-01", "makassar-02", "makassar-99", "jakarta-01"],
        "city_id": ["makassar", "makassar", "makassar", "jakarta"],
    }
)


def test_an_item_without_evidence_is_kept_and_says_so():
    pairs = evidence(FRAMEWORKS, MAKASSAR_MODULES)
    assert pairs["item_no"].unique().tolist() == [1, 2, 3, 4, 5, 6]
    assert pairs.loc[pairs["item_no"] >= 5, "key"].isna().all()


def test_counts_say_nothing_where_nothing_speaks():
    counts = evidence_counts(evidence(FRAMEWORKS, MAKASSAR_MODULES))
    assert counts["project"].tolist() == [1, 1, 3, 1, 0, 0]
    assert counts["total"].tolist() == [1, 1, 3, 1, 0, 0]
    assert counts["item"].tolist() == list("GBELSV")


def test_counts_of_a_framework_without_items_are_empty():
    assert evidence_counts(evidence(FRAMEWORKS.iloc[:0], MAKASSAR_MODULES)).empty


def test_each_city_is_counted_on_its_own_and_one_without_projects_is_told_apart():
    pairs = evidence(FRAMEWORKS, MAKASSAR_MODULES)
    cells = evidence_by_city(pairs, PROJECTS, ["makassar", "jakarta", "semarang"])
    wide = cells.pivot(index="item_no", columns="city_id", values="n")
    assert wide["makassar"].tolist() == [1, 0, 1, 1, 0, 0]
    assert wide["jakarta"].tolist() == [0, 0, 0, 0, 0, 0]
    by_city = cells.groupby("city_id")["projects"].first()
    evidence_of = cells.set_index(["item_no", "city_id"])["evidence"]
    assert evidence_of[1].to_dict() == {
        "makassar": "speaks",
        "jakarta": "silent",
        "semarang": "not_applicable",
    }
    assert by_city.to_dict() == {"makassar": 3, "jakarta": 1, "semarang": 0}


def test_without_projects_every_cell_is_zero():
    pairs = evidence(FRAMEWORKS, MAKASSAR_MODULES)
    cells = evidence_by_city(pairs, PROJECTS.iloc[:0], ["makassar"])
    assert cells[["n", "projects"]].to_numpy().sum() == 0


def test_names_the_projects_that_no_item_covers():
    pairs = evidence(FRAMEWORKS, MAKASSAR_MODULES)
    left = without_an_item(pairs, PROJECTS)
    assert left["project_id"].tolist() == ["makassar-99", "jakarta-01"]


def test_a_named_project_that_the_report_lacks_stays_in_the_table():
    listed = pd.DataFrame(
        [("jakarta-04", "jakarta", 2025, "JAKI", "on-going")],
        columns=["project_id", "city_id", "report_year", "printed_name", "status"],
    )
    table = news_projects(listed, 2025).set_index("project_id")
    assert len(table) == 7
    assert table.loc["jakarta-04", "status"] == "on-going"
    assert table["status"].notna().sum() == 1


def test_member_cities_that_the_news_leaves_out_are_shown():
    members = pd.DataFrame(
        {
            "city_id": ["jakarta", "semarang", "hanoi", "later"],
            "country_iso3": ["IDN", "IDN", "VNM", "IDN"],
            "joined_year": [2018, 2025, 2018, 2027],
            "cohort": ["pilot-2018", "later", "pilot-2018", "later"],
            "member_from_latest": pd.to_datetime(
                ["2018-04-28", "2025-12-31", "2018-04-28", "2027-01-01"]
            ),
        }
    )
    table = news_cities(members, "IDN", pd.Timestamp("2026-01-31"))
    assert table[["city_id", "named"]].values.tolist() == [["jakarta", True], ["semarang", False]]
    assert news_cities(members.iloc[:0], "IDN", pd.Timestamp("2026-01-31")).empty


@pytest.mark.parametrize(
    "framework", [SMART_CITY_INDICATORS, MAKASSAR_MODULES, OPPORTUNITIES, CHALLENGES]
)
def test_the_mapping_names_items_that_exist_and_keys_of_known_kinds(framework):
    numbers = set(indonesia.SPEAKS_TO[framework])
    kinds = {kind for kinds in indonesia.SPEAKS_TO[framework].values() for kind in kinds}
    assert numbers <= {1, 2, 3, 4, 5, 6}
    assert kinds <= set(indonesia.KINDS)


def test_a_states_focus_areas_stand_beside_those_of_all_others():
    listed = pd.DataFrame(
        {
            "country_iso3": ["IDN", "IDN", "SGP"],
            "focus_area": ["Civic & Social", "Health & Well-being", "Civic & Social"],
        }
    )
    table = focus_mix(listed, "IDN").set_index("focus_area")
    assert table.loc["Civic & Social"].to_dict() == {
        "projects": 1,
        "projects_of": 2,
        "share_pct": 50,
        "others": 1,
        "others_of": 1,
        "others_pct": 100,
    }
    assert table["projects"].sum() == 2
    alone = focus_mix(listed.iloc[:2], "IDN")
    assert alone["others_pct"].isna().all()
    assert focus_mix(listed.iloc[:0], "IDN")["share_pct"].isna().all()


def test_cells_count_each_kind_of_evidence_and_keep_the_silent_ones():
    items = pd.DataFrame(
        [(OPPORTUNITIES, 2, "b"), (CHALLENGES, 3, "c")], columns=["framework", "item_no", "item"]
    )
    cells = evidence_cells(opportunities_and_challenges(items))
    assert cells[["item", "kind", "n", "evidence"]].values.tolist() == [
        ["b", "project", 1, "speaks"],
        ["b", "indicator", 0, "silent"],
        ["b", "claim", 2, "speaks"],
        ["c", "project", 0, "silent"],
        ["c", "indicator", 0, "silent"],
        ["c", "claim", 1, "speaks"],
    ]
    assert evidence_cells(opportunities_and_challenges(items.iloc[:0])).empty


def test_evidence_is_written_out_and_a_silent_item_kept():
    items = pd.DataFrame(
        [(OPPORTUNITIES, 2, "b"), (OPPORTUNITIES, 9, "unknown"), (CHALLENGES, 3, "c")],
        columns=["framework", "item_no", "item"],
    )
    table = evidence_listed(opportunities_and_challenges(items), {"FAT-39": "investment"})
    assert table["item"].tolist() == ["b", "b", "unknown", "c"]
    assert table["evidence"].tolist()[:2] == ["sumedang-01", "FAT-32; FAT-33"]
    assert pd.isna(table["evidence"].iloc[2])
    assert table["evidence"].iloc[3] == "investment"


def test_projects_are_named_item_by_item():
    named = PROJECTS.assign(project_name="Tax", focus_area="Civic & Social")
    table = evidence_projects(evidence(FRAMEWORKS, MAKASSAR_MODULES), named)
    assert table.iloc[0].tolist() == ["G", "Tax", "Civic & Social"]
    assert table["project_name"].isna().tolist()[-2:] == [True, True]


def test_a_project_of_a_later_date_is_no_evidence_yet():
    pairs = evidence(FRAMEWORKS, MAKASSAR_MODULES)
    early = of_known_projects(pairs, PROJECTS[PROJECTS["project_id"] == "makassar-02"])
    assert evidence_counts(early)["project"].tolist() == [1, 0, 1, 0, 0, 0]
    assert evidence_counts(early)["item"].tolist() == list("GBELSV")
    both = opportunities_and_challenges(
        pd.DataFrame(
            [(OPPORTUNITIES, 2, "b"), (CHALLENGES, 5, "e")],
            columns=["framework", "item_no", "item"],
        )
    )
    cells = evidence_cells(of_known_projects(both, PROJECTS.iloc[:0]))
    assert cells.groupby("item")["n"].sum().to_dict() == {"b": 2, "e": 2}
