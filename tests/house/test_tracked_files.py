"""No file of ours names where packages come from, nor a folder of the machine it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADDRESSES = re.compile(
    r"registry\.npmjs|registry\.yarnpkg|pypi\.org|pythonhost[e]d|(deb|security)\.debian\.org"
    r"|--(extra-)?index-url[ =]|--find-link[s]"
)
FOLDERS = re.compile(r"(?<![\w.:/\"'}-])/(work|root|home|tmp|opt|Users)/\w")


def our_files() -> list[str]:
    """What is tracked, or would be if it were added."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.check_output(asked, cwd=ROOT, text=True).splitlines()


@pytest.mark.parametrize("pattern", [ADDRESSES, FOLDERS], ids=["registry", "folder"])
def test_no_file_names_a_registry_or_a_folder_of_one_machine(pattern: re.Pattern[str]):
    found = [
        f"{name}: {match.group()}"
        for name in our_files()
        if (ROOT / name).is_file()
        for match in pattern.finditer((ROOT / name).read_text(errors="ignore"))
    ]
    assert found == []


def test_nothing_installed_or_made_is_tracked():
    made = ("node_modules/", ".venv/", "var/", "__pycache__/")
    assert [name for name in our_files() if name.startswith(made)] == []


@pytest.mark.parametrize("script", ["run", "test", "audit", "setup.sh", ".ci/run"])
def test_every_script_is_sound(script: str):
    subprocess.run(["bash", "-n", ROOT / script], check=True)


@pytest.mark.parametrize("script", ["run", "test", "audit", ".ci/run"])
def test_every_command_may_be_run(script: str):
    assert (ROOT / script).stat().st_mode & 0o111 == 0o111


def test_ci_calls_test_and_nothing_else():
    lines = (ROOT / ".ci/run").read_text().splitlines()
    assert lines == ["#!/usr/bin/env bash", 'cd "$(dirname "$0")/.." && exec ./test']
