import json
import os
import stat

import pytest
import toy

from analysis.runs import Refused, records, schedule
from analysis.runs.progress import time_left
from analysis.runs.schedule import Moment


def test_each_regeneration_leaves_a_record_and_the_last_ones_are_kept(workbook):
    root = workbook.root
    toy.write_notebook(root, "alpha")
    toy.write_table(root, "cities", "c1\n")
    (root / "notebooks.json").write_text('{"alpha": ["cities"]}')
    toy.write_runs(root, {"alpha": {"number": [1, 2]}}, records_kept=2)
    for _ in range(3):
        workbook.run()
    files = sorted(records.folder().glob("*.json"))
    assert len(files) == 2
    record = json.loads(files[-1].read_text())
    assert record["versions"]["papermill"]
    assert record["parameters"]["alpha__number-2"]["number"] == 2
    assert {o["run"]: o["state"] for o in record["outcomes"]} == {
        "alpha": "unchanged",
        "alpha__number-2": "unchanged",
    }
    assert len(record["inputs"]["table cities"]) == 64
    assert record["jobs"] == 2


def test_a_record_tells_how_long_runs_took_and_why_they_were_made(workbook):
    toy.write_notebook(workbook.root, "alpha")
    toy.write_runs(workbook.root, {"alpha": {}})
    workbook.run()
    (outcome,) = json.loads(next(records.folder().glob("*.json")).read_text())["outcomes"]
    assert outcome["state"] == "made"
    assert outcome["seconds"] > 0
    assert outcome["reasons"] == ["never run"]


def test_the_time_left_follows_the_pace_so_far():
    assert time_left(elapsed=30, done=3, total=9) == "60 s left"
    assert time_left(elapsed=300, done=1, total=3) == "10 min left"
    assert time_left(elapsed=30, done=9, total=9) == "done"


MONDAY = Moment("Mon", 4, 30)


def test_a_schedule_is_printed_for_systemd_and_for_cron(root):
    units = schedule.describe(MONDAY, cron=False, install=False)
    assert "OnCalendar=Mon *-*-* 04:30:00" in units
    assert f"WorkingDirectory={root}" in units
    line = schedule.describe(MONDAY, cron=True, install=False)
    assert line.startswith(f"30 4 * * 1 cd {root} && ASCN_ROOT={root} ")
    assert line.endswith("ascn run")
    assert schedule.cron_line(Moment("Sun", 0, 5)).startswith("5 0 * * 0 ")


@pytest.mark.parametrize("text", ["Monday 04:30", "Mon", "Mon 25:00", "Mon 04:61", "Mon x:y"])
def test_a_moment_that_does_not_exist_is_refused(text):
    with pytest.raises(Refused, match="Mon"):
        Moment.parse(text)


@pytest.fixture
def programs(root, monkeypatch):
    """A crontab that keeps its lines in a file, and a systemctl that notes how it was called."""
    folder = root / "bin"
    folder.mkdir()
    scripts = {
        "crontab": f'[ "$1" = -l ] && cat {root}/tab || cat > {root}/tab',
        "systemctl": f'echo "$@" >> {root}/calls',
    }
    for name, text in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(stat.S_IRWXU)
    (root / "tab").write_text("0 1 * * * other\n")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(root / "config_home"))
    return root


def test_a_cron_line_is_installed_once_and_leaves_other_lines_alone(programs):
    for moment in (Moment("Sun", 1, 0), MONDAY):
        schedule.describe(moment, cron=True, install=True)
    assert (programs / "tab").read_text().splitlines() == [
        "0 1 * * * other",
        schedule.cron_line(MONDAY),
    ]


def test_a_systemd_timer_is_installed_and_switched_on(programs):
    schedule.describe(MONDAY, cron=False, install=True)
    folder = programs / "config_home" / "systemd" / "user"
    assert sorted(file.name for file in folder.iterdir()) == [
        "ascn-regenerate.service",
        "ascn-regenerate.timer",
    ]
    assert "--user enable --now ascn-regenerate.timer" in (programs / "calls").read_text()


def test_a_schedule_that_cannot_be_installed_is_refused(root, monkeypatch):
    monkeypatch.setenv("PATH", str(root))
    with pytest.raises(Refused, match="there is no crontab here"):
        schedule.describe(MONDAY, cron=True, install=True)
