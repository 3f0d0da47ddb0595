"""What somebody has complained about (klage) is kept until staff say that the complaint is over.

Case systems have no word for it, so staff note it here.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.kle import covered
from app.auth.people import Staff
from app.cases.timeline import events_of
from app.clock import now
from app.errors import PageNotFound
from app.municipalities.municipality import Municipality
from app.submissions.case_messages import supplemented_at
from app.submissions.keeping import keep_as_told
from app.submissions.looks import note_access
from app.submissions.models import Submission

# As citizens read them in the access log.
OPENED = "Vi ser efter, hvad der er skrevet om klagen"
NOTED = "Der er klaget, og vi gemmer sagen så længe"
OVER = "Klagen er slut"
REASONS = (OPENED, NOTED, OVER)


def under_complaint(
    session: Session, municipality: Municipality, staff: Staff
) -> Sequence[Submission]:
    """Every submission under complaint that is theirs to see, the oldest note first."""
    return session.scalars(
        select(Submission)
        .where(
            Submission.municipality_code == municipality.code,
            Submission.complaint_noted_at.is_not(None),
            covered(staff.kle, Submission.kle),
        )
        .order_by(Submission.complaint_noted_at)
    ).all()


def submission_for(
    session: Session, municipality: Municipality, staff: Staff, submission_id: UUID
) -> Submission:
    """The submission, which nobody else changes or clears out meanwhile; raises `PageNotFound`
    where it is not theirs to see, or has been cleared out."""
    found = session.get(Submission, submission_id, with_for_update=True)
    if found is None or found.municipality_code != municipality.code:
        raise PageNotFound
    if not staff.covers(found.kle) or found.cleared_at is not None:
        raise PageNotFound
    return found


def note_complaint(
    session: Session, staff: Staff, submission: Submission, since: date, note: str
) -> bool:
    """Somebody complained on that day; False where it was noted already, and nothing is changed."""
    if submission.complaint_noted_at is not None:
        return False
    submission.complaint_noted_at = now()
    submission.complaint = {"since": since.isoformat(), "staff": staff.name, "note": note}
    note_access(session, staff, submission, "change", NOTED)
    return True


def end_complaint(session: Session, staff: Staff, submission: Submission) -> bool:
    """The complaint is over: kept as long from now as a case that was closed today, or longer where
    it would have been. False where there was none."""
    if submission.complaint_noted_at is None:
        return False
    submission.complaint_noted_at = submission.complaint = None
    submission.complaint_over_at = now()
    kept = submission.keep_until
    told = events_of(session, [submission.id]).get(submission.id, ())
    keep_as_told(submission, told, supplemented_at(session, submission.id))
    if kept is not None and submission.keep_until is not None:
        submission.keep_until = max(kept, submission.keep_until)
    note_access(session, staff, submission, "change", OVER)
    return True
