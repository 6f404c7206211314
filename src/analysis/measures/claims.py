"""Verdicts on the claims of the source documents, computed from the tables at a date.

A claim of the register names a test and its arguments. The test is asked at the date the claim
speaks of and, when the claim describes a state that can change, again at `as_of`. The ledger shows
the finding of the date that decided the verdict. A claim that is garbled in print has two readings,
as printed and as meant, and both are tested where they can be.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.measures.claim_tests import TESTS, Finding, Tables

HOLDS = "holds"
CAVEAT = "holds with a caveat"
SUPERSEDED = "superseded"
CONTRADICTED = "contradicted"
GARBLED = "garbled in print"
NOT_TESTABLE = "not testable with these data"
VERDICTS = (HOLDS, CAVEAT, SUPERSEDED, CONTRADICTED, GARBLED, NOT_TESTABLE)

FIRST_REPORT = datetime.date(2022, 9, 21)

# The processed tables that the tests read, for a notebook's or a step's declaration.
CLAIM_TABLES = (
    "claims_register",
    "countries",
    "country_years",
    "cyberlaws",
    "events",
    "frameworks",
    "members",
    "norms",
    "project_years",
    "projects",
    "reports",
    "rights_codes",
)

LEDGER_COLUMNS = ["claim_id", "as_of", "verdict", "computed", "value", "evidence"]


@dataclass(frozen=True)
class Judgement:
    """A verdict with what it rests on; `rows` are the rows of the tables that were used."""

    verdict: str
    computed: bool
    value: float | None
    evidence: str
    rows: pd.DataFrame


def judge_claims(register: pd.DataFrame, tables: Tables, as_of: datetime.date) -> pd.DataFrame:
    """Judge every claim of the register at a date.

    Columns: claim_id, as_of (ISO date), verdict (one of VERDICTS), computed (a test spoke), value
    (the number the test found, in the unit named in the evidence) and evidence (one sentence).
    """
    rows = []
    for claim in register.to_dict("records"):
        found = judge(claim, tables, as_of)
        judged = (found.verdict, found.computed, found.value, found.evidence)
        rows.append((claim["claim_id"], as_of.isoformat(), *judged))
    ledger = pd.DataFrame(rows, columns=LEDGER_COLUMNS)
    return ledger.astype({"computed": bool, "value": float})


def ledger_with_claims(ledger: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Put each verdict beside its claim: the ledger's columns, and document, place and claim."""
    return register[["claim_id", "document", "place", "claim"]].merge(ledger, on="claim_id")


def moved_verdicts(
    register: pd.DataFrame, tables: Tables, before: datetime.date, after: datetime.date
) -> pd.DataFrame:
    """List claims judged differently at two dates: claim_id, claim, before, after (verdicts)."""
    judged = ledger_with_claims(judge_claims(register, tables, after), register)
    judged["after"] = judged["verdict"]
    judged["before"] = judge_claims(register, tables, before)["verdict"].to_numpy()
    moved = judged[judged["before"] != judged["after"]]
    return moved[["claim_id", "claim", "before", "after"]].reset_index(drop=True)


def verdicts_by_document(ledger: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts on each document's claims, long: document, verdict, claims, claims_of.

    Every document has a row for each of VERDICTS, also at zero; `claims_of` is all its claims.
    """
    judged = ledger_with_claims(ledger, register)
    documents = list(dict.fromkeys(judged["document"]))
    grid = pd.MultiIndex.from_product([documents, VERDICTS], names=["document", "verdict"])
    counted = judged.groupby(["document", "verdict"]).size().reindex(grid, fill_value=0)
    table = counted.rename("claims").reset_index()
    return table.assign(claims_of=table.groupby("document")["claims"].transform("sum"))


def count_verdicts(ledger: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts, one row for each document.

    Columns: document, claims, computed, and one for each of VERDICTS.
    """
    counted = verdicts_by_document(ledger, register)
    wide = counted.pivot(index="document", columns="verdict", values="claims")[list(VERDICTS)]
    judged = ledger_with_claims(ledger, register)
    about = judged.groupby("document")["computed"].agg(claims="size", computed="sum")
    return about.join(wide).reset_index()


def evidence_rows(
    register: pd.DataFrame, tables: Tables, as_of: datetime.date, claim_id: str
) -> pd.DataFrame:
    """Rows of the tables that the verdict on one claim rests on; none when no test speaks.

    Raises KeyError naming the claim when the register does not hold it.
    """
    chosen = register[register["claim_id"] == claim_id]
    if chosen.empty:
        raise KeyError(f"no claim {claim_id!r} in the register")
    return judge(chosen.to_dict("records")[0], tables, as_of).rows.reset_index(drop=True)


def judge(claim: dict[str, Any], tables: Tables, as_of: datetime.date) -> Judgement:
    """Judge one claim, a row of the register, at a date."""
    if not claim["test"]:
        verdict = GARBLED if claim["printed"] else NOT_TESTABLE
        return Judgement(verdict, False, None, claim["reason"], pd.DataFrame())
    spoken = datetime.date.fromisoformat(claim["speaks_of"])
    if as_of < spoken:
        reason = f"it speaks of {spoken}, after the date judged at"
        return Judgement(NOT_TESTABLE, False, None, reason, pd.DataFrame())
    then = _ask(claim, claim["arguments"], tables, spoken)
    now = _ask(claim, claim["arguments"], tables, as_of) if claim["moves"] else then
    as_printed = None
    if claim["printed_arguments"]:
        as_printed = _ask(claim, claim["printed_arguments"], tables, spoken)
    verdict = _verdict(claim, then, now, as_printed)
    shown = then if verdict == CONTRADICTED or then.holds is None else now
    evidence = _evidence(claim, verdict, then, shown)
    return Judgement(verdict, verdict != NOT_TESTABLE, shown.value, evidence, shown.rows)


def _ask(claim: dict[str, Any], arguments: str, tables: Tables, date: datetime.date) -> Finding:
    given = json.loads(arguments)
    if pd.notna(claim["tolerance"]):
        given["tolerance"] = claim["tolerance"]
    return TESTS[claim["test"]](tables, date, **given)


def _verdict(claim: dict[str, Any], then: Finding, now: Finding, as_printed: Finding | None) -> str:
    if claim["near"]:
        return GARBLED if as_printed is not None and as_printed.holds is False else NOT_TESTABLE
    if now.holds is None or then.holds is None:
        return NOT_TESTABLE
    if not then.holds:
        return CONTRADICTED
    if not now.holds:
        return SUPERSEDED
    if as_printed is not None and not as_printed.holds:
        return GARBLED
    return CAVEAT if now.caveat or claim["caveat"] else HOLDS


def _evidence(claim: dict[str, Any], verdict: str, then: Finding, shown: Finding) -> str:
    dated = claim["moves"] and shown is then
    parts = [f"at {claim['speaks_of']}: {shown.evidence}" if dated else shown.evidence]
    if verdict == SUPERSEDED:
        parts.append(f"it held at {claim['speaks_of']}: {then.evidence}")
    if claim["printed"]:
        parts.append(f"printed “{claim['printed']}”, read as: {claim['meant']}")
    parts += [caveat for caveat in (shown.caveat, claim["caveat"]) if caveat]
    return "; ".join(parts)
