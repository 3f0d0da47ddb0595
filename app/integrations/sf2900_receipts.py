"""What Fordelingskomponenten (SF2900) says later of what it took: its business receipts.

They come in any order, and more than once; what is told twice is done once.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Annotated, Any
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPBearer
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app import outbox
from app.clock import now
from app.database import RequestSession
from app.integrations.case_systems.sf2900.names import SOAP
from app.integrations.case_systems.sf2900.receipts import BusinessReceipt, NotReceipt, read
from app.integrations.deliver import filed, promise_each
from app.integrations.remote_words import impersonal
from app.limits import limit_calls
from app.municipalities.case_systems import CaseSystemSetup
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.outbox.models import Attempt, Errand
from app.problems import described, problem
from app.submissions.attachments import sent_with
from app.submissions.models import Submission

KIND = "sf2900"
XML = "text/xml"
PROBLEMS = {
    "AFVIST": "Det modtagende system afviste det, vi sendte (AFVIST i forretningskvitteringen).",
    "FEJLET": "Det, vi sendte, nåede ikke frem (FEJLET i forretningskvitteringen).",
}
# Told in the OpenAPI; `_system_of` judges it.
TOKEN = HTTPBearer(auto_error=False, scheme_name="case system", description="Of a case system")

router = APIRouter(prefix="/api/v1/sf2900", tags=["case systems"])


async def received(request: Request) -> bytes:
    """The body, which is no larger than any call of the API may be."""
    return await request.body()


@router.post(
    "/kvitteringer",
    summary="What became of an object (SF2900 FordelingskvitteringModtag)",
    response_class=Response,
    responses={
        200: {"content": {XML: {"schema": {"type": "string"}}}, "description": "Understood"},
        400: described("No FordelingskvitteringModtag request"),
        401: described("No bearer token of a case system of this kind"),
        404: described("This case system was sent nothing with that transaction"),
        413: described("Larger than 1 MiB"),
        429: described("Too many calls without a token; see Retry-After"),
    },
    openapi_extra={"requestBody": {"required": True, "content": {XML: {"schema": {}}}}},
    dependencies=[Depends(TOKEN)],
)
def take_receipt(
    request: Request,
    municipality: CurrentMunicipality,
    session: RequestSession,
    body: Annotated[bytes, Depends(received)],
) -> Response:
    """In SOAP 1.1 or by itself, and answered as it came. A receipt may come more than once."""
    system = _system_of(request, municipality)
    if system is None:
        limit_calls(request)
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return problem(401, "Unauthorized", "The token is not ours.", headers=challenge)
    try:
        receipt = read(body)
    except NotReceipt as wrong:
        return problem(400, "Not a receipt", str(wrong))
    if not apply(session, municipality, system, receipt):
        return problem(404, "Not Found", "This case system was sent nothing like it.")
    return Response(_understood(receipt), media_type=f"{XML}; charset=utf-8")


def apply(
    session: Session, municipality: Municipality, system: CaseSystemSetup, receipt: BusinessReceipt
) -> bool:
    """Let a receipt move its errand; False where that system was sent no such thing.

    ACCEPTERET files the submission, by the number it carries or else our reference, and the first
    to say so is kept; what is filed is not undone by a receipt that comes after. AFVIST and FEJLET
    need a person. MODTAGET and AFLEVERET say only that it is on its way.
    """
    errand = _errand_of(session, municipality, system, receipt)
    if errand is None:
        return False
    if receipt.state == "ACCEPTERET":
        _accepted(session, errand, receipt)
    elif receipt.state in PROBLEMS:
        _needs_a_person(session, errand, receipt)
    return True


def _errand_of(
    session: Session, municipality: Municipality, system: CaseSystemSetup, receipt: BusinessReceipt
) -> Errand | None:
    """The errand that sent it: of a submission, or of what it is about."""
    delivers = (Errand.kind == outbox.DELIVER) & (Errand.submission_id == receipt.transaction)
    about = Errand.key == outbox_key(receipt)
    return session.scalars(
        select(Errand).where(
            or_(delivers, about),
            Errand.municipality_code == municipality.code,
            Errand.target == outbox.target_of(municipality.code, system.name),
        )
    ).one_or_none()


def outbox_key(receipt: BusinessReceipt) -> str:
    """The key of an errand that tells one attachment."""
    return f"{outbox.ATTACH}:{receipt.transaction}"


def _accepted(session: Session, errand: Errand, receipt: BusinessReceipt) -> None:
    """Of a submission: its attachments are promised too, should the answer to our own call have
    been lost together with whoever asked."""
    moment = now()
    if errand.kind == outbox.DELIVER:
        submission = session.get_one(Submission, errand.submission_id)
        filed(session, submission.id, receipt.case_number or submission.reference)
        promise_each(session, errand, [str(each.id) for each in sent_with(session, submission.id)])
    session.execute(
        update(Errand)
        .where(Errand.id == errand.id, Errand.done_at.is_(None))
        .values(done_at=moment, gave_up_at=None, leased_until=None, last_problem=None, notes=None)
    )


def _needs_a_person(session: Session, errand: Errand, receipt: BusinessReceipt) -> None:
    """Nobody tries again before somebody has looked. An attachment was done when it was taken, so
    it is open again; what staff have done themselves, or is not to be done, stays so."""
    submission = session.get_one(Submission, errand.submission_id)
    if errand.kind == outbox.DELIVER and submission.filed_at is not None:
        return
    told = PROBLEMS[receipt.state]
    session.execute(
        update(Errand)
        .where(
            Errand.id == errand.id,
            Errand.by_hand.is_(None),
            Errand.dropped_at.is_(None),
            Errand.gave_up_at.is_(None),
        )
        .values(
            gave_up_at=now(),
            done_at=None,
            leased_until=None,
            handed_over_at=None,
            last_problem=told,
        )
    )
    session.execute(
        update(Attempt)
        .where(Attempt.errand_id == errand.id, Attempt.number == errand.attempts)
        .values(outcome="refused", problem=told, said=impersonal(receipt.words, submission) or None)
    )


def _system_of(request: Request, municipality: Municipality) -> CaseSystemSetup | None:
    """The municipality's case system of this kind whose token was sent."""
    sort, _, token = request.headers.get("authorization", "").partition(" ")
    digest = hashlib.sha256(token.strip().encode()).digest()
    found = [
        system
        for system in _of_this_kind(municipality)
        if hmac.compare_digest(system.events_token_digest or b"", digest)
    ]
    return found[0] if sort.lower() == "bearer" and found else None


def _of_this_kind(municipality: Municipality) -> Sequence[CaseSystemSetup]:
    return [system for system in municipality.case_systems.values() if system.kind == KIND]


def _understood(receipt: BusinessReceipt) -> bytes:
    """An empty answer, in an envelope where the question came in one."""
    if receipt.in_envelope:
        answer = Element(f"{{{SOAP}}}Envelope")
        SubElement(SubElement(answer, f"{{{SOAP}}}Body"), receipt.answer)
    else:
        answer = Element(receipt.answer)
    content: Any = tostring(answer, encoding="utf-8", xml_declaration=True)
    return bytes(content)
