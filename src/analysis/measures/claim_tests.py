"""The named tests that let the tables speak about a printed claim.

Every test is a pure function `test(tables, as_of, **arguments) -> Finding`. It sees only what was
known at `as_of`: members, the project list in force, events and laws up to that date, and
indicator years up to its year. It never sees a verdict; `measures.claims` turns findings into one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.measures.coverage import series
from analysis.measures.economy import (
    GDP,
    growth_needed_pct,
    people_in_poverty,
    together,
    total_by_year,
    tourism_share,
    tourism_share_together,
    trade_usd,
    weighted_mean_by_year,
)
from analysis.measures.membership import members_at, reports_until, states_at
from analysis.measures.projects import projects_at

Tables = Mapping[str, pd.DataFrame]

LONGEST_FORECAST_YEARS = 100
INNER_CHECK = "a check of inner consistency only: the list is known as the same document prints it"


@dataclass(frozen=True)
class Finding:
    """What the tables say about a claim at one date.

    `holds` is None when they cannot speak at that date. `rows` are the rows that were used.
    """

    holds: bool | None
    value: float | None
    evidence: str
    rows: pd.DataFrame
    caveat: str = ""


# --- what is known at a date ---------------------------------------------------------------------


def listed_projects(
    tables: Tables, as_of: datetime.date, country: str | None = None
) -> pd.DataFrame:
    """Projects of the last monitoring report published by as_of (of one country, if named)."""
    listed = projects_at(tables["project_years"], tables["reports"], as_of)
    return listed if country is None else listed[listed["country_iso3"] == country]


def _states(tables: Tables, as_of: datetime.date) -> list[str]:
    return list(states_at(tables["countries"], as_of)["iso3"])


def _rows(
    tables: Tables, as_of: datetime.date, indicators: list[str], countries: list[str]
) -> pd.DataFrame:
    return series(tables["country_years"], indicators, countries, as_of.year)


def _yearly(
    tables: Tables, as_of: datetime.date, indicator: str, countries: list[str]
) -> pd.DataFrame:
    """One indicator, years down and countries across, up to the year of as_of."""
    rows = _rows(tables, as_of, [indicator], countries)
    wide = rows.pivot(index="year", columns="country_iso3", values="value")
    return wide.reindex(columns=countries)


def _events_until(tables: Tables, as_of: datetime.date) -> pd.DataFrame:
    events = tables["events"].fillna({"place": "", "participants": "", "note": ""})
    return events[events["date"].astype(str) <= as_of.isoformat()]


def _sources_of_claimant(rows: pd.DataFrame, not_from: list[str]) -> pd.DataFrame:
    """How many sources a row has (`sources`), and how many are the claim's own document (`own`)."""
    parts = rows["source"].astype(str).str.split(";")
    own = [sum(any(name in part for name in not_from) for part in row) for row in parts]
    return pd.DataFrame({"sources": parts.map(len).astype(int), "own": own}, index=rows.index)


def _independent(rows: pd.DataFrame, not_from: list[str]) -> pd.DataFrame:
    """Rows that rest on at least one source other than the document that makes the claim."""
    counts = _sources_of_claimant(rows, not_from)
    return rows[counts["own"] < counts["sources"]]


def _between(values: pd.Series, first: int, last: int) -> pd.Series:
    return values[(values.index >= first) & (values.index <= last)].dropna()


def _by_year(table: pd.DataFrame) -> pd.Series:
    return table.set_index("year")["value"]


def _told(values: pd.Series) -> str:
    """Values by year in words: "2018 129.3, 2019 140.2"."""
    return ", ".join(f"{year} {value:.1f}" for year, value in values.items())


# --- members, projects, events -------------------------------------------------------------------


def members_count(
    tables: Tables,
    as_of: datetime.date,
    stated: int,
    country: str | None = None,
    cohort: str | None = None,
) -> Finding:
    """Are there as many member cities as stated? Those outside a stated cohort are a caveat."""
    members = members_at(tables["members"], as_of)
    if country is not None:
        members = members[members["country_iso3"] == country]
    where = f" in {country}" if country else ""
    caveat = ""
    if cohort is not None and not (members["cohort"] == cohort).all():
        inside = int((members["cohort"] == cohort).sum())
        caveat = f"only {inside} of the {len(members)} cities are of the cohort {cohort}"
    evidence = f"{len(members)} member cities{where} at {as_of}, {stated} stated"
    return Finding(len(members) == stated, len(members), evidence, members, caveat)


