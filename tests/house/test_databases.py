"""What a test may rely on: a rolled-back database stays as it was, a committed one keeps."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import app.database
from app.database import Database, open_database
from app.municipalities.models import HostRow
from tests.databases import Databases


def hosts(database: Database) -> set[str]:
    with database.reading.begin() as session:
        return set(session.scalars(select(HostRow.host)))


def add_host(database: Database, host: str) -> None:
    with database.writing.begin() as session:
        session.add(HostRow(host=host, municipality_code="0657"))


@pytest.mark.parametrize("_time", ["first", "again"])
def test_what_an_ordinary_test_commits_is_gone_with_it(database: Database, _time: str):
    before = hosts(database)
    assert "here.example" not in before
    assert "herning.localhost" in before
    add_host(database, "here.example")
    assert hosts(database) == before | {"here.example"}


def test_a_broken_transaction_breaks_only_itself(database: Database):
    add_host(database, "here.example")
    with pytest.raises(IntegrityError):
        add_host(database, "here.example")
    assert "here.example" in hosts(database)


def test_the_service_meets_the_database_of_the_test(database: Database):
    assert app.database.database() is database


def test_a_committed_database_keeps_and_belongs_to_one_test(
    committed_database: Database, committed_url: str, databases: Databases
):
    add_host(committed_database, "here.example")
    elsewhere = open_database(committed_url)
    assert "here.example" in hosts(elsewhere)
    elsewhere.dispose()
    another = databases.copy()
    fresh = open_database(another)
    assert "here.example" not in hosts(fresh)
    fresh.dispose()
    databases.drop(another)
