"""Where somebody is logged in just now, and logging out there: »Log af overalt«."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.auth.cpr_match_models import CprMatchWaiting
from app.auth.ending import close, leave_provider
from app.auth.models import SessionRow
from app.auth.sessions import longest_idle, name_of_login
from app.auth.visitor import CurrentVisitor, Visitor, WhoeverComes
from app.clock import now
from app.database import database
from app.errors import LoginNeeded
from app.municipalities.current import CurrentMunicipality
from app.pages import go, page
from app.sealed import digests
from app.security import PostedForm
from app.way_back import LOGGED_IN_WHERE, path_after_login

ALL = "alle"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Place:
    """A browser somebody is logged in from; `browser` and `system` may be empty, `is_here` is
    this one."""

    session_id: UUID
    browser: str
    system: str
    opened_at: datetime
    seen_at: datetime
    is_here: bool


@router.get(LOGGED_IN_WHERE)
def show_where(request: Request, visitor: CurrentVisitor) -> Response:
    here = _here(visitor)
    with database().reading.begin() as session:
        places = _places(session, here)
    return page(request, "auth/everywhere.html", places=places)


@router.post(LOGGED_IN_WHERE)
def log_out_there(
    request: Request, municipality: CurrentMunicipality, visitor: WhoeverComes, posted: PostedForm
) -> Response:
    """Log out in one place, named by `session`, or in all of them."""
    here, asked = _here(visitor), posted.one("session")
    with database().writing.begin() as session:
        others = [place for place in _places(session, here) if not place.is_here]
        gone = [each.session_id for each in others if asked in (ALL, str(each.session_id))]
        session.execute(delete(SessionRow).where(SessionRow.id.in_(gone)))
        if asked == ALL:
            _stop_waiting(session, here)
    if asked in (ALL, str(here)):
        return leave_provider(request, municipality, close(here))
    return go(LOGGED_IN_WHERE)


@router.post("/log-ind/det-var-mig")
def it_was_me(visitor: CurrentVisitor, posted: PostedForm) -> Response:
    """The login elsewhere was their own: this visit speaks of it no more."""
    if visitor.session_id is not None:
        with database().writing.begin() as session:
            session.execute(
                update(SessionRow)
                .where(SessionRow.id == visitor.session_id)
                .values(new_login_at=None)
            )
    return go(path_after_login(posted.one("back")))


def _here(visitor: Visitor) -> UUID:
    if visitor.session_id is None or visitor.person is None:
        raise LoginNeeded(LOGGED_IN_WHERE)
    return visitor.session_id


def _stop_waiting(session: Session, here: UUID) -> None:
    """End the logins of the same person that wait for a CPR number, wherever they do."""
    row = session.get(SessionRow, here)
    if row is not None:
        session.execute(
            delete(CprMatchWaiting).where(
                CprMatchWaiting.municipality_code == row.municipality_code,
                CprMatchWaiting.login_digest.in_(digests(_name_of(row))),
            )
        )


def _name_of(row: SessionRow) -> str:
    login = row.login or {}
    return name_of_login(login.get("issuer", ""), login.get("subject", ""))


def _places(session: Session, here: UUID) -> list[Place]:
    """Where the person of this session is logged in, the newest first."""
    own = session.get(SessionRow, here)
    if own is None:  # ended a moment ago, from another browser
        raise LoginNeeded(LOGGED_IN_WHERE)
    moment = now()
    found = session.execute(
        select(SessionRow.id, SessionRow.browser, SessionRow.opened_at, SessionRow.seen_at)
        .where(
            SessionRow.login_digest.in_(digests(_name_of(own))),
            SessionRow.municipality_code == own.municipality_code,
            SessionRow.ends_at > moment,
            SessionRow.seen_at > moment - longest_idle(),
        )
        .order_by(SessionRow.opened_at.desc())
    )
    return [
        Place(row.id, *_apart(row.browser), row.opened_at, row.seen_at, row.id == here)
        for row in found
    ]


def _apart(browser: str) -> tuple[str, str]:
    name, _, system = browser.partition("/")
    return name, system
