import numpy as np
import pandas as pd
import pytest

from analysis.data import read_table
from analysis.measures.funding import (
    PARTNER_GROUPS,
    basis_of_funding,
    certainty,
    concentration,
    focus_mix,
    fractional_totals,
    funding_edges,
    herfindahl,
    network_edges,
    programmes_within,
    published_amounts,
    sought_only,
    support_by_origin,
    without_outside_partner,
)

LISTED = pd.DataFrame(
    {
        "project_id": ["a-01", "a-02", "b-01", "b-02"],
        "country_iso3": ["IDN", "IDN", "VNM", "VNM"],
        "focus_area": ["Civic & Social", "Safety & Security", "Civic & Social", "Civic & Social"],
        "funding_type": ["mixed", "unknown", "external", "domestic"],
    }
)
NAMED = pd.DataFrame(
    [
        ("a-01", "JICA", "external state", "JPN", "study"),
        ("a-01", "City", "domestic government", "IDN", "budget"),
        ("a-02", "Korea", "external state", "KOR", "sought"),
        ("b-01", "ASEAN Infrastructure Fund", "ASEAN partner", "AIF", "loan"),
        ("b-01", "ADB", "multilateral", "ADB", "loan"),
        ("b-02", "Works department", "domestic government", "VNM", "implements"),
    ],
    columns=["project_id", "partner", "partner_kind", "partner_origin", "support"],
)


@pytest.fixture
def edges() -> pd.DataFrame:
    return funding_edges(LISTED, NAMED)


def test_shared_projects_are_split_and_totals_stay_the_projects(edges: pd.DataFrame) -> None:
    assert edges["weight_projects"].sum() == pytest.approx(4)
    assert edges.groupby("project_id")["weight_projects"].sum().tolist() == pytest.approx([1] * 4)
    totals = fractional_totals(edges, "focus_area").set_index("focus_area")["projects"]
    assert totals["Civic & Social"] == pytest.approx(3)


def test_a_partner_only_sought_leaves_the_funder_unknown(edges: pd.DataFrame) -> None:
    edge = edges[edges["project_id"] == "a-02"].iloc[0]
    assert (edge["partner"], edge["origin"], edge["weight_projects"]) == ("unknown", "unknown", 1)


def test_a_partner_only_sought_is_told_where_nobody_else_is_named(edges: pd.DataFrame) -> None:
    assert sought_only(edges, NAMED)[["project_id", "partner"]].values.tolist() == [
        ["a-02", "Korea"]
    ]
    both = pd.concat([NAMED, NAMED[NAMED["project_id"] == "a-02"].assign(project_id="b-02")])
    assert sought_only(funding_edges(LISTED, both), both)["project_id"].tolist() == ["a-02"]
    assert sought_only(edges.iloc[:0], NAMED).empty


def test_external_funding_without_a_named_partner_from_beyond_is_told() -> None:
    assert without_outside_partner(funding_edges(LISTED, NAMED), LISTED).empty
    named = NAMED.assign(support=NAMED["support"].mask(NAMED["partner"] == "JICA", "sought"))
    found = without_outside_partner(funding_edges(LISTED, named), LISTED)
    assert found["project_id"].tolist() == ["a-01"]
    listed = LISTED[LISTED["project_id"] == "b-01"]
    assert without_outside_partner(funding_edges(listed, named), LISTED).empty


def test_origins_tell_asean_stated_and_implementing_apart(edges: pd.DataFrame) -> None:
    origins = support_by_origin(edges).set_index("origin")["projects"]
    assert origins.to_dict() == pytest.approx(
        {
            "outside ASEAN": 1.0,
            "ASEAN partner": 0.5,
            "other organisation": 0.0,
            "domestic government": 0.5,
            "implementing body": 1.0,
            "unknown": 1.0,
        }
    )


def test_network_names_outside_partners_and_joins_the_others(edges: pd.DataFrame) -> None:
    partners = set(network_edges(edges)["partner"])
    assert {"JICA", "ADB", "domestic government", "implementing body", "unknown"} <= partners
    assert not {"City", "Works department"} & partners
    assert network_edges(edges)["weight_projects"].sum() == pytest.approx(4)


def test_concentration_equals_the_worked_index(edges: pd.DataFrame) -> None:
    found = concentration(edges, 100, seed=1).set_index("view")
    # a-01 is all JICA among outside partners, b-01 half a fund of ASEAN and half ADB.
    assert found.loc["partner", "hhi"] == pytest.approx(0.5**2 + 0.25**2 + 0.25**2)
    assert found.loc["partner", "projects"] == 2
    assert found.loc["country", "equal_parties"] == pytest.approx(2)
    assert (found["lower"] <= found["upper"]).all()


def test_concentration_on_one_partner_is_one(edges: pd.DataFrame) -> None:
    found = concentration(edges[edges["partner"] == "JICA"], 50, seed=1)
    assert found[["hhi", "lower", "upper"]].to_numpy() == pytest.approx(np.ones((3, 3)))


def test_concentration_without_outside_support_is_undefined(edges: pd.DataFrame) -> None:
    domestic = edges[edges["origin"] == "domestic government"]
    assert concentration(domestic, 10, seed=1)["hhi"].isna().all()
    assert np.isnan(herfindahl(np.array([])))


