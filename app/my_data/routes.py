"""`/mine-data`: what we hold about the citizen, who has looked at it, and all of it to take along.

Whose it is comes from the login alone: nothing in an address can ask for another's.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from app import contacts, limits
from app.auth.people import Citizen
from app.auth.powers.received import received_by
from app.auth.powers.shown import shown_to_grantor, shown_to_holder
from app.auth.roles import ROLE_NAMES
from app.auth.visitor import CurrentCitizen, CurrentVisitor
from app.database import database
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.my_data import contact_form, export
from app.my_data.held import Held, held_about
from app.pages import go, language_of, page, translator_of
from app.security import PostedForm
from app.submissions.acting import acting_citizen
from app.submissions.drafts import ask_again_for
from app.submissions.fields import Field, problem_links

PAGE = "/mine-data"
DELETE = "delete"
CHUNK_BYTES = 64 * 1024

router = APIRouter(prefix=PAGE, include_in_schema=False)


@router.get("")
def show(
    request: Request,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    citizen: CurrentCitizen,
    besked: str = "",
) -> Response:
    held = _held(municipality, visitor, citizen)
    fields = contact_form.fields(held.contact, translator_of(request))
    return _page(request, held, fields, said=besked)


@router.post("")
def keep_contact(
    request: Request,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    citizen: CurrentCitizen,
    posted: PostedForm,
) -> Response:
    """Keep what was typed, or delete it. Drafts that lie open are to begin with what is new."""
    if posted.one("_action") == DELETE:
        _keep(municipality, citizen, {})
        return go(f"{PAGE}?besked=slettet")
    read = contact_form.read(posted)
    if read.problems:
        fields = contact_form.fields_as_typed(posted, read.problems, translator_of(request))
        return _page(request, _held(municipality, visitor, citizen), fields, status=422)
    kept = _keep(municipality, citizen, read.answers)
    return go(f"{PAGE}?besked={'gemt' if kept else 'slettet'}")


@router.get(".json")
def as_json(
    municipality: CurrentMunicipality, visitor: CurrentVisitor, citizen: CurrentCitizen
) -> Response:
    text = export.as_json(_held(municipality, visitor, citizen))
    return _sent(text.encode(), "application/json", "mine-data.json")


@router.get(".pdf")
def as_pdf(
    request: Request,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    citizen: CurrentCitizen,
) -> Response:
    """Made at once, since it is asked for seldom, and with no transaction open meanwhile. Raises
    `TooMany`."""
    # A web program that prints nothing need not bear what prints.
    from app.receipts.pdf import printed, without_gaps

    limits.spend(limits.PRINT_PER_PERSON, f"{municipality.code} {citizen.cpr}")
    held = _held(municipality, visitor, citizen)
    content = printed(without_gaps(export.html_of(held, language_of(request))))
    return _sent(content, "application/pdf", "mine-data.pdf")


def _held(municipality: Municipality, visitor: CurrentVisitor, citizen: Citizen) -> Held:
    received = received_by(municipality, citizen)
    with database().reading.begin() as session:
        return held_about(session, municipality, citizen, visitor.session_id, received)


def _keep(municipality: Municipality, citizen: Citizen, given: Mapping[str, Any]) -> bool:
    """Whether anything is kept."""
    with database().writing.begin() as session:
        kept = contacts.keep(
            session,
            municipality.code,
            citizen.cpr,
            phone=given.get("phone", ""),
            email=given.get("email", ""),
            sms=bool(given.get("sms")),
            news=given.get("news", "all"),
        )
        ask_again_for(session, municipality, acting_citizen(municipality, citizen))
    return kept


def _page(
    request: Request,
    held: Held,
    fields: Sequence[Field],
    *,
    said: str = "",
    status: int = 200,
) -> Response:
    t = translator_of(request)
    return page(
        request,
        "my_data/show.html",
        status=status,
        held=held,
        fields=fields,
        problems=problem_links(fields),
        said=said,
        given=[shown_to_grantor(power, held.municipality, t) for power in held.given],
        received=[shown_to_holder(power, held.municipality, t) for power in held.received],
        role_names=ROLE_NAMES,
    )


def _sent(content: bytes, media_type: str, name: str) -> Response:
    return StreamingResponse(
        _chunks(content),
        media_type=media_type,
        headers={
            "Content-Length": str(len(content)),
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


def _chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK_BYTES):
        yield content[start : start + CHUNK_BYTES]
