"""What a route about a form asks first: the form offered here, and the draft that is theirs.

Routes call these themselves. As dependencies they would cost each page of each form a second
change of threads.
"""

from uuid import UUID

from fastapi import Request

from app.auth.powers.right import RightEnded
from app.auth.visitor import find_visitor, heard_from
from app.database import database
from app.errors import LoginNeeded, PageNotFound, StepUpNeeded
from app.forms.catalogue import published
from app.forms.form import Form
from app.forms.posted import Posted
from app.municipalities.current import municipality_of
from app.municipalities.municipality import Municipality
from app.submissions.acting import NoDraft, NotCovered, OtherApplicant, WrongApplicant, acting_in
from app.submissions.drafts import find_draft, is_for_another_applicant
from app.submissions.filling import Filling
from app.submissions.left_behind import leave_behind, left_behind_in
from app.submissions.models import Draft
from app.submissions.register import with_newest
from app.way_back import here


class AlreadySent(Exception):
    """This draft has been sent; `draft_id` leads to what was sent."""

    def __init__(self, draft_id: UUID) -> None:
        super().__init__("already sent")
        self.draft_id = draft_id


IN_THE_WAY = (
    AlreadySent,
    LoginNeeded,
    NoDraft,
    NotCovered,
    OtherApplicant,
    PageNotFound,
    RightEnded,
    StepUpNeeded,
    WrongApplicant,
)


def form_offered(municipality: Municipality, slug: str) -> type[Form] | None:
    """The published form of that address, if this municipality offers it."""
    return published().get(slug) if slug in municipality.offers else None


def current_form(request: Request) -> type[Form]:
    """The form the address names; raises `PageNotFound`."""
    form = form_offered(municipality_of(request), request.path_params["slug"])
    if form is None:
        raise PageNotFound
    return form


def current_filling(request: Request) -> Filling:
    """Their newest draft of this form, or the one the address names; with what the registers
    say today, which takes up to two seconds where they have not been asked for long."""
    filling = with_newest(_filling_of(request, request.query_params.get("kladde", "")))
    return _not_sent(filling)


def posted_filling(request: Request, posted: Posted) -> Filling:
    """The draft a page was about when it was sent: its id stands in the page. What was typed goes
    with whoever must log in first, and waits for whoever acts for another, or is another of those
    their login may be, than when they began."""
    try:
        return _filling_of(request, posted.one("draft"))
    except (LoginNeeded, StepUpNeeded) as needed:
        needed.left_behind = left_behind_in(request, posted)
        raise
    except (NotCovered, OtherApplicant, WrongApplicant):
        leave_behind(request, left_behind_in(request, posted))
        raise


def _filling_of(request: Request, draft_id: str) -> Filling:
    """Visitor, their right to act for another and the draft are read together, in one short
    transaction, since every page of every form needs them. It is closed before any register is
    asked. Raises `RightEnded` for whoever may not act for the other any more, and `OtherApplicant`
    for a draft of theirs that is for another than just now."""
    form, municipality = current_form(request), municipality_of(request)
    with database().reading.begin() as session:
        visitor = find_visitor(session, request, municipality)
        who = acting_in(form, municipality, visitor, here(request))
        named = _id(form, draft_id)
        draft = find_draft(session, municipality, who, form.slug, named)
        if draft is None and is_for_another_applicant(session, municipality, who, named):
            raise OtherApplicant(form)
    heard_from(request, visitor)
    if draft is None:
        raise NoDraft(form.slug)
    return _not_sent(Filling(form, municipality, draft, who))


def filling_to_receive_for(request: Request, draft_id: str) -> Filling | None:
    """The draft that files on their way in are for; None where they are not to be kept. What is in
    the way the route says, once all is read."""
    try:
        filling = _filling_of(request, draft_id)
    except IN_THE_WAY:
        return None
    return filling if filling.journey.step(request.path_params["step_slug"]) else None


def read_again(filling: Filling) -> Filling:
    """The draft as it stands now."""
    with database().reading.begin() as session:
        return filling.with_draft(session.get_one(Draft, filling.draft.id))


def _not_sent(filling: Filling) -> Filling:
    if filling.draft.submitted_at is not None:
        raise AlreadySent(filling.draft.id)
    return filling


def _id(form: type[Form], text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NoDraft(form.slug) from None


def revision_of(posted: Posted) -> int:
    """The revision of the draft that the page showed; -1 where it says none."""
    text = posted.one("revision")
    return int(text) if text.isdecimal() and len(text) < 10 else -1
