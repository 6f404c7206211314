"""What each raw table must look like: one pandera schema per table, and the keys between them.

Importing this module imports pandera, which is slow: import it where tables are validated.
"""

from dataclasses import dataclass

import pandera.pandas as pandera

from analysis.data.schema_columns import choice, day, number, pattern, row_rule, table, text, whole

FOCUS_AREAS = (
    "Built Infrastructure",
    "Civic & Social",
    "Health & Well-being",
    "Industry & Innovation",
    "Quality Environment",
    "Safety & Security",
)
STATUSES = ("completed", "on-going", "planning")
CODES = (
    "essential_service",
    "vulnerable_group",
    "participation",
    "surveillance",
    "personal_data",
    "personal_safety",
    "safeguard",
    "digital",
)
DIMENSIONS = (
    "civil liberties",
    "civil society",
    "cyber security",
    "democracy",
    "digitalisation",
    "economy",
    "education",
    "environment",
    "equality before the law",
    "expression",
    "gender equality",
    "governance",
    "health",
    "human development",
    "inclusion",
    "participation",
    "physical integrity",
    "population",
    "poverty and inequality",
    "public services",
    "surveillance",
)
CITY_TYPES = (
    "administrative capital",
    "centrally run city",
    "city-state",
    "national capital",
    "other city",
    "provincial capital",
    "provincial capital / industrial city",
    "regency",
    "regional capital",
    "state capital",
)
BASES = (
    "computed",
    "counted from Exhibit 2 icons",
    "counted from appendix list",
    "drawn in Exhibit 1",
    "published",
    "published (Exhibit 1)",
    "published (Exhibit 3)",
    "published (self-reported by city)",
    "secondary",
)
TREATY_STATUSES = (
    "acceded",
    "invited to accede",
    "none",
    "none/unconfirmed",
    "ratified",
    "signed",
    "unconfirmed",
)
CONFIDENCES = ("high", "medium", "low")
YES_NO = ("yes", "no")
# Degrees, WGS84: where a city of Southeast Asia can lie.
LATITUDES, LONGITUDES = (-13, 30), (88, 145)


SLUG = pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "lower-case words joined by hyphens")
OPTIONAL_SLUG = pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "lower-case words joined by hyphens", True)
URL = pattern(r"https?://\S+( ; https?://\S+)*", "web addresses, joined by ' ; '", True)
ISO3 = pattern("[A-Z]{3}", "an ISO 3166-1 alpha-3 code")
PART_OF_DAY = r"\d{4}(-\d{2}(-\d{2})?)?"
CONFIDENCE = choice(*CONFIDENCES)

