import datetime
import inspect
import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.data.claims import read_claims
from analysis.measures.claim_tests import TESTS
from analysis.measures.claims import (
    CAVEAT,
    CONTRADICTED,
    GARBLED,
    HOLDS,
    LEDGER_COLUMNS,
    NOT_TESTABLE,
    SUPERSEDED,
    count_verdicts,
    evidence_rows,
    judge,
    judge_claims,
    ledger_with_claims,
)

ROOT = Path(__file__).parents[2]
EARLY, LATE = datetime.date(2022, 9, 21), datetime.date(2025, 9, 30)

MEMBERS = pd.DataFrame(
    {
        "city_id": ["a", "b", "c"],
        "country_iso3": ["IDN", "IDN", "SGP"],
        "cohort": ["pilot-2018", "later", "pilot-2018"],
        "member_from_latest": pd.to_datetime(["2018-04-28", "2024-09-25", "2018-04-28"]),
    }
)
PROJECT_YEARS = pd.DataFrame(
    [
        ("p1", "a", "IDN", 2022, "Civic & Social", "on-going", "Super-app"),
        ("p2", "a", "IDN", 2022, "Health & Well-being", "on-going", "Clinic"),
        ("p3", "c", "SGP", 2022, "Civic & Social", "on-going", "Portal"),
        ("p1", "a", "IDN", 2025, "Civic & Social", None, "Super-app"),
        ("p4", "b", "IDN", 2025, "Safety & Security", "planning", "Cameras"),
    ],
    columns=[
        "project_id",
        "city_id",
        "country_iso3",
        "report_year",
        "focus_area",
        "status",
        "printed_name",
    ],
)
PROJECTS = pd.DataFrame(
    {
        "project_id": ["p1", "p2", "p3", "p4"],
        "project_name": ["Super-app", "Clinic", "Portal", "Cameras"],
        "description": ["one door to services", "home care", None, None],
        "scap_priority_no": [1, 2, None, None],
        "first_listed_year": [2018, 2018, 2022, 2025],
    }
)
EVENTS = pd.DataFrame(
    [
        ("2018-04-28", "Summit founds the network", "Singapore", "Singapore", "ASEAN page"),
        ("2017-01-10", "Meeting", "Bali", None, "Fathun article"),
        ("2025-09-09", "8th meeting", "Kuala Lumpur", "Malaysia", "Fathun; M&E 2025"),
    ],
    columns=["date", "event", "place", "chair", "source"],
).assign(
    participants=["ASEAN 10, Japan, India", "CSCOs", "ASEAN"], note="", theme=None, shepherd=None
)
TABLES = {
    "members": MEMBERS,
    "project_years": PROJECT_YEARS,
    "projects": PROJECTS,
    "events": EVENTS,
    "reports": pd.DataFrame(
        {
            "report_year": [2022, 2025],
            "published_on": pd.to_datetime(["2022-09-21", "2025-09-30"]),
        }
    ),
    "countries": pd.DataFrame(
        {"iso3": ["IDN", "SGP"], "asean_member_from": pd.to_datetime(["1967-08-08"] * 2)}
    ),
    "frameworks": pd.DataFrame(
        {
            "framework": ["List", "List"],
            "item": ["one", "two"],
            "description": [None, None],
            "source": ["Fathun", "Fathun"],
        }
    ),
    "norms": pd.DataFrame(
        {"norm": ["Framework"], "article_para": ["2"], "paraphrase": ["respects the Charter"]}
    ),
    "cyberlaws": pd.DataFrame(
        {
            "iso3": ["IDN", "SGP"],
            "area": ["data protection"] * 2,
            "status": ["law", "law"],
            "law": ["Law 27", "Act"],
            "year": [2022, 2012],
        }
    ),
    "rights_codes": pd.DataFrame(
        {
            "project_id": ["p1", "p4", "p1", "p4"],
            "code": ["safeguard", "safeguard", "digital", "digital"],
            "agreed": ["0", "0", "1", "1"],
        }
    ),
    "country_years": pd.DataFrame(
        [
            ("IDN", 2015, "M", 120.0),
            ("SGP", 2015, "M", 150.0),
            ("USA", 2015, "M", 100.0),
            ("IDN", 2015, "SP.POP.TOTL", 3.0),
            ("SGP", 2015, "SP.POP.TOTL", 1.0),
            ("USA", 2015, "SP.POP.TOTL", 9.0),
            ("IDN", 2015, "NY.GDP.MKTP.CD", 60.0),
            ("SGP", 2015, "NY.GDP.MKTP.CD", 40.0),
            ("IDN", 2020, "NY.GDP.MKTP.CD", 90.0),
            ("SGP", 2020, "NY.GDP.MKTP.CD", 110.0),
            ("IDN", 2020, "ST.INT.RCPT.CD", 9.0),
            ("SGP", 2020, "ST.INT.RCPT.CD", 1.0),
            ("IDN", 2020, "NE.TRD.GNFS.ZS", 50.0),
            ("SGP", 2020, "NE.TRD.GNFS.ZS", 100.0),
        ],
        columns=["country_iso3", "year", "indicator", "value"],
    ).assign(lower=None, upper=None, se=None, source_id="S", note=None),
}


