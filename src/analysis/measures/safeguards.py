"""What stands beside surveillance and personal data in projects: a state's safeguards, and norms.

Safeguards are the state's, projects a city's: they stand alongside and are not joined into a score.
"""

import pandas as pd

PRIVACY = "data protection"
SAFEGUARD_INDICATORS = ("v2x_clpriv", "v2mecenefi", "gtmi_engagement", "un_epi")
SURVEILLANCE_FLAGS = (
    "aigs_safe_city",
    "aigs_facial_recognition",
    "aigs_smart_policing",
    "aigs_social_media_surveillance",
)
IN_THE_BOOKS = "law"
SAME_YEAR = "law of that year"
LATER = "not yet law"
_WEAK = r"not seen|not checked|not found|recheck|weak source|sources differ"


def laws_at(cyberlaws: pd.DataFrame, countries: list[str], area: str, year: int) -> pd.DataFrame:
    """One row for each country: what is known of its law in an area, seen from a year.

    Columns: country_iso3, standing, law, law_year, weak (the record itself names a check that is
    open), note. `standing` is "law" (of an earlier year), "law of that year" (the day is not
    recorded, so it may be later than the date asked for), "not yet law" (of a later year), "draft"
    or "none" as last recorded, and missing where no record exists. The year is that of the law,
    not of its entry into force.
    """
    laws = cyberlaws[cyberlaws["area"] == area].set_index("country_iso3").reindex(countries)
    standing = laws["status"].astype("object")
    enacted = standing == "law"
    standing = standing.mask(enacted & (laws["year"] == year), SAME_YEAR)
    standing = standing.mask(enacted & (laws["year"] > year), LATER)
    found = pd.DataFrame(
        {
            "standing": standing,
            "law": laws["law"],
            "law_year": laws["year"].astype("Int64"),
            "weak": laws["note"].fillna("").str.contains(_WEAK, case=False),
            "note": laws["note"],
        }
    )
    return found.rename_axis("country_iso3").reset_index()


def content_by_country(shares: pd.DataFrame, countries: list[str]) -> pd.DataFrame:
    """Listed projects, and those that show surveillance or personal data, for each country.

    `shares` is `code_shares` by country_iso3. Columns: country_iso3, projects, surveillance,
    surveillance_open, personal_data, personal_data_open (open: unclear or disputed). A country
    without a listed project has zeros.
    """
    table = pd.DataFrame({"country_iso3": list(countries), "projects": 0})
    for code in ("surveillance", "personal_data"):
        part = shares[shares["code"] == code].set_index("country_iso3").reindex(countries)
        part = part[["projects", "yes", "disputed", "unclear"]].fillna(0).astype(int)
        table["projects"] = part["projects"].to_numpy()
        table[code] = part["yes"].to_numpy()
        table[f"{code}_open"] = (part["disputed"] + part["unclear"]).to_numpy()
    return table


def flags_found(values: pd.DataFrame) -> pd.DataFrame:
    """How many surveillance flags a survey of sources found for each country, and of how many.

    `values` are the flags' rows of `coverage.latest_values`. Columns: country_iso3, found,
    searched, year. A flag of zero means that no evidence was found, not that there is none; a
    country the survey leaves out has no flag at all and `found` is missing.
    """
    flags = values.groupby("country_iso3", as_index=False).agg(
        found=("value", lambda flag: flag.sum(min_count=1)),
        searched=("value", "count"),
        year=("year", "max"),
    )
    return flags.astype({"found": "Int64"})


def promise_and_portfolio(
    norms: pd.DataFrame, norm_codes: pd.DataFrame, shares: pd.DataFrame
) -> pd.DataFrame:
    """Each article of a norm beside the projects whose text shows what it speaks of.

    `norm_codes` says which code an article speaks of, and how: "promises" it, names it as a "goal",
    or is "silent" where one would look for it. `shares` is `code_shares` of all listed projects.
    Columns: norm, article_para, paraphrase, code, stance, yes, open, projects, lower_share_pct,
    upper_share_pct, confidence. An article that no code matches keeps a row without counts.
    """
    articles = norms.merge(norm_codes, on=["norm", "article_para"], how="left")
    counted = shares.assign(open=shares["disputed"] + shares["unclear"])
    counted["code"] = counted["code"].astype("object")
    columns = ["code", "yes", "open", "projects", "lower_share_pct", "upper_share_pct"]
    table = articles.merge(counted[columns], on="code", how="left")
    order = ["norm", "article_para", "paraphrase", "code", "stance", *columns[1:], "confidence"]
    return table[order]