def projects_of_focus_area(
    tables: Tables, as_of: datetime.date, country: str, focus_area: str, stated: int
) -> Finding:
    """Does the country list as many projects under the focus area as stated?"""
    listed = listed_projects(tables, as_of, country)
    if listed.empty:
        return Finding(None, None, f"no report lists projects of {country} by {as_of}", listed)
    count = int((listed["focus_area"] == focus_area).sum())
    evidence = f"{count} of {len(listed)} projects of {country} are filed under {focus_area}"
    return Finding(count == stated, count, evidence, listed)


def largest_focus_area(tables: Tables, as_of: datetime.date, focus_area: str) -> Finding:
    """Do more projects fall under this focus area than under any other?"""
    listed = listed_projects(tables, as_of)
    counts = listed["focus_area"].value_counts()
    if counts.empty:
        return Finding(None, None, f"no report published by {as_of}", listed)
    count = int(counts.get(focus_area, 0))
    rank = int((counts > count).sum()) + 1
    share = 100 * count / len(listed)
    evidence = (
        f"{focus_area}: {count} of {len(listed)} projects ({share:.1f} %), rank {rank} of"
        f" {len(counts)}; the largest is {counts.index[0]} with {counts.iloc[0]}"
    )
    return Finding(rank == 1, share, evidence, listed[listed["focus_area"] == focus_area])


def most_projects(tables: Tables, as_of: datetime.date, city: str, country: str) -> Finding:
    """Does the city list more projects than any other of its country? Ties abroad are a caveat."""
    listed, rows = listed_projects(tables, as_of), listed_projects(tables, as_of, country)
    counts, at_home = listed["city_id"].value_counts(), rows["city_id"].value_counts()
    if city not in at_home:
        return Finding(None, None, f"no report lists projects of {city} by {as_of}", rows)
    count = int(at_home[city])
    rivals = sorted(at_home[at_home >= count].drop(city).index)
    abroad = counts.drop(at_home.index)
    equal = sorted(abroad[abroad >= count].index)
    caveat = f"network-wide as many or more: {', '.join(equal)}" if equal else ""
    evidence = f"{city} {count}; " + ", ".join(f"{c} {n}" for c, n in at_home.drop(city).items())
    if rivals:
        evidence += f"; equalled or passed by {', '.join(rivals)}"
    return Finding(not rivals, count, evidence, rows, caveat)


def _named(projects: pd.DataFrame, words: list[str]) -> dict[str, pd.DataFrame]:
    texts = projects[["printed_name", "project_name", "description"]].fillna("")
    joined = texts.agg(" ".join, axis=1)
    return {word: projects[joined.str.contains(word, case=False, regex=False)] for word in words}


def _described(tables: Tables, as_of: datetime.date, city: str) -> pd.DataFrame:
    listed = listed_projects(tables, as_of)
    texts = tables["projects"][["project_id", "project_name", "description"]]
    return listed[listed["city_id"] == city].merge(texts, on="project_id", how="left")


def lists_projects(tables: Tables, as_of: datetime.date, city: str, projects: list[str]) -> Finding:
    """Does the report list a project with each of these words in its name or description?"""
    listed = _described(tables, as_of, city)
    if listed.empty:
        return Finding(None, None, f"no report lists projects of {city} by {as_of}", listed)
    found = _named(listed, projects)
    missing = [word for word, rows in found.items() if rows.empty]
    evidence = "; ".join(
        f"{word}: {', '.join(rows['printed_name']) or 'not listed'}" for word, rows in found.items()
    )
    return Finding(not missing, len(projects) - len(missing), evidence, listed)


def lists_only(tables: Tables, as_of: datetime.date, city: str, projects: list[str]) -> Finding:
    """Does the city list nothing beyond projects with these words in name or description?"""
    listed = _described(tables, as_of, city)
    if listed.empty:
        return Finding(None, None, f"no report lists projects of {city} by {as_of}", listed)
    named = pd.concat(_named(listed, projects).values())["project_id"]
    others = listed[~listed["project_id"].isin(named)]
    evidence = (
        f"{len(listed)} projects listed: {', '.join(listed['printed_name'])}; beyond the claim:"
        f" {', '.join(others['printed_name']) or 'none'}"
    )
    return Finding(others.empty, len(others), evidence, listed)


