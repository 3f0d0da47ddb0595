"""A receipt that was sent without login is opened with what its sender gave."""

from fastapi import APIRouter, Request, Response

from app import limits
from app.auth.sessions import open_session, set_cookie
from app.auth.visitor import CurrentVisitor
from app.database import RequestSession
from app.errors import TooMany
from app.forms.case_answer import TEXT
from app.municipalities.current import CurrentMunicipality
from app.pages import go, page
from app.receipts import opening
from app.receipts.opening import TooManyTries, WrongProof
from app.security import PostedForm
from app.submissions import answering

router = APIRouter(prefix="/kvittering", include_in_schema=False)


@router.post("/{reference}")
def unlock(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    posted: PostedForm,
    session: RequestSession,
) -> Response:
    """What was written to the case before goes along, and lies open on the page they come to."""
    limits.spend(limits.UNLOCK_PER_ADDRESS, limits.address_of(request))
    typed, written = posted.one("proof"), posted.one(TEXT.key)
    try:
        submission = opening.prove(session, municipality, reference, typed)
    except WrongProof:
        return unlock_page(request, reference, typed=typed, written=written)
    except TooManyTries:
        seconds = int(opening.TRIES_COUNT_FOR.total_seconds())
        raise TooMany(seconds) from None

    answer = go(f"/kvittering/{submission.reference}")
    if written and submission.is_anonymous:
        answering.keep_typed(session, submission, written)
        answer = go(f"{submission.address}/svar")
    session_id = visitor.session_id
    if session_id is None:
        key, row = open_session(session, municipality)
        set_cookie(answer, municipality, key)
        session_id = row.id
    opening.open_for(session, municipality, submission, session_id)
    return answer


def unlock_page(
    request: Request, reference: str, *, typed: str | None = None, written: str = ""
) -> Response:
    """`typed` is what did not open it; None before anything was typed. `written` is to its case,
    and is kept with it once it is open."""
    return page(
        request,
        "receipts/unlock.html",
        status=200 if typed is None else 422,
        reference=reference,
        wrong=typed is not None,
        typed=typed or "",
        written=written,
    )