SCHEMAS: dict[str, pandera.DataFrameSchema] = {
    "ascn/members": table(
        ("city_id",),
        {
            "city_id": SLUG,
            "city": text(),
            "country_iso3": ISO3,
            "city_type": choice(*CITY_TYPES),
            "joined_year": whole(2018, 2030),
            "member_from_earliest": day(),
            "member_from_latest": day(),
            "cohort": choice("pilot-2018", "later"),
            "lat": number(*LATITUDES),
            "lon": number(*LONGITUDES),
            "scap2018_area_km2": number(0, 50_000, optional=True),
            "scap2018_population": number(0, 50_000_000, optional=True),
            "notes": text(optional=True),
            "source": text(),
            "source_url": URL,
            "confidence": CONFIDENCE,
        },
        row_rule(
            "member_from_latest",
            lambda rows: rows["member_from_earliest"] <= rows["member_from_latest"],
            "member_from_latest is not before member_from_earliest",
            "swap or correct the two days",
        ),
        row_rule(
            "cohort",
            lambda rows: (rows["cohort"] == "pilot-2018") == (rows["joined_year"] == 2018),
            "the cohort is pilot-2018 exactly for cities that joined in 2018",
            "correct cohort or joined_year",
        ),
    ),
    "ascn/projects": table(
        ("project_id",),
        {
            "project_id": SLUG,
            "city_id": SLUG,
            "project_name": text(),
            "focus_area": choice(*FOCUS_AREAS),
            "focus_area_assigned_by": choice("published", "coder"),
            "start_year": whole(2000, 2030, optional=True),
            "status": choice(*STATUSES, optional=True),
            "status_as_of": whole(2018, 2030, optional=True),
            "description": text(),
            "description_basis": choice("document narrative", "title only (compiler paraphrase)"),
            "funding_source": text(optional=True),
            "funding_type": choice("domestic", "external", "mixed", "unknown"),
            "funding_basis": choice("stated", "implementing body", optional=True),
            "amount_usd": number(0, 1e11, optional=True),
            "amount_note": text(optional=True),
            "first_listed_year": whole(2018, 2030),
            "first_listed_in": text(),
            "scap_priority_no": whole(1, 3, optional=True),
            "scap_project_name": text(optional=True),
            **{
                f"in_{report}": choice(*YES_NO)
                for report in ("report_2019", "me_2022", "me_2023", "me_2024", "me_2025")
            },
            "source": text(),
            "source_url": URL,
            "confidence": CONFIDENCE,
            "notes": text(optional=True),
        },
        row_rule(
            "project_id",
            lambda rows: (
                rows["project_id"].str.replace(r"-\d+$", "", regex=True) == rows["city_id"]
            ),
            "project_id is the city_id and a number",
            "correct project_id or city_id",
        ),
        row_rule(
            "funding_basis",
            lambda rows: (rows["funding_type"] == "unknown") == rows["funding_basis"].isna(),
            "funding_basis is given exactly where funding_type is known",
            "correct funding_type or funding_basis",
        ),
    ),
    "ascn/project_status": table(
        ("project_id", "report_year"),
        {
            "project_id": SLUG,
            "city_id": SLUG,
            "report_year": whole(2022, 2030),
            "printed_name": text(),
            "focus_area_published": choice(*FOCUS_AREAS),
            "status": choice(*STATUSES, optional=True),
            "status_basis": text(),
            "source": text(),
            "source_url": URL,
            "pdf_pages": text(),
            "confidence": CONFIDENCE,
        },
        row_rule(
            "status",
            lambda rows: rows["status"].isna() == rows["status_basis"].str.startswith("ambiguous"),
            "status is empty exactly where status_basis begins with 'ambiguous'",
            "fill status in, or say in status_basis why it is ambiguous",
        ),
    ),
    "ascn/monitoring": table(
        ("year", "metric", "basis"),
        {
            "year": whole(2018, 2030),
            "metric": text(),
            "value": number(0, 1e12),
            "unit": choice("cities", "count", "more than", "partnerships", "percent", "projects"),
            "basis": choice(*BASES),
            "note": text(optional=True),
            "source": text(),
            "source_url": URL,
            "confidence": CONFIDENCE,
        },
        row_rule(
            "value",
            lambda rows: (rows["unit"] != "percent") | (rows["value"] <= 100),
            "a percentage is not above 100",
            "correct value or unit",
        ),
    ),
    "ascn/events": table(
        ("date", "event"),
        {
            "date": pattern(PART_OF_DAY, "a day, month or year: 2018-04-28, 2018-04 or 2018"),
            "event": text(),
            "place": text(optional=True),
            "chair": text(optional=True),
            "shepherd": text(optional=True),
            "theme": text(optional=True),
            "participants": text(optional=True),
            "note": text(optional=True),
            "source": text(),
            "source_url": URL,
            "confidence": CONFIDENCE,
        },
    ),
    "ascn/partners": table(
        ("partner", "programme"),
        {
            "partner": text(),
            "partner_country_iso3_or_org": text(optional=True),
            "programme": text(),
            "years": text(optional=True),
            "amount_usd": number(0, 1e12, optional=True),
            "amount_original": number(0, 1e15, optional=True),
            "currency": choice("AUD", "EUR", "JPY", "USD", "VND", optional=True),
            "what": text(),
            "cities": text(),
            "source": text(),
            "source_url": URL,
            "confidence": CONFIDENCE,
        },
        row_rule(
            "currency",
            lambda rows: rows["amount_original"].isna() == rows["currency"].isna(),
            "an amount has a currency, and a currency an amount",
            "fill in the missing one of amount_original and currency",
        ),
    ),
    "ascn/project_partners": table(
        ("project_id", "partner"),
        {
            "project_id": SLUG,
            "partner": text(),
            "partner_kind": choice(
                "ASEAN partner",
                "domestic government",
                "external state",
                "multilateral",
                "other organisation",
            ),
            "partner_origin": pattern("[A-Z]+", "a country's or organisation's code", True),
            "support": choice(
                "budget",
                "grant",
                "implements",
                "loan",
                "loan and grant",
                "memorandum",
                "sought",
                "study",
                "technical help",
                "unspecified",
            ),
            "words": text(),
        },
        row_rule(
            "partner_origin",
            lambda rows: (
                rows["partner_origin"].notna() | (rows["partner_kind"] == "other organisation")
            ),
            "every partner but an organisation of unstated origin has an origin",
            "fill in partner_origin",
        ),
    ),
    "ascn/project_rights_codes": table(
        ("project_id", "code"),
        {
            "project_id": SLUG,
            "code": choice(*CODES),
            "pass_1": choice("0", "1", "u"),
            "pass_2": choice("0", "1", "u"),
            "agreed": choice("0", "1", "u", "disputed"),
        },
        row_rule(
            "agreed",
            lambda rows: (
                rows["agreed"] == rows["pass_1"].where(rows["pass_1"] == rows["pass_2"], "disputed")
            ),
            "agreed is the code both passes gave, else disputed",
            "correct agreed, pass_1 or pass_2",
        ),
    ),
    "ascn/project_rights_evidence": table(
        ("project_id",),
        {
            "project_id": SLUG,
            "evidence_pass_1": text(optional=True),
            "evidence_pass_2": text(optional=True),
        },
    ),
    "indicators/country_year": table(
        ("iso3", "year", "indicator"),
        {
            "iso3": text(),
            "year": whole(1990, 2030),
            "indicator": text(),
            "value": number(),
            "lower": number(optional=True),
            "upper": number(optional=True),
            "se": number(0, 10, optional=True),
            "source_id": pattern(r"S\d{3}", "S and three digits"),
            "note": text(optional=True),
        },
        row_rule(
            "value",
            lambda rows: ~((rows["lower"] > rows["value"]) | (rows["upper"] < rows["value"])),
            "an interval holds its value: lower <= value <= upper",
            "correct lower, value or upper",
        ),
        row_rule(
            "lower",
            lambda rows: rows["lower"].isna() == rows["upper"].isna(),
            "an interval has both ends",
            "fill in the missing one of lower and upper",
        ),
    ),
    "indicators/catalogue": table(
        ("indicator",),
        {
            "indicator": text(),
            "unit": text(),
            "higher_is_better": choice("yes", "no", "neutral", optional=True),
            "first_year": whole(1990, 2030),
            "last_year": whole(1990, 2030),
            "areas": whole(1, 300),
            "rows": whole(1, 100_000),
            "has_interval": choice("True", "False"),
        },
        row_rule(
            "last_year",
            lambda rows: rows["first_year"] <= rows["last_year"],
            "last_year is not before first_year",
            "swap or correct the two years",
        ),
    ),
    "indicators/sources": table(
        ("source_id",),
        {
            "source_id": pattern(r"S\d{3}", "S and three digits"),
            "source": text(),
            "licence": text(),
            "retrieved_from": text(),
            "quality": choice("primary-mirror", "secondary-mirror", "page-excerpt", "derived"),
        },
    ),
    "indicators/treaties": table(
        ("iso3", "treaty"),
        {
            "iso3": ISO3,
            "treaty": text(),
            "status": choice(*TREATY_STATUSES),
            "is_party": whole(0, 1, optional=True),
            "year": whole(1945, 2030, optional=True),
            "as_of": pattern(PART_OF_DAY, "a day, month or year: 2022-08-31, 2022-08 or 2022"),
            "verification": text(),
            "note": text(optional=True),
            "source": text(),
        },
        row_rule(
            "is_party",
            lambda rows: ~rows["status"].isin(["acceded", "ratified"]) | (rows["is_party"] == 1),
            "a state that acceded or ratified is a party",
            "correct status or is_party",
        ),
    ),
    "indicators/cyberlaws": table(
        ("iso3", "area"),
        {
            "iso3": ISO3,
            "area": choice(
                "consumer protection",
                "cybercrime/cybersecurity",
                "data protection",
                "e-transactions",
            ),
            "status": choice("law", "draft", "none"),
            "law": text(),
            "year": whole(1945, 2030, optional=True),
            "verification": text(),
            "note": text(optional=True),
        },
    ),
    "indicators/city": table(
        ("city", "year", "indicator"),
        {
            "city_id": OPTIONAL_SLUG,
            "city": text(),
            "iso3": ISO3,
            "ascn_city": choice("True", "False"),
            "year": whole(1950, 2050, optional=True),
            "indicator": choice(
                "GEONAMES.LAT",
                "GEONAMES.LON",
                "GEONAMES.POP",
                "IMD.SCI.RANK",
                "WUP2018.POP",
                "WUP2018.POP.CAPITAL",
                "WUP2018.POP.GROW5",
            ),
            "value": number(-100, 100_000_000),
            "unit": text(),
            "source": text(),
            "licence": text(),
            "retrieved_from": text(),
            "note": text(optional=True),
        },
        row_rule(
            "city_id",
            lambda rows: rows["city_id"].notna() == (rows["ascn_city"] == "True"),
            "city_id is given exactly for the network's cities",
            "correct city_id or ascn_city",
        ),
    ),
    "seeds/claims": table(
        ("claim_id",),
        {
            "claim_id": pattern(r"(FAT|KDN|F1K)-\d{2}", "FAT, KDN or F1K, a hyphen, two digits"),
            "seed": text(),
            "claim_en": text(),
            "quantity": text(optional=True),
            "unit": text(optional=True),
            "reference_year": text(optional=True),
            "cited_source": text(optional=True),
            "check_with": text(optional=True),
            "judgement": text(),
            "garbled": choice("yes", "partly", "no"),
            "printed_text": text(optional=True),
            "likely_intended": text(optional=True),
            "why": text(optional=True),
            "source": text(),
            "source_url": URL,
            "confidence": CONFIDENCE,
        },
    ),
    "seeds/frameworks": table(
        ("framework", "item_no"),
        {
            "framework": text(),
            "item_no": whole(1, 100),
            "item": text(),
            "description": text(optional=True),
            "source": text(),
            "source_url": URL,
            "confidence": CONFIDENCE,
        },
    ),
    "seeds/norms": table(
        ("norm", "article_para"),
        {
            "norm": text(),
            "article_para": text(),
            "paraphrase": text(),
            "source_url": text(),
            "confidence": pattern(r"(high|medium|low)( \(.+\))?", "high, medium or low, and why"),
        },
    ),
    "seeds/norm_codes": table(
        ("norm", "article_para", "code"),
        {
            "norm": text(),
            "article_para": text(),
            "code": choice(*CODES),
            "stance": choice("promises", "goal", "silent"),
            "reading": text(),
        },
    ),
    "seeds/rights_framework": table(
        ("concern", "indicator_code"),
        {
            "concern": text(),
            "dimension": text(),
            "indicator_code": text(),
            "source_dataset": text(),
            "framework_citation": text(),
            "direction": text(),
            "rationale": text(),
            "in_rights_indicators": choice(*YES_NO),
        },
    ),
    "reference/countries": table(
        ("iso3",),
        {
            "iso3": text(),
            "iso_numeric": pattern(r"\d{3}", "three digits", optional=True),
            "name": text(),
            "kind": choice("member", "comparator", "aggregate"),
            "asean_member_from": day(optional=True),
        },
        row_rule(
            "asean_member_from",
            lambda rows: (rows["kind"] == "member") == rows["asean_member_from"].notna(),
            "asean_member_from is given exactly for members",
            "correct kind or asean_member_from",
        ),
    ),
    "reference/reports": table(
        ("report_year",), {"report_year": whole(2022, 2030), "published_on": day()}
    ),
    "reference/indicator_labels": table(
        ("indicator",),
        {
            "indicator": text(),
            "label": text(),
            "short_label": pattern(".{1,32}", "at most 32 characters, to fit a chart"),
            "dimension": choice(*DIMENSIONS),
            "direction": choice("higher is better", "lower is better", "neutral"),
            "interval": choice("none", "68% credible", "90%"),
        },
    ),
    "reference/source_labels": table(
        ("source_id",),
        {
            "source_id": pattern(r"S\d{3}", "S and three digits"),
            "short_label": text(),
            "publisher": text(),
            "edition": text(),
            "url": URL,
            "licence_id": text(),
            "redistributable": choice("yes", "extract"),
        },
    ),
}


