"""What whoever sent something without login does about its case, from its receipt: they answer what
they are asked for, and take it back, on the pages that others have under their cases."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from app.auth.visitor import CurrentVisitor, Visitor
from app.database import ReadingSession, RequestSession, database
from app.errors import Gone, PageNotFound
from app.forms.case_answer import TEXT
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import go
from app.receipts.opening import Locked, find_receipt
from app.receipts.unlocking import unlock_page
from app.security import PostedForm
from app.submissions import answering, withdrawing
from app.submissions.models import Submission
from app.submissions.receiving import Received

router = APIRouter(prefix="/kvittering/{reference}", include_in_schema=False)


def _theirs(
    session: Session, municipality: Municipality, visitor: Visitor, reference: str
) -> Submission:
    """Raises `Locked`, `Gone`, `LoginNeeded` or `PageNotFound`, which it also is for what belongs
    to a login."""
    submission = find_receipt(session, municipality, visitor, reference)
    if not submission.is_anonymous:
        raise PageNotFound
    return submission


def _receivable(
    request: Request,
    session: Session,
    municipality: Municipality,
    visitor: Visitor,
    reference: str,
) -> Submission:
    try:
        return _theirs(session, municipality, visitor, reference)
    except (Gone, Locked):
        raise PageNotFound from None


async def _received(request: Request) -> Received:
    return await answering.received_by(request, _receivable)


@router.get("/svar")
def ask_for_answer(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
) -> Response:
    try:
        submission = _theirs(session, municipality, visitor, reference)
    except Locked as locked:
        return go(f"/kvittering/{locked.reference}")
    return answering.ask_about(request, session, submission)


@router.post("/svar")
def answer(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    come: Annotated[Received, Depends(_received)],
) -> Response:
    """Where the visit is over, what they wrote waits for the proof; files must be chosen again."""
    try:
        with database().reading.begin() as session:
            submission = _theirs(session, municipality, visitor, reference)
    except Locked as locked:
        written = come.posted.one(TEXT.key)
        return unlock_page(request, locked.reference, written=written)
    return answering.take(request, submission, come)


@router.get("/traek-tilbage")
def ask_whether_sure(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
) -> Response:
    try:
        submission = _theirs(session, municipality, visitor, reference)
    except Locked as locked:
        return go(f"/kvittering/{locked.reference}")
    return withdrawing.ask_about(request, session, submission)


@router.post("/traek-tilbage")
def withdraw(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    posted: PostedForm,
    session: RequestSession,
) -> Response:
    try:
        submission = _theirs(session, municipality, visitor, reference)
    except Locked as locked:
        return go(f"/kvittering/{locked.reference}")
    return withdrawing.take(request, session, submission, posted)
