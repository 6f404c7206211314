"""What ASEAN's monitoring reports list: projects by focus area, country, city, status and year.

A project-year is a project as printed in one report. Counts are self-reported projects: neither
money nor effect.
"""

import datetime
from itertools import pairwise

import pandas as pd

from analysis.measures.coverage import AMBIGUOUS
from analysis.measures.membership import reports_until

FOCUS_AREAS = (
    "Civic & Social",
    "Health & Well-being",
    "Safety & Security",
    "Quality Environment",
    "Built Infrastructure",
    "Industry & Innovation",
)
STATUSES = ("completed", "on-going", "planning", AMBIGUOUS)
NOT_LISTED = "not_listed"
AGREES, UNDECIDED, DIFFERS = "agrees", "undecided", "differs"
_PRINTED_STATUSES = {"planning": "planning", "ongoing": "on-going", "completed": "completed"}
_PROGRESS = {"planning": 0, "on-going": 1, "completed": 2}


def project_years_until(
    project_years: pd.DataFrame, reports: pd.DataFrame, as_of: datetime.date
) -> pd.DataFrame:
    """The project-years of every report published up to a day; a missing status is ambiguous.

    Every other measure here takes this table, so that status has one word for each project-year.
    """
    known = project_years[project_years["report_year"].isin(reports_until(reports, as_of))]
    return known.assign(status=known["status"].fillna(AMBIGUOUS)).reset_index(drop=True)


class NoProjectsError(ValueError):
    """No report lists a project of the states that were asked for."""


def of_states(project_years: pd.DataFrame, states: list[str]) -> pd.DataFrame:
    """The project-years of some states; NoProjectsError, naming them, when no report has any."""
    theirs = project_years[project_years["country_iso3"].isin(states)]
    if theirs.empty:
        raise NoProjectsError(
            f"no report up to this date lists a project of {', '.join(states)}; "
            "choose other or more countries"
        )
    return theirs


def projects_at(
    project_years: pd.DataFrame, reports: pd.DataFrame, as_of: datetime.date
) -> pd.DataFrame:
    """The projects in the latest report published up to a day; empty before the first one."""
    known = project_years_until(project_years, reports, as_of)
    return known[known["report_year"] == known["report_year"].max()].reset_index(drop=True)


def listed_projects(
    project_years: pd.DataFrame,
    reports: pd.DataFrame,
    as_of: datetime.date,
    countries: list[str],
) -> pd.DataFrame:
    """The rows of `projects_at` for some countries; ValueError when none of them has a project."""
    listed = projects_at(project_years, reports, as_of)
    listed = listed[listed["country_iso3"].isin(countries)].reset_index(drop=True)
    if listed.empty:
        raise ValueError(
            f"no project is listed at {as_of:%Y-%m-%d} for {', '.join(countries)};"
            " choose other countries or a later as_of"
        )
    return listed


def counts_by_year(
    project_years: pd.DataFrame, by: str, categories: list[str] | tuple[str, ...]
) -> pd.DataFrame:
    """Projects of each category in each report, with the report's total as denominator.

    `by` is focus_area, status, country_iso3 or city_id. A report lists every project, so a category
    without one has a true zero. Columns: report_year, <by>, projects, projects_of, share_pct.
    """
    years = sorted(project_years["report_year"].unique())
    grid = pd.MultiIndex.from_product([years, categories], names=["report_year", by])
    counted = project_years.groupby(["report_year", by]).size().reindex(grid, fill_value=0)
    table = counted.rename("projects").reset_index()
    totals = project_years.groupby("report_year").size()
    table["projects_of"] = table["report_year"].map(totals)
    return table.assign(share_pct=100 * table["projects"] / table["projects_of"])


def change_of_share(counts: pd.DataFrame, by: str) -> pd.DataFrame:
    """First and last report beside each other, from `counts_by_year`.

    Columns: <by>, first_year, last_year, first_projects, last_projects, first_pct, last_pct,
    change_points (percentage points).
    """
    first, last = (
        counts[counts["report_year"] == year].set_index(by)
        for year in (counts["report_year"].min(), counts["report_year"].max())
    )
    table = pd.DataFrame(
        {
            "first_year": first["report_year"],
            "last_year": last["report_year"],
            "first_projects": first["projects"],
            "last_projects": last["projects"],
            "first_pct": first["share_pct"],
            "last_pct": last["share_pct"],
            "change_points": last["share_pct"] - first["share_pct"],
        }
    ).reindex(counts[by].drop_duplicates())
    return table.rename_axis(by).reset_index()


def cross_table(
    projects: pd.DataFrame, rows: str, columns: str, row_order: list[str], column_order: list[str]
) -> pd.DataFrame:
    """Projects of one report by two properties, long: <rows>, <columns>, projects, projects_of.

    `projects_of` is the row's total; zeros are true zeros.
    """
    grid = pd.MultiIndex.from_product([row_order, column_order], names=[rows, columns])
    counted = projects.groupby([rows, columns]).size().reindex(grid, fill_value=0)
    table = counted.rename("projects").reset_index()
    return table.assign(projects_of=table.groupby(rows)["projects"].transform("sum"))


