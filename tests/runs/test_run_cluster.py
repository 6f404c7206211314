"""The same runs on a Dask scheduler with two workers, over the loopback."""

import io
import signal
import time

import distributed
import pytest
import toy
from rich.console import Console

from analysis.runs import Refused
from analysis.runs.regenerate import regenerate
from analysis.runs.table import read_table, select


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        protocol="tcp",
        dashboard_address=None,
    ) as cluster:
        with distributed.Client(cluster) as client:
            client.run(toy.use_light_server)
        yield cluster


def run(scheduler):
    console = Console(file=io.StringIO(), width=200)
    status = regenerate(select([], {}), read_table(), console, 2, scheduler)
    return status, console.file.getvalue()


def write(root):
    toy.write_notebook(root, "alpha", [toy.WRITE, "sum(range(number))"])
    toy.write_notebook(root, "broken", ["1 / 0"])
    toy.write_runs(root, {"alpha": {"number": [1, 2, 3]}, "broken": {}})
    toy.register(root)


def test_a_cluster_gives_the_bytes_reports_and_states_of_this_machine(
    root, workbook, tmp_path_factory, monkeypatch, cluster
):
    write(root)
    status, printed = run(cluster.scheduler_address)
    assert status == 1, printed
    assert "3 made, 1 failed" in printed
    assert "ZeroDivisionError: division by zero\n  notebook: notebooks/broken.ipynb" in printed
    assert set(workbook.stale()) == {"broken"}
    local = tmp_path_factory.mktemp("local")
    monkeypatch.setenv("ASCN_ROOT", str(local))
    write(local)
    run(None)
    assert toy.bytes_of(root, *toy.RESULTS) == toy.bytes_of(local, *toy.RESULTS)


def test_an_interrupt_leaves_what_has_not_begun_for_the_next_command(root, cluster):
    toy.write_notebook(root, "slow", [toy.WRITE, "import time; time.sleep(1)"])
    toy.write_runs(root, {"slow": {"number": list(range(1, 9))}})
    command = toy.start(root, "run", "--scheduler", cluster.scheduler_address)
    while not list(root.glob("figures/slow*")):
        assert command.poll() is None, command.stdout.read()
        time.sleep(0.05)
    command.send_signal(signal.SIGINT)
    printed, _ = command.communicate(timeout=20)
    assert command.returncode == 130, printed
    assert "stopped; `ascn run` goes on with what is left" in printed
    assert "Traceback" not in printed
    time.sleep(8)  # enough for all, had they not been cancelled
    assert 1 <= len(list(root.glob("figures/slow*"))) < 8
    toy.register(root)
    status, printed = run(cluster.scheduler_address)
    assert status == 0, printed
    assert len(list(root.glob("figures/slow*"))) == 8


def test_a_scheduler_that_does_not_answer_is_refused(root, monkeypatch):
    monkeypatch.setattr("analysis.runs.tasks.CONNECT_SECONDS", 1)
    write(root)
    with pytest.raises(Refused, match="no Dask scheduler answers at tcp:"):
        run("tcp://127.0.0.1:1")
