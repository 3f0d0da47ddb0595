"""`python -m app move POSTGRESQL_URL`: from SQLite to PostgreSQL, all of it or nothing.

What is sealed is copied sealed: the keys are not needed, and stay as they are.
"""

import argparse
import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import (
    JSON,
    Connection,
    LargeBinary,
    MetaData,
    NullPool,
    Table,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, SQLAlchemyError

from app.commands.backup import Refusal, sqlite_file
from app.commands.soundness import Unsound, must_be_at_newest_migration
from app.commands.verify import print_rows
from app.database import Base, open_database
from app.every_table import every_table
from app.operations.schema import alembic_config
from app.sealed import SealedBytes, SealedJSON
from app.settings import settings

# A row of a file is 256 KiB at most.
ROWS_AT_A_TIME = 100


def run(arguments: Sequence[str]) -> int:
    """0 when the target holds every row of DATABASE_URL; else 1, and the target is as it was."""
    options = argparse.ArgumentParser(
        prog="python -m app move",
        description="Copy the SQLite database of DATABASE_URL to an empty PostgreSQL database. "
        "Stop web and worker first.",
    )
    options.add_argument(
        "target", help="postgresql+psycopg://…, or - to read it unseen from standard input"
    )
    target = options.parse_args(arguments).target
    try:
        source = sqlite_file(settings().database_url)
        rows = _move(source, _read_unseen() if target == "-" else target)
    except (Refusal, Unsound) as problem:
        print(f"Nothing was moved: {problem}", file=sys.stderr)
        return 1
    except SQLAlchemyError as problem:
        # Its own words could quote what somebody wrote.
        kind = type(getattr(problem, "orig", None) or problem).__name__
        asked = "Is the target there, and ours to write in?"
        print(f"Nothing was moved ({kind}). {asked}", file=sys.stderr)
        return 1
    print_rows(rows)
    print(f"{sum(rows.values())} rows moved; the target has as many as the source in each table.")
    print("Set DATABASE_URL to the target, put the SQLite file away, and start web and worker.")
    return 0


def _move(source: Path, target: str) -> dict[str, int]:
    every_table()
    with nobody_else_in(source) as here, _one_transaction_in(target) as there:
        must_be_at_newest_migration(here)
        if inspect(there).get_table_names():
            raise Refusal("the target is not empty; give it a new database without any tables.")
        config = alembic_config()
        config.attributes["connection"] = there
        command.upgrade(config, "head")
        tables = raw_tables()
        for table in reversed(tables):
            # What the migrations put there stands in the source too, as it is now.
            there.execute(table.delete())
        return {table.name: _copy(here, there, table) for table in tables}


def _copy(here: Connection, there: Connection, table: Table) -> int:
    """The number of rows of one table, the same on both sides; raises `Refusal`."""
    found = here.execute(select(table).order_by(*table.primary_key.columns))
    for rows in found.mappings().partitions(ROWS_AT_A_TIME):
        there.execute(insert(table), [dict(row) for row in rows])
    count = select(func.count()).select_from(table)
    expected, arrived = here.scalar(count) or 0, there.scalar(count) or 0
    if expected != arrived:
        raise Refusal(f"{table.name} has {expected} rows, and {arrived} arrived.")
    return arrived


def raw_tables() -> list[Table]:
    """Every table, those that others refer to first, with sealed values as the bytes they are."""
    copies = MetaData()
    for table in Base.metadata.sorted_tables:
        for column in table.to_metadata(copies).columns:
            if isinstance(column.type, SealedJSON | SealedBytes):
                column.type = LargeBinary()
            elif isinstance(column.type, JSON):
                column.type = JSON(none_as_null=bool(column.nullable))
            column.default = None
    return copies.sorted_tables


@contextmanager
def nobody_else_in(file: Path) -> Iterator[Connection]:
    """The SQLite database with all others kept out; raises `Refusal` if somebody is in it.

    In write-ahead mode every open connection holds a lock on the file, also one at rest.
    """
    engine = create_engine(
        f"sqlite:///{file}", poolclass=NullPool, connect_args={"timeout": 0}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def alone(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    try:
        connection = engine.connect()
        connection.begin()
    except OperationalError:
        raise Refusal(f"{file} is in use; stop web and worker first.") from None
    except DatabaseError:
        raise Refusal(f"{file} is no database, or it is damaged.") from None
    with closing(connection):
        yield connection


@contextmanager
def _one_transaction_in(address: str) -> Iterator[Connection]:
    try:
        name = make_url(address).get_backend_name()
    except ArgumentError:
        name = ""
    if name != "postgresql":
        raise Refusal("the target is no postgresql+psycopg://… address.")
    database = open_database(address)
    try:
        with database.writing.kw["bind"].begin() as connection:
            yield connection
    finally:
        database.dispose()


def _read_unseen() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("postgresql+psycopg://… ").strip()
    return sys.stdin.readline().strip()
