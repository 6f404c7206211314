"""How long the run table takes, side by side with the other ways of executing notebooks.

`python benchmarks/bench_runs.py` takes every run of config/runs.yml and, at the end, up to 1,000
synthetic ones; `--quick` takes a dozen runs, spread evenly over the table. Each way works on its
own copy of the project on this machine. Ours uses every core and runs alone; the others use one
core each, and as many of them run at the same time as there are cores:

  cli        a shell loop over the papermill command
  api        a Python loop over papermill.execute_notebook
  nbconvert  a shell loop over jupyter nbconvert --execute
  ours       ascn run
  floor      the same cells, one run after another, in one process that has imported everything

Prints a table and, as its last line, the numbers as JSON.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil

from analysis.runs.warm_server import STEADY

PROJECT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
QUICK_RUNS = 12
SYNTHETIC = (100, 300, 1000)
SAMPLE_SECONDS = 0.5
CHANGE = ("Clean the Brunei River through waste controls", "Clean the river by waste controls")


@dataclass(frozen=True)
class Job:
    """One run: its name, its notebook and its parameters."""

    name: str
    notebook: str
    parameters: dict[str, object]


@dataclass(frozen=True)
class Measurement:
    """What a way took: seconds, seconds of CPU, seconds of each run, peak memory in MB."""

    seconds: float
    cpu: float
    each: list[float]
    peak_mb: float


def chosen_jobs(quick: bool) -> list[Job]:
    """Take every run of the table, or a dozen spread evenly over it."""
    from analysis.parameters import plain_values
    from analysis.runs.table import select

    runs = [Job(r.name, r.notebook, plain_values(r.parameters)) for r in select([], {})]
    step = max(1, len(runs) // QUICK_RUNS) if quick else 1
    return runs[::step][: QUICK_RUNS if quick else None]


def copy_project(place: Path) -> Path:
    """Copy what runs need, without anything that runs have made, and build the tables."""
    for folder in ("notebooks", "config", "data"):
        shutil.copytree(PROJECT / folder, place / folder)
    shutil.copy(PROJECT / "requirements.lock", place)
    ascn(place, "build")
    return place


def environment(root: Path, run: str) -> dict[str, str]:
    """Give what a run's kernel needs to know, with fresh folders for its outputs."""
    folders = {"ASCN_RUN_OUTPUT": root / "out" / run, "ASCN_RUN_CHARTS": root / "charts" / run}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {**os.environ, "ASCN_ROOT": str(root), **{k: str(v) for k, v in folders.items()}}


def notebook(root: Path, job: Job) -> Path:
    """Give a run's notebook in a copy of the project."""
    return root / "notebooks" / f"{job.notebook}.ipynb"


def run_by_command(command: list[str], root: Path, job: Job) -> None:
    """Run a program for one run; a failure ends the benchmark with what it said."""
    done = subprocess.run(
        command,
        env=environment(root, job.name),
        cwd=root / "notebooks",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def by_cli(root: Path, job: Job) -> None:
    given = [part for k, v in job.parameters.items() for part in ("-y", json.dumps({k: v}))]
    papermill = [str(BIN / "papermill"), "--no-progress-bar", *given]
    out = root / "build" / f"{job.name}.ipynb"
    run_by_command([*papermill, str(notebook(root, job)), str(out)], root, job)


def by_api(root: Path, job: Job) -> None:
    import papermill

    os.environ.update(environment(root, job.name))
    papermill.execute_notebook(
        str(notebook(root, job)),
        str(root / "build" / f"{job.name}.ipynb"),
        parameters=job.parameters,
        progress_bar=False,
        cwd=str(root / "notebooks"),
    )


def prepared(root: Path, job: Job) -> nbformat.NotebookNode:
    """Give a run's notebook with its parameters filled in by papermill."""
    import papermill

    given = (str(notebook(root, job)), None, job.parameters)
    return papermill.execute_notebook(*given, prepare_only=True, progress_bar=False)


def by_nbconvert(root: Path, job: Job) -> None:
    copy = root / "notebooks" / f"{job.name}__prepared.ipynb"
    nbformat.write(prepared(root, job), copy)
    out = str(root / "build")
    convert = [str(BIN / "jupyter"), "nbconvert", "--to", "notebook", "--execute"]
    run_by_command([*convert, "--output-dir", out, str(copy)], root, job)


def by_floor(root: Path, job: Job) -> None:
    os.environ.update(environment(root, job.name))
    variables: dict[str, object] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in prepared(root, job).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, job.name, "exec"), variables)


