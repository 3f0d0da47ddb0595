"""The digests of sessions, made anew from the login that is sealed beside them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.auth.models import SessionRow
from app.auth.sessions import name_of_login, name_of_sid
from app.rekeying import Rekeying
from app.sealed import with_newest_key


def _anew(_: Session, rows: Sequence[Row[Any]]) -> Iterator[dict[str, bytes | None]]:
    for row in rows:
        login = row.login or {"issuer": "", "subject": "", "sid": ""}
        subject = name_of_login(login["issuer"], login["subject"])
        sid = name_of_sid(login["issuer"], login["sid"])
        yield {
            "login_digest": row.login_digest and with_newest_key(row.login_digest, [subject]),
            "sid_digest": row.sid_digest and with_newest_key(row.sid_digest, [sid]),
        }


SESSIONS = Rekeying(SessionRow, ("login_digest", "sid_digest"), ("login",), _anew)