@dataclass(frozen=True)
class ForeignKey:
    """Cells of `table` that must occur in `target`; an empty cell points nowhere."""

    table: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


def _points(table: str, column: str, target: str, target_column: str) -> ForeignKey:
    return ForeignKey(table, (column,), target, (target_column,))


FOREIGN_KEYS: tuple[ForeignKey, ...] = (
    _points("ascn/members", "country_iso3", "reference/countries", "iso3"),
    _points("ascn/projects", "city_id", "ascn/members", "city_id"),
    ForeignKey(
        "ascn/project_status",
        ("project_id", "city_id"),
        "ascn/projects",
        ("project_id", "city_id"),
    ),
    _points("ascn/project_status", "report_year", "reference/reports", "report_year"),
    _points("ascn/project_rights_codes", "project_id", "ascn/projects", "project_id"),
    _points("ascn/project_rights_evidence", "project_id", "ascn/projects", "project_id"),
    _points("ascn/project_partners", "project_id", "ascn/projects", "project_id"),
    ForeignKey(
        "seeds/norm_codes", ("norm", "article_para"), "seeds/norms", ("norm", "article_para")
    ),
    _points("indicators/country_year", "iso3", "reference/countries", "iso3"),
    _points("indicators/country_year", "indicator", "indicators/catalogue", "indicator"),
    _points("indicators/country_year", "source_id", "indicators/sources", "source_id"),
    _points("indicators/catalogue", "indicator", "reference/indicator_labels", "indicator"),
    _points("reference/indicator_labels", "indicator", "indicators/catalogue", "indicator"),
    _points("indicators/sources", "source_id", "reference/source_labels", "source_id"),
    _points("reference/source_labels", "source_id", "indicators/sources", "source_id"),
    _points("indicators/treaties", "iso3", "reference/countries", "iso3"),
    _points("indicators/cyberlaws", "iso3", "reference/countries", "iso3"),
    _points("indicators/city", "iso3", "reference/countries", "iso3"),
    _points("indicators/city", "city_id", "ascn/members", "city_id"),
)

# The range that a unit implies, by how the unit begins.
UNIT_RANGES: dict[str, tuple[float, float]] = {
    "index 0-100": (0, 100),
    "index 0-1": (0, 1),
    "0/1": (0, 1),
    "0-100": (0, 100),
    "pillar 0-20": (0, 20),
    "% of population": (0, 100),
    "% of urban population": (0, 100),
    "% of rural population": (0, 100),
    "% of women": (0, 100),
    "% of men": (0, 100),
    "% age": (0, 100),
    "% of labour force": (0, 100),
    "persons": (0, 1e10),
}
