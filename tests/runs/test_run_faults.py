"""Each fault is really caused; the run that has it ends with a report, and the others go on."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
import toy

from analysis import paths
from analysis.runs import Refused, execute, tasks

HANG = "import time\ntime.sleep(600)"
KILLED = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
VANISH = """\
import os, pathlib, shutil
out = pathlib.Path(os.environ["ASCN_RUN_OUTPUT"])
shutil.rmtree(out.parent)
"""
FILL_DISK = """\
import os, pathlib, resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
pathlib.Path(os.environ["ASCN_RUN_OUTPUT"], "big.svg").write_bytes(b"x" * 5000)
"""


def report_on(run, printed):
    """Cut a run's report out of what the command printed."""
    return printed.split(f"\n{run} failed\n")[1].split("\n\n")[0]


@pytest.fixture
def faulty(workbook):
    """A sound run of each notebook has been published; then each notebook gets its fault."""
    root = workbook.root
    names = ("good", "raises", "hangs", "killed", "vanishes", "full", "broken", "kernelless")
    for name in names:
        toy.write_notebook(root, name)
    toy.write_runs(root, {name: {} for name in names}, time_limit_seconds=60)
    workbook.run()
    workbook.published = toy.bytes_of(root, *toy.RESULTS)
    toy.write_notebook(root, "good", [toy.WRITE, "'changed'"])
    toy.write_notebook(root, "raises", [toy.WRITE.replace("number}", "number + 1}"), "1 / 0"])
    toy.write_notebook(root, "hangs", [HANG])
    toy.write_notebook(root, "killed", ["1", KILLED])
    toy.write_notebook(root, "vanishes", [VANISH])
    toy.write_notebook(root, "full", [FILL_DISK])
    toy.write_notebook(root, "kernelless", kernel="no-such-kernel")
    (root / "notebooks" / "broken.ipynb").write_text('{"cells": [')
    toy.write_runs(root, {**{name: {} for name in names}, "absent": {}}, time_limit_seconds=3)
    (root / "notebooks.json").write_text('{"absent": []}')
    return workbook


def test_each_fault_ends_its_own_run_with_a_readable_report_and_spoils_nothing(faulty):
    printed = faulty.run(expect=1)
    assert "1 made, 8 failed" in printed
    expected = {
        "raises": ("ZeroDivisionError: division by zero", "cell 3 of 3: 1 / 0"),
        "hangs": ("longer than its limit of 3 s", "cell 2 of 2: import time"),
        "killed": ("its kernel died", "cell 3 of 3: import os, signal"),
        "vanishes": ("its output folder vanished while it ran", "no executed copy could be kept"),
        "full": ("File too large", "cell 2 of 2: import os, pathlib, resource, signal"),
        "kernelless": ("no-such-kernel", "set the notebook's kernel to python3"),
        "broken": ("notebooks/broken.ipynb is not a notebook", "restore it"),
        "absent": ("notebooks/absent.ipynb does not exist", "config/runs.yml"),
    }
    for run, parts in expected.items():
        for part in parts:
            assert part in report_on(run, printed), printed
    assert "number=1 mood=calm" in report_on("raises", printed)
    published = toy.bytes_of(faulty.root, *toy.RESULTS)
    changed = {path for path in published if published[path] != faulty.published[path]}
    assert changed == {"build/runs/good.ipynb"}
    assert set(published) == set(faulty.published)


def test_a_failed_run_leaves_its_executed_copy_and_runs_again_when_mended(faulty):
    faulty.run("raises", expect=1)
    copy = json.loads((faulty.root / "build" / "failed" / "raises.ipynb").read_text())
    assert any(
        output["output_type"] == "error" and output["ename"] == "ZeroDivisionError"
        for cell in copy["cells"]
        for output in cell.get("outputs", [])
    )
    toy.write_notebook(faulty.root, "raises", [toy.WRITE, "1 / 1"])
    assert "1 made" in faulty.run("raises")
    assert not (faulty.root / "build" / "failed" / "raises.ipynb").exists()


def test_an_output_folder_that_cannot_be_replaced_is_reported_and_kept(workbook):
    toy.write_notebook(workbook.root, "alpha")
    toy.write_runs(workbook.root, {"alpha": {}})
    figures = workbook.root / "figures"
    figures.write_text("a file where the folder should be")
    printed = workbook.run(expect=1)
    assert "FileExistsError" in report_on("alpha", printed)
    figures.unlink()
    assert "1 made" in workbook.run()


def test_figures_that_vanished_between_runs_are_made_again(workbook):
    toy.write_notebook(workbook.root, "alpha")
    toy.write_runs(workbook.root, {"alpha": {}})
    workbook.run()
    (workbook.root / "figures" / "alpha" / "drawing.svg").unlink()
    (workbook.root / "figures" / "alpha" / "drawing.csv").unlink()
    (workbook.root / "figures" / "alpha").rmdir()
    assert workbook.stale() == {"alpha": ["figures/alpha is missing"]}
    assert "1 made" in workbook.run()


