import datetime

import pandas as pd
import pytest

from analysis.measures import projects as p

FIRST = datetime.date(2022, 9, 21)
LAST = datetime.date(2026, 1, 31)
AMBIGUOUS_BASIS = "ambiguous: on-going/planning icons for this city and focus area"


@pytest.fixture
def reports() -> pd.DataFrame:
    return pd.DataFrame(
        {"report_year": [2022, 2023], "published_on": pd.to_datetime(["2022-09-21", "2023-08-14"])}
    )


@pytest.fixture
def project_years() -> pd.DataFrame:
    rows = [
        ("a1", "alpha", "IDN", 2022, "Civic & Social", "planning", "icon"),
        ("a2", "alpha", "IDN", 2022, "Safety & Security", "on-going", "icon"),
        ("b1", "beta", "MYS", 2022, "Civic & Social", None, AMBIGUOUS_BASIS),
        ("b2", "beta", "MYS", 2022, "Civic & Social", "on-going", "icon"),
        ("a1", "alpha", "IDN", 2023, "Civic & Social", "on-going", "icon"),
        ("a2", "alpha", "IDN", 2023, "Safety & Security", "completed", "icon"),
        ("b1", "beta", "MYS", 2023, "Civic & Social", "on-going", "icon"),
        ("c1", "beta", "MYS", 2023, "Health & Well-being", "planning", "icon"),
        ("c2", "beta", "MYS", 2023, "Health & Well-being", "planning", "icon"),
    ]
    columns = ["project_id", "city_id", "country_iso3", "report_year", "focus_area", "status"]
    return pd.DataFrame(rows, columns=[*columns, "status_basis"])


@pytest.fixture
def known(project_years, reports) -> pd.DataFrame:
    return p.project_years_until(project_years, reports, LAST)


def monitoring(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["year", "metric", "value", "unit", "basis"])
    return table.assign(note="")


def test_the_list_of_the_latest_report_published_by_then_counts(project_years, reports):
    assert len(p.projects_at(project_years, reports, FIRST)) == 4
    assert len(p.projects_at(project_years, reports, LAST)) == 5


def test_before_the_first_report_there_are_no_projects_and_nothing_breaks(project_years, reports):
    none = p.project_years_until(project_years, reports, datetime.date(2022, 9, 20))
    assert p.projects_at(project_years, reports, datetime.date(2022, 9, 20)).empty
    assert p.counts_by_year(none, "status", p.STATUSES).empty
    assert p.status_moves(none).empty
    assert p.moves_summary(p.status_moves(none)).empty


def test_states_without_any_project_are_named_in_an_error(known):
    assert len(p.of_states(known, ["IDN"])) == 4
    with pytest.raises(p.NoProjectsError, match="TLS"):
        p.of_states(known, ["TLS"])


def test_a_status_missing_in_print_is_counted_as_ambiguous_never_dropped(known):
    table = p.counts_by_year(known, "status", p.STATUSES)
    in_2022 = table[table["report_year"] == 2022].set_index("status")["projects"]
    assert in_2022.to_dict() == {"completed": 0, "on-going": 2, "planning": 1, "ambiguous": 1}


def test_shares_use_all_projects_of_their_own_report(known):
    table = p.counts_by_year(known, "focus_area", p.FOCUS_AREAS)
    sums = table.groupby("report_year")[["projects", "share_pct"]].sum()
    assert sums["projects"].tolist() == [4, 5]
    assert sums["share_pct"].tolist() == pytest.approx([100, 100])


def test_change_of_share_is_in_percentage_points(known):
    table = p.change_of_share(p.counts_by_year(known, "focus_area", p.FOCUS_AREAS), "focus_area")
    row = table.set_index("focus_area").loc["Civic & Social"]
    assert (row["first_pct"], row["last_pct"]) == (75.0, 40.0)
    assert row["change_points"] == pytest.approx(-35.0)
    assert table["focus_area"].tolist() == list(p.FOCUS_AREAS)


def test_one_report_alone_has_no_change(project_years, reports):
    one = p.project_years_until(project_years, reports, FIRST)
    table = p.change_of_share(p.counts_by_year(one, "focus_area", p.FOCUS_AREAS), "focus_area")
    assert (table["change_points"] == 0).all()
    assert (table["first_year"] == table["last_year"]).all()


def test_cross_table_keeps_true_zeros_and_row_totals(known):
    now = known[known["report_year"] == 2023]
    table = p.cross_table(now, "country_iso3", "status", ["IDN", "MYS"], list(p.STATUSES))
    assert len(table) == 8
    assert table.set_index(["country_iso3", "status"]).loc[("MYS", "planning")].tolist() == [2, 3]


