"""The sessions of one login that are open just now: where somebody is logged in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.models import SessionRow
from app.auth.sessions import longest_idle, name_of_kept_login
from app.clock import now
from app.sealed import digests


@dataclass(frozen=True)
class OpenSession:
    """In one browser; `browser` and `system` are their names, and may be empty. `is_here` is the
    one they ask from."""

    id: UUID
    browser: str
    system: str
    opened_at: datetime
    seen_at: datetime
    is_here: bool


def open_sessions(session: Session, here: UUID) -> list[OpenSession]:
    """All of whoever has this one, at its municipality, the newest first; none where it ended a
    moment ago."""
    own = session.get(SessionRow, here)
    if own is None:
        return []
    moment = now()
    found = session.execute(
        select(SessionRow.id, SessionRow.browser, SessionRow.opened_at, SessionRow.seen_at)
        .where(
            SessionRow.login_digest.in_(digests(name_of_kept_login(own.login))),
            SessionRow.municipality_code == own.municipality_code,
            SessionRow.ends_at > moment,
            SessionRow.seen_at > moment - longest_idle(),
        )
        .order_by(SessionRow.opened_at.desc())
    )
    return [
        OpenSession(row.id, *_apart(row.browser), row.opened_at, row.seen_at, row.id == here)
        for row in found
    ]


def _apart(browser: str) -> tuple[str, str]:
    name, _, system = browser.partition("/")
    return name, system
