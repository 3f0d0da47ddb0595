"""`python -m app end-sessions CODE`: log one person out of a municipality's pages, or everybody.

Whom is read from standard input, so that nobody stands in a list of programs or a shell's history.
"""

import argparse
import getpass
import sys
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.auth.models import SessionRow
from app.database import database
from app.municipalities.municipality import read

EVERYBODY = "everybody"
SESSIONS_AT_A_TIME = 500


def run(arguments: Sequence[str]) -> int:
    """0 when the sessions have ended, with their number; 1 for no such municipality, or nobody."""
    options = argparse.ArgumentParser(
        prog="python -m app end-sessions",
        description="End sessions at a municipality. On standard input: a CPR number, the id of a "
        f"member of staff at their login provider (its claim sub), or the word {EVERYBODY}.",
    )
    options.add_argument("code", help="the municipality's code, such as 0657")
    code = options.parse_args(arguments).code
    with database().reading.begin() as session:
        if read(session, code) is None:
            print(f"There is no municipality {code}.", file=sys.stderr)
            return 1
    whom = _read_unseen()
    if not whom:
        print("Nobody was named on standard input.", file=sys.stderr)
        return 1
    with database().reading.begin() as session:
        found = _sessions_of(session, code, whom)
    with database().writing.begin() as session:
        for start in range(0, len(found), SESSIONS_AT_A_TIME):
            some = found[start : start + SESSIONS_AT_A_TIME]
            session.execute(delete(SessionRow).where(SessionRow.id.in_(some)))
    print(f"{len(found)} sessions have ended at {code}.")
    return 0


def _sessions_of(session: Session, code: str, whom: str) -> list[UUID]:
    """Of those that have logged in. All are read: of whom a session is, is sealed."""
    rows = session.execute(
        select(SessionRow.id, SessionRow.identities)
        .where(SessionRow.municipality_code == code, SessionRow.identities.is_not(None))
        .execution_options(yield_per=SESSIONS_AT_A_TIME)
    )
    number = whom.replace("-", "")
    return [
        row.id
        for row in rows
        if whom == EVERYBODY
        or any(number == each.get("cpr") or whom == each["uuid"] for each in row.identities)
    ]


def _read_unseen() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("CPR number, id or everybody: ").strip()
    return sys.stdin.readline().strip()
