"""Whether we are ready for citizens, and if not, what is wrong: one line for each thing looked at.

It asks and never writes, so that it neither waits in line with whoever writes nor adds to a disk
that is full; how writing goes is what it went like when somebody last wanted to. Whoever asks has
an answer within a second, also from a database that gives none. Nothing personal stands in it.
"""

import os
import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswer
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import write_trouble
from app.clock import now
from app.database import Database, database
from app.operations.schema import newest_migration
from app.outbox.models import Errand
from app.timekeeping import MOST_APART, doubt

PATIENCE_SECONDS = 0.8
# Of the disk a SQLite database is on. Below it the end is hours away on a busy day.
LEAST_FREE_MB = 200
MB = 1_000_000
# Whoever writes waits ten seconds for a lock, and mostly none.
LONG_WAIT_SECONDS = 3.0


@dataclass(frozen=True)
class Line:
    """One thing that was looked at, in English for operations.

    `well` says whether it is as it should be; `stops` whether citizens had better be sent
    elsewhere while it is not.
    """

    name: str
    words: str
    well: bool = True
    stops: bool = True

    def __str__(self) -> str:
        return f"{self.name}: {self.words}"


class _Asking:
    """One question at a time: whoever asks while the database is silent waits for the same."""

    lock = threading.Lock()
    threads = ThreadPoolExecutor(1, "readiness")
    asked: Future[Sequence[Line]] | None = None


def look() -> Sequence[Line]:
    """What is well and what is not, within a second."""
    with _Asking.lock:
        if _Asking.asked is None or _Asking.asked.done():
            _Asking.asked = _Asking.threads.submit(_ask, database())
        asked = _Asking.asked
    try:
        return asked.result(PATIENCE_SECONDS)
    except NoAnswer:
        return [Line("database", f"has not answered for {PATIENCE_SECONDS} s", well=False)]


def troubles() -> Sequence[str]:
    """The lines that are not well."""
    return [str(line) for line in look() if not line.well]


def _ask(found: Database) -> Sequence[Line]:
    try:
        with found.reading.begin() as session:
            return [
                Line("database", "answers"),
                _schema(session),
                _writing(found, session),
                _clock(session),
            ]
    except SQLAlchemyError as problem:
        return [Line("database", type(problem).__name__, well=False)]


def _schema(session: Session) -> Line:
    version = session.scalar(text("SELECT version_num FROM alembic_version"))
    if version == newest_migration():
        return Line("schema", version)
    words = f"is at migration {version}, the program needs {newest_migration()}"
    return Line("schema", words, well=False)


def _writing(found: Database, session: Session) -> Line:
    words, problem = _on_sqlite(session) if found.is_sqlite else _on_postgresql(session)
    if met := write_trouble.last():
        return Line("writing", f"failed ({met}){words and f'; {words}'}", well=False)
    return Line("writing", problem or f"possible{words and f', {words}'}", well=not problem)


def _on_postgresql(session: Session) -> tuple[str, str]:
    """Nothing to add, and what is in the way. How full its disk is only the server knows."""
    only_reads, recovers, waited = session.execute(
        text(
            "SELECT current_setting('transaction_read_only') = 'on', pg_is_in_recovery(), "
            "(SELECT max(extract(epoch FROM clock_timestamp() - waitstart)) FROM pg_locks "
            "JOIN pg_stat_activity USING (pid) "
            "WHERE NOT granted AND datname = current_database())"
        )
    ).one()
    if recovers:
        return "", "the server is in recovery, or a standby"
    if only_reads:
        return "", "the database is set to be read only"
    if waited is not None and waited > LONG_WAIT_SECONDS:
        return "", f"somebody has waited {waited:.0f} s for a lock"
    return "", ""


def _on_sqlite(session: Session) -> tuple[str, str]:
    """How much room is left, and what is in the way."""
    name = session.scalar(text("SELECT file FROM pragma_database_list WHERE name = 'main'"))
    if not name:
        return "in memory", ""
    file = Path(name)
    for path in (file, file.parent):
        # The folder too: the journal is a file beside the database.
        if not os.access(path, os.W_OK):
            return "", f"{'the file' if path == file else 'its folder'} may not be written"
    free = shutil.disk_usage(file.parent).free // MB
    room = f"{free} MB free"
    return room, "" if free >= LEAST_FREE_MB else f"the disk is nearly full, {room}"


def _clock(session: Session) -> Line:
    """Said, and no reason to send citizens away: the whole service would be, for a wrong minute."""
    if reason := doubt(session):
        return Line("clock", reason, well=False, stops=False)
    # Ids begin with when they were made (UUIDv7).
    newest = session.scalar(select(Errand.promised_at).order_by(Errand.id.desc()).limit(1))
    ahead = timedelta() if newest is None else newest - now()
    if ahead > MOST_APART:
        words = f"is behind, or was ahead: an errand is from {ahead.total_seconds():.0f} s from now"
        return Line("clock", words, well=False, stops=False)
    return Line("clock", "agrees")
