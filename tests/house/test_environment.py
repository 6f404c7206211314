"""The files that tell a newcomer what to install say the same thing."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def base_name(requirement: str) -> str:
    return re.split(r"[\[<>=;! ]", requirement)[0].lower()


def declared() -> list[str]:
    return [*project()["dependencies"], *project()["optional-dependencies"]["dev"]]


def test_environment_lists_what_pyproject_declares():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    conda, pip = environment["dependencies"][:-1], environment["dependencies"][-1]["pip"]
    assert f"python {project()['requires-python']}" in conda
    assert pip == declared()


def test_every_declared_package_is_locked_with_hashes():
    lock = (ROOT / "requirements.lock").read_text()
    locked = dict(
        re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==(\S+).*?\\\n    --hash=(?=sha256:)", lock, re.M)
    )
    missing = {base_name(name) for name in declared()} - set(locked)
    assert not missing


def test_the_lock_names_no_address():
    assert "://" not in (ROOT / "requirements.lock").read_text()
