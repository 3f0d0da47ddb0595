"""The database: one mapping over SQLite (embedded) and PostgreSQL (to grow).

On SQLite writers queue for one connection of their own, so that they wait in line instead of
meeting "database is locked"; `synchronous=FULL`, since a receipt must survive a power cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, cast

from fastapi import Depends
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Table, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from app import write_trouble
from app.settings import settings

WAIT_SECONDS = 10


class Moment(TypeDecorator[datetime]):
    """A moment in UTC that always carries its time zone, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must carry its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment}


def table_of(mapped: type[Base]) -> Table:
    """The table itself, for what is asked so often that the session need not follow it."""
    return cast(Table, mapped.__table__)


@dataclass(frozen=True)
class Database:
    """Two doors to one database: `reading` looks, `writing` changes."""

    reading: sessionmaker[Session]
    writing: sessionmaker[Session]
    is_sqlite: bool

    def dispose(self) -> None:
        for door in (self.reading, self.writing):
            engine = door.kw["bind"]
            engine.dispose()


def open_database(url: str) -> Database:
    """Open the database at `url`; nothing is asked of it yet."""
    if make_url(url).get_backend_name() == "sqlite":
        reading, writing = _sqlite(url, writes=False), _sqlite(url, writes=True)
        return Database(_sessions(reading), _sessions(writing), is_sqlite=True)
    # Parameters stay hidden: an error must not quote what somebody wrote.
    engine = create_engine(
        url,
        pool_size=20,
        max_overflow=20,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": 5,
            # Nobody waits for ever: neither for a lock nor for a server that has gone silent.
            "tcp_user_timeout": int(WAIT_SECONDS * 1000),
            "options": f"-c timezone=utc -c lock_timeout={int(WAIT_SECONDS * 1000)}",
        },
    )
    write_trouble.watch(engine)
    return Database(_sessions(engine), _sessions(engine), is_sqlite=False)


def _sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def _sqlite(url: str, *, writes: bool) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=1 if writes else 20,
        max_overflow=0 if writes else 20,
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": WAIT_SECONDS},
    )
    write_trouble.watch(engine)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={WAIT_SECONDS * 1000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock at once: one that upgrades half-way fails without waiting.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@cache
def database() -> Database:
    """This process's database."""
    return open_database(settings().database_url)


def one_transaction() -> Iterator[Session]:
    with database().writing.begin() as session:
        yield session


def one_reading() -> Iterator[Session]:
    with database().reading.begin() as session:
        yield session


# scope="function" commits before the answer leaves the building. FastAPI would
# otherwise commit afterwards, when the citizen has already been told all went well.
RequestSession = Annotated[Session, Depends(one_transaction, scope="function")]
ReadingSession = Annotated[Session, Depends(one_reading, scope="function")]
