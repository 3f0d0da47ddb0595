"""Whom a request comes from, found in one short look before the route runs."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.auth import acting_for, sessions
from app.auth.acting_for import ActingFor
from app.auth.models import SessionRow
from app.auth.people import Citizen, Company, Identity, Loa, Staff, at_least, from_kept
from app.auth.powers.right import right_of
from app.auth.powers.scope import EVERYTHING, Scope
from app.auth.roles import StaffPage
from app.clock import now
from app.database import database
from app.errors import LoginNeeded, NotAllowed, StepUpNeeded
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.sealed import CannotOpen
from app.way_back import here


@dataclass(frozen=True)
class Visitor:
    """Whoever asks: a citizen, somebody for a company, a member of staff, or nobody we know.

    `may_choose` says that the login may be several of them, and `person` is None until one is
    chosen. `acting_for` is whom the citizen acts for just now, if not for themselves, and
    `covered` what they may do for them.

    `session_id` is there for all who have a session, also an anonymous one; `ends_at` is when it
    ends if nothing more is heard; `long_silent` says that a sign of life is worth noting.
    """

    session_id: UUID | None = None
    citizen: Citizen | None = None
    company: Company | None = None
    staff: Staff | None = None
    acting_for: ActingFor | None = None
    covered: Scope = EVERYTHING
    may_choose: bool = False
    ends_at: datetime | None = None
    long_silent: bool = False

    @property
    def person(self) -> Identity | None:
        """Whoever they are; None for somebody not logged in, or who has not chosen yet."""
        return self.citizen or self.company or self.staff

    @property
    def counted_as(self) -> str:
        """What a limit counts them as: the person, or else the visit; empty for a stranger."""
        if self.person is not None:
            return f"{self.person.kind} {self.person.uuid}"
        return "" if self.session_id is None else self.session_id.hex


STRANGER = Visitor()


def current_visitor(request: Request, municipality: CurrentMunicipality) -> Visitor:
    """The visitor of this request; without a cookie the database is not asked at all. Raises
    `RightEnded` for whoever may not act any more for whom they act for.

    Also puts name and kind in `request.state.person`, whether they may choose another in
    `request.state.may_choose`, the session in `request.state.session_id`, whom they act for in
    `request.state.acting_for`, the end of the session in `request.state.session_ends_at` (ISO 8601,
    UTC), whether that can be put off in `request.state.session_ends_for_good`, and a login
    elsewhere in `request.state.new_login_at`, for the pages; what limits count them as in
    `request.state.counted_as`; and where something was left behind, the session that holds it in
    `request.state.left_behind_in`.
    """
    if sessions.key_in(request, municipality) is None:
        return STRANGER
    with database().reading.begin() as session:
        visitor = find_visitor(session, request, municipality)
    return heard_from(request, visitor)


def whoever_comes(request: Request, municipality: CurrentMunicipality) -> Visitor:
    """The visitor, whether or not they may still act for another: for logging in and out, and for
    going on as oneself, which must always work."""
    if sessions.key_in(request, municipality) is None:
        return STRANGER
    with database().reading.begin() as session:
        visitor = _find(session, request, municipality)
    return heard_from(request, visitor)


def find_visitor(session: Session, request: Request, municipality: Municipality) -> Visitor:
    """The visitor, found in a transaction that reads more besides; `heard_from` comes after it.

    Their right to act for another is read with them, so that no page shows it once it has ended:
    one query more, and only for whoever acts for another. Raises `RightEnded`.
    """
    visitor = _find(session, request, municipality)
    if visitor.citizen is None or visitor.acting_for is None:
        return visitor
    covered = right_of(session, municipality, visitor.citizen, visitor.acting_for)
    return replace(visitor, covered=covered)


def _find(session: Session, request: Request, municipality: Municipality) -> Visitor:
    key = sessions.key_in(request, municipality)
    if key is None:
        return STRANGER
    try:
        row = sessions.find_session(session, municipality, key)
    except CannotOpen:
        # Sealed with a secret that has since been taken away: they log in again.
        return STRANGER
    return _shown(request, row)


def heard_from(request: Request, visitor: Visitor) -> Visitor:
    """Keep their session alive, at most once a minute; a stranger if it has ended meanwhile.

    A page that saves itself (`Sign-Of-Life: no`) keeps nothing alive: nobody may be there.
    """
    by_itself = request.headers.get("sign-of-life") == "no"
    if visitor.session_id is None or not visitor.long_silent or by_itself:
        return visitor
    with database().writing.begin() as session:
        alive = _shown(request, sessions.keep_alive(session, visitor.session_id))
    return replace(alive, covered=visitor.covered)


CurrentVisitor = Annotated[Visitor, Depends(current_visitor)]
WhoeverComes = Annotated[Visitor, Depends(whoever_comes)]


async def current_citizen(request: Request, visitor: CurrentVisitor) -> Citizen:
    """The citizen who has logged in, surely enough to see what we hold of them; raises
    `LoginNeeded` or `StepUpNeeded`, with the way back here."""
    if visitor.citizen is None:
        raise LoginNeeded(here(request))
    must_be_sure(visitor, here(request))
    return visitor.citizen


def must_be_sure(visitor: Visitor, back: str, level: Loa | Literal["none"] = "substantial") -> None:
    """Raise `StepUpNeeded`, with the way back, where their login is less sure than that. What
    gathers one's data asks for »substantial«, since a form may have asked for as much before it."""
    person = visitor.citizen or visitor.company
    if person is not None and not at_least(person.loa, level):
        raise StepUpNeeded(level, back)


