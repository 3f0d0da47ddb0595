"""From SQLite to PostgreSQL: every row or none, and only while nobody is at work."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, update
from sqlalchemy.exc import OperationalError

from app.commands.move import nobody_else_in, raw_tables
from app.database import Base, open_database
from app.every_table import every_table
from app.submissions.models import Submission
from tests.databases import PostgreSQLDatabases, SQLiteDatabases, engine_of
from tests.operations.copies import every_row, is_used, says, served_from
from tests.service import Service

pytestmark = pytest.mark.long

ANOTHER_KEY = "another-key-that-has-at-least-32-characters"


@pytest.fixture
def databases(sqlite_databases: SQLiteDatabases) -> SQLiteDatabases:
    """The move begins at SQLite."""
    return sqlite_databases


@pytest.fixture
def target(postgresql_databases: PostgreSQLDatabases) -> Iterator[str]:
    url = postgresql_databases.empty()
    yield url
    postgresql_databases.drop(url)


def test_every_row_is_moved_as_it_is_and_every_receipt_opens(
    committed_service: Service, committed_url: str, target: str, standins: str
):
    receipt = is_used(committed_service)
    committed_service.database.dispose()
    # With other keys: what is sealed is never opened on the way.
    done = says("move", target, SECRET_KEYS=ANOTHER_KEY)
    assert done.returncode == 0, done.stderr
    assert "         2  submissions\n" in done.stdout
    assert "Set DATABASE_URL to the target" in done.stdout
    assert every_row(target) == every_row(committed_url)
    with served_from(target, standins) as service:
        ada = service.citizen("ada")
        assert ada.opens(receipt).status == 200
        assert ada.client.get(f"{receipt}.pdf").content.startswith(b"%PDF")
        assert service.citizen("bo").opens("/flytning").text.count('name="draft"')


def test_it_is_refused_while_web_or_worker_is_at_work(committed_service: Service, target: str):
    committed_service.citizen("ada").opens("/mine-sager")
    done = says("move", target)
    assert done.returncode == 1
    assert "is in use; stop web and worker first" in done.stderr
    assert tables_of(target) == []


def test_who_comes_while_it_moves_is_kept_out(committed_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.database.WAIT_SECONDS", 0)
    file = Path(committed_url.removeprefix("sqlite:///"))
    with nobody_else_in(file), pytest.raises(OperationalError, match="locked"):
        tables_of(committed_url)
    assert len(tables_of(committed_url)) > 1


def test_a_target_that_holds_anything_is_refused(
    committed_url: str, postgresql_databases: PostgreSQLDatabases
):
    taken = postgresql_databases.copy()
    before = every_row(taken)
    done = says("move", taken)
    assert (done.returncode, "is not empty" in done.stderr) == (1, True)
    assert every_row(taken) == before
    postgresql_databases.drop(taken)


def test_a_row_that_does_not_fit_leaves_the_target_empty(
    committed_service: Service, committed_url: str, target: str
):
    is_used(committed_service)
    with committed_service.database.writing.begin() as session:
        # SQLite lets a text be longer than its column; PostgreSQL does not.
        session.execute(update(Submission).values(form_title="7405880118" * 20))
    committed_service.database.dispose()
    done = says("move", target)
    assert done.returncode == 1
    assert "Nothing was moved (StringDataRightTruncation)" in done.stderr
    assert "7405880118" not in done.stderr
    assert tables_of(target) == []
    assert says("verify").returncode == 0


def test_a_source_of_another_version_is_refused(
    committed_url: str, databases: SQLiteDatabases, target: str
):
    database = open_database(committed_url)
    with engine_of(database).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    database.dispose()
    done = says("move", target)
    assert (done.returncode, "is at migration 0000" in done.stderr) == (1, True)
    assert tables_of(target) == []


def test_only_from_sqlite_and_only_to_postgresql(committed_url: str, target: str):
    done = says("move", "sqlite:///elsewhere.db")
    assert (done.returncode, "no postgresql+psycopg" in done.stderr) == (1, True)
    done = says("move", "-", typed=f"{target}\n", DATABASE_URL=target)
    assert (done.returncode, "is not SQLite" in done.stderr) == (1, True)
    done = says("move", "postgresql+psycopg://nobody@127.0.0.1:1/x")
    assert (done.returncode, "Is the target there" in done.stderr) == (1, True)


def test_the_address_can_be_given_unseen(committed_url: str, target: str):
    assert says("move", "-", typed=f"{target}\n").returncode == 0
    assert every_row(target) == every_row(committed_url)


def test_no_table_counts_its_rows_by_itself_nor_refers_to_itself():
    """A sequence would have to be moved too, and a row's parent could come after it."""
    every_table()
    assert {table.name for table in raw_tables()} == set(Base.metadata.tables)
    for table in Base.metadata.sorted_tables:
        assert table.autoincrement_column is None
        assert all(key.column.table is not table for key in table.foreign_keys)


def tables_of(url: str) -> list[str]:
    database = open_database(url)
    with closing(engine_of(database).connect()) as connection:
        names = inspect(connection).get_table_names()
    database.dispose()
    return names