def event_recorded(
    tables: Tables,
    as_of: datetime.date,
    event: str,
    first: str,
    last: str,
    not_from: list[str],
    details: dict[str, str] | None = None,
) -> Finding:
    """Does a source other than the claim's own record the event, in the period, with these details?

    `details` maps a column of events (place, chair, shepherd, theme, participants) to words that it
    must contain. That no such event is recorded speaks neither for nor against the claim. A row
    names its sources but not which cell is whose: that the claimant is one of them is a caveat.
    """
    events = _independent(_events_until(tables, as_of), not_from)
    named = events[events["event"].str.contains(event, case=False, regex=False)]
    if named.empty:
        return Finding(None, None, f"no other source records an event named {event!r}", named)
    rows = named[named["date"].astype(str).between(first, last)]
    if rows.empty:
        return Finding(False, 0, f"recorded on {', '.join(named['date'])}, not as stated", named)
    told = "; ".join(f"{row.date} {row.event}, {row.place}" for row in rows.itertuples())
    for column, words in (details or {}).items():
        kept = rows[rows[column].fillna("").str.contains(words, case=False, regex=False)]
        if kept.empty:
            printed = ", ".join(rows[column].fillna("not recorded"))
            return Finding(False, 0, f"{told}; {column} is {printed}, not {words}", rows)
        rows = kept
        told += f"; {column}: {', '.join(rows[column])}"
    shared = bool((_sources_of_claimant(rows, not_from)["own"] > 0).all())
    caveat = "the record of this cell may rest on the claimant, one of its sources"
    return Finding(True, len(rows), told, rows, caveat if shared else "")


def outside_participants(
    tables: Tables, as_of: datetime.date, event: str, stated: int, inside: str
) -> Finding:
    """Does the event's list name as many participants beside `inside` as stated?"""
    events = _events_until(tables, as_of)
    rows = events[events["event"].str.contains(event, case=False, regex=False)]
    if rows.empty:
        return Finding(None, None, f"no event named {event!r} recorded by {as_of}", rows)
    named = [name.strip() for name in rows["participants"].iloc[0].split(",")]
    outside = [name for name in named if not name.startswith(inside)]
    evidence = f"{len(outside)} beside {inside}: {', '.join(outside)}"
    return Finding(len(outside) == stated, len(outside), evidence, rows)


def never_attend(tables: Tables, as_of: datetime.date, words: list[str], event: str) -> Finding:
    """Is nobody described by these words recorded among the participants of such events?"""
    events = _events_until(tables, as_of)
    events = events[events["event"].str.contains(event, case=False, regex=False)]
    if events.empty:
        return Finding(None, None, f"no event recorded by {as_of}", events)
    rows = events[events["participants"].map(lambda text: any(word in text for word in words))]
    evidence = f"{len(rows)} of {len(events)} recorded events name them: " + "; ".join(
        f"{row.date} ({row.participants})" for row in rows.itertuples()
    )
    return Finding(rows.empty, len(rows), evidence, rows)


# --- norms, lists, laws, codes -------------------------------------------------------------------


def stated_in(
    tables: Tables, as_of: datetime.date, word: str, norms: list[str], attributed_to: str
) -> Finding:
    """Do the norms say it? That the text it is attributed to does not is a caveat."""
    texts = tables["norms"]
    speaks = texts["paraphrase"].str.contains(word, case=False, regex=False)
    meant = texts["norm"].map(lambda norm: any(name in norm for name in norms)).astype(bool)
    rows = texts[speaks & meant]
    lists = tables["frameworks"]
    named = lists[lists["framework"] == attributed_to]
    said = named["description"].fillna("") + " " + named["item"]
    silent = not said.str.contains(word, case=False, regex=False).any()
    caveat = f"no item of the list {attributed_to!r} says so" if silent else ""
    evidence = "; ".join(f"{row.norm}, {row.article_para}" for row in rows.itertuples())
    return Finding(not rows.empty, len(rows), evidence or "no norm says so", rows, caveat)


