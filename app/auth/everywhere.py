"""Where somebody is logged in just now, and logging out there: »Log af overalt«."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.auth.cpr_match_models import CprMatchWaiting
from app.auth.ending import close, leave_provider
from app.auth.models import SessionRow
from app.auth.open_sessions import OpenSession, open_sessions
from app.auth.sessions import name_of_kept_login
from app.auth.visitor import CurrentVisitor, Visitor, WhoeverComes
from app.database import database
from app.errors import LoginNeeded
from app.municipalities.current import CurrentMunicipality
from app.pages import go, page
from app.sealed import digests
from app.security import PostedForm
from app.way_back import LOGGED_IN_WHERE, path_after_login

ALL = "alle"

router = APIRouter(include_in_schema=False)


@router.get(LOGGED_IN_WHERE)
def show_where(request: Request, visitor: CurrentVisitor) -> Response:
    here = _here(visitor)
    with database().reading.begin() as session:
        found = _open(session, here)
    return page(request, "auth/everywhere.html", sessions=found)


@router.post(LOGGED_IN_WHERE)
def log_out_there(
    request: Request, municipality: CurrentMunicipality, visitor: WhoeverComes, posted: PostedForm
) -> Response:
    """Log out in one place, named by `session`, or in all of them."""
    here, asked = _here(visitor), posted.one("session")
    with database().writing.begin() as session:
        others = [each for each in _open(session, here) if not each.is_here]
        gone = [each.id for each in others if asked in (ALL, str(each.id))]
        session.execute(delete(SessionRow).where(SessionRow.id.in_(gone)))
        if asked == ALL:
            _stop_waiting(session, here)
    if asked in (ALL, str(here)):
        return leave_provider(request, municipality, visitor.person, close(here))
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
                CprMatchWaiting.login_digest.in_(digests(name_of_kept_login(row.login))),
            )
        )


def _open(session: Session, here: UUID) -> list[OpenSession]:
    found = open_sessions(session, here)
    if not found:  # ended a moment ago, from another browser
        raise LoginNeeded(LOGGED_IN_WHERE)
    return found