def test_a_state_of_pytask_that_cannot_be_read_is_refused_with_the_way_out(workbook):
    toy.write_notebook(workbook.root, "alpha")
    toy.write_runs(workbook.root, {"alpha": {}})
    workbook.run()
    (tasks.state_folder() / "pytask.lock").write_text("not TOML [")
    with pytest.raises(Refused, match="`ascn clean` makes it forget"):
        workbook.run()


def test_a_folder_that_cannot_be_put_in_place_leaves_the_older_one_there(tmp_path):
    place = tmp_path / "figures" / "alpha"
    place.mkdir(parents=True)
    (place / "old.svg").write_text("old")
    with pytest.raises(FileNotFoundError):
        execute.swap_folder(tmp_path / "absent", place)
    assert (place / "old.svg").read_text() == "old"


def mount_tiny_disk(folder):
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk can only be mounted by root")


def test_a_full_disk_fails_runs_with_a_report_and_they_are_done_once_there_is_room(workbook):
    build = workbook.root / "build"
    mount_tiny_disk(build)
    try:
        large = "import os\n'y' * 200_000"
        toy.write_notebook(workbook.root, "large", [toy.WRITE, large])
        toy.write_runs(workbook.root, {"large": {}})
        printed = workbook.run(expect=1)
        assert "the disk is full" in report_on("large", printed)
        assert not (workbook.root / "figures").exists()
    finally:
        subprocess.run(["umount", str(build)], check=True)
    assert "1 made" in workbook.run()


def test_tables_that_find_no_room_on_the_disk_are_told_without_a_traceback(tmp_path):
    data = tmp_path / "data"
    mount_tiny_disk(data)
    try:
        (data / "raw").symlink_to(paths.raw())
        done = subprocess.run(
            [sys.executable, "-m", "analysis.cli", "build"],
            env={**os.environ, "ASCN_ROOT": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "No space left on device" in done.stderr
        assert "What was there before is still there." in done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        assert [file.name for file in data.iterdir() if file.name != "raw"] == ["processed"]
        assert not list((data / "processed").iterdir())
    finally:
        subprocess.run(["umount", str(data)], check=True)


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def hanging(root):
    """A command whose first run hangs, well under way."""
    toy.write_notebook(root, "hangs", [HANG])
    toy.write_notebook(root, "quick")
    toy.write_runs(root, {"quick": {}, "hangs": {}})
    process = toy.start(root, "run", "--jobs", "2", start_new_session=True)
    wait_until((root / "build" / "pytask" / "runs" / "pytask.lock.journal").exists)  # quick is done
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_command_soon_and_leaves_no_process(root, hanging, number):
    hanging.send_signal(number)
    printed, _ = hanging.communicate(timeout=20)
    assert hanging.returncode == 130
    assert "1 made, 1 not run" in printed
    assert "`ascn run` goes on with what is left" in printed
    wait_until(lambda: not toy.processes_of(root))


def test_a_second_command_is_refused_while_one_runs_and_not_after_it_was_killed(root, hanging):
    printed = toy.ascn(root, "run", expect=2)
    assert f"another `ascn run` is under way here (process {hanging.pid})" in printed
    assert len(toy.processes_of(root)) >= 3  # the command, its server, its kernel
    hanging.kill()
    hanging.wait()
    wait_until(lambda: not toy.processes_of(root))
    toy.write_notebook(root, "hangs", [toy.WRITE])
    assert "1 made, 1 unchanged" in toy.ascn(root, "run")


MOMENTS = 20


def test_killing_the_command_at_random_moments_and_resuming_gives_the_same_bytes(
    tmp_path, workbook
):
    chance, disturbed = random.Random(2018), tmp_path / "disturbed"
    for place in (workbook.root, disturbed):
        toy.write_notebook(place, "alpha", [toy.WRITE, "sum(range(10))"])
        toy.write_runs(place, {"alpha": {"number": list(range(1, 13))}})
    workbook.run()
    command = toy.Forker(disturbed)
    for _ in range(MOMENTS):
        pid = command.start("run", "--jobs", "2")
        time.sleep(chance.uniform(0, 1))
        with contextlib.suppress(ProcessLookupError):  # it may just have ended
            os.kill(pid, signal.SIGKILL)
        command.wait()
        made = sorted((disturbed / "figures").glob("alpha*"))
        for folder in chance.sample(made, len(made) // 2):
            shutil.rmtree(folder)  # so that there is work to be killed at
    command.close()
    wait_until(lambda: not toy.processes_of(disturbed))
    toy.ascn(disturbed, "run")
    assert toy.bytes_of(disturbed, *toy.RESULTS) == toy.bytes_of(workbook.root, *toy.RESULTS)
