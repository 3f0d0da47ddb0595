"""What ./audit asks the registries, and that »nobody could be asked« is never »nothing found«."""

from pathlib import Path

import pytest

from tests.house.machine import Machine

FOUND = "jinja2 3.1.4 CVE-2024-56201 3.1.5"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with auditors who know of no weakness."""
    machine = Machine(tmp_path)
    auditor(machine, "pip-audit", 0)
    auditor(machine, "npm", 0)
    machine.tool("node", "echo v20.1.0")
    return machine


def auditor(machine: Machine, name: str, exit_code: int, said: str = "", wrong: str = "") -> None:
    path = "tools/npm" if name == "npm" else f".venv/bin/{name}"
    lines = [
        "#!/usr/bin/env bash",
        f'echo "{name} $*" >>{machine.folder}/asked',
        f'[ -z "{said}" ] || echo "{said}"',
        f'echo "{wrong}" >&2',
        f"exit {exit_code}",
    ]
    machine.program(path, "\n".join(lines))


def outcome(machine: Machine) -> tuple[int, str, str]:
    with machine.start("audit") as run:
        said, wrong = run.communicate(timeout=60)
    return run.returncode, said, wrong


def test_every_lock_is_asked_about(machine: Machine):
    code, said, wrong = outcome(machine)
    assert (code, wrong) == (0, "")
    assert said.endswith("\nNo dependency has a known weakness.\n")
    assert "npm audit" in machine.asked()
    for lock in ("requirements.txt", "requirements-dev.txt"):
        assert f"--requirement {lock}" in machine.asked()
    assert "--strict" in machine.asked(), "what could not be asked about is not well"


def test_what_is_found_is_shown_and_both_are_asked(machine: Machine):
    auditor(machine, "pip-audit", 1, said=FOUND, wrong="Found 1 known vulnerability")
    code, said, wrong = outcome(machine)
    assert code == 1
    assert FOUND in said
    assert "npm audit" in machine.asked()
    assert wrong.endswith("There are known weaknesses in: Python\n")


def test_a_weakness_in_an_npm_package_is_found_too(machine: Machine):
    auditor(machine, "npm", 1, said="# npm audit report")
    code, said, wrong = outcome(machine)
    assert (code, "# npm audit report" in said) == (1, True)
    assert wrong.endswith("There are known weaknesses in: npm\n")


@pytest.mark.parametrize("auditor_away", ["pip-audit", "npm"])
def test_a_registry_that_does_not_answer_is_said_in_one_sentence(
    machine: Machine, auditor_away: str
):
    auditor(machine, auditor_away, 1, wrong="Traceback\nConnection refused")
    said = machine.refuses("audit")
    name = {"pip-audit": "Python", "npm": "npm"}[auditor_away]
    assert f"the registry of these packages did not say what it knows: {name}." in said


def test_without_node_it_says_what_is_missing(machine: Machine):
    machine.tool("node", "exit 1")
    assert "Node 20 or newer" in machine.refuses("audit")
