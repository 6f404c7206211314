import io

import pytest
import toy
from rich.console import Console

from analysis.parameters import NOTEBOOKS
from analysis.runs import execute, kernels
from analysis.runs.plan import make_plan, staleness
from analysis.runs.regenerate import regenerate
from analysis.runs.table import read_table, select


@pytest.fixture(scope="session", autouse=True)
def one_light_server():
    """Keep one quickly started server of warm kernels for all tests of this process."""
    former, stop = kernels.SERVER, kernels.stop_warm_server
    toy.use_light_server()
    kernels.stop_warm_server = lambda: None
    yield
    kernels.SERVER, kernels.stop_warm_server = former, stop
    stop()


@pytest.fixture
def root(tmp_path, monkeypatch):
    """An empty workbook that the process works on."""
    monkeypatch.setenv("ASCN_ROOT", str(tmp_path))
    registered = dict(NOTEBOOKS)
    yield tmp_path
    NOTEBOOKS.clear()
    NOTEBOOKS.update(registered)
    execute.stopping.clear()


class Workbook:
    """A toy workbook, worked on in this process."""

    def __init__(self, root):
        self.root = root

    def run(self, *names, jobs=2, expect=0):
        toy.register(self.root)
        printed = Console(file=io.StringIO(), width=200)
        status = regenerate(select(list(names), {}), read_table(), printed, jobs, None)
        text = printed.file.getvalue()
        assert status == expect, text
        return text

    def stale(self):
        """Map each stale run to its reasons."""
        toy.register(self.root)
        found = staleness(make_plan(select([], {}), read_table().time_limit_seconds))
        return {run: list(reasons) for run, reasons in found.items() if reasons}


@pytest.fixture
def workbook(root):
    return Workbook(root)
