"""What stands beside surveillance and personal data in projects: a state's safeguards, and norms.

Safeguards are the state's, projects a city's: they stand alongside and are not joined into a score.
"""

from collections.abc import Sequence

import pandas as pd

from analysis.measures.coverage import NOT_APPLICABLE, UNCONFIRMED

DATA_PROTECTION = "data protection"
SAFEGUARD_INDICATORS = ("v2x_clpriv", "v2mecenefi", "un_epi")
SURVEILLANCE_FLAGS = (
    "aigs_safe_city",
    "aigs_facial_recognition",
    "aigs_smart_policing",
    "aigs_social_media_surveillance",
)
SAME_YEAR, LATER = "law of that year", "not yet law"
SHOWN, OPEN, NOT_SHOWN = "shown", "open", "not shown"
PORTFOLIO = "portfolio"
_SIGNS = {"draft": "…", "none": "–", "promises": "+", "goal": "+", "silent": "–"}
_WEAK = r"not seen|not checked|not found|recheck|weak source|sources differ"


def laws_at(
    cyberlaws: pd.DataFrame, countries: Sequence[str], area: str, year: int
) -> pd.DataFrame:
    """One row for each country: what is known of its law in an area, seen from a year.

    Columns: country_iso3, standing, law, law_year, weak (the record itself names a check that is
    open), note. `standing` is "law" (of an earlier year), "law of that year" (the day is not
    recorded, so it may be later than the date asked for), "not yet law" (of a later year), "draft"
    or "none" as last recorded, and "unconfirmed" where no record exists. The year is that of the
    law, not of its entry into force.
    """
    laws = cyberlaws[cyberlaws["area"] == area].set_index("iso3").reindex(list(countries))
    standing = laws["status"].astype("object")
    enacted = standing == "law"
    standing = standing.mask(enacted & (laws["year"] == year).fillna(False), SAME_YEAR)
    standing = standing.mask(enacted & (laws["year"] > year).fillna(False), LATER)
    found = pd.DataFrame(
        {
            "standing": standing.fillna(UNCONFIRMED),
            "law": laws["law"],
            "law_year": laws["year"].astype("Int64"),
            "weak": laws["note"].fillna("").str.contains(_WEAK, case=False),
            "note": laws["note"],
        }
    )
    return found.rename_axis("country_iso3").reset_index()


def surveillance_matrix(
    shares: pd.DataFrame, laws: pd.DataFrame, flags: pd.DataFrame
) -> pd.DataFrame:
    """What projects of each state show beside what its law says and what a survey found.

    `shares` is `code_shares` by country_iso3, `laws` is `laws_at`, `flags` the rows of
    SURVEILLANCE_FLAGS of `coverage.latest_values`. Columns: country_iso3, item, category, text.
    A project code is "shown", "open" (unclear or disputed only) or "not shown", a flag "shown" or
    "not shown": no evidence found, which is not proof of absence. A state the survey leaves out is
    "not_covered", one without a listed project "not_applicable". The text of a law is its year, or
    "…" for a draft and "–" for none, with an asterisk where the record is weak; that of a flag is
    the survey's 1 or 0.
    """
    countries = list(laws["country_iso3"])
    parts = [_content_cells(shares, code, countries) for code in ("surveillance", "personal_data")]
    year = laws["law_year"].astype("string").fillna(laws["standing"].map(_SIGNS)).fillna("")
    year += laws["weak"].map({True: "*", False: ""})
    parts.append(
        pd.DataFrame(
            {
                "country_iso3": countries,
                "item": "data_protection_law",
                "category": laws["standing"].to_numpy(),
                "text": year.to_numpy(dtype=object),
            }
        )
    )
    found = flags["value"].map({1.0: SHOWN, 0.0: NOT_SHOWN}).fillna(flags["kind"])
    printed = flags["value"].astype("Int64").astype("string").fillna("")
    cells = flags.assign(item=flags["indicator"], category=found, text=printed)
    parts.append(cells[["country_iso3", "item", "category", "text"]])
    return pd.concat(parts, ignore_index=True)