def list_length(
    tables: Tables, as_of: datetime.date, framework: str, stated: int, not_from: list[str]
) -> Finding:
    """Has the list as many items as stated? That no other document prints it is a caveat.

    A list compiled from the claim's own document can only show whether it contradicts itself.
    """
    lists = tables["frameworks"]
    rows = lists[lists["framework"] == framework]
    if rows.empty:
        return Finding(None, None, f"there is no list {framework!r}", rows)
    known_elsewhere = not _independent(rows, not_from).empty
    caveat = "" if known_elsewhere else INNER_CHECK
    evidence = f"{len(rows)} items listed, {stated} stated: {', '.join(rows['item'])}"
    return Finding(len(rows) == stated, len(rows), evidence, rows, caveat)


def lacks_law(tables: Tables, as_of: datetime.date, country: str, area: str) -> Finding:
    """Had the country no law in the area? A law dated by year counts from the end of that year.

    The year is that of the law, not of its entry into force.
    """
    laws = tables["cyberlaws"]
    rows = laws[laws["area"] == area]
    if rows.empty:
        return Finding(None, None, f"no record of law on {area}", rows)
    enacted = rows[(rows["status"] == "law") & (rows["year"] < as_of.year)]
    own = enacted[enacted["iso3"] == country]
    others = sorted(set(enacted["iso3"]) - {country})
    law = own["law"].iloc[0] if len(own) else "no law on record"
    evidence = f"{country}: {law} by {as_of}; laws elsewhere: {', '.join(others) or 'none'}"
    return Finding(own.empty, len(own), evidence, rows)


def portfolio_lacks(
    tables: Tables, as_of: datetime.date, codes: list[str], below_pct: float
) -> Finding:
    """Is each content found in fewer than `below_pct` per cent of the listed projects?

    Only agreed codes count as found. Content above the limit turns a claim of neglect into one with
    a caveat; when every content is above it, the claim does not hold.
    """
    listed = listed_projects(tables, as_of)["project_id"]
    if listed.empty:
        return Finding(None, None, f"no report published by {as_of}", listed.to_frame())
    coded = tables["rights_codes"]
    rows = coded[coded["project_id"].isin(listed) & coded["code"].isin(codes)]
    found = rows[rows["agreed"].astype(str) == "1"].groupby("code").size()
    shares = {code: 100 * int(found.get(code, 0)) / len(listed) for code in codes}
    present = [code for code, share in shares.items() if share >= below_pct]
    caveat = f"not so for {', '.join(present)}" if present else ""
    evidence = f"of {len(listed)} listed projects, text shows " + ", ".join(
        f"{code} in {share:.1f} %" for code, share in shares.items()
    )
    holds = len(present) < len(codes)
    return Finding(holds, min(shares.values()), evidence, rows, caveat)


def reports_cover(tables: Tables, as_of: datetime.date, first_year: int, last_year: int) -> Finding:
    """Do published project lists exist for the period? Years inside it without one are a caveat."""
    years = {int(year) for year in listed_years(tables, as_of)}
    if not years:
        return Finding(None, None, f"no project list published by {as_of}", tables["reports"])
    period = range(first_year, last_year + 1)
    gaps = [str(year) for year in period if year not in years]
    caveat = f"no project list with status for {', '.join(gaps)}" if gaps else ""
    evidence = f"project lists of {', '.join(str(year) for year in sorted(years))}"
    reports = tables["reports"]
    covered = len(period) - len(gaps)
    return Finding(covered > 0 and min(years) <= first_year, covered, evidence, reports, caveat)


def listed_years(tables: Tables, as_of: datetime.date) -> set[int]:
    """Years with a project list: the action plans' year and each report published by as_of."""
    projects = tables["projects"]
    planned = projects.loc[projects["scap_priority_no"].notna(), "first_listed_year"]
    return set(reports_until(tables["reports"], as_of)) | set(planned.dropna().astype(int))


# --- indicators ----------------------------------------------------------------------------------


