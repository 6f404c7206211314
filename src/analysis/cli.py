"""The `ascn` command. Thin: each command calls one room; heavy rooms are imported when called."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from analysis.charts.export import Exported

app = typer.Typer(
    help="Keep the workbook's runs, figures and brief up to date.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console()

Names = Annotated[
    list[str] | None, typer.Argument(help="Runs or notebooks; by default all of config/runs.yml.")
]
Given = Annotated[
    list[str] | None, typer.Option("--parameter", "-p", help="key=value, for the notebooks named.")
]


@app.command("list")
def list_runs(names: Names = None) -> None:
    """List runs with their parameters."""
    from analysis.parameters import plain_values
    from analysis.runs.table import as_assignments, select

    runs = select(names or [], {})
    for run in runs:
        given = as_assignments(plain_values(run.parameters))
        console.print(f"[bold]{run.name}[/]  {given}", highlight=False, soft_wrap=True)
    console.print(f"{len(runs)} runs")


@app.command("run")
def run_notebooks(
    names: Names = None,
    parameters: Given = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Runs at a time; by default one for each core.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="A Dask scheduler's address (tcp://…), to run elsewhere.")
    ] = None,
) -> None:
    """Bring runs up to date: the data step, then every run that is stale."""
    from analysis.runs.table import parse_assignments, read_table, select

    table = read_table()
    runs = select(names or [], parse_assignments(parameters or []))
    from analysis.runs.regenerate import regenerate

    raise typer.Exit(regenerate(runs, table, console, jobs or usable_cores(), scheduler))


@app.command("status")
def show_status(names: Names = None) -> None:
    """Show what is stale and which input changed."""
    from analysis.runs.regenerate import show_status
    from analysis.runs.table import read_table, select

    show_status(select(names or [], {}), read_table(), console)


@app.command("build")
def build_tables() -> None:
    """Build the processed tables when a raw table has changed."""
    from analysis.runs.regenerate import build_tables

    build_tables(console)


@app.command("parameters")
def show_parameters(
    notebooks: Annotated[list[str], typer.Argument(help="Notebooks.")],
    write: Annotated[bool, typer.Option("--write", help="Put the cell into the file.")] = False,
) -> None:
    """Print the parameters cell that each notebook's model asks for, or write it."""
    from analysis.runs.notebook_files import parameters_cell, write_parameters_cell

    for notebook in notebooks:
        if not write:
            console.print(parameters_cell(notebook), markup=False, highlight=False, soft_wrap=True)
        elif write_parameters_cell(notebook):
            console.print(f"notebooks/{notebook}.ipynb has a new parameters cell")


@app.command("export")
def export_figures(
    figures: Annotated[list[str], typer.Argument(help="Figures, as `figure` or `run/figure`.")],
    profile: Annotated[str, typer.Option(help="Where they will appear, e.g. plos or slide.")],
    lang: Annotated[Literal["en", "id"], typer.Option(help="Their language.")] = "en",
    width: Annotated[
        float | None, typer.Option(help="Another of the profile's widths, in mm.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="A folder; by default build/export.")] = None,
) -> None:
    """Lay figures out anew for a journal, a slide or a page, and check each written file.

    They go to FOLDER/PROFILE/LANGUAGE. A figure that breaks a rule is not written.
    """
    from analysis import paths, workbook
    from analysis.charts.theme import UnknownProfile, read_profile
    from analysis.runs import Refused

    try:
        chosen = read_profile(profile)
        chosen = chosen.at_width(width) if width else chosen
        folder = (to or paths.build() / "export") / profile / lang
        exported = workbook.export_figures(figures, chosen, lang, folder)
    except (UnknownProfile, workbook.UnknownFigure) as error:
        raise Refused(str(error)) from None
    for figure in exported:
        show_exported(figure, folder)
    raise typer.Exit(any(figure.broken for figure in exported))


def show_exported(exported: Exported, folder: Path) -> None:
    """Print a figure's checks as a table, the files written, and why data were not."""
    table = Table("file", "rule", "found", "", title=exported.figure, title_justify="left")
    for check in exported.checks:
        mark = "[green]pass[/]" if check.passed else "[bold red]fail[/]"
        table.add_row(*map(escape, (check.file, check.rule, check.found)), mark)
    console.print(table)
    for file in exported.files:
        console.print(f"wrote {file}", markup=False, highlight=False, soft_wrap=True)
    if exported.withheld:
        console.print(exported.withheld.rstrip(), markup=False, highlight=False, soft_wrap=True)
    if exported.broken:
        rules = "; ".join(dict.fromkeys(check.rule for check in exported.broken))
        told = f"{exported.figure} was not written to {folder}, for it breaks: {rules}"
        console.print(told, style="bold red", markup=False, highlight=False, soft_wrap=True)


@app.command("schedule")
def schedule_runs(
    at: Annotated[str, typer.Option(help="Day and time of each week.")] = "Mon 04:30",
    cron: Annotated[bool, typer.Option("--cron", help="For cron instead of systemd.")] = False,
    install: Annotated[bool, typer.Option("--install", help="Install it; else print it.")] = False,
) -> None:
    """Print or install a weekly schedule of `ascn run`."""
    from analysis.runs.schedule import Moment, describe

    text = describe(Moment.parse(at), cron, install)
    console.print(text, markup=False, highlight=False, soft_wrap=True)


@app.command("schema")
def write_schema() -> None:
    """Write the JSON schemas of run table and profiles, and the run table's comments anew."""
    from analysis.charts.theme import write_profile_schema
    from analysis.runs.table import write_schema

    for file in [*write_schema(), write_profile_schema()]:
        console.print(f"wrote {file}", highlight=False, soft_wrap=True)


@app.command("brief")
def publish_brief() -> None:
    """Bind the brief, its summary and its annex to the tables, and write brief/published."""
    from analysis.brief.documents import publish

    for file in publish():
        console.print(f"wrote {file}", highlight=False, soft_wrap=True)


@app.command("why")
def show_why(
    names: Annotated[list[str], typer.Argument(help="Values, claims, or figures (run/figure).")],
) -> None:
    """Show what a number, verdict or figure rests on, down to the licence."""
    from analysis.brief.why import why

    for name in names:
        console.print(str(why(name)), markup=False, highlight=False, soft_wrap=True)


@app.command("gauge")
def show_gauge(
    journal: Annotated[str, typer.Option(help="A journal of brief/limits.yml.")] = "f1000research",
) -> None:
    """Measure the brief's texts, and hold the brief against a journal's limits."""
    from analysis.brief.gauge import report

    console.print(report(journal), markup=False, highlight=False, soft_wrap=True)


@app.command("clean")
def clean() -> None:
    """Remove what runs have left in build/; figures stay."""
    from analysis.runs.regenerate import clean

    for folder in clean():
        console.print(f"removed {folder}", highlight=False, soft_wrap=True)


def usable_cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main() -> None:
    """Run the command; a mistake of its user or of the disk ends it with one message, status 2."""
    try:
        app()
    except OSError as error:
        _say_and_stop(f"{error}\nWhat was there before is still there.")
    except Exception as error:
        from analysis.brief.values import BriefError
        from analysis.data import InvalidData
        from analysis.parameters import ParameterError
        from analysis.runs import Refused

        if not isinstance(error, (Refused, ParameterError, InvalidData, BriefError)):
            raise
        _say_and_stop(str(error))


def _say_and_stop(message: str) -> NoReturn:
    Console(stderr=True).print(message, markup=False, highlight=False, soft_wrap=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