def projects_by_city(projects: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Projects of each member city, zero for a member that the report does not list yet.

    Columns: city_id, city, country_iso3, projects, projects_of; most projects first.
    """
    counted = projects["city_id"].value_counts()
    table = members[["city_id", "city", "country_iso3"]].assign(
        projects=members["city_id"].map(counted).fillna(0).astype(int), projects_of=len(projects)
    )
    return table.sort_values(["projects", "city_id"], ascending=[False, True], ignore_index=True)


def status_moves(project_years: pd.DataFrame) -> pd.DataFrame:
    """How projects moved between one report and the next.

    Columns: from_year, to_year, from_status, to_status, projects, projects_of (all that either
    report lists). NOT_LISTED stands where only one of the two reports lists a project.
    """
    years = sorted(project_years["report_year"].unique())
    steps = [_moves(project_years, first, second) for first, second in pairwise(years)]
    columns = ["from_year", "to_year", "from_status", "to_status", "projects", "projects_of"]
    return pd.concat(steps, ignore_index=True) if steps else pd.DataFrame(columns=columns)


def _moves(project_years: pd.DataFrame, first: int, second: int) -> pd.DataFrame:
    status = project_years.pivot(index="project_id", columns="report_year", values="status")
    listed = status[[first, second]].dropna(how="all").fillna(NOT_LISTED)
    moves = listed.groupby([first, second]).size().rename("projects").reset_index()
    moves.columns = pd.Index(["from_status", "to_status", "projects"])
    moves.insert(0, "from_year", first)
    moves.insert(1, "to_year", second)
    return moves.assign(projects_of=len(listed))


def moves_summary(moves: pd.DataFrame) -> pd.DataFrame:
    """What became of the projects between two reports, from `status_moves`.

    Columns: from_year, to_year, projects_of, stayed, completed (newly), started (planning to
    on-going), moved_back, newly_listed, no_longer_listed, unclear (ambiguous in either report).
    """
    before, after = moves["from_status"], moves["to_status"]
    unclear = (before == AMBIGUOUS) | (after == AMBIGUOUS)
    listed_twice = (before != NOT_LISTED) & (after != NOT_LISTED) & ~unclear
    kinds = {
        "stayed": listed_twice & (before == after),
        "completed": listed_twice & (before != after) & (after == "completed"),
        "started": (before == "planning") & (after == "on-going"),
        "moved_back": listed_twice & (before.map(_PROGRESS) > after.map(_PROGRESS)),
        "newly_listed": before == NOT_LISTED,
        "no_longer_listed": after == NOT_LISTED,
    }
    kinds["unclear"] = unclear & ~kinds["newly_listed"] & ~kinds["no_longer_listed"]
    counted = moves[["from_year", "to_year", "projects_of"]].assign(
        **{kind: moves["projects"].where(chosen, 0) for kind, chosen in kinds.items()}
    )
    return counted.groupby(["from_year", "to_year", "projects_of"], as_index=False).sum()


def printed_and_counted(monitoring: pd.DataFrame, project_years: pd.DataFrame) -> pd.DataFrame:
    """What ASEAN prints or draws beside what its own project lists give.

    Columns: report_year, quantity (total, status, focus_area, country), category, unit (projects,
    percent), printed, basis (where it is printed), counted, counted_at_most, difference (printed
    less counted), finding, note. A status can lie between counted and counted_at_most, because
    some project-years are ambiguous in print: `finding` is "agrees" (to the digits printed),
    "undecided" (inside that range) or "differs".
    """
    table = _printed(monitoring).merge(
        _counted(project_years), on=["report_year", "quantity", "category"]
    )
    per_unit = (100 / table["projects_of"]).where(table["unit"] == "percent", 1.0)
    table["counted"] = table["projects"] * per_unit
    table["counted_at_most"] = (table["projects"] + table["ambiguous"]) * per_unit
    table["difference"] = table["printed"] - table["counted"]
    table["finding"] = _findings(table)
    columns = ["report_year", "quantity", "category", "unit", "printed", "basis", "counted"]
    columns += ["counted_at_most", "difference", "finding", "note"]
    order = ["report_year", "quantity", "category", "unit", "basis"]
    return table.sort_values(order, ignore_index=True)[columns]


def _findings(table: pd.DataFrame) -> pd.Series:
    rounding = table["printed"].map(_rounding_of)
    below = table["counted"] - table["printed"] > rounding
    above = table["printed"] - table["counted_at_most"] > rounding
    exact = table["difference"].abs() <= rounding
    inside = pd.Series(UNDECIDED, index=table.index).mask(below | above, DIFFERS)
    return inside.mask(exact, AGREES)


def _rounding_of(printed: float) -> float:
    """The most that rounding to the digits printed can move a number: 75.32 is good to 0.005."""
    decimals = len(f"{printed:g}".partition(".")[2])
    return 0.5 * 10.0**-decimals + 1e-9


def _printed(monitoring: pd.DataFrame) -> pd.DataFrame:
    """The printed metrics that can be counted, split into quantity and category."""
    quantity, category = _split_metric(monitoring["metric"])
    table = monitoring.assign(
        report_year=monitoring["year"],
        quantity=quantity,
        category=category,
        printed=monitoring["value"],
    )
    # The appendix counts were made from the very lists that project_years holds.
    ours = table["basis"].str.startswith("counted from appendix")
    return table[table["quantity"].notna() & ~ours]


def _split_metric(metric: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Split "share_by_focus_area:Civic & Social" or "projects_planning" into what and which."""
    parts = metric.str.extract("^([^:]*):?(.*)$")
    kind = parts[0].str.replace("_exhibit[12]$", "", regex=True)
    status = kind.str.extract("^(?:projects|share)_(planning|ongoing|completed)$")[0]
    quantities = {
        "total_projects": "total",
        "projects_by_focus_area": "focus_area",
        "share_by_focus_area": "focus_area",
        "projects_by_country": "country",
    }
    quantity = kind.map(quantities).where(status.isna(), "status")
    return quantity, parts[1].where(status.isna(), status.map(_PRINTED_STATUSES))


def _counted(project_years: pd.DataFrame) -> pd.DataFrame:
    """Our counts: report_year, quantity, category, projects, projects_of, ambiguous.

    `ambiguous` is the number of project-years that may belong to the category as well: those whose
    status_basis names it among the icons that could not be told apart.
    """
    totals = project_years.groupby("report_year").size()
    countries = sorted(project_years["country_iso3"].unique())
    tables = [
        _tally(project_years, "status", STATUSES, "status"),
        _tally(project_years, "focus_area", FOCUS_AREAS, "focus_area"),
        _tally(project_years, "country_iso3", countries, "country"),
        _tally(project_years.assign(total=""), "total", [""], "total"),
    ]
    table = pd.concat(tables, ignore_index=True)
    keys = ["report_year", "quantity", "category"]
    table = table.merge(_ambiguous(project_years), on=keys, how="left")
    return table.assign(
        projects_of=table["report_year"].map(totals), ambiguous=table["ambiguous"].fillna(0)
    )


def _tally(
    project_years: pd.DataFrame, by: str, categories: list[str] | tuple[str, ...], quantity: str
) -> pd.DataFrame:
    table = counts_by_year(project_years, by, categories).rename(columns={by: "category"})
    return table.assign(quantity=quantity)[["report_year", "quantity", "category", "projects"]]


def _ambiguous(project_years: pd.DataFrame) -> pd.DataFrame:
    unclear = project_years[project_years["status"] == AMBIGUOUS]
    rows = [
        unclear[unclear["status_basis"].str.contains(status)]
        .groupby("report_year")
        .size()
        .rename("ambiguous")
        .reset_index()
        .assign(quantity="status", category=status)
        for status in STATUSES[:-1]
    ]
    return pd.concat(rows, ignore_index=True)


def printed_against_printed(monitoring: pd.DataFrame, last_year: int) -> pd.DataFrame:
    """Shares that ASEAN prints beside the shares its own counts give, up to a report.

    One row for each share and each place where the same report prints or draws a count. Columns:
    report_year, quantity, category, printed_pct, projects, basis (where the count stands),
    projects_of, implied_pct, difference_points, finding ("agrees" to the digits printed, else
    "differs").
    """
    printed = _printed(monitoring[monitoring["year"] <= last_year])
    keys = ["report_year", "quantity", "category"]
    shares = printed.loc[printed["unit"] == "percent", [*keys, "printed"]]
    counts = printed.loc[printed["unit"] == "projects", [*keys, "printed", "basis"]]
    totals = counts[counts["quantity"] == "total"].set_index("report_year")["printed"]
    table = shares.rename(columns={"printed": "printed_pct"}).merge(
        counts.rename(columns={"printed": "projects"}), on=keys
    )
    table["projects_of"] = table["report_year"].map(totals)
    table["implied_pct"] = 100 * table["projects"] / table["projects_of"]
    table["difference_points"] = table["printed_pct"] - table["implied_pct"]
    exact = table["difference_points"].abs() <= table["printed_pct"].map(_rounding_of)
    table["finding"] = exact.map({True: AGREES, False: DIFFERS})
    return table.sort_values([*keys, "basis"], ignore_index=True)


def contradictions(compared: pd.DataFrame) -> pd.DataFrame:
    """The rows of `printed_and_counted` or `printed_against_printed` that differ."""
    return compared[compared["finding"] == DIFFERS].reset_index(drop=True)
