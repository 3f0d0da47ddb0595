"""What writing in the database met last: for whoever watches over us, with no need to try.

A disk that is full, a lock that somebody holds and a server that only reads are told by whoever
wanted to write; a question of our own would have to wait in the same line.
"""

import time
from dataclasses import dataclass

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

# SQLite's and PostgreSQL's own names: full, may only be read, held by another, or broken. A name
# of SQLite's may have more behind it (SQLITE_IOERR_WRITE).
NAMES = (
    *("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_BUSY", "SQLITE_IOERR", "SQLITE_CORRUPT"),
    *("53100", "25006", "55P03", "58030"),
)
# Long enough to be met by whoever asks every ten seconds; then whoever comes tries again.
REMEMBERED_SECONDS = 30.0


@dataclass(frozen=True)
class Trouble:
    """The database's own name for what it was, and when, on the monotonic clock."""

    name: str
    met_at: float


class _Last:
    trouble: Trouble | None = None


def watch(engine: Engine) -> None:
    """From now on remember what this engine meets."""
    event.listen(engine, "handle_error", _meet)


def last() -> str | None:
    """What was met within the last half minute, and how long ago; None when all was well."""
    met = _Last.trouble
    if met is None or (age := time.monotonic() - met.met_at) > REMEMBERED_SECONDS:
        return None
    return f"{met.name}, {age:.0f} s ago"


def forget() -> None:
    """As when the program began."""
    _Last.trouble = None


def name_of(problem: BaseException | None) -> str | None:
    """What the database itself calls a problem; its words stay where they are."""
    return getattr(problem, "sqlite_errorname", None) or getattr(problem, "sqlstate", None)


def _meet(context: ExceptionContext) -> None:
    name = name_of(context.original_exception)
    if name is not None and name.startswith(NAMES):
        _Last.trouble = Trouble(name, time.monotonic())