def regional_rate(
    tables: Tables,
    as_of: datetime.date,
    indicator: str,
    stated: float,
    tolerance: float,
    years: list[int],
    above: list[str],
    beside: list[str],
) -> Finding:
    """Did ASEAN's weighted mean come near the stated rate, and above the others, in some year?

    Taken is the year of `years` (first, last) whose mean lies nearest to the stated rate; the
    evidence tells all of them. What stands in `beside` is told and not tested.
    """
    states = _states(tables, as_of)
    mean = weighted_mean_by_year(tables["country_years"], indicator, states, as_of.year)
    values = _between(_by_year(mean), *years)
    if values.empty:
        return Finding(None, None, f"no value of {indicator} by {as_of}", mean)
    year = int((values - stated).abs().idxmin())
    others = _yearly(tables, as_of, indicator, [*above, *beside]).reindex(values.index)
    ahead = ~others[above].ge(values, axis="index").any(axis="columns")
    compared = ", ".join(f"{name} {value:.1f}" for name, value in others.loc[year].dropna().items())
    near = values[(values - stated).abs() <= tolerance]
    evidence = (
        f"ASEAN {values[year]:.1f} in {year}, nearest to {stated}; {compared}; within {tolerance:g}"
        f" of it: {_told(near) or 'no year'}; above {', '.join(above)} in {ahead.sum()} of"
        f" {len(ahead)} years; all years: {_told(values)}"
    )
    rows = _rows(tables, as_of, [indicator], [*states, *above, *beside])
    holds = not near.empty and bool(ahead[year])
    return Finding(holds, float(values[year]), evidence, rows[rows["year"] == year])


def each_has_value(
    tables: Tables,
    as_of: datetime.date,
    indicator: str,
    countries: list[str],
    stated: float,
    tolerance: float,
    years: list[int],
) -> Finding:
    """Did every one of these countries come within tolerance of the value in some year?"""
    values = _yearly(tables, as_of, indicator, countries)
    nearest = {}
    for country in countries:
        known = _between(values[country], *years)
        if known.empty:
            return Finding(None, None, f"no value of {indicator} for {country}", values)
        nearest[country] = float(known[(known - stated).abs().idxmin()])
    fits = [c for c, value in nearest.items() if abs(value - stated) <= tolerance]
    evidence = f"nearest to {stated}: " + ", ".join(f"{c} {v:.1f}" for c, v in nearest.items())
    evidence += f"; within {tolerance:g} of it: {', '.join(fits) or 'none'}"
    farthest = max(nearest.values(), key=lambda value: abs(value - stated))
    rows = _rows(tables, as_of, [indicator], countries)
    return Finding(len(fits) == len(countries), farthest, evidence, rows)


def tourism_of_gdp(
    tables: Tables, as_of: datetime.date, stated: float, tolerance: float, years: list[int]
) -> Finding:
    """Did receipts from visitors come within tolerance (points) of the stated per cent of GDP?

    The year taken is the one of `years` nearest to it; states that reach it alone are named.
    """
    data, states = tables["country_years"], _states(tables, as_of)
    share = _between(_by_year(tourism_share_together(data, states, as_of.year)), *years)
    if share.empty:
        return Finding(None, None, f"no receipts published by {as_of}", data.head(0))
    year = int((share - stated).abs().idxmin())
    single = tourism_share(data, states, as_of.year)
    single = single[single["year"] == year]
    high = single[single["value"] >= stated]
    alone = ", ".join(f"{row.country_iso3} {row.value:.1f} %" for row in high.itertuples())
    evidence = (
        f"receipts from visitors were {share[year]:.2f} % of GDP in {year}, the year nearest to"
        f" {stated} %, over {len(single)} states; states that reach it alone: {alone or 'none'}"
    )
    near = abs(share[year] - stated) <= tolerance
    return Finding(bool(near), float(share[year]), evidence, single)


def growth_path(
    tables: Tables,
    as_of: datetime.date,
    amount_usd: float,
    share_pct: float,
    target_year: int,
    record_years: int,
    tolerance: float,
) -> Finding:
    """Would growth as over the last years make the amount that share of GDP in the target year?

    Value: the amount as per cent of the latest regional GDP. Holds while the growth still needed is
    at most `tolerance` points a year above that of the last `record_years` (current US$).
    """
    states = _states(tables, as_of)
    table = total_by_year(tables["country_years"], GDP, states, as_of.year)
    total = _by_year(table[table["n"] == table["n_of"]])
    if total.empty or total.index[-1] - record_years not in total.index:
        return Finding(None, None, f"no output of all states over {record_years} years", table)
    latest = int(total.index[-1])
    share = float(100 * amount_usd / total[latest])
    if not 0 < target_year - latest <= LONGEST_FORECAST_YEARS:
        return Finding(False, share, f"{target_year} is no year for a forecast", table)
    implied = amount_usd / share_pct * 100
    needed = growth_needed_pct(total[latest], latest, implied, target_year)
    record = growth_needed_pct(total[latest - record_years], 0, total[latest], record_years)
    evidence = (
        f"it is {share:.1f} % of ASEAN's GDP of {latest} ({total[latest] / 1e9:,.0f} bn US$);"
        f" {share_pct:g} % of GDP in {target_year} implies {implied / 1e9:,.0f} bn, that is"
        f" {needed:.1f} % growth a year; the last {record_years} years had {record:.1f} %"
    )
    return Finding(bool(needed <= record + tolerance), share, evidence, table)


