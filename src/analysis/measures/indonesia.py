"""Indonesia: what the record says to the frameworks, claims and news that name its cities.

The three tables below are judgements, not measurements. Each line ties an item of a list in the
sources to the project, indicator or claim whose published words speak to it; an item without a
line has nothing in the record that speaks to it. Review them as one reviews a coding sheet.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.measures.projects import FOCUS_AREAS

SMART_CITY_INDICATORS = "Six smart city indicators"
MAKASSAR_MODULES = "Makassar six modules"
OPPORTUNITIES = "ASCN opportunities a-f"
CHALLENGES = "ASCN challenges a-f"

SPEAKS_TO: Mapping[str, Mapping[int, Mapping[str, tuple[str, ...]]]] = {
    SMART_CITY_INDICATORS: {
        1: {  # transparent, informative, responsive government
            "project": (
                "banyuwangi-03",  # village-level digital public services
                "banyuwangi-04",  # one-stop public service mall
                "jakarta-04",  # super-app for city services
                "jakarta-05",  # information and data site
                "makassar-02",  # online filing and payment of city taxes
                "sumedang-02",  # village administration
            )
        },
        2: {  # productivity, entrepreneurship, innovation
            "project": (
                "banyuwangi-01",  # youth entrepreneurship
                "banyuwangi-02",  # economic growth through tourism
                "jakarta-01",  # research into start-ups
                "jakarta-02",  # small firms
                "jakarta-07",  # testbed for innovation
                "makassar-04",  # online marketplace for small firms
                "makassar-05",  # incubation
            )
        },
        3: {  # human resources and decent facilities
            "project": (
                "banyuwangi-01",  # digital skills
                "jakarta-02",  # training
                "jakarta-06",  # schools
                "sumedang-01",  # campus district
            )
        },
        4: {"project": ("jakarta-03",)},  # transport: integrated routes and fares
        5: {"project": ("banyuwangi-06",)},  # resources: household waste
        6: {  # healthy and liveable city
            "project": (
                "banyuwangi-05",  # child stunting
                "jakarta-05",  # COVID-19 information
                "makassar-01",  # home care and telemedicine
                "sumedang-03",  # child stunting
            )
        },
    },
    MAKASSAR_MODULES: {
        1: {"project": ("makassar-02",)},  # public services: taxes
        2: {"project": ("makassar-03",)},  # city and tourism awareness: alleys
        3: {"project": ("makassar-02", "makassar-04", "makassar-05")},  # ecosystem, less cash
        4: {"project": ("makassar-01",)},  # comfort and health
    },
    OPPORTUNITIES: {
        1: {  # transparent, flexible, e-governance
            "project": (
                "banyuwangi-03",
                "banyuwangi-04",
                "jakarta-04",
                "makassar-02",
                "sumedang-02",
            ),
            "indicator": ("egdi", "un_osi", "wgi_control_of_corruption"),
            "claim": ("FAT-13", "FAT-14", "KDN-06", "KDN-07", "KDN-08", "KDN-09"),
        },
        2: {  # integrated IT, security and comfort
            "project": ("sumedang-01",),  # integrated district with Wi-Fi, CCTV and services
            "claim": ("FAT-32", "FAT-33"),
        },
        3: {  # a digital society on the way to welfare
            "project": ("banyuwangi-05", "sumedang-03"),
            "indicator": ("IT.NET.USER.ZS", "ITU.INT_USR_DAY"),
            "claim": ("FAT-44",),
        },
        4: {  # roads, environment, economic instruments
            "project": ("banyuwangi-06", "jakarta-03"),
            "claim": ("FAT-29",),
        },
        5: {  # elections and other participation
            "project": ("jakarta-05",),  # coded as open information by both passes
            "indicator": ("un_epi", "v2x_partip", "v2xel_locelec"),
        },
        6: {  # education, health, social services
            "project": (
                "banyuwangi-01",
                "banyuwangi-05",
                "jakarta-06",
                "makassar-01",
                "sumedang-01",
                "sumedang-03",
            ),
            "indicator": ("v2peedueq", "v2pehealth"),
            "claim": ("FAT-28", "FAT-30", "KDN-07"),
        },
    },
    CHALLENGES: {
        1: {  # real-time, open data
            "project": ("jakarta-05", "sumedang-03"),  # data site; data-driven reduction
            "indicator": ("gtmi_openness",),
        },
        2: {  # fragmented institutions, insecure devices
            "indicator": ("gci_overall", "gci_organisational_measures_2020"),
            "claim": ("FAT-27", "FAT-38", "FAT-40"),
        },
        3: {  # shared management and donors
            "claim": ("FAT-39",),
        },
        4: {  # gaps between areas
            "project": ("sumedang-01",),
            "indicator": (
                "IT.NET.BBND.P2",
                "ITU.ACT_MOB_PER_100",
                "ITU.INT_USR_DAY.RUR",
                "ITU.INT_USR_DAY.URB",
                "ITU.POP_COV_4G",
            ),
            "claim": ("FAT-45",),
        },
        5: {  # risk of social conflict
            "indicator": ("v2xpe_exlsocgr", "wgi_political_stability"),
        },
        6: {  # applications that citizens can use
            "project": ("banyuwangi-04", "jakarta-04", "makassar-01", "sumedang-02"),
            "indicator": ("gtmi_portals", "un_osi"),
            "claim": ("FAT-29", "KDN-06", "KDN-07", "KDN-09"),
        },
    },
}
"""Framework -> item number -> kind of evidence -> keys; `frameworks.csv` words the items."""

NEWS_PROJECTS: Mapping[str, tuple[str, ...]] = {
    "KDN-06": ("jakarta-04", "jakarta-03"),
    "KDN-07": ("makassar-01", "makassar-02"),
    "KDN-08": ("banyuwangi-01", "banyuwangi-04"),  # Jagoan is part of banyuwangi-01
    "KDN-09": ("sumedang-02",),
}
"""The projects that the ministry's news item of 2025 says each city presented."""