def claim(test, speaks_of="2022-09-21", **given):
    about = {
        "claim_id": "FAT-01",
        "document": "FAT",
        "place": "text",
        "claim": "a claim",
        "printed": "",
        "meant": "",
        "printed_arguments": "",
        "tolerance": float("nan"),
        "moves": False,
        "near": False,
        "caveat": "",
        "reason": "",
    }
    known = {key: given.pop(key) for key in list(given) if key in about}
    return about | {"test": test, "speaks_of": speaks_of, "arguments": json.dumps(given)} | known


def verdict(test, as_of=LATE, **given):
    return judge(claim(test, **given), TABLES, as_of).verdict


def test_the_same_claim_holds_then_and_is_superseded_later():
    two = claim("members_count", stated=2, moves=True)
    assert judge(two, TABLES, EARLY).verdict == HOLDS
    late = judge(two, TABLES, LATE)
    assert (late.verdict, late.value) == (SUPERSEDED, 3)
    assert "it held at 2022-09-21" in late.evidence


def test_a_contradicted_claim_shows_the_day_it_speaks_of():
    only = claim("lists_only", city="a", projects=["Clinic"], moves=True)
    found = judge(only, TABLES, LATE)
    assert (found.verdict, found.value) == (CONTRADICTED, 1)
    assert found.evidence == (
        "at 2022-09-21: 2 projects listed: Super-app, Clinic; beyond the claim: Super-app"
    )
    assert found.rows["project_id"].tolist() == ["p1", "p2"]


def test_a_claim_that_no_table_speaks_to_on_its_day_says_so():
    early = claim("lists_only", "2022-01-01", city="a", projects=["Clinic"], moves=True)
    found = judge(early, TABLES, LATE)
    assert found.verdict == NOT_TESTABLE
    assert "no report lists projects of a by 2022-01-01" in found.evidence


def test_a_measure_near_a_claim_is_shown_and_decides_nothing():
    near = claim("members_count", stated=5, near=True, caveat="not what is meant")
    found = judge(near, TABLES, LATE)
    assert (found.verdict, found.computed, found.value) == (NOT_TESTABLE, False, 2)
    assert found.evidence.endswith("not what is meant")
    garbled = near | {"printed": "5000", "printed_arguments": json.dumps({"stated": 5000})}
    found = judge(garbled, TABLES, LATE)
    assert (found.verdict, found.computed) == (GARBLED, True)


def test_a_claim_about_an_event_does_not_move():
    assert verdict("members_count", stated=2) == HOLDS
    assert verdict("members_count", stated=5) == CONTRADICTED