# The slowest first, so that none is left to run alone at the end when several run at a time.
WAYS: dict[str, Callable[[Path, Job], None]] = {
    "nbconvert": by_nbconvert,
    "cli": by_cli,
    "api": by_api,
    "floor": by_floor,
}


def loop(way: str, root: Path, jobs: list[Job]) -> None:
    """Run jobs one after another in one way, and print the seconds of each (in a child process)."""
    if way == "floor":
        from analysis.runs.warm_server import import_ahead

        import_ahead()
        WAYS[way](root, jobs[0])
    each, used = [], time.process_time()
    for job in jobs:
        started = time.perf_counter()
        WAYS[way](root, job)
        each.append(time.perf_counter() - started)
    print(json.dumps({"each": each, "cpu": time.process_time() - used}))


@dataclass(frozen=True)
class Watched:
    """A program that has ended: its seconds, those of CPU with its children's, memory, output."""

    seconds: float
    cpu: float
    peak_mb: float
    printed: str


def watched(command: list[str], **options: object) -> Watched:
    """Run a program and watch it; what is printed is kept. A failure ends the benchmark."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload]
    peak = [0.0]
    sampler = threading.Thread(target=_sample, args=(process.pid, peak), daemon=True)
    sampler.start()
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{printed}")
    return Watched(seconds, usage.ru_utime + usage.ru_stime, peak[0], printed)


def _sample(pid: int, peak: list[float]) -> None:
    with contextlib.suppress(psutil.Error):
        parent = psutil.Process(pid)
        while parent.is_running():
            peak[0] = max(peak[0], sum(_memory(p) for p in _family(parent)))
            time.sleep(SAMPLE_SECONDS)


def _family(parent: psutil.Process) -> Iterator[psutil.Process]:
    yield parent
    yield from parent.children(recursive=True)


def _memory(process: psutil.Process) -> float:
    # Proportional set size: pages that forked kernels share count once.
    try:
        return process.memory_full_info().pss / 1e6
    except psutil.Error:
        return 0.0


def measure_way(way: str, root: Path, jobs: list[Job]) -> Measurement:
    """Measure a loop; the floor's imports and its first, warming run do not count."""
    content = json.dumps([job.__dict__ for job in jobs])
    command = [sys.executable, __file__, "--loop", way, "--root", str(root), "--jobs", content]
    steady = STEADY if way == "floor" else {}
    done = watched(command, env={**os.environ, **steady, "ASCN_ROOT": str(root)})
    result = json.loads(done.printed.splitlines()[-1])
    if way == "floor":
        return Measurement(sum(result["each"]), result["cpu"], result["each"], done.peak_mb)
    return Measurement(done.seconds, done.cpu, result["each"], done.peak_mb)


def measure_others(roots: list[Path], jobs: list[Job], at_a_time: int) -> dict[str, Measurement]:
    """Measure the other ways, so many at a time, each told as soon as it has ended."""

    def measure(root: Path) -> Measurement:
        took = measure_way(root.name, root, jobs)
        tell(root.name, took)
        return took

    with ThreadPoolExecutor(at_a_time) as pool:
        return dict(zip((root.name for root in roots), pool.map(measure, roots), strict=True))


def ascn(root: Path, *arguments: str) -> Watched:
    """Run our command on a copy of the project."""
    command = [str(BIN / "ascn"), *arguments]
    return watched(command, env={**os.environ, "ASCN_ROOT": str(root)})


def measure_ours(root: Path, jobs: list[Job]) -> Measurement:
    """Measure `ascn run` on a run table that holds the jobs and nothing else."""
    runs = [{"notebook": job.notebook, "parameters": job.parameters} for job in jobs]
    (root / "config" / "runs.yml").write_text(json.dumps({"runs": runs}), encoding="utf-8")
    done = ascn(root, "run")
    timings = [root / "build" / "runs" / f"{job.name}.json" for job in jobs]
    each = [float(json.loads(file.read_text())["seconds"]) for file in timings]
    return Measurement(done.seconds, done.cpu, each, done.peak_mb)


def count_after_a_changed_row(root: Path, jobs: list[Job]) -> dict[str, int]:
    """Change one row of the raw projects table; count the runs made and those that read it."""
    before = table_bytes(root)
    file = root / "data" / "raw" / "ascn" / "projects.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(*CHANGE, 1), encoding="utf-8")
    refresh = [sys.executable, "-m", "analysis.data.records"]
    watched(refresh, env={**os.environ, "ASCN_ROOT": str(root)})
    printed = ascn(root, "run").printed
    changed = {name for name, content in table_bytes(root).items() if content != before[name]}
    made = sum(1 for line in printed.splitlines() if " made " in line and "/" in line)
    return {"changed_row_made": made, "changed_row_readers": readers(changed, jobs)}


