"""What Fordelingskomponenten (SF2900) says later of what it took: its business receipts.

They come in any order, and more than once; what is told twice is done once.
"""

from typing import Annotated
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import outbox
from app.bearer import token_in
from app.database import database
from app.errors import TokenNeeded
from app.integrations.case_events.routes import TOKEN, ReportingSystem
from app.integrations.case_systems.sf2900 import Sf2900
from app.integrations.case_systems.sf2900.names import SOAP
from app.integrations.case_systems.sf2900.receipts import BusinessReceipt, NotReceipt, read
from app.integrations.filing import filed
from app.integrations.remote_words import impersonal
from app.municipalities.case_systems import CaseSystemSetup
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.outbox.answers import answered_no_after_all, answered_not_yet, answered_yes
from app.outbox.models import Errand
from app.problems import described, problem
from app.security import RECEIPTS_OF_SF2900
from app.submissions.models import Submission

KIND = "sf2900"
XML = "text/xml"
PROBLEMS = {
    "AFVIST": "Det modtagende system afviste det, vi sendte (AFVIST i forretningskvitteringen).",
    "FEJLET": "Det, vi sendte, nåede ikke frem (FEJLET i forretningskvitteringen).",
}

# Whether it may have come further than we know decides whether the citizen can still take it back.
OUTCOMES = {"AFVIST": "refused", "FEJLET": "unavailable"}

router = APIRouter(tags=["cases"])


async def body_of(request: Request, system: ReportingSystem) -> bytes:
    """The body, read only once we know who sends it; it is no larger than any call of the API may
    be. Raises `TokenNeeded` for a case system of another kind."""
    if system.kind != KIND:
        raise TokenNeeded(token_in(request))
    return await request.body()


@router.post(
    RECEIPTS_OF_SF2900,
    summary="What became of an object (SF2900 FordelingskvitteringModtag)",
    response_class=Response,
    dependencies=[Depends(TOKEN)],
    openapi_extra={
        "requestBody": {"required": True, "content": {XML: {"schema": {"type": "string"}}}}
    },
    responses={
        200: {"content": {XML: {"schema": {"type": "string"}}}, "description": "Understood"},
        400: described("No FordelingskvitteringModtag request, or one we cannot read"),
        401: described("No bearer token, or none of a case system of the kind sf2900"),
        404: described("Your system was sent nothing with that AnvenderTransaktionsID"),
        413: described("Larger than 1 MiB"),
        429: described("Too many calls without a good token; see Retry-After"),
    },
)
def take_receipt(
    municipality: CurrentMunicipality,
    system: ReportingSystem,
    body: Annotated[bytes, Depends(body_of)],
) -> Response:
    """A business receipt, in SOAP 1.1 or by itself, answered as it came. Tell each until it is
    answered with 200; told again nothing happens twice."""
    try:
        receipt = read(body)
    except NotReceipt as wrong:
        return problem(400, "Not a receipt", str(wrong))
    with database().writing.begin() as session:
        known = apply(session, municipality, system, receipt)
    if not known:
        return problem(404, "Not Found", "Your system was sent nothing with that transaction.")
    return Response(_understood(receipt), media_type=f"{XML}; charset=utf-8")


def apply(
    session: Session, municipality: Municipality, system: CaseSystemSetup, receipt: BusinessReceipt
) -> bool:
    """Let a receipt move its errand; False where that system was sent no such thing.

    ACCEPTERET files the submission, under the number it carries or else our reference; the first to
    say so is kept, and what is filed no receipt undoes. AFVIST and FEJLET need a person. MODTAGET
    and AFLEVERET say only that it is on its way. Each stands among the errand's attempts.
    """
    errand = _errand_of(session, municipality, system, receipt)
    if errand is None:
        return False
    submission = session.get_one(Submission, errand.submission_id, with_for_update=True)
    if submission.cleared_at is not None:
        return True
    if receipt.state == "ACCEPTERET":
        _accepted(session, system, errand, submission, receipt)
    elif receipt.state in PROBLEMS:
        _needs_a_person(session, errand, submission, receipt)
    else:
        answered_not_yet(session, errand, _told(receipt, submission))
    return True


def _errand_of(
    session: Session, municipality: Municipality, system: CaseSystemSetup, receipt: BusinessReceipt
) -> Errand | None:
    """The errand that sent it: a submission by its own id, an attachment or a message by theirs."""
    delivers = (Errand.kind == outbox.DELIVER) & (Errand.submission_id == receipt.transaction)
    keys = [f"{kind}:{receipt.transaction}" for kind in (outbox.ATTACH, outbox.TELL)]
    return session.scalars(
        select(Errand).where(
            or_(delivers, Errand.key.in_(keys)),
            Errand.municipality_code == municipality.code,
            Errand.target == outbox.target_of(municipality.code, system.name),
            Errand.attempts > 0,
        )
    ).one_or_none()


def _accepted(
    session: Session,
    system: CaseSystemSetup,
    errand: Errand,
    submission: Submission,
    receipt: BusinessReceipt,
) -> None:
    """The errand is done, however it stood: our own call's answer may have been lost."""
    if errand.kind == outbox.DELIVER:
        number = receipt.case_number or submission.reference
        alone = Sf2900.DOCUMENTS_ALONE
        filed(session, submission.id, number, system.name, documents_alone=alone)
    answered_yes(session, errand, _told(receipt, submission))


def _needs_a_person(
    session: Session, errand: Errand, submission: Submission, receipt: BusinessReceipt
) -> None:
    """Nobody tries again before somebody has looked. An attachment was done when it was taken, so
    it is open again; what staff have done themselves, or is not to be done, stays so."""
    if errand.kind == outbox.DELIVER and submission.filed_at is not None:
        return
    answered_no_after_all(
        session,
        errand,
        OUTCOMES[receipt.state],
        PROBLEMS[receipt.state],
        impersonal(receipt.words, submission),
    )


def _told(receipt: BusinessReceipt, submission: Submission) -> str:
    """Its state and its words, which no sentence of ours repeats."""
    return impersonal(f"{receipt.state}. {receipt.words}".strip(), submission)


def _understood(receipt: BusinessReceipt) -> bytes:
    """An empty answer, in an envelope where the question came in one."""
    if receipt.in_envelope:
        answer = Element(f"{{{SOAP}}}Envelope")
        SubElement(SubElement(answer, f"{{{SOAP}}}Body"), receipt.answer)
    else:
        answer = Element(receipt.answer)
    content: bytes = tostring(answer, encoding="utf-8", xml_declaration=True)
    return content
