"""Verdicts on the claims of the source documents, computed from the tables at a date.

A claim of the register names a test and its arguments. The test is asked at the date the claim
speaks of and, when the claim describes a state that can change, again at `as_of`. A claim that is
garbled in print has two readings, as printed and as meant, and both are tested where they can be.
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


def count_verdicts(ledger: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts on each document's claims.

    Columns: document, claims, computed, and one for each of VERDICTS.
    """
    judged = ledger.merge(register[["claim_id", "document"]], on="claim_id")
    counts = pd.crosstab(judged["document"], judged["verdict"]).reindex(
        columns=list(VERDICTS), fill_value=0
    )
    about = judged.groupby("document")["computed"].agg(claims="size", computed="sum")
    return about.join(counts).reset_index()


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
    evidence = _evidence(claim, verdict, then, now)
    return Judgement(verdict, verdict != NOT_TESTABLE, now.value, evidence, now.rows)


def _ask(claim: dict[str, Any], arguments: str, tables: Tables, date: datetime.date) -> Finding:
    given = json.loads(arguments)
    if pd.notna(claim["tolerance"]):
        given["tolerance"] = claim["tolerance"]
    return TESTS[claim["test"]](tables, date, **given)


def _verdict(claim: dict[str, Any], then: Finding, now: Finding, as_printed: Finding | None) -> str:
    if now.holds is None or then.holds is None:
        return NOT_TESTABLE
    if not then.holds:
        return CONTRADICTED
    if not now.holds:
        return SUPERSEDED
    if as_printed is not None and not as_printed.holds:
        return GARBLED
    return CAVEAT if now.caveat or claim["caveat"] else HOLDS


def _evidence(claim: dict[str, Any], verdict: str, then: Finding, now: Finding) -> str:
    parts = [now.evidence]
    if verdict == SUPERSEDED:
        parts.append(f"it held at {claim['speaks_of']}: {then.evidence}")
    if claim["printed"]:
        parts.append(f"printed “{claim['printed']}”, read as: {claim['meant']}")
    parts += [caveat for caveat in (now.caveat, claim["caveat"]) if caveat]
    return "; ".join(parts)
