"""The claims register: one entry for each checkable statement of the source documents.

The register is YAML because people write it; the processed table `claims_register` holds one row
for each claim, with a test's arguments as JSON.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from analysis.data.faults import Fault


class Claim(BaseModel):
    """One claim: where it is printed, what it says, and how it is tested or why it cannot be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim_id: str = Field(pattern=r"^[A-Z0-9]{3}-\d{2}$")
    document: Literal["FAT", "KDN", "F1K"]
    place: str = Field(min_length=3)
    cites: str = ""
    claim: str = Field(min_length=10)
    printed: str = ""
    meant: str = ""
    test: str = ""
    arguments: dict[str, Any] = {}
    printed_arguments: dict[str, Any] = {}
    tolerance: float | None = Field(None, ge=0)
    speaks_of: datetime.date | None = None
    moves: bool = False
    near: bool = False
    caveat: str = ""
    reason: str = ""

    @model_validator(mode="after")
    def _tested_or_explained(self) -> Claim:
        if bool(self.test) == bool(self.reason):
            raise ValueError("give either a test or the reason why there is none, not both")
        if self.test and self.speaks_of is None:
            raise ValueError("a claim with a test needs speaks_of, the date it describes")
        if self.near and not self.caveat:
            raise ValueError("a test only `near` the claim decides nothing; say why in `caveat`")
        if self.meant and not self.printed:
            raise ValueError("`meant` explains what is `printed`; give the printed words")
        return self


def read_claims(path: Path, file: str = "claims.yml") -> tuple[pd.DataFrame, list[Fault]]:
    """Read the register as a table, one row for each claim in the order of the file.

    Columns are the fields of Claim; arguments are JSON text (empty when there are none to give),
    speaks_of is an ISO date or empty. Comes back empty with the faults when the file breaks rules.
    """
    empty = pd.DataFrame(columns=list(Claim.model_fields))
    try:
        text = path.read_bytes().decode("utf-8")
        entries = yaml.safe_load(text)["claims"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        rule = "the file is YAML in UTF-8 with a list `claims`"
        return empty, [
            Fault(file, None, "", type(error).__name__, rule, "mend or restore the file")
        ]
    claims, faults = [], _doubled(entries, text, file)
    for entry in entries:
        try:
            claims.append(Claim(**entry))
        except (ValidationError, TypeError) as error:
            faults += _faults(error, entry, text, file)
    if faults:
        return empty, faults
    return pd.DataFrame([_row(claim) for claim in claims]), []


def _row(claim: Claim) -> dict[str, Any]:
    row = claim.model_dump(mode="json")
    row["arguments"] = json.dumps(claim.arguments)
    row["printed_arguments"] = (
        json.dumps(claim.printed_arguments) if claim.printed_arguments else ""
    )
    row["tolerance"] = float("nan") if claim.tolerance is None else claim.tolerance
    row["speaks_of"] = row["speaks_of"] or ""
    return row


def _doubled(entries: list[Any], text: str, file: str) -> list[Fault]:
    names = [str(entry.get("claim_id")) for entry in entries if isinstance(entry, dict)]
    doubled = sorted({name for name in names if names.count(name) > 1})
    rule, mend = "a claim occurs once", "give one of them another claim_id"
    return [Fault(file, _line(name, text), "claim_id", name, rule, mend) for name in doubled]


def _faults(error: Exception, entry: Any, text: str, file: str) -> list[Fault]:
    name = str(entry.get("claim_id")) if isinstance(entry, dict) else str(entry)
    row, mend = _line(name, text), "see the head of the file for what each field holds"
    if not isinstance(error, ValidationError):
        return [Fault(file, row, "", name, "a claim is a list of fields", mend)]
    return [
        Fault(file, row, ".".join(map(str, one["loc"])) or "claim", name, one["msg"], mend)
        for one in error.errors()
    ]


def _line(claim_id: str, text: str) -> int | None:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip().removeprefix("- ") == f"claim_id: {claim_id}":
            return number
    return None
