"""Sessions: a visit from one browser, kept on our side and opened by a random key in a cookie.

At most eight hours, and half an hour without a sign of life, where the settings say nothing else:
long enough for the longest form, short enough for the computer at the library.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.auth.cookies import cookie_of, drop_cookie, put_cookie
from app.auth.models import SessionRow
from app.auth.people import Identity, Login, from_kept, is_same, to_keep
from app.clock import now
from app.errors import LeftBehind
from app.municipalities.municipality import Municipality
from app.sealed import digest, digests
from app.settings import settings

SIGN_OF_LIFE = timedelta(minutes=1)
KEY_BYTES = 32
# Made once, since each page asks it, and making a statement takes longer than asking it.
LIVING = select(SessionRow).where(
    SessionRow.key_digest == bindparam("key_digest"),
    SessionRow.municipality_code == bindparam("municipality_code"),
    SessionRow.ends_at > bindparam("moment"),
    SessionRow.seen_at > bindparam("idle_since"),
    # Not one that was opened while a clock was ahead, to live until that time comes.
    SessionRow.seen_at < bindparam("soon"),
)


def longest() -> timedelta:
    """How long a session lasts however busy."""
    return timedelta(hours=settings().session_hours)


def longest_idle() -> timedelta:
    """How long it lasts without a sign of life."""
    return timedelta(minutes=settings().session_idle_minutes)


def open_session(
    session: Session,
    municipality: Municipality,
    login: Login | None = None,
    browser: str = "",
) -> tuple[str, SessionRow]:
    """Open a session, anonymous or a login's; the key goes into `set_cookie` and nowhere else."""
    row = SessionRow(municipality_code=municipality.code, browser=browser)
    key = _begin(row, login)
    session.add(row)
    session.flush()
    return key, row


def log_in_to(
    session: Session,
    municipality: Municipality,
    login: Login,
    before: UUID | None,
    *,
    browser: str = "",
    left_behind: LeftBehind | None = None,
    visit_goes_on: bool = False,
) -> str:
    """The key of a login's session, always a new one: one planted before login opens nothing.

    Their own visit goes on when they log in once more, surer than before. An anonymous one goes on
    as theirs, with what was begun in it, only where they say so: at the library it may be
    somebody else's. Else it ends, as another person's does.
    """
    row = None if before is None else session.get(SessionRow, before, with_for_update=True)
    once_more = row is not None and row.login_digest in digests(
        name_of_login(login.issuer, login.subject)
    )
    goes_on = row is not None and (once_more or (visit_goes_on and row.identities is None))
    if row is not None and goes_on:
        key = _begin(row, login)
        row.browser = browser
    else:
        if row is not None:
            session.delete(row)
        key, row = open_session(session, municipality, login, browser)
    if left_behind is not None:
        row.left_behind = asdict(left_behind)
    if not once_more:
        _tell_the_others(session, row, login)
    return key


def find_session(session: Session, municipality: Municipality, key: str) -> SessionRow | None:
    """The session a key opens at this municipality, if it still lives."""
    moment = now()
    return session.scalars(
        LIVING,
        {
            "key_digest": digest_of(key),
            "municipality_code": municipality.code,
            "moment": moment,
            "idle_since": moment - longest_idle(),
            "soon": moment + longest_idle(),
        },
    ).one_or_none()


def end_of(row: SessionRow) -> datetime:
    """When the session ends if nothing more is heard."""
    return min(row.ends_at, row.seen_at + longest_idle())


def ends_for_good(row: SessionRow) -> bool:
    """Whether that end is the last: no sign of life can put it off."""
    return row.ends_at <= row.seen_at + longest_idle()


def keep_alive(session: Session, session_id: UUID) -> SessionRow | None:
    """Note a sign of life; None for a session that is closed or has ended: it stays so."""
    moment = now()
    return session.scalars(
        update(SessionRow)
        .where(
            SessionRow.id == session_id,
            SessionRow.ends_at > moment,
            SessionRow.seen_at > moment - longest_idle(),
            SessionRow.seen_at < moment + longest_idle(),
        )
        .values(seen_at=moment)
        .returning(SessionRow)
    ).one_or_none()


def digest_of(key: str) -> bytes:
    """What we keep of a random key: enough to know it again, not to use it."""
    return hashlib.sha256(key.encode()).digest()


def key_in(request: Request, municipality: Municipality) -> str | None:
    """The key the browser shows, whether or not it opens anything."""
    return cookie_of(request, municipality, "session") or None


def set_cookie(response: Response, municipality: Municipality, key: str) -> None:
    """Give the browser the key, until it is closed."""
    put_cookie(response, municipality, "session", key)


def clear_cookie(response: Response, municipality: Municipality) -> None:
    """Take the key back."""
    drop_cookie(response, municipality, "session")


def _begin(row: SessionRow, login: Login | None) -> str:
    key = secrets.token_urlsafe(KEY_BYTES)
    moment = now()
    row.key_digest = digest_of(key)
    row.opened_at = row.seen_at = moment
    row.ends_at = moment + longest()
    if login is not None:
        _note_login(row, login)
    return key


def _note_login(row: SessionRow, login: Login) -> None:
    chosen = login.only or _chosen_before(row, login)
    if chosen is None or row.person is None or not is_same(chosen, from_kept(row.person)):
        row.acting_for = None
    row.identities = [to_keep(person) for person in login.identities]
    row.person = None if chosen is None else to_keep(chosen)
    row.new_login_at = None
    row.login = {
        "issuer": login.issuer,
        "subject": login.subject,
        "sid": login.sid,
        "id_token": login.id_token,
    }
    row.login_digest = digest(name_of_login(login.issuer, login.subject))
    row.sid_digest = digest(name_of_sid(login.issuer, login.sid)) if login.sid else None


def name_of_login(issuer: str, subject: str) -> str:
    """What the digest of somebody's login is made of."""
    return f"{issuer} sub {subject}"


def name_of_kept_login(kept: Mapping[str, Any] | None) -> str:
    """The same, of a login as it is kept; of none, one that nobody has."""
    kept = kept or {}
    return name_of_login(kept.get("issuer", ""), kept.get("subject", ""))


def name_of_sid(issuer: str, sid: str) -> str:
    """What the digest of the provider's own session is made of."""
    return f"{issuer} sid {sid}"


def _chosen_before(row: SessionRow, login: Login) -> Identity | None:
    """The same one as before, as this login has it: whoever steps up does not choose again."""
    if row.person is None:
        return None
    before = from_kept(row.person)
    return next((person for person in login.identities if is_same(person, before)), None)


def _tell_the_others(session: Session, row: SessionRow, login: Login) -> None:
    """The person's other visits say that there has been a login elsewhere."""
    session.flush()
    session.execute(
        update(SessionRow)
        .where(
            SessionRow.login_digest.in_(digests(name_of_login(login.issuer, login.subject))),
            SessionRow.municipality_code == row.municipality_code,
            SessionRow.id != row.id,
        )
        .values(new_login_at=row.opened_at)
    )
