"""What staff fetch of a submission they have looked up: its receipt, attachments and documents.

Each is asked for as the submission is, with its reference and why, and noted in the access log.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from app import files
from app.cases.timeline import MOST_EVENTS
from app.downloads import download
from app.errors import PageNotFound
from app.municipalities.current import CurrentMunicipality
from app.receipts.receipt import filename_of
from app.security import PostedForm
from app.submissions import look_up
from app.submissions.case_documents import document_of
from app.submissions.case_messages import find_sent
from app.submissions.look_up import LookingStaff, NotLookedUp, looking_up

router = APIRouter(prefix=look_up.PAGE, include_in_schema=False)


@router.post("/kvittering")
def send_receipt(
    request: Request, municipality: CurrentMunicipality, staff: LookingStaff, posted: PostedForm
) -> Response:
    """The receipt as the citizen has it; raises `PageNotFound` before it is made."""
    try:
        with looking_up(request, municipality, staff, posted) as (session, submission):
            if submission.receipt_file_id is None:
                raise PageNotFound
            file = session.get_one(files.File, submission.receipt_file_id)
    except NotLookedUp as problem:
        return look_up.form_with(request, problem)
    return download(file.id, filename_of(submission.reference), file.media_type, file.size)


@router.post("/bilag/{attachment_id}")
def send_attachment(
    request: Request,
    attachment_id: UUID,
    municipality: CurrentMunicipality,
    staff: LookingStaff,
    posted: PostedForm,
) -> Response:
    """A file sent with the submission or to its case; raises `PageNotFound` for any other."""
    try:
        with looking_up(request, municipality, staff, posted) as (session, submission):
            found = find_sent(session, submission, attachment_id)
            if found is None:
                raise PageNotFound
    except NotLookedUp as problem:
        return look_up.form_with(request, problem)
    return download(found.file_id, found.name, found.media_type, found.size)


@router.post("/dokumenter/{number}")
def send_document(
    request: Request,
    number: Annotated[int, Path(ge=1, le=MOST_EVENTS)],
    municipality: CurrentMunicipality,
    staff: LookingStaff,
    posted: PostedForm,
) -> Response:
    """What the case system sent with the event of that number; raises `PageNotFound`."""
    try:
        with looking_up(request, municipality, staff, posted) as (session, submission):
            answer = document_of(session, submission, number)
    except NotLookedUp as problem:
        return look_up.form_with(request, problem)
    return answer
