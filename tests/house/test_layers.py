"""The import rules speak of every part there is, so that a new one must be given its place."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CONTRACTS: dict[str, dict[str, Any]] = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
}


def parts() -> set[str]:
    app = ROOT / "app"
    modules = {path.stem for path in app.glob("*.py")} - {"__init__"}
    return modules | {path.parent.name for path in app.glob("*/__init__.py")}


def layers() -> list[list[str]]:
    return [
        layer.split(" | ") for layer in CONTRACTS["Each part knows only those below it"]["layers"]
    ]


def forbidden(name: str) -> set[str]:
    return {module.removeprefix("app.") for module in CONTRACTS[name]["forbidden_modules"]}


def test_every_part_has_its_place():
    assert {part for layer in layers() for part in layer} == parts()


def test_the_stand_ins_are_kept_from_everything():
    everything = parts() - {"standins", "__main__"}
    assert forbidden("The stand-ins know nothing of the service") == everything


def test_forms_are_kept_from_what_lies_below_them():
    at = layers().index(["forms"])
    below = {part for layer in layers()[at + 1 :] for part in layer}
    assert forbidden("A form knows only forms") == below
