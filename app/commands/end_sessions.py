"""`python -m app end-sessions CODE`: log one person out of a municipality's pages, or everybody.

Whom is read from standard input, so that nobody stands in a list of programs or a shell's history.
"""

import argparse
import getpass
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.auth.cpr_match_models import CprMatchWaiting
from app.auth.models import SessionRow
from app.auth.sessions import name_of_kept_login
from app.database import database
from app.forms.questions.cpr import without_separators
from app.municipalities.municipality import read

EVERYBODY = "everybody"
SESSIONS_AT_A_TIME = 500


def run(arguments: Sequence[str]) -> int:
    """0 when the sessions have ended, with their number; 1 for no such municipality, or nobody.

    So have the logins of the same people that waited for a CPR number, and would become sessions.
    """
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
    if not whom.strip("-"):
        print("Nobody was named on standard input.", file=sys.stderr)
        return 1
    with database().reading.begin() as session:
        found = _sessions_of(session, code, whom)
        waiting = _waiting_of(session, code, whom, set(found.values()))
    with database().writing.begin() as session:
        _delete(session, SessionRow.id, list(found))
        _delete(session, CprMatchWaiting.key_digest, waiting)
    print(f"{len(found)} sessions have ended at {code}.")
    if waiting:
        print(f"{len(waiting)} logins that waited for a CPR number have ended too.")
    return 0


def _sessions_of(session: Session, code: str, whom: str) -> dict[UUID, str]:
    """Of those that have logged in, each with the name of its login. All are read: of whom a
    session is, is sealed."""
    rows = session.execute(
        select(SessionRow.id, SessionRow.identities, SessionRow.login)
        .where(SessionRow.municipality_code == code, SessionRow.identities.is_not(None))
        .execution_options(yield_per=SESSIONS_AT_A_TIME)
    )
    return {
        row.id: name_of_kept_login(row.login) for row in rows if _is_about(whom, row.identities)
    }


def _waiting_of(session: Session, code: str, whom: str, logins: Collection[str]) -> list[bytes]:
    """The keys of those that wait. None has a number yet: it is known by the sessions of its
    login, or by its id."""
    rows = session.execute(
        select(CprMatchWaiting.key_digest, CprMatchWaiting.login)
        .where(CprMatchWaiting.municipality_code == code)
        .execution_options(yield_per=SESSIONS_AT_A_TIME)
    )
    return [
        row.key_digest
        for row in rows
        if name_of_kept_login(row.login) in logins or _is_about(whom, [row.login["person"]])
    ]


def _is_about(whom: str, people: Iterable[Mapping[str, Any]]) -> bool:
    number = without_separators(whom)
    return whom == EVERYBODY or any(
        number == each.get("cpr") or whom == each["uuid"] for each in people
    )


def _delete(session: Session, key: InstrumentedAttribute[Any], found: Sequence[Any]) -> None:
    for start in range(0, len(found), SESSIONS_AT_A_TIME):
        some = found[start : start + SESSIONS_AT_A_TIME]
        session.execute(delete(key.class_).where(key.in_(some)))


def _read_unseen() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("CPR number, id or everybody: ").strip()
    return sys.stdin.readline().strip()
