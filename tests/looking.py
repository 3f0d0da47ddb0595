"""One of the staff looks at two citizens, and what the log of it then holds."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.access_chains import Broken, all_chains
from app.access_log import AccessLogHead, AccessLogRow, a_citizen, note
from app.auth.people import Staff
from app.database import Database, table_of

ROWS = table_of(AccessLogRow)
HEADS = table_of(AccessLogHead)
METTE = Staff("Mette Madsen", "mette", frozenset({"frontdesk", "caseworker"}), ("*",), "0657")
ADA, BO = "7405880012", "7002101111"
ANOTHER_KEY = "another-key-that-has-at-least-32-characters"


def looks(session: Session, cpr: str = ADA, code: str = "0657", **more: Any) -> None:
    said: dict[str, Any] = {"what": "read", "about": "K7FE-TJ4T", "reason": "Jeg behandler sagen"}
    note(session, municipality_code=code, subject=a_citizen(cpr), staff=METTE, **(said | more))


def looked(database: Database, times: int, **more: Any) -> None:
    for each in range(times):
        with database.writing.begin() as session:
            looks(session, reason=f"Grund nummer {each + 1}", **more)


def faults(database: Database) -> list[Broken]:
    with database.reading.begin() as session:
        return [each for each in all_chains(session) if each is not None]


def fault(database: Database) -> tuple[str, int, str]:
    (found,) = faults(database)
    return found.municipality_code, found.number, found.why


def change(which: int, **values: Any) -> Callable[[Session], Any]:
    return lambda session: session.execute(
        update(ROWS).where(ROWS.c.number == which).values(**values)
    )


def remove(*numbers: int) -> Callable[[Session], Any]:
    return lambda session: session.execute(delete(ROWS).where(ROWS.c.number.in_(numbers)))
