"""One state or one city beside its peers: rows picked from regional measures, never a score.

A state's rows are those of the regional tables, so a report cannot disagree with them. A city has
no rights score: what is national stays national.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.measures.content_codes import CODES
from analysis.measures.coverage import AMBIGUOUS, facts_known
from analysis.measures.membership import cities_by_country
from analysis.measures.projects import FOCUS_AREAS, STATUSES

PROFILE = (
    "SP.POP.TOTL",
    "SP.URB.TOTL.IN.ZS",
    "NY.GDP.PCAP.PP.KD",
    "UNDP.HDI",
    "SI.POV.DDAY",
    "EN.POP.SLUM.UR.ZS",
)
"""People of a state: how many, where they live, how well."""
CONTEXT = (
    "v2x_civlib_v13",
    "v2x_partipdem",
    "v2x_freexp_altinf_v16",
    "wgi_voice_accountability",
    "wgi_rule_of_law",
    "wgi_government_effectiveness",
)
"""Rights and governance over years: three of V-Dem, three that also cover what V-Dem does not."""
# Lowest and highest point of each bounded scale; measures without fixed ends are not placed.
SCALES: Mapping[str, tuple[float, float]] = {
    "UNDP.HDI": (0, 1),
    "SH.H2O.BASW.ZS": (0, 100),
    "SH.STA.BASS.ZS": (0, 100),
    "EG.ELC.ACCS.ZS": (0, 100),
    "IT.NET.USER.ZS": (0, 100),
    "egdi": (0, 1),
    "un_osi": (0, 1),
    "un_epi": (0, 1),
    "gci_overall": (0, 100),
    "v2x_civlib_v13": (0, 1),
    "v2x_clphy": (0, 1),
    "v2x_clpriv": (0, 1),
    "v2x_freexp_altinf_v16": (0, 1),
    "v2xcs_ccsi": (0, 1),
    "v2xcl_rol": (0, 1),
    "v2x_partipdem": (0, 1),
}
PEOPLE = ("UNDP.HDI", "SH.H2O.BASW.ZS", "SH.STA.BASS.ZS", "IT.NET.USER.ZS")
DIGITAL = ("egdi", "un_osi", "un_epi", "gci_overall")
RIGHTS = (
    "v2x_civlib_v13",
    "v2x_clphy",
    "v2x_clpriv",
    "v2x_freexp_altinf_v16",
    "v2xcs_ccsi",
    "v2xcl_rol",
    "v2x_partipdem",
)


def scale_positions(latest: pd.DataFrame) -> pd.DataFrame:
    """Place values on their measure's own bounded scale, 0 = its lowest end, 100 = its highest.

    `latest` as of `coverage.latest_values`, of indicators in SCALES (KeyError for any other). Adds
    position_pct, lower_pct and upper_pct (missing where no interval is published). The scales'
    ends are fixed by their makers, not by the states shown.
    """
    low = latest["indicator"].map({code: SCALES[code][0] for code in latest["indicator"].unique()})
    high = latest["indicator"].map({code: SCALES[code][1] for code in latest["indicator"].unique()})
    columns = {"position_pct": "value", "lower_pct": "lower", "upper_pct": "upper"}
    return latest.assign(
        **{
            new: (100 * (latest[old].astype(float) - low) / (high - low)).astype(float)
            for new, old in columns.items()
        }
    )


def beside_peers(latest: pd.DataFrame, country: str) -> pd.DataFrame:
    """Set a state's latest value of each measure beside the other states'.

    `latest` of `coverage.latest_values`, all states of one comparison. Returns indicator, value,
    year, kind, peers_median, n_peers (the other states with a value) and digits (the decimals that
    the median's size asks for), in the order given. The median is of the peers' own latest years:
    clear old values with `without_old_values` first.
    """
    own = latest[latest["country_iso3"] == country].set_index("indicator")
    peers = latest[latest["country_iso3"] != country].groupby("indicator")["value"]
    table = own[["value", "year", "kind"]].assign(
        peers_median=peers.median(), n_peers=peers.count()
    )
    size = table["peers_median"].fillna(table["value"]).abs()
    table["digits"] = 2 - (size >= 10).astype(int) - (size >= 1000).astype(int)
    return table.fillna({"n_peers": 0}).astype({"n_peers": int}).reset_index()


def covered_dimensions(dimensions: pd.DataFrame, country: str) -> pd.DataFrame:
    """Pick one state from `coverage.coverage_by_dimension`, what is least known first.

    Returns dimension, n, n_of, recent, last_year.
    """
    own = dimensions[dimensions["country_iso3"] == country]
    own = own.assign(share=own["n"] / own["n_of"])
    columns = ["dimension", "n", "n_of", "recent", "last_year"]
    return own.sort_values(["share", "dimension"], ignore_index=True)[columns]


def gap_rows(gaps: pd.DataFrame, country: str) -> pd.DataFrame:
    """Turn one state's gaps into rows of a dumbbell: pair, first, second, both years and kind.

    `gaps` of `inclusion.gaps`; first is the group thought worse off.
    """
    own = gaps[gaps["country_iso3"] == country]
    table = own.rename(columns={"behind": "first", "other": "second", "year": "first_year"})
    table = table.assign(second_year=table["first_year"], panel="")
    columns = ["panel", "pair", "first", "second", "first_year", "second_year", "kind"]
    return table[columns].reset_index(drop=True)


def state_profiles(
    members: pd.DataFrame, projects: pd.DataFrame, countries: Sequence[str]
) -> pd.DataFrame:
    """Give each state's member cities and listed projects at a date.

    `members` of `members_at`, `projects` of `projects_at`. Returns one row a state: country_iso3,
    cities, pilot, later, cities_of, projects, projects_of, one column for each status, and
    largest_focus with largest_focus_projects (the first in ASEAN's order where areas tie; missing
    without projects).
    """
    table = cities_by_country(members, list(countries)).set_index("country_iso3")
    table = table[["cities", "pilot", "later", "cities_of"]]
    own = projects[projects["country_iso3"].isin(list(countries))]
    table["projects"] = own["country_iso3"].value_counts().reindex(table.index, fill_value=0)
    table["projects_of"] = len(own)
    statuses = pd.crosstab(own["country_iso3"], own["status"])
    table = table.join(statuses.reindex(index=table.index, columns=STATUSES, fill_value=0))
    areas = pd.crosstab(own["country_iso3"], own["focus_area"])
    areas = areas.reindex(index=table.index, columns=FOCUS_AREAS, fill_value=0)
    table["largest_focus"] = areas.idxmax(axis=1).where(table["projects"] > 0)
    table["largest_focus_projects"] = areas.max(axis=1)
    return table.reset_index()


def city_profile(
    city: str, members: pd.DataFrame, lives: pd.DataFrame, report_year: int | None
) -> pd.Series:
    """Say what is on record of one city.

    `members` is the whole table, `lives` of `project_lives`. Returns city, country_iso3, city_type,
    cohort, joined_year, member_from_latest, and counts: ever (projects ever mentioned), promised,
    listed (in the report of `report_year`), completed. KeyError for a city that never joined.
    """
    row = members.set_index("city_id").loc[city]
    own = lives[lives["city_id"] == city]
    now = own[(own["year"] == report_year) & (own["state"] != "not_listed")]
    counts = {
        "ever": own["project_id"].nunique(),
        "promised": int((own["state"] == "promised").sum()),
        "listed": len(now),
        "completed": int((now["state"] == "completed").sum()),
    }
    kept = ["city", "country_iso3", "city_type", "cohort", "joined_year", "member_from_latest"]
    return pd.concat([row[kept], pd.Series(counts)])


def peer_cities(counts: pd.DataFrame, city: str) -> pd.DataFrame:
    """Mark how each member city relates to one of them: "itself", "same state" or "elsewhere".

    `counts` of `projects.projects_by_city`; adds relation, and keeps the fewest projects first.
    """
    state = counts.loc[counts["city_id"] == city, "country_iso3"]
    relation = pd.Series("elsewhere", index=counts.index)
    relation[counts["country_iso3"].isin(state)] = "same state"
    relation[counts["city_id"] == city] = "itself"
    table = counts.assign(relation=relation)
    return table.sort_values(["projects", "city_id"], ignore_index=True)


def with_cities(table: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Add each row's city (its name) and joined_year by city_id, keeping the rows as they are."""
    known = members.set_index("city_id")
    return table.assign(
        city=table["city_id"].map(known["city"]),
        joined_year=table["city_id"].map(known["joined_year"]),
    )


def listed_content(listed: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """Add to listed projects what their texts show: present and open of `content_by_project`."""
    return listed.merge(content_by_project(coded), on="project_id", how="left")


def content_by_project(coded: pd.DataFrame) -> pd.DataFrame:
    """List, for each project, the codes its text shows and those left open by the two passes.

    `coded` of `content_codes.coded_projects`. Returns project_id, present and open: tuples of
    codes in the codebook's order (open = unclear or disputed).
    """
    order = {code: place for place, code in enumerate(CODES)}
    rows = coded.assign(place=coded["code"].astype(str).map(order)).sort_values("place")
    lists = [
        {
            "project_id": project,
            "present": tuple(part.loc[part["state"] == "yes", "code"].astype(str)),
            "open": tuple(
                part.loc[part["state"].isin(["unclear", "disputed"]), "code"].astype(str)
            ),
        }
        for project, part in rows.groupby("project_id", sort=True)
    ]
    return pd.DataFrame(lists, columns=["project_id", "present", "open"])


def project_facts(projects: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Say how much is on record of listed projects: fact, n, n_of, known_pct.

    `listed` of `projects.projects_at`. Facts: "status" (not ambiguous in print), "description"
    (more than a paraphrased title), "funder" (named as funder, not as implementing body),
    "start_year", "amount".
    """
    own = projects[projects["project_id"].isin(listed["project_id"])]
    title_only = own["description_basis"].astype("string").str.startswith("title only")
    return facts_known(
        {
            "status": listed["status"].where(listed["status"] != AMBIGUOUS),
            "description": own["description_basis"].where(~title_only.fillna(True)),
            "funder": own["funding_basis"].where(own["funding_basis"] == "stated"),
            "start_year": own["start_year"],
            "amount": own["amount_usd"],
        }
    )


def city_facts(projects: pd.DataFrame, listed: pd.DataFrame, city: pd.Series) -> pd.DataFrame:
    """Say how much is on record of one city: fact, n, n_of.

    `projects` and `listed` are the city's own rows, `city` its row of the cities table. Facts:
    "population", "dated_population", then those of `project_facts` where a project is listed.
    """
    population = facts_known(
        {
            "population": pd.Series([city["population_persons"]]),
            "dated_population": pd.Series([city["population_year"]]),
        }
    )
    facts = [population, project_facts(projects, listed)] if len(listed) else [population]
    return pd.concat(facts, ignore_index=True)[["fact", "n", "n_of"]]
