"""The run table: which notebooks run with which parameters (config/runs.yml)."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis import paths
from analysis.files import write_beside
from analysis.parameters import (
    COUNTRIES,
    LATEST,
    NOTEBOOKS,
    ParameterError,
    Parameters,
    check_parameters,
    notebook_spec,
    run_name,
)
from analysis.runs import Refused

Sweep = list[Any] | Literal["members", "states"]


class TableFault(Refused):
    """A run table or a request that cannot be carried out; says where and how to mend it."""


class RunSet(BaseModel):
    """One notebook with the parameter sets it runs with."""

    model_config = ConfigDict(extra="forbid")

    notebook: str = Field(description="A notebook's name, without its ending.")
    parameters: dict[str, Any] = Field(
        default={},
        description="Parameters that every run of this set shares; others keep their defaults.",
    )
    sweep: dict[str, Sweep] = Field(
        default={},
        description="Parameters that differ: one run for each value, and for each combination. "
        "A list of values, or `states` (all eleven) or `members` (every city in the network at "
        "the set's as_of).",
    )


class RunTable(BaseModel):
    """What `ascn run` keeps up to date."""

    model_config = ConfigDict(extra="forbid")

    time_limit_seconds: int = Field(
        default=600, ge=1, description="A run that takes longer is ended."
    )
    records_kept: int = Field(
        default=20, ge=1, description="How many run records build/records/ keeps."
    )
    runs: list[RunSet] = Field(description="The runs, one set for each notebook.")


DATES = ["2026-01-31", "2025-09-30", "2022-09-21"]
BOTH_LANGUAGES: Sweep = ["en", "id"]  # what a city or a state is handed, it can read
SWEEPS: dict[str, dict[str, Sweep]] = {
    "country": {"country": "states", "language": BOTH_LANGUAGES},
    "city": {"city": "members", "language": BOTH_LANGUAGES},
}


def default_table() -> RunTable:
    """Give the table to begin with.

    Reports on every state and city in both languages, all else at three dates.
    """
    return RunTable(runs=[_default_set(name) for name in sorted(NOTEBOOKS)])


def _default_set(notebook: str) -> RunSet:
    fields = notebook_spec(notebook).parameters.model_fields
    sweeps = [sweep for name, sweep in SWEEPS.items() if name in fields]
    return RunSet(notebook=notebook, sweep=sweeps[0] if sweeps else {"as_of": DATES})


@dataclass(frozen=True)
class Run:
    """A notebook with one checked set of parameters."""

    notebook: str
    parameters: Parameters

    @property
    def name(self) -> str:
        """The run's name, which is also its folder's below figures/."""
        return run_name(self.notebook, self.parameters)


def table_path() -> Path:
    """Give the file of the run table."""
    return paths.config() / "runs.yml"


def read_table() -> RunTable:
    """Read config/runs.yml; TableFault names each entry that is wrong."""
    try:
        content = yaml.safe_load(table_path().read_text(encoding="utf-8"))
        return RunTable.model_validate(content)
    except FileNotFoundError:
        raise TableFault(f"{table_path()} does not exist; `ascn schema` writes it") from None
    except yaml.YAMLError as error:
        raise TableFault(f"config/runs.yml is not YAML: {error}") from None
    except ValidationError as error:
        faults = [
            f"  {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        ]
        raise TableFault("\n".join(["config/runs.yml has faults:", *faults])) from None


def expand(sets: Iterable[RunSet]) -> list[Run]:
    """List the runs of the sets, each name once; ParameterError for values that are not allowed."""
    runs = {run.name: run for run_set in sets for run in _runs_of(run_set)}
    return list(runs.values())


def _runs_of(run_set: RunSet) -> list[Run]:
    lists = {key: values for key, values in run_set.sweep.items() if isinstance(values, list)}
    named = {key: values for key, values in run_set.sweep.items() if isinstance(values, str)}
    runs = []
    for listed in _combinations(lists):
        fixed = {**run_set.parameters, **listed}
        as_of = str(fixed.get("as_of", LATEST))
        for swept in _combinations({key: named_values(kind, as_of) for key, kind in named.items()}):
            runs.append(Run(run_set.notebook, check_parameters(run_set.notebook, fixed | swept)))
    return runs


def _combinations(sweep: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    values = itertools.product(*sweep.values())
    return [dict(zip(sweep, chosen, strict=True)) for chosen in values]


def named_values(kind: str, as_of: str) -> list[str]:
    """List what a named sweep stands for at a date."""
    return list(COUNTRIES) if kind == "states" else members_at(as_of)


def members_at(as_of: str) -> list[str]:
    """List the ids of the cities whose membership is certain at a date (YYYY-MM-DD)."""
    file = paths.raw() / "ascn" / "members.csv"
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except FileNotFoundError:
        raise TableFault(f"{file} does not exist, so `members` cannot be listed") from None
    return sorted(row["city_id"] for row in rows if row["member_from_latest"] <= as_of)


def select(names: list[str], given: Mapping[str, str]) -> list[Run]:
    """Choose runs: by run or notebook name from the table, or notebooks with given parameters.

    A parameter without a name is refused, as is a name that the table does not know.
    """
    if given:
        return [Run(name, check_text_parameters(name, given)) for name in _notebooks(names)]
    table = read_table()
    if not names:
        return expand(table.runs)
    wanted = [run_set for run_set in table.runs if _concerns(run_set.notebook, names)]
    runs = expand(wanted)
    return [run for name in names for run in _runs_named(name, runs, table)]


def _notebooks(names: list[str]) -> list[str]:
    if not names:
        raise TableFault("-p needs the notebook it is meant for: ascn run NOTEBOOK -p key=value")
    for name in names:
        notebook_spec(name)
    return names


def _concerns(notebook: str, names: list[str]) -> bool:
    return any(name == notebook or name.startswith(f"{notebook}__") for name in names)


def _runs_named(name: str, runs: list[Run], table: RunTable) -> list[Run]:
    found = [run for run in runs if name in (run.name, run.notebook)]
    if not found:
        known = ", ".join(dict.fromkeys(run_set.notebook for run_set in table.runs))
        raise TableFault(
            f"config/runs.yml has no run or notebook {name!r}; the notebooks are: {known}; "
            "`ascn list` shows their runs"
        )
    return found


def check_text_parameters(notebook: str, given: Mapping[str, str]) -> Parameters:
    """Turn key=value texts into checked parameters; lists are separated by commas."""
    fields = notebook_spec(notebook).parameters.model_fields
    values: dict[str, Any] = dict(given)
    for name, text in given.items():
        if name in fields and isinstance(fields[name].get_default(), (tuple, list)):
            values[name] = [part.strip() for part in text.split(",") if part.strip()]
    return check_parameters(notebook, values)


def parse_assignments(texts: Iterable[str]) -> dict[str, str]:
    """Split `key=value` texts of the command line."""
    given = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or not key:
            raise ParameterError(f"{text!r} is not of the form key=value")
        given[key.strip()] = value.strip()
    return given


def as_assignments(values: Mapping[str, Any]) -> str:
    """Write parameters the way the command line takes them."""
    texts = {k: ",".join(v) if isinstance(v, list) else v for k, v in values.items()}
    return " ".join(f"{key}={text}" for key, text in texts.items())


def schema_text() -> str:
    """Write the JSON schema of the run table, for editors and for checks."""
    return json.dumps(RunTable.model_json_schema(), indent=2) + "\n"


def commented_text(table: RunTable) -> str:
    """Write a run table as YAML with each field's meaning above it."""
    lines = [
        "# yaml-language-server: $schema=runs.schema.json",
        "# What `ascn run` keeps up to date. Edit the values freely. After a change of the",
        "# schema (src/analysis/runs/table.py) `ascn schema` sets comments and JSON schema right.",
    ]
    for name in ("time_limit_seconds", "records_kept"):
        lines += ["", *_comment(RunTable, name), f"{name}: {getattr(table, name)}"]
    lines += ["", *_comment(RunTable, "runs"), "# Each set has:"]
    for name in RunSet.model_fields:
        lines += [f"#   {name}: {RunSet.model_fields[name].description}"]
    lines += ["runs:"]
    for run_set in table.runs:
        lines += _set_lines(run_set)
    return "\n".join(lines) + "\n"


def write_schema() -> list[Path]:
    """Write the JSON schema, and the run table (the default one if there is none) with comments."""
    table = read_table() if table_path().exists() else default_table()
    texts = {
        paths.config() / "runs.schema.json": schema_text(),
        table_path(): commented_text(table),
    }
    paths.config().mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        write_beside(file, text.encode())
    return list(texts)


def _comment(model: type[BaseModel], name: str) -> list[str]:
    return [f"# {model.model_fields[name].description}"]


def _set_lines(run_set: RunSet) -> list[str]:
    lines = [f"  - notebook: {run_set.notebook}"]
    for name in ("parameters", "sweep"):
        if getattr(run_set, name):
            lines.append(f"    {name}:")
            lines += [f"      {key}: {json.dumps(v)}" for key, v in getattr(run_set, name).items()]
    return lines
