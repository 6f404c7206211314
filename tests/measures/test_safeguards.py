import pandas as pd

from analysis.measures.safeguards import (
    indicator_panels,
    laws_at,
    promise_and_portfolio,
    promise_matrix,
    states_of_categories,
    surveillance_matrix,
)

LAWS = pd.DataFrame(
    {
        "iso3": ["BRN", "IDN", "KHM", "PHL", "PHL"],
        "area": ["data protection"] * 4 + ["e-transactions"],
        "status": ["law", "law", "draft", "law", "law"],
        "law": ["Order 2025", "Law 27/2022", "draft Law", "RA 10173", "RA 8792"],
        "year": [2025, 2022, None, 2012, 2000],
        "note": [None, "", "draft", "day of signing not seen", None],
    }
)


def test_a_law_counts_from_its_year_and_its_own_year_is_told_apart() -> None:
    laws = laws_at(LAWS, ["BRN", "IDN", "KHM", "PHL", "TLS"], "data protection", 2022)
    assert laws["standing"].tolist() == [
        "not yet law",
        "law of that year",
        "draft",
        "law",
        "unconfirmed",
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
            "text": f"{yes}–{yes + disputed + unclear}/4",
        }
        for code, (yes, disputed, unclear) in cells.items()
    ]
    return pd.DataFrame(rows)


FLAGS = pd.DataFrame(
    {
        "country_iso3": ["BRN", "IDN", "VNM"],
        "indicator": ["aigs_safe_city"] * 3,
        "value": [None, 1.0, 0.0],
        "kind": ["not_covered", "published", "published"],
    }
)


def test_matrix_tells_no_project_from_no_content_and_no_survey_from_no_finding() -> None:
    countries = ["BRN", "IDN", "VNM"]
    content = shares(surveillance=(1, 1, 0), personal_data=(0, 1, 2))
    matrix = surveillance_matrix(content, laws_at(LAWS, countries, "data protection", 2026), FLAGS)
    cells = matrix.set_index(["item", "country_iso3"])["category"]
    assert cells["surveillance"].to_dict() == {
        "BRN": "not_applicable",
        "IDN": "shown",
        "VNM": "not_applicable",
    }
    assert cells["personal_data", "IDN"] == "open"
    assert cells["data_protection_law"].to_dict() == {
        "BRN": "law",
        "IDN": "law",
        "VNM": "unconfirmed",
    }
    assert cells["aigs_safe_city"].to_dict() == {
        "BRN": "not_covered",
        "IDN": "shown",
        "VNM": "not shown",
    }
    assert states_of_categories(matrix, "aigs_safe_city", ["shown"]) == ["IDN"]


def test_matrix_marks_a_weak_record_at_its_year() -> None:
    laws = laws_at(LAWS, ["PHL", "IDN"], "data protection", 2026)
    matrix = surveillance_matrix(
        shares(surveillance=(0, 0, 0), personal_data=(0, 0, 0)), laws, FLAGS
    )
    law = matrix[matrix["item"] == "data_protection_law"]
    assert law["text"].tolist() == ["2012*", "2022"]


def test_a_point_carries_its_year() -> None:
    values = pd.DataFrame({"indicator": ["un_epi"], "year": [2024], "value": [0.5]})
    labels = pd.DataFrame({"indicator": ["un_epi"], "short_label": ["E-Participation"]})
    panel = indicator_panels(values, labels).iloc[0]
    assert (panel["panel"], panel["first_year"], panel["second_year"]) == (
        "E-Participation",
        2024,
        2024,
    )


NORMS = pd.DataFrame(
    {
        "norm": ["ASEAN Framework (2018)"] * 3,
        "article_para": ["para 15", "para 3", "para 2"],
        "paraphrase": ["surveillance as a goal", "non-binding", "rights respected"],
        "confidence": ["high"] * 3,
    }
)
READ = pd.DataFrame(
    {
        "norm": ["ASEAN Framework (2018)"] * 2,
        "article_para": ["para 15", "para 2"],
        "code": ["surveillance", "safeguard"],
        "stance": ["goal", "promises"],
    }
)


def test_an_article_without_a_code_keeps_its_row_and_gets_no_count() -> None:
    table = promise_and_portfolio(NORMS, READ, shares(surveillance=(1, 0, 1), safeguard=(0, 0, 0)))
    assert table["article"].tolist() == ["Framework, § 2", "Framework, § 3", "Framework, § 15"]
    assert table["text"].fillna("").tolist() == ["0–0/4", "", "1–2/4"]


def test_the_portfolio_stands_above_what_the_articles_say() -> None:
    content = shares(surveillance=(0, 0, 1), safeguard=(0, 0, 0), digital=(4, 0, 0))
    matrix = promise_matrix(promise_and_portfolio(NORMS, READ, content), content)
    assert matrix["article"].tolist() == ["portfolio"] * 2 + ["Framework, § 2", "Framework, § 15"]
    assert matrix["category"].tolist() == ["open", "not shown", "promises", "goal"]
