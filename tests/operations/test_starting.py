"""What stops a program at its start, as real processes: one plain sentence, and exit code 1."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from app.database import Database
from tests.databases import SQLiteDatabases

pytestmark = pytest.mark.long

OTHER_KEYS = "another-secret-that-has-32-characters-or-more"
PROGRAMS = [["web"], ["web", "--processes", "2"], ["worker"]]


@pytest.fixture
def databases(sqlite_databases: SQLiteDatabases) -> SQLiteDatabases:
    """One kind of database will do: nothing here is about it."""
    return sqlite_databases


def stopped(*arguments: str, **settings: str) -> str:
    """Start a program that must not start; the one line it said."""
    around = {name: value for name, value in os.environ.items() if name != "ENVIRONMENT"}
    program = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        env={**around, "PORT": "0", "STANDINS_PORT": "0", **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert program.returncode == 1, program.stdout + program.stderr
    (line,) = program.stderr.splitlines()
    return line


@pytest.mark.parametrize("program", PROGRAMS, ids=" ".join)
def test_a_standin_in_place_stops_production(committed_database: Database, program: list[str]):
    with committed_database.writing.begin() as session:
        session.execute(text("UPDATE municipalities SET secrets = NULL"))
        session.execute(text("UPDATE case_systems SET secret = NULL"))
    said = stopped(*program, ENVIRONMENT="production", SECRET_KEYS=OTHER_KEYS)
    assert said.startswith("Cannot start: ")
    assert said.endswith(" Kommune: base_url is fit for a demonstration only.")


@pytest.mark.parametrize("settings", [{}, {"ENVIRONMENT": "production"}], ids=str)
def test_standins_are_played_in_a_demonstration_only(settings: dict[str, str]):
    assert stopped("standins", **settings) == (
        "Cannot start: ENVIRONMENT is production, and this is for a demonstration only: "
        "ENVIRONMENT=demo"
    )


@pytest.mark.parametrize("program", ["web", "worker"])
def test_a_database_sealed_with_other_keys_is_said_to_be(
    committed_database: Database, program: str
):
    said = stopped(program, ENVIRONMENT="production", SECRET_KEYS=OTHER_KEYS)
    assert said.startswith("SECRET_KEYS: a value sealed for ")
    assert said.endswith("a key is missing, or they were changed.")


def test_a_database_that_was_not_migrated_is_said_to_be(sqlite_databases: SQLiteDatabases):
    said = stopped(
        "web",
        ENVIRONMENT="production",
        SECRET_KEYS=OTHER_KEYS,
        DATABASE_URL=sqlite_databases.empty(),
    )
    assert said.startswith("DATABASE_URL: the database does not answer, or was not migrated")


@pytest.mark.parametrize("program", ["web", "standins", "migrate"])
def test_a_setting_that_cannot_be_is_named(program: str):
    said = stopped(program, ENVIRONMENT="prod")
    assert said == "Cannot start: ENVIRONMENT: Input should be 'demo' or 'production'."


def test_what_stands_in_a_setting_is_not_said():
    said = stopped("standins", ENVIRONMENT="demo", PORT="a-secret-in-the-wrong-place")
    assert said.startswith("Cannot start: PORT: ")
    assert "a-secret" not in said
