"""The judged ledger: a verdict on every claim of the register, at the dates that matter."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.data import read_table
from analysis.files import write_beside
from analysis.measures.claims import CLAIM_TABLES, FIRST_REPORT, judge_claims
from analysis.parameters import LATEST

# The first and the last monitoring report, and the date that the workbook speaks of by default.
LEDGER_DATES = (FIRST_REPORT, datetime.date(2025, 9, 30), LATEST)


def judge_at(dates: tuple[datetime.date, ...], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Judge the register at several dates; rows as in `measures.claims.judge_claims`, by date."""
    register = tables["claims_register"]
    return pd.concat([judge_claims(register, tables, date) for date in dates], ignore_index=True)


def write_ledger() -> Path:
    """Judge every claim at LEDGER_DATES and write data/processed/claims.parquet as a whole."""
    tables = {name: read_table(name) for name in CLAIM_TABLES}
    written = io.BytesIO()
    judge_at(LEDGER_DATES, tables).to_parquet(written, index=False)
    path = paths.processed() / "claims.parquet"
    write_beside(path, written.getvalue())
    return path
