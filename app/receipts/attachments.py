"""Attachments streamed out to whoever uploaded them or whose case it is, and to case systems."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.auth.visitor import CurrentVisitor, Visitor
from app.database import ReadingSession
from app.downloads import download
from app.errors import LoginNeeded, PageNotFound
from app.forms.file_types import TYPES
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.problems import described, problem
from app.receipts import address, opening
from app.submissions.acting import acting
from app.submissions.attachments import Attachment, find_attachment
from app.submissions.case_messages import find_sent
from app.submissions.models import Draft, Submission
from app.way_back import here

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/v1", tags=["submissions"])


@pages.get("/bilag/{attachment_id}")
def send_attachment(
    request: Request,
    attachment_id: UUID,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
) -> Response:
    """Raises `PageNotFound`, or for a stranger `LoginNeeded`, whatever is there."""
    found = find_attachment(session, municipality.code, attachment_id)
    if found is not None and _is_theirs(session, municipality, visitor, found):
        return download(found.file_id, found.name, found.media_type, found.size)
    if visitor.person is None:
        raise LoginNeeded(here(request))
    raise PageNotFound


@api.get(
    "/submissions/{reference}/attachments/{attachment_id}",
    summary="An attachment, from the signed address in the event",
    response_class=Response,
    responses={
        200: {
            "content": {each.media_type: {} for each in TYPES},
            "description": "The file as it was uploaded",
        },
        403: described("Not signed by us, or too old"),
        404: described("No such attachment"),
        410: described("The submission has been cleared out"),
        422: described("Not an address of ours: something is missing in it or was changed"),
    },
)
def send_attachment_to_case_system(
    reference: str,
    attachment_id: UUID,
    municipality: CurrentMunicipality,
    session: ReadingSession,
    expires: Annotated[str, Query(pattern="^[0-9]{1,12}$")],
    signature: Annotated[str, Query(pattern="^[0-9a-f]{64}$")],
) -> Response:
    """Needs no login: the address is signed, and opens this attachment alone for a day."""
    what = path_of(attachment_id)
    if not address.opens(municipality, reference, expires, signature, what):
        return problem(403, "Forbidden", "The address is not signed by us, or is too old.")
    submission = opening.find_submission(session, municipality, reference)
    if submission is not None and submission.cleared_at is not None:
        return problem(410, "Gone", "The submission has been cleared out.")
    found = None if submission is None else find_sent(session, submission, attachment_id)
    if found is None:
        return problem(404, "Not Found", "There is no such attachment.")
    return download(found.file_id, found.name, found.media_type, found.size)


def path_of(attachment_id: UUID) -> str:
    """What `address.signed_address` is to sign for an attachment."""
    return f"attachments/{attachment_id}"


def _is_theirs(
    session: Session, municipality: Municipality, visitor: Visitor, found: Attachment
) -> bool:
    """Of what is sent, whoever may open its receipt; before that, whoever may open the draft."""
    if found.submission_id is not None:
        submission = session.get_one(Submission, found.submission_id)
        return opening.is_theirs(session, municipality, visitor, submission)
    who, draft = acting(municipality, visitor), session.get_one(Draft, found.draft_id)
    return (
        who is not None
        and draft.acting_digest in who.digests
        and draft.applicant_digest in who.applicant_digests
    )


router = APIRouter()
router.include_router(pages)
router.include_router(api)