def _content_cells(shares: pd.DataFrame, code: str, countries: list[str]) -> pd.DataFrame:
    part = shares[shares["code"] == code].set_index("country_iso3").reindex(countries)
    return pd.DataFrame(
        {
            "country_iso3": countries,
            "item": code,
            "category": _presence(part).mask(part["projects"].isna(), NOT_APPLICABLE).to_numpy(),
            "text": part["text"].to_numpy(),
        }
    )


def states_of_categories(matrix: pd.DataFrame, item: str, categories: Sequence[str]) -> list[str]:
    """The countries whose cell of an item is of one of the categories, in the matrix's order."""
    chosen = (matrix["item"] == item) & matrix["category"].isin(list(categories))
    return matrix.loc[chosen, "country_iso3"].tolist()


def indicator_panels(values: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Rows of `coverage.latest_values` in the columns of a dot chart, a panel an indicator.

    Adds panel (the indicator's short label), first_year and second_year (both the value's year).
    """
    labels = indicators.set_index("indicator")["short_label"]
    return values.assign(
        panel=values["indicator"].map(labels), first_year=values["year"], second_year=values["year"]
    )


def promise_and_portfolio(
    norms: pd.DataFrame, norm_codes: pd.DataFrame, shares: pd.DataFrame
) -> pd.DataFrame:
    """Each article of a norm beside the projects whose text shows what it speaks of.

    `norm_codes` says which code an article speaks of, and how: it "promises" it, names it as a
    "goal", or is "silent" where one would look for it. `shares` is `code_shares` of all listed
    projects. Columns: article, paraphrase, code, stance, text (projects that show it), confidence.
    An article that no code matches keeps a row without counts.
    """
    articles = norms.merge(norm_codes, on=["norm", "article_para"], how="left")
    articles["article"] = _article(articles)
    articles["number"] = articles["article_para"].str.extract(r"(\d+)", expand=False).astype(float)
    articles = articles.sort_values(["norm", "number", "article_para"])
    counted = shares.assign(code=shares["code"].astype("object"))[["code", "text"]]
    table = articles.merge(counted, on="code", how="left")
    return table[["article", "paraphrase", "code", "stance", "text", "confidence"]]


def _article(articles: pd.DataFrame) -> pd.Series:
    """Name an article by its norm's short title and its number."""
    title = articles["norm"].str.replace(r" \(.*\)$", "", regex=True)
    title = title.str.replace(r"^(ASEAN|ASCN) ", "", regex=True)
    return title + ", " + articles["article_para"].str.replace("para ", "§ ")


def promise_matrix(promises: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """The row of the portfolio, and below it the articles, each by the code it speaks of.

    Takes `promise_and_portfolio` and the same `shares`. Columns: article, code, category (for the
    portfolio "shown", "open" or "not shown", for an article its stance), text (bounds, or "+" and
    "–"), part ("portfolio" or "norms"). Articles without a code are left out.
    """
    articles = promises.dropna(subset="code").rename(columns={"stance": "category"})
    articles = articles.assign(part="norms", text=articles["category"].map(_SIGNS))
    counted = shares.assign(code=shares["code"].astype("object"), category=_presence(shares))
    counted = counted[counted["code"].isin(articles["code"])]
    both = pd.concat([counted.assign(article=PORTFOLIO, part=PORTFOLIO), articles])
    return both[["article", "code", "category", "text", "part"]].reset_index(drop=True)


def _presence(shares: pd.DataFrame) -> pd.Series:
    """Whether any project shows a code, or only open ones might, or none does."""
    some = shares["disputed"] + shares["unclear"] > 0
    presence = pd.Series(NOT_SHOWN, index=shares.index).mask(some, OPEN)
    return presence.mask(shares["yes"] > 0, SHOWN)
