import contextlib
import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest
import toy
from jupyter_client import KernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from analysis.runs import execute, kernels

linux_only = pytest.mark.skipif(not kernels.forking_works(), reason="kernels are forked on Linux")
pytestmark = linux_only


@contextlib.contextmanager
def kernel(**options):
    """Start a kernel the way JupyterLab does, over TCP, and give its manager and client."""
    kernels.use_best_kernels()
    manager = KernelManager(kernel_name="python3", **options)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def printed_by(client, code):
    """Execute code and give what it prints."""
    texts = []

    def collect(message):
        if message["msg_type"] == "stream":
            texts.append(message["content"]["text"])

    reply = client.execute_interactive(code, timeout=60, output_hook=collect)
    while reply["content"]["status"] == "aborted":  # a kernel drops what comes right after an error
        reply = client.execute_interactive(code, timeout=60, output_hook=collect)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(texts).strip()


def test_a_warm_kernel_is_a_process_of_its_own_forked_from_the_server():
    with kernel() as (manager, client):
        assert isinstance(manager.provisioner.process, kernels.WarmProcess)
        parent = int(printed_by(client, "import os; print(os.getppid())"))
        assert parent == kernels.warm_server().process.pid
        assert printed_by(client, "print(os.getpid())") == str(manager.provisioner.pid)


def test_a_warm_kernel_does_not_import_the_callers_main_module_or_its_arguments():
    with kernel() as (_, client):
        code = "import sys; print('pytest' in sys.modules, sys.argv[0], 'print' in In[-1])"
        assert printed_by(client, code) == "False ipykernel_launcher True"
        assert (
            printed_by(client, "import __main__; print(hasattr(__main__, '__file__'))") == "False"
        )


def test_a_warm_kernel_can_be_interrupted_and_restarted():
    with kernel() as (manager, client):
        printed_by(client, "kept = 1")
        asked = client.execute("import time; time.sleep(60)")
        time.sleep(0.3)
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=20)
        while reply["parent_header"]["msg_id"] != asked:
            reply = client.get_shell_msg(timeout=20)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert printed_by(client, "print(kept)") == "1"
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=60)
        assert printed_by(client, "print('kept' in globals())") == "False"


def test_nothing_of_one_kernel_is_seen_by_the_next():
    spoil = "import json, os; json.spoilt = os.environ['SPOILT'] = '1'; os.chdir('/')"
    look = "import json, os; print(hasattr(json, 'spoilt'), 'SPOILT' in os.environ, os.getcwd())"
    draw = "import random, numpy; print(random.random(), numpy.random.random())"
    with kernel() as (_, client):
        printed_by(client, spoil)
        first = printed_by(client, draw)
    with kernel() as (_, client):
        assert printed_by(client, look) == f"False False {os.getcwd()}"
        assert printed_by(client, draw) != first


def test_a_warm_kernel_leaves_no_history_in_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    with kernel() as (_, client):
        printed_by(client, "1 + 1")
    assert not list(tmp_path.rglob("*.sqlite"))


def test_what_a_kernel_has_started_ends_with_it():
    with kernel() as (_, client):
        code = "import subprocess; child = subprocess.Popen(['sleep', '600']); print(child.pid)"
        child = int(printed_by(client, code))
    deadline = time.monotonic() + 10
    while _runs(child):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_other_kernels_start_as_they_always_did():
    assert kernels._is_own_ipykernel([sys.executable, "-m", "ipykernel_launcher", "-f", "x"])
    assert not kernels._is_own_ipykernel(["/usr/bin/R", "-m", "ipykernel_launcher"])
    assert not kernels._is_own_ipykernel([sys.executable, "-m", "another_kernel"])