def test_a_claim_of_a_later_day_is_not_judged_before_it():
    found = judge(claim("members_count", "2025-09-30", stated=3), TABLES, EARLY)
    assert (found.verdict, found.computed) == (NOT_TESTABLE, False)


def test_a_stated_cohort_that_does_not_fit_is_a_caveat():
    given = {"stated": 2, "country": "IDN", "cohort": "pilot-2018", "speaks_of": "2025-09-30"}
    assert verdict("members_count", **given) == CAVEAT


def test_a_caveat_of_the_register_qualifies_a_test_that_passes():
    assert verdict("members_count", stated=2, caveat="with a but") == CAVEAT
    assert verdict("members_count", stated=1, caveat="with a but") == CONTRADICTED


def test_print_is_garbled_when_only_the_reading_meant_passes():
    given = {"printed": "2000", "meant": "2", "stated": 2}
    as_printed = json.dumps({"stated": 2000})
    assert verdict("members_count", printed_arguments=as_printed, **given) == GARBLED
    passes = json.dumps({"stated": 2})
    assert verdict("members_count", printed_arguments=passes, **given) == HOLDS
    given["stated"] = 4
    assert verdict("members_count", printed_arguments=as_printed, **given) == CONTRADICTED


def test_without_a_test_the_reason_is_the_evidence():
    found = judge(claim("", reason="no such table"), TABLES, LATE)
    assert (found.verdict, found.computed) == (NOT_TESTABLE, False)
    assert found.evidence == "no such table"
    assert judge(claim("", reason="r", printed="20230"), TABLES, LATE).verdict == GARBLED


@pytest.mark.parametrize(
    ("test", "given", "expected"),
    [
        (
            "projects_of_focus_area",
            {"country": "IDN", "focus_area": "Safety & Security", "stated": 0},
            HOLDS,
        ),
        ("largest_focus_area", {"focus_area": "Civic & Social"}, HOLDS),
        ("largest_focus_area", {"focus_area": "Health & Well-being"}, CONTRADICTED),
        ("most_projects", {"city": "a", "country": "IDN"}, HOLDS),
        ("lists_projects", {"city": "a", "projects": ["app", "home care"]}, HOLDS),
        ("lists_projects", {"city": "a", "projects": ["tram"]}, CONTRADICTED),
        ("lists_only", {"city": "a", "projects": ["Super-app"]}, CONTRADICTED),
        ("lists_only", {"city": "a", "projects": ["Super-app", "Clinic"]}, HOLDS),
        ("outside_participants", {"event": "Summit", "stated": 2, "inside": "ASEAN"}, HOLDS),
        ("never_attend", {"words": ["CSCO"], "event": ""}, CONTRADICTED),
        (
            "stated_in",
            {"word": "charter", "norms": ["Framework"], "attributed_to": "List"},
            CAVEAT,
        ),
        ("list_length", {"framework": "List", "stated": 2, "not_from": ["Fathun"]}, CAVEAT),
        ("list_length", {"framework": "List", "stated": 3, "not_from": []}, CONTRADICTED),
        ("lacks_law", {"country": "IDN", "area": "data protection"}, HOLDS),
        ("lacks_law", {"country": "SGP", "area": "data protection"}, CONTRADICTED),
        (
            "portfolio_lacks",
            {"codes": ["safeguard", "digital"], "below_pct": 10, "speaks_of": "2025-09-30"},
            CAVEAT,
        ),
        (
            "portfolio_lacks",
            {"codes": ["digital"], "below_pct": 10, "speaks_of": "2025-09-30"},
            CONTRADICTED,
        ),
        ("reports_cover", {"first_year": 2018, "last_year": 2022}, CAVEAT),
    ],
)
def test_records_speak(test, given, expected):
    assert verdict(test, **given) == expected


