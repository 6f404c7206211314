import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from analysis.data import read_table
from analysis.measures.content_codes import (
    CODES,
    STATES,
    certainty,
    code_agreement,
    code_shares,
    coded_projects,
    cohen_kappa,
    filing_of_content,
    kappas_of_tables,
    label_against_content,
    projects_showing,
    title_only_sensitivity,
)

PROJECTS = pd.DataFrame(
    {
        "project_id": ["a-01", "a-02", "b-01", "b-02"],
        "country_iso3": ["IDN", "IDN", "VNM", "VNM"],
        "focus_area": ["Civic & Social", "Safety & Security", "Civic & Social", "Civic & Social"],
        "description_basis": ["document narrative", "title only (paraphrase)"] * 2,
    }
)
PASSES = {  # project: surveillance in pass 1 and 2, then participation
    "a-01": ("1", "1", "0", "0"),
    "a-02": ("1", "0", "0", "0"),
    "b-01": ("u", "u", "0", "0"),
    "b-02": ("0", "0", "0", "0"),
}


def codes() -> pd.DataFrame:
    rows = []
    for project, (one, two, other_one, other_two) in PASSES.items():
        rows.append((project, "surveillance", one, two, one if one == two else "disputed"))
        rows.append((project, "participation", other_one, other_two, "0"))
    return pd.DataFrame(rows, columns=["project_id", "code", "pass_1", "pass_2", "agreed"])


@pytest.fixture
def coded() -> pd.DataFrame:
    return coded_projects(PROJECTS, PROJECTS, codes())


def row(table: pd.DataFrame, **where: str) -> pd.Series:
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_open_codes_are_once_a_no_and_once_a_yes(coded: pd.DataFrame) -> None:
    found = row(code_shares(coded), code="surveillance")
    assert [found[state] for state in STATES] == [1, 1, 1, 1]
    assert (found["lower_share_pct"], found["upper_share_pct"]) == (25, 75)
    assert found["text"] == "1–3/4"


def test_cells_carry_their_own_n(coded: pd.DataFrame) -> None:
    shares = code_shares(coded, ["focus_area"])
    assert row(shares, focus_area="Civic & Social", code="surveillance")["projects"] == 3
    assert (
        row(shares, focus_area="Safety & Security", code="surveillance")["upper_share_pct"] == 100
    )


def test_shares_of_one_country_are_its_own(coded: pd.DataFrame) -> None:
    shares = code_shares(coded[coded["country_iso3"] == "IDN"], ["country_iso3"])
    found = row(shares, country_iso3="IDN", code="surveillance")
    assert (found["yes"], found["disputed"], found["projects"]) == (1, 1, 2)


def test_no_project_gives_empty_tables_with_all_columns(coded: pd.DataFrame) -> None:
    nothing = coded.head(0)
    assert code_shares(nothing, ["focus_area"]).columns[-1] == "text"
    assert projects_showing(nothing, PROJECTS.assign(project_name=""), ["surveillance"]).empty
    assert certainty(nothing, 4)["n"].tolist() == [0] * 5
    assert code_shares(nothing).empty
    assert code_agreement(nothing, 10, seed=1).empty
    assert filing_of_content(nothing).empty


def test_label_is_told_from_all_other_focus_areas(coded: pd.DataFrame) -> None:
    table = label_against_content(coded)
    assert row(table, filed_under="Civic & Social", code="surveillance")["projects"] == 3
    assert row(table, filed_under="other", code="surveillance")["disputed"] == 1


def test_content_is_traced_to_where_it_is_filed(coded: pd.DataFrame) -> None:
    filed = filing_of_content(coded)
    assert filed["focus_area"].tolist() == ["Civic & Social"]
    assert filed["share_pct"].tolist() == [100]


def test_title_only_projects_are_left_out_of_the_sensitivity(coded: pd.DataFrame) -> None:
    table = title_only_sensitivity(coded)
    found = row(table, texts="without title-only", code="surveillance")
    assert (found["projects"], found["yes"], found["unclear"]) == (2, 1, 1)


def test_projects_that_show_or_may_show_a_code_are_listed_with_its_state(
    coded: pd.DataFrame,
) -> None:
    names = PROJECTS.assign(project_name=["A one", "A two", "B one", "B two"])
    table = projects_showing(coded, names, ["surveillance"])
    assert table["project_name"].tolist() == ["A one", "A two", "B one"]
    assert table["surveillance"].tolist() == ["yes", "disputed", "unclear"]


def test_certainty_counts_what_stands_behind_the_shares(coded: pd.DataFrame) -> None:
    facts = certainty(coded, 9).set_index("fact")
    assert tuple(facts.loc["projects_listed"]) == (4, 9)
    assert tuple(facts.loc["more_than_title"]) == (2, 4)
    assert tuple(facts.loc["passes_agree"]) == (7, 8)
    assert facts["n"]["codes_disputed"] == facts["n"]["codes_unclear"] == 1


def test_a_listed_project_without_codes_is_refused_by_name() -> None:
    more = pd.concat([PROJECTS, PROJECTS.tail(1).assign(project_id="c-01")])
    with pytest.raises(ValueError, match="c-01"):
        coded_projects(more, more, codes())


def test_kappa_equals_the_worked_example(coded: pd.DataFrame) -> None:
    # pass 1: 1 1 u 0, pass 2: 1 0 u 0; observed 3/4, expected (1*2 + 2*1 + 1*1)/16
    found = row(code_agreement(coded, 200, seed=3), code="surveillance")
    assert found["kappa"] == pytest.approx((0.75 - 5 / 16) / (1 - 5 / 16))
    assert found["lower"] <= found["kappa"] <= found["upper"]
    assert (found["same"], found["disputed"], found["unclear"]) == (3, 1, 1)


def test_kappa_of_a_code_that_never_varies_is_undefined_not_perfect(coded: pd.DataFrame) -> None:
    found = row(code_agreement(coded, 50, seed=3), code="participation")
    assert np.isnan([found["kappa"], found["lower"], found["upper"]]).all()
    assert (found["same_pct"], found["undefined_resamples"]) == (100, 50)


def test_kappa_of_passes_all_missing_is_undefined() -> None:
    missing = pd.Series([None, None], dtype="object")
    assert np.isnan(cohen_kappa(missing, missing))


def test_kappa_from_counts_equals_scikit_learn() -> None:
    generator = np.random.default_rng(5)
    first, second = generator.integers(0, 3, 40), generator.integers(0, 3, 40)
    table = np.zeros((3, 3), dtype=np.int64)
    np.add.at(table, (first, second), 1)
    assert kappas_of_tables(table[None])[0] == pytest.approx(cohen_kappa_score(first, second))


def test_agreement_is_the_same_twice(coded: pd.DataFrame) -> None:
    first, second = (code_agreement(coded, 100, seed=2018) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_published_shares_equal_those_counted_from_the_raw_passes() -> None:
    """A second path: bounds from the two passes themselves, never through the agreed column."""
    projects, raw = read_table("projects"), read_table("rights_codes")
    shares = code_shares(coded_projects(projects, projects, raw)).set_index("code")
    for code in CODES:
        passes = raw[raw["code"] == code]
        certain = sum(
            a == b == "1" for a, b in zip(passes["pass_1"], passes["pass_2"], strict=True)
        )
        never = sum(a == b == "0" for a, b in zip(passes["pass_1"], passes["pass_2"], strict=True))
        assert shares.loc[code, "lower_share_pct"] == pytest.approx(100 * certain / 150)
        assert shares.loc[code, "upper_share_pct"] == pytest.approx(100 * (150 - never) / 150)
