"""The receipt's page, its PDF, and the address from which a case system fetches it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from app import files
from app.auth.visitor import CurrentVisitor, find_visitor, heard_from
from app.cases.timeline import MOST_EVENTS
from app.database import ReadingSession, database
from app.errors import PageNotFound
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import go, page
from app.problems import described, problem
from app.receipts import address, opening
from app.receipts.opening import Locked
from app.receipts.receipt import filename_of, receipt_of
from app.receipts.unlocking import unlock_page
from app.submissions.attachments import told_with_each
from app.submissions.case_documents import document_of
from app.submissions.models import Submission
from app.submissions.progress import with_progress

# A PDF is made within seconds of sending.
RETRY_AFTER = {"Retry-After": "2"}

pages = APIRouter(prefix="/kvittering", include_in_schema=False)
api = APIRouter(prefix="/api/v1", tags=["submissions"])


@pages.get("/{reference}.pdf")
def send_pdf(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
) -> Response:
    try:
        submission = opening.find_receipt(session, municipality, visitor, reference)
    except Locked as locked:
        return go(f"/kvittering/{locked.reference}")
    if submission.receipt_file_id is None:
        case = _case_of(session, submission)
        return _receipt_page(request, submission, municipality, case, status=503)
    return _stream(session, submission.reference, submission.receipt_file_id)


@pages.get("/{reference}")
def show_receipt(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
) -> Response:
    """The page; htmx asks the same address for the block about the PDF until it is made."""
    try:
        with database().reading.begin() as session:
            visitor = find_visitor(session, request, municipality)
            submission = opening.find_receipt(session, municipality, visitor, reference)
            case = _case_of(session, submission)
    except Locked as locked:
        return unlock_page(request, locked.reference)
    heard_from(request, visitor)
    return _receipt_page(request, submission, municipality, case)


@pages.get("/{reference}/dokumenter/{number}")
def send_document(
    reference: str,
    number: Annotated[int, Path(ge=1, le=MOST_EVENTS)],
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
) -> Response:
    """What the case system sent with the event of that number, to whoever sent it without login:
    others find it under their cases."""
    try:
        submission = opening.find_receipt(session, municipality, visitor, reference)
    except Locked as locked:
        return go(f"/kvittering/{locked.reference}")
    if not submission.is_anonymous:
        raise PageNotFound
    return document_of(session, submission, number)


@api.get(
    "/submissions/{reference}/receipt.pdf",
    summary="A receipt, from the signed address in the event",
    response_class=Response,
    responses={
        200: {"content": {"application/pdf": {}}, "description": "The receipt (PDF/UA-1)"},
        403: described("Not signed by us, or too old"),
        404: described("No such receipt"),
        410: described("The submission has been cleared out"),
        422: described("Not an address of ours: something is missing in it or was changed"),
        503: described("Not made yet; see Retry-After"),
    },
)
def send_pdf_to_case_system(
    reference: str,
    municipality: CurrentMunicipality,
    session: ReadingSession,
    expires: Annotated[str, Query(pattern="^[0-9]{1,12}$")],
    signature: Annotated[str, Query(pattern="^[0-9a-f]{64}$")],
) -> Response:
    """Needs no login: the address is signed, and opens this receipt alone for a day."""
    if not address.opens(municipality, reference, expires, signature):
        return problem(403, "Forbidden", "The address is not signed by us, or is too old.")
    submission = opening.find_submission(session, municipality, reference)
    if submission is None:
        return problem(404, "Not Found", "There is no such receipt.")
    if submission.cleared_at is not None:
        return problem(410, "Gone", "The submission has been cleared out.")
    if submission.receipt_file_id is None:
        return problem(
            503, "Service Unavailable", "The receipt is being made.", headers=RETRY_AFTER
        )
    return _stream(session, submission.reference, submission.receipt_file_id)


def _case_of(session: Session, submission: Submission) -> dict[str, Any]:
    """How far it has come, for the page: what was sent without login has none of its own."""
    if not submission.is_anonymous:
        return {"case": None, "files": {}}
    (case,) = with_progress(session, [submission])
    return {
        "case": case,
        "files": told_with_each(session, [each.id for each in case.supplements]),
    }


def _receipt_page(
    request: Request,
    submission: Submission,
    municipality: Municipality,
    case: dict[str, Any],
    *,
    status: int = 200,
) -> Response:
    return page(
        request,
        "receipts/show.html",
        status=status,
        fragment="receipt",
        headers=RETRY_AFTER if status == 503 else None,
        receipt=receipt_of(submission, municipality),
        made=submission.receipt_file_id is not None,
        **case,
    )


def _stream(session: Session, reference: str, file_id: UUID) -> Response:
    """The PDF, chunk by chunk, each read in a transaction of its own."""
    file = session.get_one(files.File, file_id)
    return StreamingResponse(
        files.chunks(database().reading, file_id),
        media_type=file.media_type,
        headers={
            "Content-Length": str(file.size),
            "Content-Disposition": f'inline; filename="{filename_of(reference)}"',
        },
    )


router = APIRouter()
router.include_router(pages)
router.include_router(api)