NEWS_CITIES: Mapping[str, tuple[str, ...]] = {
    "KDN-05": ("jakarta", "makassar", "banyuwangi", "sumedang")
}
"""The cities that the news item calls Indonesia's four pilot cities."""

KINDS = ("project", "indicator", "claim")


def evidence(frameworks: pd.DataFrame, framework: str) -> pd.DataFrame:
    """Pair each item of a framework with what in the record speaks to it, one row a pair.

    Returns item_no, item, kind ("project", "indicator", "claim") and key; an item to which
    nothing speaks keeps one row with kind and key missing.
    """
    items = frameworks.loc[frameworks["framework"] == framework, ["item_no", "item"]]
    pairs = [
        (number, kind, key)
        for number, kinds in SPEAKS_TO[framework].items()
        for kind, keys in kinds.items()
        for key in keys
    ]
    known = pd.DataFrame(pairs, columns=["item_no", "kind", "key"])
    table = items.astype({"item_no": int}).merge(known, on="item_no", how="left")
    return table.sort_values("item_no", kind="stable", ignore_index=True)


def of_known_projects(pairs: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Leave out projects that were not yet on record; an item left without evidence keeps a row.

    `projects` are those named up to a date; indicators and claims stay.
    """
    later = (pairs["kind"] == "project") & ~pairs["key"].isin(projects["project_id"])
    table = pairs.assign(kind=pairs["kind"].mask(later), key=pairs["key"].mask(later))
    items = [column for column in pairs.columns if column not in ("kind", "key")]
    silent = table.groupby(items)["key"].transform("count") == 0
    return table[table["key"].notna() | (silent & ~table.duplicated(items))].reset_index(drop=True)


def evidence_counts(pairs: pd.DataFrame) -> pd.DataFrame:
    """Count what speaks to each item: item_no, item, project, indicator, claim and total."""
    items = pairs[["item_no", "item"]].drop_duplicates()
    counts = pairs.groupby(["item_no", "kind"]).size().unstack("kind")
    counts = counts.reindex(index=items["item_no"], columns=list(KINDS)).fillna(0).astype(int)
    table = items.merge(counts.reset_index(), on="item_no")
    return table.assign(total=table[list(KINDS)].sum(axis=1))


def opportunities_and_challenges(frameworks: pd.DataFrame) -> pd.DataFrame:
    """Give `evidence` of the article's six opportunities and six challenges, with `framework`."""
    return pd.concat(
        [
            evidence(frameworks, framework).assign(framework=framework)
            for framework in (OPPORTUNITIES, CHALLENGES)
        ],
        ignore_index=True,
    )


def evidence_cells(pairs: pd.DataFrame) -> pd.DataFrame:
    """Count what speaks to each item by kind, one row a cell.

    Takes `opportunities_and_challenges`. Returns framework, item_no, item, kind, n and evidence:
    "speaks", or "silent" where nothing of that kind does.
    """
    items = pairs[["framework", "item_no", "item"]].drop_duplicates()
    table = items.merge(pd.DataFrame({"kind": list(KINDS)}), how="cross")
    keys = ["framework", "item_no", "kind"]
    counts = pairs.dropna(subset="key").groupby(keys).size().rename("n").reset_index()
    table = table.merge(counts, on=keys, how="left").fillna({"n": 0}).astype({"n": int})
    speaks = table["n"].map(lambda n: "speaks" if n else "silent")
    return table.assign(evidence=speaks)


def evidence_listed(pairs: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Write out what speaks to each item, one row for each kind of evidence found.

    Takes `opportunities_and_challenges`; `names` words the keys (claims keep their number).
    Returns framework, item_no, item, kind and evidence, the names joined by "; "; an item without
    any keeps one row with both missing.
    """
    worded = pairs.assign(evidence=[names.get(key, key) for key in pairs["key"]])
    keys = ["framework", "item_no", "item", "kind"]
    joined = worded.dropna(subset="key").groupby(keys, sort=False)["evidence"].agg("; ".join)
    silent = worded[worded["key"].isna()][[*keys, "evidence"]]
    both = pd.concat([joined.reset_index(), silent], ignore_index=True)
    order = {framework: place for place, framework in enumerate(SPEAKS_TO)}
    return both.sort_values(
        ["framework", "item_no"],
        key=lambda column: column.map(order) if column.name == "framework" else column,
        kind="stable",
        ignore_index=True,
    )


def evidence_by_city(
    pairs: pd.DataFrame, projects: pd.DataFrame, cities: Sequence[str]
) -> pd.DataFrame:
    """Count each city's projects that speak to each item, one row a cell.

    `projects` are the projects that count (ever mentioned, or listed in one report). Returns
    item_no, item, city_id, n, projects (the city's projects in `projects`) and evidence: "speaks",
    "silent" (the city has projects, none speaks to the item), or "not_applicable" (it has none, so
    nothing follows).
    """
    known = pairs.merge(projects[["project_id", "city_id"]], left_on="key", right_on="project_id")
    items = pairs[["item_no", "item"]].drop_duplicates()
    grid = items.merge(pd.DataFrame({"city_id": list(cities)}), how="cross")
    keys = ["item_no", "city_id"]
    numbers = known.groupby(keys).size().rename("n").reset_index()
    table = grid.merge(numbers, on=keys, how="left").fillna({"n": 0}).astype({"n": int})
    table["projects"] = table["city_id"].map(projects["city_id"].value_counts())
    table = table.fillna({"projects": 0}).astype({"projects": int})
    silent = table["projects"].map(lambda projects: "silent" if projects else "not_applicable")
    return table.assign(evidence=silent.mask(table["n"] > 0, "speaks"))


def without_an_item(pairs: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """List the projects whose published words speak to no item of a framework."""
    return projects[~projects["project_id"].isin(pairs["key"])]


def evidence_projects(pairs: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Name the projects that speak to each item of one framework.

    Takes `evidence`. Returns item, project_name and focus_area; an item to which no project speaks
    keeps one row with both missing.
    """
    known = projects.set_index("project_id")
    return pairs.assign(
        project_name=pairs["key"].map(known["project_name"]),
        focus_area=pairs["key"].map(known["focus_area"]),
    )[["item", "project_name", "focus_area"]]


def focus_mix(projects: pd.DataFrame, country: str) -> pd.DataFrame:
    """Set a state's focus areas beside those of all other states, in one list of projects.

    `projects` of `projects_at`. Returns focus_area, projects, projects_of, share_pct, others,
    others_of and others_pct. All listed projects, so no sampling interval.
    """
    own = projects["country_iso3"] == country
    table = pd.DataFrame({"focus_area": list(FOCUS_AREAS)})
    for column, part in (("projects", projects[own]), ("others", projects[~own])):
        counts = part["focus_area"].value_counts()
        table[column] = table["focus_area"].map(counts).fillna(0).astype(int)
        table[f"{column}_of"] = len(part)
        share = 100 * table[column] / (len(part) or float("nan"))
        table["share_pct" if column == "projects" else "others_pct"] = share
    return table


def news_projects(project_years: pd.DataFrame, report_year: int) -> pd.DataFrame:
    """Check the projects that the news item names against one monitoring report.

    Returns claim_id, project_id, city_id, printed_name, status; the last three are missing when
    the report does not list the project.
    """
    listed = project_years[project_years["report_year"] == report_year]
    named = [(claim, project) for claim, projects in NEWS_PROJECTS.items() for project in projects]
    table = pd.DataFrame(named, columns=["claim_id", "project_id"])
    columns = ["project_id", "city_id", "printed_name", "status"]
    return table.merge(listed[columns], on="project_id", how="left")


def news_cities(members: pd.DataFrame, country: str, as_of: pd.Timestamp) -> pd.DataFrame:
    """Set the cities that the news item names beside the country's member cities at a date.

    Returns city_id, joined_year, cohort and named (the news item names the city).
    """
    own = members[(members["country_iso3"] == country) & (members["member_from_latest"] <= as_of)]
    named = own["city_id"].isin([city for cities in NEWS_CITIES.values() for city in cities])
    table = own[["city_id", "joined_year", "cohort"]].assign(named=named)
    return table.sort_values(["joined_year", "city_id"], ignore_index=True)
