"""The image is made by the same steps as ./run, and holds nothing but the service."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
SETUP = re.sub(r"\\\n\s*", "", (ROOT / "setup.sh").read_text())


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.*)$", DOCKERFILE, re.MULTILINE)


def let_through() -> list[str]:
    """What .dockerignore, which shuts out everything, lets through."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    return [line.removeprefix("!") for line in lines if line.startswith("!")]


def test_the_image_has_the_system_packages_that_run_installs():
    installed = re.search(r"apt-get install --yes --no-install-recommends (.*?) +&&", DOCKERFILE)
    asked = re.search(r'^RUNTIME_PACKAGES="(.*)"$', SETUP, re.MULTILINE)
    assert installed
    assert asked
    assert installed[1].split() == asked[1].split()


@pytest.mark.parametrize("option", ["--no-deps", "--require-hashes"])
def test_python_packages_are_installed_as_run_does(option: str):
    for text in (DOCKERFILE, SETUP):
        assert re.search(rf"pip install .*{option}", text)


@pytest.mark.parametrize("option", ["--ignore-scripts", "--omit=dev"])
def test_npm_packages_are_installed_as_run_does(option: str):
    assert re.search(rf"npm ci .*{option}", DOCKERFILE)
    assert option in SETUP


def test_two_stages_on_versions_that_we_support():
    node, python = instructions("FROM")
    assert int(re.findall(r"node:(\d+)", node)[0]) >= 20
    assert re.findall(r"python:3\.(\d+)", python)[0] in ("11", "12", "13")
    assert "-slim-" in python


def test_one_image_is_any_of_the_programs_and_serves_if_nothing_is_said():
    assert json.loads(instructions("ENTRYPOINT")[0]) == ["python", "-m", "app"]
    assert json.loads(instructions("CMD")[0]) == ["web"]
    _, _, check = instructions("HEALTHCHECK")[0].partition("CMD ")
    assert json.loads(check) == ["python", "-m", "app", "health"]


def test_it_does_not_run_as_root():
    user = instructions("USER")[-1]
    assert user != "root"
    assert (
        f"useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin {user}"
        in DOCKERFILE
    )
    assert DOCKERFILE.index("USER ") < DOCKERFILE.index("ENTRYPOINT")


def test_only_the_service_goes_into_it():
    assert not {"tests", "var", ".venv", "node_modules", ".git"} & set(let_through())
    copied = [name for line in instructions("COPY") for name in line.split()[:-1]]
    named = {name for name in copied if not name.startswith(("--", "/")) and name != "."}
    assert named <= set(let_through())
    assert [name for name in let_through() if not (ROOT / name).exists()] == []