def test_no_listed_project_gives_no_edge_and_zero_origins() -> None:
    nothing = funding_edges(LISTED.head(0), NAMED)
    assert nothing.empty
    assert (support_by_origin(nothing)["projects"] == 0).all()
    assert focus_mix(LISTED.head(0), LISTED).empty
    assert concentration(nothing, 10, seed=1)["projects"].tolist() == [0, 0, 0]


def test_one_country_keeps_only_its_projects() -> None:
    one = funding_edges(LISTED[LISTED["country_iso3"] == "VNM"], NAMED)
    assert set(one["country_iso3"]) == {"VNM"}
    assert one["weight_projects"].sum() == pytest.approx(2)


def test_all_funders_unknown_is_drawn_as_unknown() -> None:
    edges = funding_edges(LISTED, NAMED.head(0))
    assert edges["origin"].tolist() == ["unknown"] * 4


def test_focus_mix_shares_are_of_their_group_and_the_unknown_has_no_interval() -> None:
    mix = focus_mix(LISTED, LISTED).set_index(["funding_group", "focus_area"])
    external = mix.loc[("external or mixed", "Civic & Social")]
    assert (external["projects"], external["of_group"], external["share_pct"]) == (2, 2, 100)
    assert external["lower_pct"] == pytest.approx(34.2, abs=0.1)
    unknown = mix.loc[("unknown", "Safety & Security")]
    assert unknown["share_pct"] == 100
    assert np.isnan(unknown["lower_pct"])


def test_stated_funders_are_counted_apart_from_implementing_bodies() -> None:
    basis = pd.Series(["stated", None, "stated", "implementing body"])
    counts = basis_of_funding(LISTED, LISTED.assign(funding_basis=basis)).set_index("funding_type")
    assert counts.loc["domestic"].tolist() == [0, 1, 0, 1]
    assert counts.loc["unknown"].tolist() == [0, 0, 1, 1]
    assert counts["projects"].sum() == 4


def test_certainty_counts_each_listed_project_once(edges: pd.DataFrame) -> None:
    facts = certainty(edges, 10).set_index("fact")
    assert tuple(facts.loc["projects_listed"]) == (4, 10)
    assert facts["n"].tolist()[1:] == [2, 1, 1]


def test_amounts_keep_their_currency_and_later_programmes_are_left_out() -> None:
    programmes = pd.DataFrame(
        {
            "partner": ["B", "A", "C", "D"],
            "programme": ["p", "q", "r", "s"],
            "what": ["loan", "grant", "loan", "talks"],
            "years": ["2019-2024", "-2024", "planned 2025", "2019"],
            "amount_original": [5.0, 6.0, 7.0, None],
            "currency": ["AUD", "USD", "USD", None],
        }
    )
    listed = published_amounts(programmes, 2022)
    assert listed["partner"].tolist() == ["A", "B"]
    assert listed["amount_original"].tolist() == [6, 5]


def test_programmes_within_asean_are_those_of_its_states_and_funds() -> None:
    programmes = pd.DataFrame(
        {
            "partner": ["Indonesia", "Fund", "Japan"],
            "partner_country_iso3_or_org": ["IDN", "AIF", "JPN"],
            "programme": ["p", "q", "r"],
            "what": ["training", "loan", "loan"],
            "years": ["planned 2025", None, "2019-2024"],
        }
    )
    assert programmes_within(programmes, ["IDN"], 2022)["partner"].tolist() == ["Fund"]
    assert programmes_within(programmes, ["IDN"], 2025)["partner"].tolist() == ["Fund", "Indonesia"]


def test_the_whole_record_adds_up_to_its_150_projects() -> None:
    projects = read_table("projects")
    edges = funding_edges(projects, read_table("project_partners"))
    assert edges["weight_projects"].sum() == pytest.approx(150)
    assert fractional_totals(edges, "partner_group")["projects"].sum() == pytest.approx(150)
    assert edges.loc[edges["origin"] == "unknown", "project_id"].nunique() == 89
    assert set(edges["partner_group"]) <= set(PARTNER_GROUPS)


def test_named_partners_agree_with_the_published_kind_of_funding() -> None:
    projects = read_table("projects")
    edges = funding_edges(projects, read_table("project_partners"))
    kinds = edges.groupby("project_id")["partner_kind"].agg(set)
    funding = projects.set_index("project_id")["funding_type"].astype("object")
    external = kinds[funding == "external"]
    assert not external.map(lambda kinds: "domestic government" in kinds).any()
    unknown = kinds[funding == "unknown"]
    assert (unknown == {"unknown"}).all()
    implementing = projects.loc[projects["funding_basis"] == "implementing body", "project_id"]
    assert set(edges.loc[edges["origin"] == "implementing body", "project_id"]) == set(implementing)


def test_every_partner_rests_on_words_of_its_project_s_funding_note() -> None:
    notes = read_table("projects").set_index("project_id")["funding_source"]
    named = read_table("project_partners")
    assert set(named["project_id"]) == set(notes.dropna().index)
    rows = zip(named["project_id"], named["words"], strict=True)
    assert [words for project, words in rows if words not in notes[project]] == []