def test_a_member_without_a_project_is_listed_with_zero(known):
    members = pd.DataFrame(
        {"city_id": ["alpha", "new"], "city": ["A", "N"], "country_iso3": ["IDN", "TLS"]}
    )
    table = p.projects_by_city(known[known["report_year"] == 2023], members)
    assert table["projects"].tolist() == [2, 0]
    assert table["projects_of"].tolist() == [5, 5]


def test_moves_account_for_every_project_of_both_reports(known):
    moves = p.status_moves(known)
    assert moves["projects"].sum() == 6
    assert moves["projects_of"].unique().tolist() == [6]


def test_moves_are_summed_by_what_became_of_a_project(known):
    row = p.moves_summary(p.status_moves(known)).iloc[0]
    expected = {"stayed": 0, "completed": 1, "started": 1, "moved_back": 0}
    expected |= {"newly_listed": 2, "no_longer_listed": 1, "unclear": 1}
    assert row[list(expected)].to_dict() == expected


def test_a_step_back_is_not_called_progress():
    rows = [("a", 2022, "completed"), ("a", 2023, "on-going")]
    table = pd.DataFrame(rows, columns=["project_id", "report_year", "status"])
    row = p.moves_summary(p.status_moves(table)).iloc[0]
    assert (row["moved_back"], row["completed"], row["started"]) == (1, 0, 0)


def test_a_printed_count_inside_the_ambiguous_range_is_undecided(known):
    printed = monitoring(
        (2022, "projects_planning", 2, "projects", "counted from Exhibit 2 icons"),
        (2022, "projects_completed", 1, "projects", "counted from Exhibit 2 icons"),
        (2022, "total_projects", 4, "projects", "published"),
    )
    table = p.printed_and_counted(printed, known).set_index("category")
    assert table.loc["planning", ["counted", "counted_at_most"]].tolist() == [1, 2]
    assert table["finding"].to_dict() == {
        "": p.AGREES,
        "planning": p.UNDECIDED,
        "completed": p.DIFFERS,
    }
    assert p.contradictions(table.reset_index())["category"].tolist() == ["completed"]


def test_a_printed_share_agrees_to_the_digits_printed(known):
    printed = monitoring(
        (2023, "share_by_focus_area:Health & Well-being", 40, "percent", "published (Exhibit 1)"),
        (2023, "share_by_focus_area:Civic & Social", 41, "percent", "published (Exhibit 1)"),
        (2023, "share_completed", 20.04, "percent", "published"),
    )
    table = p.printed_and_counted(printed, known).set_index("category")["finding"]
    assert table["Health & Well-being"] == p.AGREES
    assert table["Civic & Social"] == p.DIFFERS
    assert table["completed"] == p.DIFFERS


def test_counts_made_from_the_same_list_are_no_second_witness(known):
    ours = monitoring(
        (2023, "projects_by_focus_area:Civic & Social", 2, "projects", "counted from appendix list")
    )
    assert p.printed_and_counted(ours, known).empty


def test_a_printed_year_without_a_project_list_is_left_out(known):
    printed = monitoring((2021, "total_projects", 65, "projects", "published"))
    assert p.printed_and_counted(printed, known).empty


def test_print_is_held_against_its_own_counts():
    printed = monitoring(
        (2022, "total_projects", 77, "projects", "published"),
        (2022, "projects_completed", 2, "projects", "counted from Exhibit 2 icons"),
        (2022, "share_completed", 2.94, "percent", "published"),
        (2022, "projects_planning", 17, "projects", "counted from Exhibit 2 icons"),
        (2022, "share_planning", 22.08, "percent", "published"),
    )
    table = p.printed_against_printed(printed, 2025).set_index("category")
    assert table.loc["completed", "implied_pct"] == pytest.approx(2.597, abs=0.001)
    assert table["finding"].to_dict() == {"completed": p.DIFFERS, "planning": p.AGREES}
    assert p.printed_against_printed(printed, 2021).empty


def test_each_count_that_a_report_prints_is_held_against_its_share():
    printed = monitoring(
        (2025, "total_projects", 10, "projects", "published"),
        (2025, "share_by_focus_area:Civic & Social", 30, "percent", "published (Exhibit 1)"),
        (2025, "projects_by_focus_area_exhibit1:Civic & Social", 3, "projects", "drawn"),
        (2025, "projects_by_focus_area_exhibit2:Civic & Social", 4, "projects", "icons"),
    )
    table = p.printed_against_printed(printed, 2025).set_index("basis")
    assert table["finding"].to_dict() == {"drawn": p.AGREES, "icons": p.DIFFERS}


def test_listed_projects_are_those_of_the_chosen_countries(project_years, reports):
    assert set(p.listed_projects(project_years, reports, LAST, ["IDN"])["project_id"]) == {
        "a1",
        "a2",
    }


def test_no_listed_project_is_said_with_its_remedy(project_years, reports):
    with pytest.raises(ValueError, match="no project is listed at 2026-01-31 for TLS"):
        p.listed_projects(project_years, reports, LAST, ["TLS"])
