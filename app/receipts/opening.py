"""Who may open a receipt: its people after login, the visit that sent it, and whoever knows the
reference and the phone number or e-mail given. A reference alone opens nothing."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from app.auth.visitor import Visitor, must_be_sure
from app.clock import now
from app.errors import Gone, LoginNeeded, PageNotFound
from app.forms.catalogue import published
from app.municipalities.municipality import Municipality
from app.receipts.models import UnlockedReceipt, UnlockTry
from app.submissions import proof
from app.submissions.acting import acting, acting_in_visit
from app.submissions.models import Submission
from app.submissions.reference import tidy_reference

MOST_TRIES = 5
TRIES_COUNT_FOR = timedelta(minutes=15)
KEEP = timedelta(days=1)
WITH_REFERENCE = select(Submission).where(
    Submission.reference == bindparam("reference"),
    Submission.municipality_code == bindparam("municipality_code"),
)


class Locked(Exception):
    """The receipt was sent without login; `reference` and what was given then open it."""

    def __init__(self, reference: str) -> None:
        super().__init__("locked")
        self.reference = reference


class WrongProof(Exception):
    """What was typed is not what the sender gave."""


class TooManyTries(Exception):
    """Nobody may try this receipt again for a while, not even with the right answer."""


def find_receipt(
    session: Session, municipality: Municipality, visitor: Visitor, reference: str
) -> Submission:
    """The submission behind a receipt, if this visitor may open it.

    Raises `PageNotFound` (a slip of the pen, no such receipt, or another's), `Gone`, `LoginNeeded`
    (for a stranger, whatever is there), `Locked`, or `StepUpNeeded` for a login less sure than its
    form asks for.
    """
    tidy = tidy_reference(reference)
    if tidy is None:
        raise PageNotFound
    submission = find_submission(session, municipality, tidy)
    cleared = submission is not None and submission.cleared_at is not None
    if submission is not None and not cleared:
        if is_theirs(session, municipality, visitor, submission):
            if not submission.is_anonymous:
                form = published().get(submission.form_slug)
                level = "substantial" if form is None else form.login
                must_be_sure(visitor, f"/kvittering/{tidy}", level)
            return submission
        if submission.proof_digests:
            raise Locked(tidy)
    if visitor.person is None:
        # The same for what was sent after login, what was cleared out, and what never was.
        raise LoginNeeded(f"/kvittering/{tidy}")
    if cleared:
        raise Gone
    raise PageNotFound


def prove(session: Session, municipality: Municipality, reference: str, typed: str) -> Submission:
    """The submission whose sender gave what was typed; every miss counts, and must be kept.

    Raises `PageNotFound`, `WrongProof` or `TooManyTries`.
    """
    submission = find_submission(session, municipality, tidy_reference(reference) or "", lock=True)
    if submission is None or not submission.proof_digests:
        raise PageNotFound
    if _tries(session, submission.reference) >= MOST_TRIES:
        raise TooManyTries
    form = published().get(submission.form_slug)
    kept = submission.proof_digests
    if form is None or not proof.opens(form, kept, submission.reference, typed):
        session.add(UnlockTry(reference=submission.reference))
        raise WrongProof
    return submission


def open_for(
    session: Session, municipality: Municipality, submission: Submission, session_id: UUID
) -> None:
    """From now on this visit may open the receipt, as if it had sent it."""
    visit = acting_in_visit(municipality, session_id).digest
    session.merge(UnlockedReceipt(submission_id=submission.id, session_digest=visit))


def clear_out_old(session: Session) -> None:
    """Forget tries and openings that no longer matter; the worker does it nightly."""
    moment = now()
    session.execute(delete(UnlockTry).where(UnlockTry.tried_at < moment - KEEP))
    session.execute(delete(UnlockedReceipt).where(UnlockedReceipt.unlocked_at < moment - KEEP))


def find_submission(
    session: Session, municipality: Municipality, reference: str, *, lock: bool = False
) -> Submission | None:
    """The submission of a tidy reference, whoever may open it."""
    found = WITH_REFERENCE
    # Tries at one receipt wait in line, so that many at once are still counted.
    return session.scalars(
        found.with_for_update() if lock else found,
        {"reference": reference, "municipality_code": municipality.code},
    ).one_or_none()


def is_theirs(
    session: Session,
    municipality: Municipality,
    visitor: Visitor,
    submission: Submission,
) -> bool:
    """Whether its receipt opens for this visitor."""
    who = acting(municipality, visitor)
    if who is None:
        return False
    sent_for_nobody = submission.is_anonymous
    if who.may_see(submission) and (
        sent_for_nobody or visitor.covered.covers(submission.form_slug, submission.kle)
    ):
        return True
    return (
        session.scalars(
            select(UnlockedReceipt.submission_id).where(
                UnlockedReceipt.submission_id == submission.id,
                UnlockedReceipt.session_digest.in_(who.digests),
            )
        ).first()
        is not None
    )


def _tries(session: Session, reference: str) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(UnlockTry)
            .where(UnlockTry.reference == reference, UnlockTry.tried_at > now() - TRIES_COUNT_FOR)
        )
        or 0
    )
