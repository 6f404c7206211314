import pandas as pd

from analysis.measures.project_lives import project_lives, promise_record

PROJECTS = pd.DataFrame(
    [
        ("a-01", "a", "Kept", "Civic & Social", 1, "yes"),
        ("a-02", "a", "Dropped", "Civic & Social", 2, "no"),
        ("a-03", "a", "Added", "Safety & Security", None, "no"),
        ("b-01", "b", "Named in 2019 only", "Civic & Social", None, "yes"),
    ],
    columns=[
        "project_id", "city_id", "project_name", "focus_area", "scap_priority_no", "in_report_2019"
    ],
)  # fmt: skip
PROJECT_YEARS = pd.DataFrame(
    [
        ("a-01", "a", 2022, "on-going"),
        ("a-01", "a", 2023, None),
        ("a-01", "a", 2024, "completed"),
        ("a-03", "a", 2024, "planning"),
    ],
    columns=["project_id", "city_id", "report_year", "status"],
)
REPORTS = [2022, 2023, 2024]


def states(project: str, reports: list[int] = REPORTS) -> dict[int, str]:
    lives = project_lives(PROJECTS, PROJECT_YEARS, reports)
    own = lives[lives["project_id"] == project]
    return dict(zip(own["year"], own["state"], strict=True))


def test_a_promise_is_followed_through_each_report():
    assert states("a-01") == {
        2018: "promised",
        2019: "described",
        2022: "on-going",
        2023: "ambiguous",
        2024: "completed",
    }


def test_a_promise_that_no_report_lists_is_marked_absent_in_each():
    assert states("a-02") == {
        2018: "promised",
        2022: "not_listed",
        2023: "not_listed",
        2024: "not_listed",
    }


def test_a_project_has_no_row_before_its_first_mention():
    assert states("a-03") == {2024: "planning"}


def test_reports_after_the_date_are_not_read():
    assert states("a-01", [2022]) == {2018: "promised", 2019: "described", 2022: "on-going"}


def test_the_record_counts_promised_listed_and_completed():
    lives = project_lives(PROJECTS, PROJECT_YEARS, REPORTS)
    record = promise_record(lives, ["a", "b", "c"], 2024).set_index("city_id")
    assert record.loc["a"].to_dict() == {
        "promised": 2,
        "promised_listed": 1,
        "promised_completed": 1,
        "promised_not_listed": 1,
        "added_listed": 1,
        "listed": 2,
        "completed": 1,
    }
    assert record.loc["b"].sum() == 0
    assert record.loc["c"].sum() == 0


def test_no_projects_make_no_lives_and_a_record_of_zeros():
    lives = project_lives(PROJECTS.iloc[:0], PROJECT_YEARS.iloc[:0], REPORTS)
    assert lives.empty
    assert promise_record(lives, ["a"], 2024).drop(columns="city_id").to_numpy().sum() == 0


def test_without_any_report_only_the_promises_stand():
    lives = project_lives(PROJECTS, PROJECT_YEARS, [])
    assert set(lives["state"]) == {"promised", "described"}
