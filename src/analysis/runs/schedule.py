"""Regenerating on a schedule: a systemd timer of the user, or a line for cron."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from analysis import paths
from analysis.runs import Refused

UNIT = "ascn-regenerate"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Moment:
    """When to regenerate: weekly, on a day (Mon … Sun) at an hour and minute of local time."""

    day: str
    hour: int
    minute: int

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read "Mon 04:30"; Refused when it is anything else."""
        try:
            day, clock = text.split()
            hour, minute = (int(part) for part in clock.split(":"))
        except ValueError:
            raise Refused(f"{text!r} is not a day and a time like 'Mon 04:30'") from None
        if day not in DAYS or not (0 <= hour < 24 and 0 <= minute < 60):
            raise Refused(f"{text!r} is not a day ({', '.join(DAYS)}) and a time below 24:00")
        return cls(day, hour, minute)


def command() -> str:
    """Give the command that is run."""
    return f"{Path(sys.executable).with_name('ascn')} run"


def systemd_units(moment: Moment) -> dict[str, str]:
    """Write the timer and its service, by file name."""
    service = [
        "[Unit]",
        "Description=Regenerate the ASCN rights workbook",
        "[Service]",
        "Type=oneshot",
        f"WorkingDirectory={paths.project_root()}",
        f"Environment=ASCN_ROOT={paths.project_root()}",
        f"ExecStart={command()}",
    ]
    timer = [
        "[Unit]",
        "Description=Regenerate the ASCN rights workbook every week",
        "[Timer]",
        f"OnCalendar={moment.day} *-*-* {moment.hour:02}:{moment.minute:02}:00",
        "Persistent=true",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return {
        f"{UNIT}.service": "\n".join(service) + "\n",
        f"{UNIT}.timer": "\n".join(timer) + "\n",
    }


def cron_line(moment: Moment) -> str:
    """Write the line for a crontab."""
    day = (DAYS.index(moment.day) + 1) % 7
    root = paths.project_root()
    return f"{moment.minute} {moment.hour} * * {day} cd {root} && ASCN_ROOT={root} {command()}"


def install_systemd(moment: Moment) -> list[Path]:
    """Write the user's units and switch the timer on; gives the files written."""
    _need("systemctl")
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    folder = Path(home) / "systemd" / "user"
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, text in systemd_units(moment).items():
        (folder / name).write_text(text, encoding="utf-8")
        files.append(folder / name)
    _call(["systemctl", "--user", "daemon-reload"])
    _call(["systemctl", "--user", "enable", "--now", f"{UNIT}.timer"])
    return files


def install_cron(moment: Moment) -> None:
    """Put the line into the user's crontab, in place of an earlier one of this project."""
    _need("crontab")
    present = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    mark = f"cd {paths.project_root()} "
    others = [line for line in present.stdout.splitlines() if mark not in line]
    lines = "\n".join([*others, cron_line(moment)]) + "\n"
    _call(["crontab", "-"], lines)


def _need(program: str) -> None:
    if shutil.which(program) is None:
        raise Refused(f"there is no {program} here; without --install the text is only printed")


def _call(command: list[str], text: str | None = None) -> None:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused(f"{' '.join(command)} failed: {done.stderr.strip()}")


def describe(moment: Moment, cron: bool, install: bool) -> str:
    """Print or install the schedule; gives the text for the reader."""
    if cron and install:
        install_cron(moment)
        return f"in the crontab: {cron_line(moment)}"
    if cron:
        return cron_line(moment)
    if install:
        return "\n".join(f"wrote {file}" for file in install_systemd(moment))
    return "\n".join(f"# {name}\n{text}" for name, text in systemd_units(moment).items())
