"""What a route about a form is handed: the form offered here, and the draft that is theirs."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from app.auth.visitor import find_visitor, heard_from
from app.database import database
from app.errors import PageNotFound
from app.forms.catalogue import published
from app.forms.form import Form
from app.forms.posted import Posted
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.security import PostedForm
from app.submissions.acting import NoDraft, acting_in
from app.submissions.drafts import find_draft
from app.submissions.filling import Filling


class AlreadySent(Exception):
    """This draft has been sent; `draft_id` leads to what was sent."""

    def __init__(self, draft_id: UUID) -> None:
        super().__init__("already sent")
        self.draft_id = draft_id


def form_offered(municipality: Municipality, slug: str) -> type[Form] | None:
    """The published form of that address, if this municipality offers it."""
    return published().get(slug) if slug in municipality.offers else None


async def current_form(slug: str, municipality: CurrentMunicipality) -> type[Form]:
    form = form_offered(municipality, slug)
    if form is None:
        raise PageNotFound
    return form


CurrentForm = Annotated[type[Form], Depends(current_form)]


def current_filling(
    request: Request, form: CurrentForm, municipality: CurrentMunicipality
) -> Filling:
    """Their newest draft of this form, or the one the address names."""
    return _filling_of(request, form, municipality, request.query_params.get("kladde", ""))


def posted_filling(
    request: Request,
    form: CurrentForm,
    municipality: CurrentMunicipality,
    posted: PostedForm,
) -> Filling:
    """The draft a page was about when it was sent: its id stands in the page."""
    return _filling_of(request, form, municipality, posted.one("draft"))


CurrentFilling = Annotated[Filling, Depends(current_filling)]
PostedFilling = Annotated[Filling, Depends(posted_filling)]


def _filling_of(
    request: Request, form: type[Form], municipality: Municipality, draft_id: str
) -> Filling:
    """Visitor and draft are read together, in one short transaction and one thread, since every
    page of every form needs both. It is closed before any register is asked."""
    with database().reading.begin() as session:
        visitor = find_visitor(session, request, municipality)
        who = acting_in(form, municipality, visitor, request.url.path)
        draft = find_draft(session, municipality, who, form.slug, _id(form, draft_id))
    heard_from(request, visitor)
    if draft is None:
        raise NoDraft(form.slug)
    if draft.submitted_at is not None:
        raise AlreadySent(draft.id)
    return Filling(form, municipality, draft, addresses={})


def _id(form: type[Form], text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NoDraft(form.slug) from None


def revision_of(posted: Posted) -> int:
    """The revision of the draft that the page showed; -1 where it says none."""
    text = posted.one("revision")
    return int(text) if text.isdecimal() and len(text) < 10 else -1
