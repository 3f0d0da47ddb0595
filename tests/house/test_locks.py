"""What is installed is pinned to the letter, and named by us where we use it."""

import ast
import json
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(
    r"^([a-z0-9.-]+)==(\S+)(?: ; [^\\]+)? \\\n((?: +--hash=sha256:[0-9a-f]{64}.*\n)+)", re.M
)


def pins(lock: str) -> dict[str, str]:
    return {name: version for name, version, _ in PIN.findall((ROOT / lock).read_text())}


def named(wishes: str) -> set[str]:
    """The packages a .in file asks for, without extras."""
    lines = (ROOT / wishes).read_text().splitlines()
    return {re.sub(r"\[.*", "", line) for line in lines if line and line[0] not in "#-"}


def package_lock() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text())
    return found


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_holds_pins_with_hashes_and_nothing_else(lock: str):
    assert PIN.sub("", (ROOT / lock).read_text()) == ""


def test_what_we_ask_for_is_locked():
    assert named("requirements.in") <= pins("requirements.txt").keys()
    assert named("requirements-dev.in") <= pins("requirements-dev.txt").keys()


def test_the_checks_run_on_what_the_service_runs_on():
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_what_the_service_imports_it_asks_for_by_name():
    distributions = packages_distributions()
    imported = {
        name
        for path in (ROOT / "app").rglob("*.py")
        for name in imports(path)
        if name not in sys.stdlib_module_names and name != "app"
    }
    asked_for = named("requirements.in")
    unnamed = {
        name
        for name in imported
        if not {normal(found) for found in distributions.get(name, [name])} & asked_for
    }
    assert unnamed == set()


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name.partition(".")[0] for name in found}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_npm_packages_are_exact_and_carry_no_address():
    wishes = json.loads((ROOT / "package.json").read_text())
    versions = (wishes["dependencies"] | wishes["devDependencies"]).values()
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
    installed = [each for place, each in package_lock()["packages"].items() if place]
    assert all("integrity" in each and "resolved" not in each for each in installed)
