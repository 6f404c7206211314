"""Turn validated raw tables into the tidy tables that everything downstream reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis.data.sanity import expect_rows, expect_unique
from analysis.data.validation import BOUNDARIES, Tables

Build = Callable[[Tables], pd.DataFrame]


@dataclass(frozen=True)
class ProcessedTable:
    """A table of data/processed: its key, which sorts it, its raw sources, how it is made."""

    title: str
    key: tuple[str, ...]
    sources: tuple[str, ...]
    build: Build


def as_published(source: str, **renamed: str) -> Build:
    """Take a raw table as it is, with columns renamed."""
    return lambda raw: raw[source].rename(columns=renamed)


def members(raw: Tables) -> pd.DataFrame:
    """One row a member city, with the days its membership can have begun and its coordinates."""
    columns = [
        "city_id",
        "city",
        "country_iso3",
        "city_type",
        "joined_year",
        "member_from_earliest",
        "member_from_latest",
        "cohort",
        "latitude",
        "longitude",
        "notes",
        "confidence",
    ]
    return raw["ascn/members"].rename(columns={"lat": "latitude", "lon": "longitude"})[columns]


def best_population(city_years: pd.DataFrame) -> pd.DataFrame:
    """Choose one population for each city: city_id, population_persons, _year and _basis.

    The United Nations' estimate for 2020 comes first (edition of 2018, so a projection, of the
    urban agglomeration), then its figure for capitals, then GeoNames' undated figure.
    """
    bases = {
        "WUP2018.POP": "UN WUP 2018, urban agglomeration, projection for 2020",
        "WUP2018.POP.CAPITAL": "UN WUP 2018, capital city, 2018",
        "GEONAMES.POP": "GeoNames, undated",
    }
    usable = city_years["indicator"].isin(bases) & city_years["city_id"].notna()
    not_other_year = (city_years["indicator"] != "WUP2018.POP") | (city_years["year"] == 2020)
    found = city_years[usable & not_other_year].copy()
    found["rank"] = found["indicator"].map({basis: rank for rank, basis in enumerate(bases)})
    best = found.sort_values(["city_id", "rank"]).drop_duplicates("city_id")
    return pd.DataFrame(
        {
            "city_id": best["city_id"],
            "population_persons": best["value"].astype("Int64"),
            "population_year": best["year"],
            "population_basis": best["indicator"].map(bases),
        }
    )


def cities(raw: Tables) -> pd.DataFrame:
    """Member cities as points (WGS84), with the best population that is available."""
    import geopandas

    joined = members(raw).merge(best_population(raw["indicators/city"]), how="left", on="city_id")
    expect_rows("cities with their population", raw["ascn/members"], joined)
    columns = ["city_id", "city", "country_iso3", "city_type", "cohort", "member_from_latest"]
    population = ["population_persons", "population_year", "population_basis"]
    points = geopandas.points_from_xy(joined["longitude"], joined["latitude"])
    return geopandas.GeoDataFrame(joined[columns + population], geometry=points, crs="EPSG:4326")


def projects(raw: Tables) -> pd.DataFrame:
    """One row a project, with the country of its city."""
    return _with_country("projects", raw, raw["ascn/projects"])


def project_years(raw: Tables) -> pd.DataFrame:
    """One row a project as printed in one report; a missing status is ambiguous in print."""
    columns = [
        "project_id",
        "city_id",
        "country_iso3",
        "report_year",
        "focus_area",
        "status",
        "status_basis",
        "confidence",
        "printed_name",
    ]
    named = raw["ascn/project_status"].rename(columns={"focus_area_published": "focus_area"})
    return _with_country("project_years", raw, named)[columns]


def _with_country(step: str, raw: Tables, table: pd.DataFrame) -> pd.DataFrame:
    countries = raw["ascn/members"][["city_id", "country_iso3"]]
    joined = table.merge(countries, how="left", on="city_id", validate="many_to_one")
    expect_rows(f"{step} with their country", table, joined)
    return joined


def country_years(raw: Tables) -> pd.DataFrame:
    """One row a value of an indicator, with its interval where one is published, and its source."""
    published = raw["indicators/country_year"].rename(columns={"iso3": "country_iso3"})
    unusable = published["note"].str.startswith("not usable").fillna(False).astype(bool)
    kept = published[~unusable]
    because = "their note says that the copy read is not usable"
    expect_rows("country_years", published, kept, lost=int(unusable.sum()), because=because)
    columns = ["country_iso3", "year", "indicator", "value", "lower", "upper", "se", "source_id"]
    return kept[[*columns, "note"]]


def indicators(raw: Tables) -> pd.DataFrame:
    """One row an indicator: labels, unit, direction, years, interval, and its editions."""
    catalogue = raw["indicators/catalogue"]
    joined = catalogue.merge(
        raw["reference/indicator_labels"], on="indicator", validate="one_to_one"
    )
    joined["edition_note"] = joined["indicator"].map(_editions(raw)).astype("str")
    expect_rows("indicators with their labels", catalogue, joined)
    labels = ["indicator", "label", "short_label", "dimension", "unit", "direction"]
    return joined[[*labels, "first_year", "last_year", "interval", "edition_note"]]


def _editions(raw: Tables) -> pd.Series:
    """Say for each indicator the sources and editions of its values, or why it is not usable."""
    values = raw["indicators/country_year"]
    labels = raw["reference/source_labels"].set_index("source_id")["short_label"]
    used = values.assign(said=values["source_id"].map(labels))
    unusable = used["note"].str.startswith("not usable").fillna(False).astype(bool)
    used["said"] = used["said"].where(~unusable, used["note"])
    pairs = used[["indicator", "said"]].drop_duplicates().sort_values(["indicator", "said"])
    return pairs.groupby("indicator")["said"].agg("; ".join)


def indicator_sources(raw: Tables) -> pd.DataFrame:
    """One row a source of indicators, with its short label, publisher, edition and licence."""
    sources = raw["indicators/sources"]
    joined = sources.merge(raw["reference/source_labels"], on="source_id", validate="one_to_one")
    expect_rows("indicator_sources with their labels", sources, joined)
    return joined


def city_years(raw: Tables) -> pd.DataFrame:
    """One row a value of a member city's indicator; an undated value has no year.

    Three ranks of Medan stay out: it is in the smart city index but no member of the network.
    """
    published = raw["indicators/city"].rename(columns={"iso3": "country_iso3"})
    member = published["city_id"].notna()
    because = "the city is ranked but is no member of the network"
    expect_rows("city_years", published, published[member], int((~member).sum()), because)
    columns = ["city_id", "country_iso3", "year", "indicator", "value", "unit", "source", "note"]
    return published.loc[member, columns]


def boundaries(raw: Tables) -> pd.DataFrame:
    """Areas of the member states and their neighbours (WGS84), members by our own names."""
    drawn = raw[BOUNDARIES]
    countries = raw["reference/countries"]
    ours = countries[countries["kind"] == "member"].set_index("iso3")["name"]
    named = drawn.assign(name=drawn["iso3"].map(ours).fillna(drawn["name"]))
    return named[["iso3", "name", "geometry"]]


PROCESSED: dict[str, ProcessedTable] = {
    "members": ProcessedTable("Member cities", ("city_id",), ("ascn/members",), members),
    "cities": ProcessedTable(
        "Member cities as points, with population",
        ("city_id",),
        ("ascn/members", "indicators/city"),
        cities,
    ),
    "projects": ProcessedTable(
        "Projects", ("project_id",), ("ascn/projects", "ascn/members"), projects
    ),
    "project_years": ProcessedTable(
        "Projects as printed in each monitoring report",
        ("project_id", "report_year"),
        ("ascn/project_status", "ascn/members"),
        project_years,
    ),
    "country_years": ProcessedTable(
        "Country indicators by year",
        ("indicator", "country_iso3", "year"),
        ("indicators/country_year", "indicators/sources"),
        country_years,
    ),
    "indicators": ProcessedTable(
        "Indicators: labels, unit, direction, years, interval, editions",
        ("indicator",),
        ("indicators/catalogue", "reference/indicator_labels", "reference/source_labels"),
        indicators,
    ),
    "indicator_sources": ProcessedTable(
        "Sources of the country indicators",
        ("source_id",),
        ("indicators/sources", "reference/source_labels"),
        indicator_sources,
    ),
    "monitoring": ProcessedTable(
        "Totals and shares as printed or counted",
        ("year", "metric", "basis"),
        ("ascn/monitoring",),
        as_published("ascn/monitoring"),
    ),
    "events": ProcessedTable(
        "Meetings and milestones",
        ("date", "event"),
        ("ascn/events",),
        as_published("ascn/events"),
    ),
    "partners": ProcessedTable(
        "Partners' programmes",
        ("partner", "programme"),
        ("ascn/partners",),
        as_published("ascn/partners"),
    ),
    "project_partners": ProcessedTable(
        "Partners named in the funding notes of projects",
        ("project_id", "partner"),
        ("ascn/project_partners",),
        as_published("ascn/project_partners"),
    ),
    "rights_codes": ProcessedTable(
        "Rights-relevant content codes of projects, both passes",
        ("project_id", "code"),
        ("ascn/project_rights_codes",),
        as_published("ascn/project_rights_codes"),
    ),
    "rights_evidence": ProcessedTable(
        "Words that drove the content codes",
        ("project_id",),
        ("ascn/project_rights_evidence",),
        as_published("ascn/project_rights_evidence"),
    ),
    "norms": ProcessedTable(
        "Articles and paragraphs of norms",
        ("norm", "article_para"),
        ("seeds/norms",),
        as_published("seeds/norms"),
    ),
    "norm_codes": ProcessedTable(
        "Content codes that articles of the norms speak of",
        ("norm", "article_para", "code"),
        ("seeds/norm_codes",),
        as_published("seeds/norm_codes"),
    ),
    "frameworks": ProcessedTable(
        "Items of conceptual lists in the source documents",
        ("framework", "item_no"),
        ("seeds/frameworks",),
        as_published("seeds/frameworks"),
    ),
    "rights_framework": ProcessedTable(
        "Rights concerns and the indicators that speak to them",
        ("concern", "indicator_code"),
        ("seeds/rights_framework",),
        as_published("seeds/rights_framework"),
    ),
    "claims_seed": ProcessedTable(
        "Checkable claims of the source documents",
        ("claim_id",),
        ("seeds/claims",),
        as_published("seeds/claims"),
    ),
    "claims_register": ProcessedTable(
        "The claims register: how each claim of the source documents is tested",
        ("claim_id",),
        ("claims",),
        as_published("claims"),
    ),
    "treaties": ProcessedTable(
        "Human rights and related treaties: status of the member states",
        ("iso3", "treaty"),
        ("indicators/treaties",),
        as_published("indicators/treaties"),
    ),
    "cyberlaws": ProcessedTable(
        "Cyber laws of the member states",
        ("iso3", "area"),
        ("indicators/cyberlaws",),
        as_published("indicators/cyberlaws"),
    ),
    "city_years": ProcessedTable(
        "City indicators by year",
        ("city_id", "indicator", "year"),
        ("indicators/city",),
        city_years,
    ),
    "reports": ProcessedTable(
        "Days on which the monitoring reports were published",
        ("report_year",),
        ("reference/reports",),
        as_published("reference/reports"),
    ),
    "countries": ProcessedTable(
        "Member states, comparators and aggregates",
        ("iso3",),
        ("reference/countries",),
        as_published("reference/countries"),
    ),
    "boundaries": ProcessedTable(
        "Areas of the member states and their neighbours",
        ("name",),
        (BOUNDARIES, "reference/countries"),
        boundaries,
    ),
}


def build_tables(raw: Tables) -> Tables:
    """Make every processed table, sorted by its key; whole numbers without gaps as int64."""
    built = {}
    for name, table in PROCESSED.items():
        made = table.build(raw)
        expect_unique(name, made, table.key)
        whole = made.select_dtypes("Int64").columns[made.select_dtypes("Int64").notna().all()]
        built[name] = made.astype(dict.fromkeys(whole, "int64")).sort_values(
            list(table.key), ignore_index=True
        )
    return built
