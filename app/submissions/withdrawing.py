"""A citizen takes back what they sent: at once while nobody has had it, else the case is asked.

An attempt whose answer was lost may have opened a case. Only what has never been tried, was refused
each time, at once or later, or never came through to the system, is known to be with nobody.
"""

from datetime import timedelta
from typing import Literal

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import facts, outbox
from app.auth.visitor import CurrentVisitor
from app.clock import now
from app.database import ReadingSession, RequestSession
from app.forms.posted import Posted
from app.municipalities.current import CurrentMunicipality
from app.outbox import Errand
from app.outbox.by_people import drop
from app.outbox.models import Attempt
from app.pages import go, page, translator_of
from app.security import PostedForm
from app.submissions import case_messages
from app.submissions.mine import case_of
from app.submissions.models import Submission

LONGEST_REASON = 500
# Why what was promised is let go, as staff read it.
WITHDRAWN = "Borgeren har trukket det tilbage."

router = APIRouter(prefix="/mine-sager/{reference}/traek-tilbage", include_in_schema=False)


@router.get("")
def ask(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
) -> Response:
    return ask_about(request, session, case_of(request, session, municipality, visitor, reference))


def ask_about(request: Request, session: Session, submission: Submission) -> Response:
    """Whether they are sure; what is withdrawn already is not asked about."""
    if submission.withdrawn_at or submission.withdrawal_asked_at:
        return go(submission.address)
    return _page(request, submission, is_with_nobody(session, submission))


@router.post("")
def withdraw(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    posted: PostedForm,
    session: RequestSession,
) -> Response:
    submission = case_of(request, session, municipality, visitor, reference)
    return take(request, session, submission, posted)


def take(request: Request, session: Session, submission: Submission, posted: Posted) -> Response:
    """Pressed twice it is done once. Delivered meanwhile, the case is asked instead, and the page
    they come to says so."""
    reason = posted.one("reason").strip()
    if len(reason) > LONGEST_REASON:
        problem = translator_of(request)("Skriv det kortere, med højst 500 tegn.")
        alone = is_with_nobody(session, submission)
        return _page(request, submission, alone, reason=reason, problem=problem)
    take_back(session, submission, reason)
    return go(submission.address)


def take_back(
    session: Session, submission: Submission, reason: str
) -> Literal["withdrawn", "asked"] | None:
    """Withdraw it, or ask the case to; None where that was done before."""
    session.refresh(submission, with_for_update=True)
    if submission.withdrawn_at or submission.withdrawal_asked_at:
        return None
    facts.note(
        session,
        facts.WITHDRAWAL,
        municipality_code=submission.municipality_code,
        form_slug=submission.form_slug,
        form_version=submission.form_version,
        kle=submission.kle,
        channel=submission.channel,
    )
    if is_with_nobody(session, submission, locked=True):
        _drop_what_is_promised(session, submission)
        submission.withdrawn_at = now()
        submission.keep_until = now() + timedelta(days=submission.keep_days)
        return "withdrawn"
    submission.withdrawal_asked_at = now()
    case_messages.send(session, submission, "withdrawn", reason)
    return "asked"


def is_with_nobody(session: Session, submission: Submission, *, locked: bool = False) -> bool:
    """Whether no case system can have the case: of all attempts each was refused, or never came
    through with anything."""
    delivery = case_messages.delivery_of(session, submission.id, locked=locked)
    if delivery.done_at is not None or delivery.leased_until is not None or delivery.notes:
        return False
    newest_first = (
        select(Attempt.outcome)
        .where(Attempt.errand_id == delivery.id)
        .order_by(Attempt.number.desc())
    )
    refused = False
    for outcome in session.scalars(newest_first):
        # What it said later of what it had taken.
        taken_and_refused = outcome == "handed_over" and refused
        if outcome not in ("refused", "unreached") and not taken_and_refused:
            return False
        refused = refused or outcome == "refused"
    return True


def _drop_what_is_promised(session: Session, submission: Submission) -> None:
    """All but the receipt, which says what was sent, and which they may want to keep; and it was
    sent, so it counts. Nobody should get a letter or an SMS about what they have taken back."""
    promised = select(Errand.id).where(
        Errand.submission_id == submission.id,
        Errand.done_at.is_(None),
        Errand.kind.not_in((outbox.RECEIPT, outbox.COUNT)),
    )
    drop(session, session.scalars(promised).all(), WITHDRAWN)


def _page(
    request: Request,
    submission: Submission,
    alone: bool,
    *,
    reason: str = "",
    problem: str = "",
) -> Response:
    return page(
        request,
        "my_cases/withdraw.html",
        status=422 if problem else 200,
        submission=submission,
        with_nobody=alone,
        reason=reason,
        problem=problem,
    )
