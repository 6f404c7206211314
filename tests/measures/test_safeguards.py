import pandas as pd

from analysis.measures.safeguards import (
    content_by_country,
    flags_found,
    laws_at,
    promise_and_portfolio,
)

LAWS = pd.DataFrame(
    {
        "country_iso3": ["BRN", "IDN", "KHM", "PHL", "PHL"],
        "area": ["data protection"] * 4 + ["e-transactions"],
        "status": ["law", "law", "draft", "law", "law"],
        "law": ["Order 2025", "Law 27/2022", "draft Law", "RA 10173", "RA 8792"],
        "year": [2025, 2022, None, 2012, 2000],
        "note": [None, "", "draft", "day of signing not seen", None],
    }
)


def test_a_law_counts_from_its_year_and_its_own_year_is_told_apart() -> None:
    laws = laws_at(LAWS, ["BRN", "IDN", "KHM", "PHL", "TLS"], "data protection", 2022)
    assert laws["standing"].fillna("no record").tolist() == [
        "not yet law",
        "law of that year",
        "draft",
        "law",
        "no record",
    ]


def test_an_open_check_in_the_record_marks_the_row() -> None:
    laws = laws_at(LAWS, ["IDN", "PHL"], "data protection", 2026).set_index("country_iso3")
    assert not laws.loc["IDN", "weak"]
    assert laws.loc["PHL", "weak"]
    assert laws.loc["PHL", "law_year"] == 2012


def shares(**cells: tuple[int, int, int]) -> pd.DataFrame:
    rows = [
        {
            "country_iso3": "IDN",
            "code": code,
            "yes": yes,
            "disputed": disputed,
            "unclear": unclear,
            "projects": 4,
            "lower_share_pct": 25 * yes,
            "upper_share_pct": 25 * (yes + disputed + unclear),
        }
        for code, (yes, disputed, unclear) in cells.items()
    ]
    return pd.DataFrame(rows)


def test_a_country_without_projects_keeps_its_row() -> None:
    table = content_by_country(
        shares(surveillance=(1, 1, 0), personal_data=(0, 1, 2)), ["BRN", "IDN"]
    )
    assert table["projects"].tolist() == [0, 4]
    assert table["surveillance"].tolist() == [0, 1]
    assert table["personal_data_open"].tolist() == [0, 3]


def test_flags_of_a_country_left_out_are_missing_not_zero() -> None:
    values = pd.DataFrame(
        {
            "country_iso3": ["BRN", "BRN", "IDN", "IDN", "VNM", "VNM"],
            "value": [None, None, 1.0, 1.0, 0.0, 0.0],
            "year": pd.array([None, None, 2022, 2022, 2022, 2022], dtype="Int64"),
        }
    )
    flags = flags_found(values).set_index("country_iso3")
    assert pd.isna(flags.loc["BRN", "found"])
    assert flags.loc["VNM", "found"] == 0
    assert flags.loc["IDN", "found"] == 2


def test_an_article_without_a_code_keeps_its_row_and_gets_no_count() -> None:
    norms = pd.DataFrame(
        {
            "norm": ["Framework", "Framework"],
            "article_para": ["para 3", "para 15"],
            "paraphrase": ["non-binding", "surveillance as a goal"],
            "confidence": ["high", "high"],
        }
    )
    read = pd.DataFrame(
        {
            "norm": ["Framework"],
            "article_para": ["para 15"],
            "code": ["surveillance"],
            "stance": ["goal"],
        }
    )
    table = promise_and_portfolio(norms, read, shares(surveillance=(1, 0, 1)))
    assert table["yes"].isna().tolist() == [True, False]
    assert table.loc[1, "open"] == 1
    assert table.loc[1, "upper_share_pct"] == 50