def test_a_server_is_replaced_when_the_code_changes_and_when_it_has_died(monkeypatch):
    first = kernels.warm_server()
    assert kernels.warm_server() is first
    monkeypatch.setattr(kernels, "code_stamp", lambda: (("changed.py", 1),))
    second = kernels.warm_server()
    assert second is not first
    assert first.process.wait(timeout=20) == 0
    second.process.kill()
    second.process.wait()
    assert kernels.warm_server() is not second


def test_kernels_die_with_their_server():
    with kernel() as (manager, _):
        server = kernels.warm_server().process
        server.send_signal(signal.SIGKILL)
        server.wait()
        deadline = time.monotonic() + 20
        while manager.is_alive() or _runs(manager.provisioner.pid):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_stock_kernels_are_used_where_nothing_can_be_forked_and_a_line_says_so(
    workbook, monkeypatch
):
    monkeypatch.setattr(kernels, "forking_works", lambda: False)
    toy.write_notebook(workbook.root, "alpha")
    toy.write_runs(workbook.root, {"alpha": {}})
    printed = workbook.run()
    assert "each run starts a stock kernel" in printed
    assert "1 made" in printed
    assert KernelProvisionerFactory.instance().default_provisioner_name == kernels.STOCK


RICH = """\
import matplotlib.pyplot as plt, pandas as pd
plt.figure(figsize=(1, 1)).gca().plot([1, 2])
pd.DataFrame({"city": ["Makassar"]})
"""


@pytest.fixture
def full_server(monkeypatch):
    """The server of warm kernels as the command starts it, with everything imported."""
    monkeypatch.setattr(kernels, "SERVER", ["-m", "analysis.runs.warm_server"])
    monkeypatch.setattr(kernels, "_server", None)
    yield kernels.warm_server()
    kernels.warm_server().retire()


def test_a_warm_kernel_gives_the_same_notebook_as_a_stock_one(workbook, monkeypatch, full_server):
    toy.write_notebook(workbook.root, "rich", [toy.WRITE, RICH, "print('text')\n1 / 4"])
    toy.write_runs(workbook.root, {"rich": {}})
    workbook.run()
    warm = toy.bytes_of(workbook.root, *toy.RESULTS)
    outputs = json.loads(warm["build/runs/rich.ipynb"])["cells"][3]["outputs"]
    assert {kind for output in outputs for kind in output.get("data", {})} == {
        "text/html",
        "text/plain",
        "image/png",
    }
    (workbook.root / "figures" / "rich" / "drawing.svg").unlink()
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", kernels.STOCK)
    workbook.run()
    assert toy.bytes_of(workbook.root, *toy.RESULTS) == warm


def test_the_server_holds_one_thread_and_no_data_when_it_forks(full_server):
    full_server.launch(["ipykernel_launcher", "--version"], dict(os.environ), "/").wait()
    process = Path(f"/proc/{full_server.process.pid}")
    assert len(list((process / "task").iterdir())) == 1
    open_files = {os.readlink(file) for file in (process / "fd").iterdir()}
    data = {file for file in open_files if Path(file).is_file()}
    # PROJ opens its own read-only database on import, and reads it by position; matplotlib opens
    # its fonts anew in each process that is forked.
    left = {Path(file).name for file in data if not file.endswith(".ttf")}
    assert left <= {"proj.db"}


def test_sockets_lie_in_a_folder_whose_path_is_short_enough(monkeypatch, tmp_path):
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    monkeypatch.setattr(execute.tempfile, "gettempdir", lambda: str(deep))
    monkeypatch.setattr(execute, "_socket_folder", None)
    assert len(str(execute.socket_folder())) < execute.LONGEST_SOCKET_PATH


def test_the_sockets_of_a_process_that_was_killed_are_removed_by_the_next(monkeypatch, tmp_path):
    dead, alive = tmp_path / "ascn-4194305-x", tmp_path / f"ascn-{os.getpid()}-x"
    dead.mkdir()
    alive.mkdir()
    monkeypatch.setattr(execute.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(execute, "_socket_folder", None)
    execute.socket_folder()
    assert not dead.exists()
    assert alive.exists()
