"""A project's printed life: promised in 2018, described in 2019, then listed year by year."""

from collections.abc import Sequence

import pandas as pd

PROMISED_IN = 2018
DESCRIBED_IN = 2019
STATES = (
    "promised",
    "described",
    "planning",
    "on-going",
    "completed",
    "ambiguous",
    "not_listed",
)


def project_lives(
    projects: pd.DataFrame, project_years: pd.DataFrame, report_years: Sequence[int]
) -> pd.DataFrame:
    """Tell what each publication says of each project, one row a project and year.

    Returns project_id, city_id, project_name, focus_area, year, state; state is "promised" (action
    plan of 2018), "described" (report of 2019, which gives no status), a printed status,
    "ambiguous" (listed, status unreadable in print), or "not_listed" (absent from a report that
    came after the project's first mention). Years before the first mention have no row, nor have
    2020 and 2021, when no report was published. `report_years` are the monitoring reports used.
    """
    early = [
        _mention(projects[projects["scap_priority_no"].notna()], PROMISED_IN, "promised"),
        _mention(projects[_yes(projects["in_report_2019"])], DESCRIBED_IN, "described"),
    ]
    listed = project_years[project_years["report_year"].isin(list(report_years))]
    listed = listed.assign(year=listed["report_year"], state=listed["status"].fillna("ambiguous"))
    said = pd.concat([*early, listed[["project_id", "year", "state"]]], ignore_index=True)
    said = pd.concat([said, _absences(said, report_years)], ignore_index=True)
    about = projects[["project_id", "city_id", "project_name", "focus_area"]]
    table = about.merge(said.astype({"year": int}), on="project_id")
    return table.sort_values(["city_id", "project_id", "year"], ignore_index=True)


def _yes(column: pd.Series) -> pd.Series:
    return column.astype(str).str.lower().isin(["yes", "true"])


def _mention(projects: pd.DataFrame, year: int, state: str) -> pd.DataFrame:
    return projects[["project_id"]].assign(year=year, state=state)


def _absences(said: pd.DataFrame, report_years: Sequence[int]) -> pd.DataFrame:
    """List the reports after a project's first mention that do not name it."""
    named = set(zip(said["project_id"], said["year"], strict=True))
    first = said.groupby("project_id")["year"].min()
    absent = [
        (project, report)
        for project, year in first.items()
        for report in report_years
        if report > year and (project, report) not in named
    ]
    return pd.DataFrame(absent, columns=["project_id", "year"]).assign(state="not_listed")


def promise_record(lives: pd.DataFrame, cities: Sequence[str], report_year: int) -> pd.DataFrame:
    """Count, for each city, what was promised in 2018, what is listed in a report and what is done.

    Returns city_id, promised, promised_listed, promised_completed, promised_not_listed (promised
    but absent from the report of `report_year`), added_listed (listed, never promised), listed,
    completed. Counts are self-reported projects; a city without any project has zeros.
    """
    now = lives[(lives["year"] == report_year) & (lives["state"] != "not_listed")]
    promised = set(lives.loc[lives["state"] == "promised", "project_id"])
    is_promised = now["project_id"].isin(promised)
    is_completed = now["state"] == "completed"
    counts = {
        "promised": lives[lives["state"] == "promised"],
        "promised_listed": now[is_promised],
        "promised_completed": now[is_promised & is_completed],
        "added_listed": now[~is_promised],
        "listed": now,
        "completed": now[is_completed],
    }
    table = pd.DataFrame({"city_id": list(cities)})
    for column, rows in counts.items():
        numbers = rows["city_id"].value_counts()
        table[column] = table["city_id"].map(numbers).fillna(0).astype(int)
    absent = table["promised"] - table["promised_listed"]
    table.insert(4, "promised_not_listed", absent)
    return table
