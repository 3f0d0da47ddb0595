"""The digests of sessions, of logins that wait and of tries at a CPR number, made anew from what
is sealed there."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.auth.cpr_match_models import CprMatchTries, CprMatchWaiting
from app.auth.models import SessionRow
from app.auth.sessions import name_of_login, name_of_sid
from app.rekeying import Rekeying
from app.sealed import with_newest_key


def _of_logins(_: Session, rows: Sequence[Row[Any]]) -> Iterator[dict[str, bytes | None]]:
    for row in rows:
        login = row.login or {"issuer": "", "subject": "", "sid": ""}
        subject = name_of_login(login["issuer"], login["subject"])
        sid = name_of_sid(login["issuer"], login["sid"])
        yield {
            "login_digest": row.login_digest and with_newest_key(row.login_digest, [subject]),
            "sid_digest": row.sid_digest and with_newest_key(row.sid_digest, [sid]),
        }


DIGESTS = ("login_digest", "sid_digest")
SESSIONS = Rekeying(SessionRow, DIGESTS, ("login",), _of_logins)
CPR_MATCHES_WAITING = Rekeying(CprMatchWaiting, DIGESTS, ("login",), _of_logins)


def _of_tries(_: Session, rows: Sequence[Row[Any]]) -> Iterator[dict[str, bytes | None]]:
    for row in rows:
        yield {"who_digest": with_newest_key(row.who_digest, [row.who])}


CPR_MATCH_TRIES = Rekeying(CprMatchTries, ("who_digest",), ("who",), _of_tries)
