"""Plans: what each chosen run depends on, and why it is stale."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis import paths
from analysis.parameters import NOTEBOOKS, notebook_spec, plain_values
from analysis.runs import execute, tasks
from analysis.runs.inputs import (
    Code,
    Digest,
    files_digest,
    package_versions,
    source_records,
)
from analysis.runs.notebook_files import (
    NotebookFault,
    check_parameters_cell,
    read_notebook,
)
from analysis.runs.records import Outcome
from analysis.runs.table import Run


@dataclass
class Plan:
    """Runs made ready for pytask, and those whose notebook is at fault as it lies on disk."""

    orders: dict[str, execute.Order] = field(default_factory=dict)
    tasks: list[tasks.RunTask] = field(default_factory=list)
    faults: list[Outcome] = field(default_factory=list)


def make_plan(runs: list[Run], time_limit_seconds: int) -> Plan:
    """Look up each run's inputs. A broken notebook is its own runs' fault and no other's."""
    plan, code = Plan(), Code()
    shared = [source_records(), package_versions()]
    looked_at: dict[str, list[Digest] | NotebookFault] = {}
    for run in runs:
        language = run.parameters.language
        key = f"{run.notebook} {language}"
        if key not in looked_at:
            looked_at[key] = _notebook_inputs(run.notebook, language, code)
        inputs = looked_at[key]
        if isinstance(inputs, NotebookFault):
            plan.faults.append(Outcome(run.name, run.notebook, "failed", fault=str(inputs)))
            continue
        _add(plan, run, [*inputs, *shared], time_limit_seconds)
    return plan


def _notebook_inputs(notebook: str, language: str, code: Code) -> list[Digest] | NotebookFault:
    try:
        content = read_notebook(notebook)
        check_parameters_cell(content)
    except NotebookFault as fault:
        return fault
    itself = Digest(f"notebook {notebook}", content.digest())
    return [itself, *code.inputs(content.imports(), language)]


def _add(plan: Plan, run: Run, inputs: list[Digest], time_limit_seconds: int) -> None:
    order = execute.Order(
        root=paths.project_root(),
        run=run.name,
        notebook=run.notebook,
        parameters=plain_values(run.parameters),
        time_limit_seconds=time_limit_seconds,
    )
    plan.orders[run.name] = order
    plan.tasks.append(tasks.run_task(order, inputs, notebook_spec(run.notebook).tables))


def build_data(inputs: object = None) -> None:
    """Build the processed tables from the raw ones, and judge the claims on them."""
    from analysis.brief.ledger import write_ledger
    from analysis.data import build_processed

    build_processed()
    write_ledger()


def data_step() -> tasks.RunTask:
    """Make the task of the data step: from every raw table to every table that a notebook reads."""
    tables = {name for spec in NOTEBOOKS.values() for name in spec.tables}
    raw = [file for file in paths.raw().rglob("*") if file.is_file()]
    code = Code().inputs(["analysis.data", "analysis.brief.ledger"], "en")
    inputs = [Digest("raw tables", files_digest(raw)), *code, package_versions()]
    return tasks.data_task(build_data, inputs, tables)


def staleness(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Tell for each planned run why it is stale; an empty tuple when it is not."""
    return {found.name: found.reasons for found in tasks.explain(plan.tasks)}


def data_staleness() -> tuple[str, ...]:
    """Tell why the processed tables have to be built again; a project may have no raw ones."""
    return tasks.explain([data_step()], tasks.DATA)[0].reasons if paths.raw().is_dir() else ()
