"""What ./test runs, and how it says what has failed."""

from pathlib import Path

import pytest

from tests.house.machine import Machine

CHECKS = ["ruff", "mypy", "lint-imports", "djlint", "python", "pytest"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine where every check passes and is written down."""
    machine = Machine(tmp_path)
    machine.tool("chromium")
    for name in CHECKS:
        passes(machine, name)
    return machine


def passes(machine: Machine, name: str, exit_code: int = 0) -> None:
    asked = f'echo "{name} $*" >>{machine.folder}/asked'
    machine.program(f".venv/bin/{name}", f"#!/usr/bin/env bash\n{asked}\nexit {exit_code}")


def outcome(machine: Machine, *arguments: str) -> tuple[int, str]:
    with machine.start("test", *arguments) as run:
        said, wrong = run.communicate(timeout=60)
    return run.returncode, said + wrong


def test_all_checks_run_each_under_its_heading(machine: Machine):
    code, said = outcome(machine)
    assert code == 0
    assert said.endswith("All checks passed.\n")
    assert said.count("\n=== ") == 8
    for name in CHECKS:
        assert f"\n{name} " in machine.asked()


def test_a_check_that_fails_is_named_and_keeps_no_other_from_running(machine: Machine):
    passes(machine, "mypy", exit_code=1)
    code, said = outcome(machine)
    assert code == 1
    assert said.endswith("These checks failed:\n  - Types\n")
    assert "pytest" in machine.asked()


def test_fast_leaves_the_browser_and_whole_programs_out(machine: Machine):
    (machine.tools / "chromium").unlink()
    assert outcome(machine, "fast")[0] == 0
    assert "-m not browser and not long" in machine.asked()


def test_without_a_browser_it_says_how_to_get_one_or_go_without(machine: Machine):
    (machine.tools / "chromium").unlink()
    said = machine.refuses("test")
    assert "Chromium is missing" in said
    assert "./test fast" in said


def test_without_a_browser_on_debian_there_is_one_line_to_type(machine: Machine):
    (machine.tools / "chromium").unlink()
    machine.tool("dpkg-query", 'case "$*" in *chromium) exit 1 ;; esac', "echo installed")
    machine.tool("id", "echo 1000")
    said = machine.refuses("test")
    assert "sudo apt-get install --yes --no-install-recommends chromium" in said


def test_it_knows_no_other_word(machine: Machine):
    assert "»slow« is not something ./test knows" in machine.refuses("test", "slow")
