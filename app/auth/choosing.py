"""The page where somebody whose login may be several chooses whom they act for."""

import secrets
from urllib.parse import quote
from uuid import UUID

import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.auth import sessions
from app.auth.addresses import address_of_login
from app.auth.models import SessionRow
from app.auth.people import Identity, from_kept
from app.auth.visitor import CurrentVisitor, Visitor
from app.database import database
from app.municipalities.current import CurrentMunicipality
from app.pages import go, page
from app.security import PostedForm
from app.way_back import path_after_login

router = APIRouter(include_in_schema=False)
log = structlog.get_logger()


@router.get("/log-ind/vaelg")
def ask_for_whom(
    request: Request, municipality: CurrentMunicipality, visitor: CurrentVisitor, tilbage: str = ""
) -> Response:
    back = path_after_login(tilbage)
    if (elsewhere := _nothing_to_choose(visitor, back)) is not None:
        return elsewhere
    return _ask(request, visitor, back)


@router.post("/log-ind/vaelg")
def choose(
    request: Request,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    posted: PostedForm,
    tilbage: str = "",
) -> Response:
    back = path_after_login(tilbage)
    if (elsewhere := _nothing_to_choose(visitor, back)) is not None:
        return elsewhere
    assert visitor.session_id is not None
    with database().writing.begin() as session:
        chosen = act_as(session, visitor.session_id, posted.one("person"))
    if chosen is None:
        return _ask(request, visitor, back, missing=True)
    person, key = chosen
    log.info("chosen", kind=person.kind)
    response = go(back)
    sessions.set_cookie(response, municipality, key)
    return response


def choosing_address(back: str) -> str:
    """Where somebody chooses, with the way back."""
    return f"/log-ind/vaelg?tilbage={quote(back, safe='/')}"


def act_as(session: Session, session_id: UUID, place: str) -> tuple[Identity, str] | None:
    """Let the visit be the one at `place` among its identities; gives them and the visit's new key.

    None where there is none at that place, or the visit has ended. Whomever they acted for with
    other rights before, they do no more.
    """
    row = session.get(SessionRow, session_id, with_for_update=True)
    kept = (row.identities if row is not None else None) or []
    places = [str(number) for number in range(len(kept))]
    if row is None or place not in places:
        return None
    row.person = kept[places.index(place)]
    row.acting_for = None
    key = secrets.token_urlsafe(sessions.KEY_BYTES)
    row.key_digest = sessions.digest_of(key)
    return from_kept(row.person), key


def _nothing_to_choose(visitor: Visitor, back: str) -> Response | None:
    if visitor.may_choose:
        return None
    return go(back if visitor.person else address_of_login(back))


def _ask(request: Request, visitor: Visitor, back: str, *, missing: bool = False) -> Response:
    with database().reading.begin() as session:
        row = session.get(SessionRow, visitor.session_id)
        kept = (row.identities if row is not None else None) or []
    people = [from_kept(each) for each in kept]
    return page(
        request,
        "auth/choose.html",
        status=422 if missing else 200,
        people=people,
        chosen=people.index(visitor.person) if visitor.person in people else None,
        missing=missing,
        back=back,
    )