def test_an_event_known_only_from_the_claims_own_document_does_not_count():
    window = {"first": "2017-01-01", "last": "2017-12-31"}
    own = {"event": "Meeting", "not_from": ["Fathun"], **window}
    assert verdict("event_recorded", **own) == NOT_TESTABLE
    assert verdict("event_recorded", **{**own, "not_from": ["Other"]}) == HOLDS
    late = {"first": "2018-01-01", "last": "2018-12-31", "not_from": ["Other"]}
    assert verdict("event_recorded", **{**own, **late}) == CONTRADICTED


def test_a_cell_that_may_rest_on_the_claimant_is_a_caveat():
    given = {"event": "8th meeting", "first": "2025-09-01", "last": "2025-09-30"}
    given["speaks_of"] = "2025-09-30"
    found = judge(claim("event_recorded", not_from=["Fathun"], **given), TABLES, LATE)
    assert found.verdict == CAVEAT
    assert "may rest on the claimant" in found.evidence
    assert verdict("event_recorded", not_from=["Other"], **given) == HOLDS


def test_a_list_of_the_claims_own_document_proves_inner_consistency_only():
    given = {"framework": "List", "stated": 2}
    found = judge(claim("list_length", not_from=["Fathun"], **given), TABLES, LATE)
    assert found.verdict == CAVEAT
    assert "inner consistency" in found.evidence
    assert verdict("list_length", not_from=["Other"], **given) == HOLDS


def test_an_event_must_have_the_details_stated():
    given = {"event": "8th meeting", "first": "2025-09-01", "last": "2025-09-30", "not_from": []}
    given["speaks_of"] = "2025-09-30"
    assert verdict("event_recorded", details={"chair": "Malaysia"}, **given) == HOLDS
    assert verdict("event_recorded", details={"chair": "Laos"}, **given) == CONTRADICTED


RATE = {"indicator": "M", "stated": 127.5, "tolerance": 1.0, "years": [2010, 2020]}


def test_the_regions_rate_is_weighted_and_must_beat_the_others():
    # (120 × 3 + 150 × 1) / 4 = 127.5
    found = judge(claim("regional_rate", above=["USA"], beside=["SGP"], **RATE), TABLES, LATE)
    assert (found.verdict, found.value) == (HOLDS, 127.5)
    assert "USA 100.0, SGP 150.0" in found.evidence
    assert "within 1 of it: 2015 127.5; above USA in 1 of 1 years" in found.evidence
    far = judge(claim("regional_rate", above=[], beside=[], **RATE | {"stated": 130}), TABLES, LATE)
    assert far.verdict == CONTRADICTED
    assert "within 1 of it: no year" in far.evidence
    assert verdict("regional_rate", above=["SGP"], beside=[], **RATE) == CONTRADICTED


def test_one_value_stated_for_two_must_fit_both():
    given = {**RATE, "stated": 120, "countries": ["IDN"]}
    assert verdict("each_has_value", **given) == HOLDS
    both = judge(claim("each_has_value", **{**given, "countries": ["IDN", "USA"]}), TABLES, LATE)
    assert (both.verdict, both.value) == (CONTRADICTED, 100)
    assert both.evidence.endswith("within 1 of it: IDN")


def test_money_is_set_against_the_output_of_the_same_states_and_year():
    # receipts 10 of output 200; trade 50 % of 90 + 100 % of 110 = 155
    years = [2010, 2020]
    assert verdict("tourism_of_gdp", stated=5, tolerance=0.5, years=years) == HOLDS
    assert verdict("tourism_of_gdp", stated=12, tolerance=1.0, years=years) == CONTRADICTED
    assert verdict("trade_total", stated_usd=150, tolerance_pct=10) == HOLDS
    assert verdict("trade_total", stated_usd=5.3, tolerance_pct=10) == CONTRADICTED