def poverty_fell(
    tables: Tables, as_of: datetime.date, stated: list[float], first: int, last: int
) -> Finding:
    """Did the number of people below the poverty line fall by at least the stated proportion?

    Only states surveyed near both years count. Value: per cent by which the number fell.
    """
    states = _states(tables, as_of)
    rows = people_in_poverty(tables["country_years"], states, first, min(last, as_of.year))
    if rows.empty:
        return Finding(None, None, f"no state was surveyed near {first} and {last}", rows)
    before, after = rows["first_persons"].sum() / 1e6, rows["last_persons"].sum() / 1e6
    fall = float(100 * (1 - after / before))
    claimed = 100 * (1 - stated[1] / stated[0])
    caveat = (
        f"{before:.0f} to {after:.0f} million people at $3.00 a day (2021 PPP),"
        f" {stated[0]:g} to {stated[1]:g} stated; {', '.join(rows['country_iso3'])} only"
    )
    evidence = f"from about {first} to {last} it fell by {fall:.0f} %, {claimed:.0f} % stated"
    return Finding(bool(fall >= claimed), fall, evidence, rows, caveat)


def largest_number(
    tables: Tables, as_of: datetime.date, rate: str, population: str, rivals: list[str]
) -> Finding:
    """Is ASEAN's number (rate per 100 × people) the largest in the last common year?"""
    states = _states(tables, as_of)
    everyone = [*states, *rivals]
    rates = _yearly(tables, as_of, rate, everyone)
    totals = rates * _yearly(tables, as_of, population, everyone) / 1e8
    full = totals[totals[rivals].notna().all(axis=1) & rates[states].notna().any(axis=1)]
    if full.empty:
        return Finding(None, None, f"no common year by {as_of}", totals)
    year = int(full.index[-1])
    own = float(full.loc[year, states].sum())
    others = full.loc[year, rivals]
    evidence = f"{year}: ASEAN {own:,.0f} million, " + ", ".join(
        f"{name} {value:,.0f}" for name, value in others.items()
    )
    rows = _rows(tables, as_of, [rate, population], everyone)
    return Finding(bool((others < own).all()), own, evidence, rows[rows["year"] == year])


def trade_total(
    tables: Tables, as_of: datetime.date, stated_usd: float, tolerance_pct: float
) -> Finding:
    """Was ASEAN's trade in goods and services of the latest year within tolerance of the amount?

    Value: trillion US$.
    """
    states = _states(tables, as_of)
    single = trade_usd(tables["country_years"], states, as_of.year)
    if single.empty:
        return Finding(None, None, f"no trade published by {as_of}", single)
    total = together(single, len(states)).iloc[-1]
    evidence = (
        f"exports plus imports of goods and services {total['value'] / 1e12:.2f} trillion US$ in"
        f" {total['year']:.0f} ({total['n']:.0f} of {total['n_of']:.0f} states)"
    )
    near = abs(total["value"] - stated_usd) <= stated_usd * tolerance_pct / 100
    rows = single[single["year"] == total["year"]]
    return Finding(bool(near), float(total["value"] / 1e12), evidence, rows)


TESTS: dict[str, Callable[..., Finding]] = {
    test.__name__: test
    for test in (
        members_count,
        projects_of_focus_area,
        largest_focus_area,
        most_projects,
        lists_projects,
        lists_only,
        event_recorded,
        outside_participants,
        never_attend,
        stated_in,
        list_length,
        lacks_law,
        portfolio_lacks,
        reports_cover,
        regional_rate,
        each_has_value,
        tourism_of_gdp,
        growth_path,
        poverty_fell,
        largest_number,
        trade_total,
    )
}
