"""Databases that do not answer for a while, and come back as they were."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import text

from app.database import Database
from tests.databases import engine_of


@contextmanager
def away(database: Database, url: str) -> Iterator[None]:
    """The database cannot be reached."""
    if database.is_sqlite:
        file = file_of(url)
        database.dispose()
        aside = file.rename(file.with_name(f"{file.name}.aside"))
        file.mkdir()
        try:
            yield
        finally:
            file.rmdir()
            aside.rename(file)
        return
    name = url.partition("?")[0].rpartition("/")[2]
    with closing(_beside(url)) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        connection.execute(
            # And waits until each is gone.
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())


@contextmanager
def locked(database: Database, url: str) -> Iterator[None]:
    """Somebody else holds the database, or the tables that are written to."""
    if database.is_sqlite:
        with closing(sqlite3.connect(file_of(url), isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
            connection.execute("ROLLBACK")
        return
    with database.reading.begin() as session:
        assert session.scalar(text("SHOW lock_timeout")) != "0", "somebody would wait for ever"
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("LOCK TABLE drafts, submissions, errands, facts IN EXCLUSIVE MODE")
        yield
        connection.rollback()


@contextmanager
def full(database: Database) -> Iterator[None]:
    """The disk that a SQLite database is on has no room left, nor has the file itself."""
    with closing(engine_of(database).raw_connection()) as connection:
        connection.cursor().execute("VACUUM")
    with database.writing.begin() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    yield
    with database.writing.begin() as session:
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {2**30}")


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """The file of a SQLite database may not be written, as when it belongs to another user."""
    # The one connection that writes, of which a transaction could not be begun.
    with closing(engine_of(database).raw_connection()) as connection:
        connection.cursor().execute("PRAGMA query_only = ON")
    yield
    with closing(engine_of(database).raw_connection()) as connection:
        connection.cursor().execute("PRAGMA query_only = OFF")


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _beside(url: str) -> psycopg.Connection:
    """A connection to the same server, in a database that is always there."""
    start, _, host = url.replace("+psycopg", "").partition("?")
    return psycopg.connect(f"{start.rpartition('/')[0]}/template1?{host}", autocommit=True)