def table_bytes(root: Path) -> dict[str, bytes]:
    """Map each processed table to its bytes."""
    return {f.stem: f.read_bytes() for f in (root / "data" / "processed").glob("*.parquet")}


def readers(tables: set[str], jobs: list[Job]) -> int:
    """Count the runs whose notebooks declare one of the tables."""
    from analysis.parameters import notebook_spec

    return sum(1 for job in jobs if tables & set(notebook_spec(job.notebook).tables))


def measure_synthetic(place: Path, number: int) -> dict[str, float]:
    """Measure so many runs of a notebook of one small cell; seconds and the command's memory."""
    sys.path.insert(0, str(PROJECT / "tests" / "runs"))
    import toy

    root = place / f"synthetic{number}"
    toy.write_notebook(root, "alpha")
    toy.write_runs(root, {"alpha": {"number": list(range(1, number + 1))}})
    started = time.perf_counter()
    process = toy.start(root, "run", stdout=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory(psutil.Process(process.pid)))
        time.sleep(SAMPLE_SECONDS)
    seconds = time.perf_counter() - started
    return {"runs": number, "seconds": round(seconds, 1), "command_mb": round(peak, 1)}


def tell(way: str, took: Measurement) -> None:
    """Say beside the table's stream how long a way took, as soon as it has ended."""
    print(f"{way}: {took.seconds:.1f} s", file=sys.stderr, flush=True)


def show(found: dict[str, Measurement]) -> None:
    """Print the ways side by side."""
    print(f"{'way':<10}{'total s':>9}{'CPU s':>9}{'median s':>10}{'x ours':>8}{'peak MB':>9}")
    for way, way_took in found.items():
        ratio = way_took.seconds / found["ours"].seconds
        median = statistics.median(way_took.each)
        print(
            f"{way:<10}{way_took.seconds:>9.1f}{way_took.cpu:>9.1f}{median:>10.2f}"
            f"{ratio:>8.2f}{way_took.peak_mb:>9.0f}"
        )


def numbers(found: dict[str, Measurement], noop: float, runs: int, cores: int) -> dict[str, object]:
    """Collect what the last line gives."""
    ours, floor = found["ours"].seconds, found["floor"].seconds
    return {
        "cli_loop_s": round(found["cli"].seconds, 1),
        "api_loop_s": round(found["api"].seconds, 1),
        "nbconvert_s": round(found["nbconvert"].seconds, 1),
        "ours_s": round(ours, 1),
        "floor_s": round(floor, 1),
        "noop_s": round(noop, 2),
        "jobs": cores,
        "runs": runs,
        "cli_over_ours": round(found["cli"].seconds / ours, 2),
        "api_over_ours": round(found["api"].seconds / ours, 2),
        "ours_over_floor_per_core": round(ours / (floor / cores), 2),
        "cpu_s": {way: round(measured.cpu, 1) for way, measured in found.items()},
        "peak_mb": {way: round(measured.peak_mb) for way, measured in found.items()},
    }


def bench(quick: bool) -> None:
    """Measure everything and print it."""
    from analysis.cli import usable_cores

    jobs, cores = chosen_jobs(quick), usable_cores()
    with tempfile.TemporaryDirectory(prefix="ascn-bench-") as folder:
        place = Path(folder)
        ours = copy_project(place / "ours")
        others = [shutil.copytree(ours, place / way) for way in WAYS]
        found = {"ours": measure_ours(ours, jobs)}
        noop = ascn(ours, "run").seconds
        tell("ours", found["ours"])
        found |= measure_others(others, jobs, cores)
        show(found)
        result = numbers(found, noop, len(jobs), cores)
        result |= count_after_a_changed_row(ours, jobs)
        if not quick:
            result["synthetic"] = [measure_synthetic(place, number) for number in SYNTHETIC]
    print(json.dumps(result))


def main() -> None:
    """Run the benchmark, or one of its loops in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a dozen runs")
    parser.add_argument("--loop", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--jobs", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.loop:
        loop(given.loop, given.root, [Job(**job) for job in json.loads(given.jobs)])
    else:
        bench(given.quick)


if __name__ == "__main__":
    main()