def test_a_projection_holds_while_growth_keeps_up_with_it():
    # from 100 in 2015 to 200 in 2020: 14.9 % a year; 400 in 2025 needs as much again
    given = {"amount_usd": 40, "target_year": 2025, "record_years": 5, "tolerance": 1.0}
    found = judge(claim("growth_path", share_pct=10, **given), TABLES, LATE)
    assert (found.verdict, found.value) == (HOLDS, 20)
    assert verdict("growth_path", share_pct=1, **given) == CONTRADICTED
    far = {**given, "target_year": 20230}
    assert verdict("growth_path", share_pct=10, **far) == CONTRADICTED


def test_numbers_of_people_are_rate_times_population():
    given = {"rate": "M", "population": "SP.POP.TOTL", "rivals": ["USA"]}
    assert verdict("largest_number", **given) == CONTRADICTED  # 5.1 of 100 people against 9


def test_the_ledger_has_one_row_for_each_claim_and_counts_by_document():
    register = pd.DataFrame(
        [claim("members_count", stated=2), claim("", claim_id="FAT-02", reason="r")]
    )
    ledger = judge_claims(register, TABLES, LATE)
    assert list(ledger.columns) == LEDGER_COLUMNS
    assert ledger["verdict"].tolist() == [HOLDS, NOT_TESTABLE]
    assert ledger["computed"].tolist() == [True, False]
    counts = count_verdicts(ledger, register).iloc[0]
    assert (counts["claims"], counts["computed"], counts[HOLDS]) == (2, 1, 1)
    assert ledger_with_claims(ledger, register)["claim"].tolist() == ["a claim"] * 2


def test_the_rows_behind_a_verdict_are_one_call_away():
    register = pd.DataFrame([claim("members_count", stated=2)])
    assert evidence_rows(register, TABLES, EARLY, "FAT-01")["city_id"].tolist() == ["a", "c"]
    with pytest.raises(KeyError, match="FAT-99"):
        evidence_rows(register, TABLES, EARLY, "FAT-99")


@pytest.fixture(scope="module")
def register():
    claims, faults = read_claims(ROOT / "data" / "raw" / "claims.yml")
    assert faults == []
    return claims


def test_the_register_holds_every_compiled_claim(register):
    compiled = pd.read_csv(ROOT / "data" / "raw" / "seeds" / "claims.csv")
    assert sorted(register["claim_id"]) == sorted(compiled["claim_id"])
    assert (register["test"] != "").sum() >= 35


def test_every_test_of_the_register_exists_and_takes_its_arguments(register):
    for one in register[register["test"] != ""].to_dict("records"):
        given = json.loads(one["arguments"])
        if pd.notna(one["tolerance"]):
            given["tolerance"] = one["tolerance"]
        bound = inspect.signature(TESTS[one["test"]]).bind({}, EARLY, **given)
        assert bound, one["claim_id"]


def test_without_any_data_nothing_holds_by_accident(register):
    empty = {name: table.head(0) for name, table in TABLES.items()}
    for one in register[register["test"] != ""].to_dict("records"):
        found = judge(one, empty, LATE)
        assert found.verdict in (NOT_TESTABLE, CONTRADICTED), one["claim_id"]


def test_every_reason_is_one_sentence(register):
    reasons = register.loc[register["test"] == "", "reason"]
    assert reasons.str.fullmatch(r"[A-Z“][^.]*\.").all()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    near: true\n    caveat: so", "    near: true\n    meant: so", "say why"),
        ("test: members_count", "tset: members_count", "Extra inputs"),
        ("claim_id: FAT-03", "claim_id: FAT-02", "a claim occurs once"),
        ("speaks_of: '2018-04-28'", "speaks_of: soon", "valid date"),
        ("    place: text\n", "", "Field required"),
        ("claims:\n", "claims: [", "the file is YAML"),
    ],
)
def test_a_mistake_in_the_register_is_named(tmp_path, old, new, said):
    text = (ROOT / "data" / "raw" / "claims.yml").read_text(encoding="utf-8")
    path = tmp_path / "claims.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    _, faults = read_claims(path)
    assert any(said in str(fault) for fault in faults)