async def current_staff(
    request: Request, municipality: CurrentMunicipality, visitor: CurrentVisitor
) -> Staff:
    """The member of this municipality's staff, whatever their role; raises `LoginNeeded` or
    `NotAllowed`."""
    if visitor.staff is None:
        raise LoginNeeded(here(request), staff=True)
    if not visitor.staff.pages(municipality.code):
        raise NotAllowed
    return visitor.staff


CurrentCitizen = Annotated[Citizen, Depends(current_citizen)]
CurrentStaff = Annotated[Staff, Depends(current_staff)]


def staff_opening(page: StaffPage) -> Callable[..., Coroutine[Any, Any, Staff]]:
    """The member of staff, if their role opens `page`; raises `LoginNeeded` or `NotAllowed`."""

    async def found(staff: CurrentStaff, municipality: CurrentMunicipality) -> Staff:
        if not staff.may_open(page, municipality.code):
            raise NotAllowed
        return staff

    return found


def _shown(request: Request, row: SessionRow | None) -> Visitor:
    """The visitor, and what the pages say about them."""
    visitor = STRANGER if row is None else _visitor_of(row)
    request.state.person = visitor.person
    request.state.counted_as = visitor.counted_as
    request.state.may_choose = visitor.may_choose
    request.state.acting_for = visitor.acting_for
    request.state.session_ends_at = visitor.ends_at and visitor.ends_at.isoformat()
    request.state.session_ends_for_good = row is not None and sessions.ends_for_good(row)
    request.state.new_login_at = row and row.new_login_at
    request.state.session_id = visitor.session_id
    if row is not None and row.left_behind is not None:
        request.state.left_behind_in = row.id
    return visitor


def _visitor_of(row: SessionRow) -> Visitor:
    person = None if row.person is None else from_kept(row.person)
    return Visitor(
        session_id=row.id,
        citizen=person if isinstance(person, Citizen) else None,
        company=person if isinstance(person, Company) else None,
        staff=person if isinstance(person, Staff) else None,
        acting_for=_acting_for(row) if isinstance(person, Citizen) else None,
        may_choose=len(row.identities or ()) > 1,
        ends_at=sessions.end_of(row),
        long_silent=now() - row.seen_at >= sessions.SIGN_OF_LIFE,
    )


def _acting_for(row: SessionRow) -> ActingFor | None:
    return None if row.acting_for is None else acting_for.from_kept(row.acting_for)
