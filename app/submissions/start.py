"""Before you start: what a form takes, the drafts that lie open, and pressing »Start«."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app import limits
from app.auth import cpr_match, under_way
from app.auth.addresses import address_of_login, address_of_step_up
from app.auth.cookies import cookie_of, drop_cookie, put_cookie
from app.auth.people import at_least
from app.auth.sessions import open_session, set_cookie
from app.auth.visitor import Visitor, current_visitor
from app.database import database
from app.errors import StepUpNeeded
from app.forms.form import Form
from app.municipalities.current import municipality_of
from app.municipalities.municipality import Municipality
from app.pages import go, page
from app.security import PostedForm
from app.submissions import drafts, register
from app.submissions.acting import (
    Acting,
    acting,
    acting_in,
    acting_in_visit,
    acting_known,
    in_the_way,
)
from app.submissions.current import current_form
from app.submissions.filling import Filling
from app.submissions.models import Draft
from app.submissions.slugs import FORM

router = APIRouter(include_in_schema=False)

START_OVER = "over"
# The form somebody pressed »Log ind og start« on, kept in their browser while they log in. No
# other site can have put it there, so that what a GET begins has always been asked for.
BEGIN = "begin"
# At most, with a CPR number that must be typed too.
LOGGING_IN_TAKES = under_way.AT_MOST + cpr_match.AT_MOST


def start_page(
    request: Request, form: type[Form], municipality: Municipality, visitor: Visitor
) -> Response:
    """What it takes, before anybody logs in; with their open drafts for one who has.

    Whoever pressed »Log ind og start« begins as they come back, unless something lies open.
    """
    obstacle = _obstacle(form, visitor)
    with database().reading.begin() as session:
        open_fillings = [] if obstacle else _open_fillings(session, form, municipality, visitor)
    person = visitor.citizen or visitor.company
    if person is not None and _asked_to_begin(request, form, municipality):
        begins = not open_fillings and not obstacle and at_least(person.loa, form.login)
        who = acting_known(municipality, visitor) if begins else None
        answer = _begin(form, municipality, who) if who else go(f"/{form.slug}")
        drop_cookie(answer, municipality, BEGIN)
        return answer
    return page(
        request,
        "forms/start.html",
        form=form,
        offer=municipality.offers[form.slug],
        open_fillings=open_fillings,
        logged_in=person is not None,
        in_the_way=obstacle,
        may_choose=visitor.may_choose,
    )


def _obstacle(form: type[Form], visitor: Visitor) -> str:
    """Why whoever has logged in cannot begin: `others` may apply and not they, or they may not act
    for another in it, as `in_the_way` says. Empty for nothing."""
    person = visitor.citizen or visitor.company
    if form.login != "none" and person is not None and person.kind not in form.applicants:
        return "others"
    return in_the_way(form, visitor)


@router.post(FORM)
def start(request: Request, posted: PostedForm) -> Response:
    """Begin, go on, or start over. No transaction is open while the registers are asked."""
    form, municipality = current_form(request), municipality_of(request)
    visitor = current_visitor(request, municipality)
    if form.login == "none" and visitor.session_id is None:
        limits.spend(limits.START_PER_ADDRESS, limits.address_of(request))
        return _start_in_new_session(form, municipality)
    if form.login != "none" and visitor.citizen is None and visitor.company is None:
        return _log_in_to_begin(form, municipality)
    try:
        who = acting_in(form, municipality, visitor, f"/{form.slug}")
    except StepUpNeeded as needed:
        return _begins_after(go(address_of_step_up(needed.back, needed.level)), form, municipality)
    over = posted.one("draft") if posted.one("_action") == START_OVER else ""
    return _begin(form, municipality, who, over)


def _log_in_to_begin(form: type[Form], municipality: Municipality) -> Response:
    login = address_of_login(f"/{form.slug}", level=form.login)
    return _begins_after(go(login), form, municipality)


def _begins_after(answer: Response, form: type[Form], municipality: Municipality) -> Response:
    put_cookie(answer, municipality, BEGIN, form.slug, max_age=LOGGING_IN_TAKES)
    return answer


def _asked_to_begin(request: Request, form: type[Form], municipality: Municipality) -> bool:
    return cookie_of(request, municipality, BEGIN) == form.slug


def _begin(form: type[Form], municipality: Municipality, who: Acting, over: str = "") -> Response:
    said = register.ask(form, municipality, who.applicant, who.acted_by)
    with database().writing.begin() as session:
        draft = _begin_or_go_on(session, form, municipality, who, said, over)
    return go(Filling(form, municipality, draft, who).next_address)


def _begin_or_go_on(
    session: Session,
    form: type[Form],
    municipality: Municipality,
    who: Acting,
    said: Mapping[str, Any],
    over: str,
) -> Draft:
    for draft in drafts.open_drafts(session, municipality, who, form.slug):
        if str(draft.id) == over:
            drafts.throw_away(session, draft)
        elif form.about is None:
            return draft
    return drafts.begin(session, municipality, who, form, said)


def _start_in_new_session(form: type[Form], municipality: Municipality) -> Response:
    """A form without login belongs to the visit that began it."""
    with database().writing.begin() as session:
        key, row = open_session(session, municipality, None)
        who = acting_in_visit(municipality, row.id)
        draft = drafts.begin(session, municipality, who, form, {})
    answer = go(Filling(form, municipality, draft, who).next_address)
    set_cookie(answer, municipality, key)
    return answer


def _open_fillings(
    session: Session, form: type[Form], municipality: Municipality, visitor: Visitor
) -> list[Filling]:
    who = acting(municipality, visitor)
    if who is None or (form.login != "none" and acting_known(municipality, visitor) is None):
        return []
    found = drafts.open_drafts(session, municipality, who, form.slug)
    return [Filling(form, municipality, draft, who) for draft in found]
