"""`python -m app sbom` names all that the service runs on, in a form that others' tools read."""

import json
import re
from functools import cache
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from app.commands import sbom
from tests.house.test_locks import package_lock, pins
from tests.operations.copies import says


@cache
def printed() -> str:
    done = says("sbom")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def components() -> dict[str, Any]:
    return {each["purl"]: each for each in json.loads(printed())["components"]}


def test_it_is_cyclonedx():
    assert json.loads(printed())["specVersion"] == "1.6"
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(printed()) is None


def test_the_validator_knows_what_is_none():
    broken = printed().replace('"SHA-256"', '"SHA-255"')
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None


def test_all_that_is_locked_for_running_is_named_and_nothing_else():
    lock = (sbom.ROOT / "requirements.txt").read_text()
    locked = {f"pkg:pypi/{name}@{version}" for name, version in pins("requirements.txt").items()}
    # Of a marker depends whether this machine needs the package.
    elsewhere = {
        f"pkg:pypi/{name}@{pin}" for name, pin in re.findall(r"^(\S+)==(\S+) ;", lock, re.M)
    }
    npm = {
        f"pkg:npm/{place.removeprefix('node_modules/')}@{each['version']}"
        for place, each in package_lock()["packages"].items()
        if place and not each.get("dev")
    }
    named = components().keys()
    assert named - elsewhere == (locked | npm) - elsewhere
    assert named & elsewhere <= locked


def test_each_says_its_licence_and_its_hashes():
    assert [purl for purl, each in components().items() if not each.get("licenses")] == []
    assert [purl for purl, each in components().items() if not each.get("hashes")] == []
    jinja = components()[f"pkg:pypi/jinja2@{pins('requirements.txt')['jinja2']}"]
    assert {each["alg"] for each in jinja["hashes"]} == {"SHA-256"}
    dkfds = next(each for purl, each in components().items() if "dkfds" in purl)
    assert [each["alg"] for each in dkfds["hashes"]] == ["SHA-512"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("jinja2==0.1", "jinja2 is installed as "),
        ("of-which-there-is-none==1.0", "of-which-there-is-none is not installed."),
    ],
)
def test_what_is_installed_otherwise_than_locked_gives_no_bill(
    line: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path, capsys
):
    lock = f"{line} \\\n    --hash=sha256:{'0' * 64}\n"
    (tmp_path / "requirements.txt").write_text(lock)
    (tmp_path / "package-lock.json").write_text('{"packages": {}}')
    monkeypatch.setattr(sbom, "ROOT", tmp_path)
    assert sbom.run([]) == 1
    assert capsys.readouterr().err.startswith(f"No bill of materials: {said}")
