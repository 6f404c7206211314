"""A small synthetic workbook: notebooks of a few cells, tables of a few bytes, the real engine.

Run as a script it is the `ascn` command on such a workbook: `python toy.py ROOT run --jobs 2`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Literal

import psutil
from pydantic import Field

from analysis.parameters import NOTEBOOKS, NotebookSpec, Parameters


class ToyParameters(Parameters):
    number: int = Field(1, ge=1)
    mood: Literal["calm", "cross"] = "calm"


WRITE = """\
import os, pathlib
out = pathlib.Path(os.environ["ASCN_RUN_OUTPUT"])
(out / "drawing.svg").write_text(f"<svg>{number}</svg>")
(out / "drawing.csv").write_text(f"number\\n{number}\\n")
pathlib.Path(os.environ["ASCN_RUN_CHARTS"], "drawing.pickle").write_bytes(b"chart")
number
"""
DEFAULTS = ToyParameters().model_dump(mode="json")
PARAMETERS = "\n".join(f"{name} = {value!r}" for name, value in DEFAULTS.items())


def cell(code, *tags):
    return {
        "cell_type": "code",
        "id": f"c{abs(hash(code)) % 10**8}",
        "metadata": {"tags": list(tags)},
        "source": code,
        "outputs": [],
        "execution_count": None,
    }


def write_notebook(root, name, cells=(WRITE,), kernel="python3", parameters=PARAMETERS):
    spec = {"name": kernel, "display_name": "Python 3", "language": "python"}
    content = {
        "cells": [cell(parameters, "parameters"), *(cell(code) for code in cells)],
        "metadata": {"kernelspec": spec, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    file = Path(root) / "notebooks" / f"{name}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))
    return file


def write_runs(root, sets, **settings):
    """Write the run table: {notebook: sweep}."""
    runs = [{"notebook": name, "sweep": sweep} for name, sweep in sets.items()]
    file = Path(root) / "config" / "runs.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"runs": runs, **settings}))


def write_table(root, name, text):
    file = Path(root) / "data" / "processed" / f"{name}.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def register(root):
    """Replace the registry by the workbook's own: its notebooks.json says who reads which table."""
    declared = Path(root) / "notebooks.json"
    tables = json.loads(declared.read_text()) if declared.exists() else {}
    names = {file.stem for file in (Path(root) / "notebooks").glob("*.ipynb")} | set(tables)
    NOTEBOOKS.clear()
    for name in sorted(names):
        NOTEBOOKS[name] = NotebookSpec(ToyParameters, tuple(tables.get(name, ())))


def use_light_server():
    """Fork kernels from a server that starts quickly."""
    from analysis.runs import kernels

    kernels.SERVER = [str(Path(__file__).with_name("light_server.py"))]


def bytes_of(root, *folders):
    """Map each file below the folders to its bytes, all but timings."""
    files = [file for folder in folders for file in sorted((Path(root) / folder).rglob("*"))]
    return {
        str(file.relative_to(root)): file.read_bytes()
        for file in files
        if file.is_file() and file.suffix != ".json"
    }


RESULTS = ("figures", "build/charts", "build/runs")


def processes_of(root):
    """List the processes that work on a workbook, by the folder in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("ASCN_ROOT") == str(root) and process.status() != "zombie":
                found.append(process)
        except psutil.Error:
            pass
    return found


def start(root, *arguments, **options):
    """Start the command on a workbook."""
    command = [sys.executable, __file__, str(root), *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command, **{**pipes, **options})


def ascn(root, *arguments, expect=0):
    """Run the command on a workbook and give what it printed."""
    process = start(root, *arguments)
    printed, _ = process.communicate(timeout=120)
    assert process.returncode == expect, printed
    return printed


class Forker:
    """A process that has imported the command and forks it, so that it starts at once."""

    def __init__(self, root):
        self.process = start(root, "--fork", stdin=subprocess.PIPE)

    def start(self, *arguments):
        """Start the command and give its process id."""
        self.process.stdin.write(" ".join(arguments) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def wait(self):
        """Wait until the command that was started last has ended."""
        self.process.stdout.readline()

    def close(self):
        self.process.communicate()


def fork_commands(command):
    from analysis.runs import engine, regenerate  # noqa: F401

    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            sys.argv[1:] = line.split()
            sys.stdin.close()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            command()
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print("ended", flush=True)


def main():
    root = sys.argv.pop(1)
    os.environ["ASCN_ROOT"] = root
    register(root)
    use_light_server()
    from analysis.cli import main as command

    fork_commands(command) if sys.argv[1:] == ["--fork"] else command()


if __name__ == "__main__":
    main()
