"""All that a database holds, as somebody who has stolen it reads it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, Select, String, cast, inspect, select, text
from sqlalchemy import column as named
from sqlalchemy import table as called

from app.database import Database
from tests.databases import engine_of


def stolen(database: Database, url: str) -> dict[str, bytes]:
    """Every file of a SQLite database; and of both kinds every column of every table, as bytes
    and as text."""
    return dict(_files(url)) | dict(_columns(database))


def _files(url: str) -> Iterator[tuple[str, bytes]]:
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        for rest in ("", "-wal", "-shm"):
            file = path.with_name(path.name + rest)
            if file.exists():
                yield f"file{rest}", file.read_bytes()


def _columns(database: Database) -> Iterator[tuple[str, bytes]]:
    """Read by what the database itself says there is, not by what we have mapped."""
    with engine_of(database).connect() as connection:
        for table in inspect(connection).get_table_names():
            for each in inspect(connection).get_columns(table):
                name = each["name"]
                kept: Any = named(name)
                asked: Select[Any]
                if isinstance(each["type"], LargeBinary):
                    asked = select(named(name, LargeBinary)).select_from(called(table))
                else:
                    asked = select(cast(kept, String)).select_from(called(table))
                values = [_as_bytes(value) for value in connection.scalars(asked)]
                yield f"{table}.{name}", b"\n".join(values)


def _as_bytes(value: object) -> bytes:
    if value is None:
        return b""
    return value if isinstance(value, bytes) else str(value).encode()


def logged_statements(database: Database) -> bytes:
    """What PostgreSQL remembers of statements under way."""
    if database.is_sqlite:
        return b""
    with engine_of(database).connect() as connection:
        found = connection.scalars(text("SELECT query FROM pg_stat_activity"))
        return "\n".join(each or "" for each in found).encode()
