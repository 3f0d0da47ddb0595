"""What it takes for a case to be filed, whoever says so: its system, at once or later, or staff."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import outbox
from app.cases.timeline import events_of
from app.clock import now
from app.outbox import ATTACH, TELL, Errand, by_people, target_of
from app.submissions.attachments import sent_with
from app.submissions.case_messages import supplemented_at
from app.submissions.keeping import keep_as_told
from app.submissions.models import Submission


def filed(
    session: Session,
    submission_id: UUID,
    case_number: str,
    filed_in: str,
    *,
    documents_alone: bool = False,
) -> None:
    """A case system has the case, under its own number; the first to say so is kept.

    `filed_in` is the municipality's name for it. What waits to be told to the case goes there too,
    and with `documents_alone` so does each attachment, by an errand of its own.
    """
    submission = session.get_one(Submission, submission_id, with_for_update=True)
    if submission.filed_at is not None:
        return
    told = events_of(session, [submission_id]).get(submission_id, ())
    submission.filed_as, submission.filed_in, submission.filed_at = case_number, filed_in, now()
    keep_as_told(submission, told, supplemented_at(session, submission_id))
    target = target_of(submission.municipality_code, filed_in)
    by_people.move(session, waiting_for_case(session, [submission_id], but_at=target), target)
    if documents_alone:
        _promise_attachments(session, submission, filed_in)


def waiting_for_case(
    session: Session, submissions: Collection[UUID], *, but_at: str = ""
) -> Sequence[UUID]:
    """The errands that wait to be told to the cases of these, but for those at a target."""
    waiting = select(Errand.id).where(
        Errand.submission_id.in_(submissions),
        Errand.kind.in_((ATTACH, TELL)),
        Errand.done_at.is_(None),
        Errand.target != but_at,
    )
    return session.scalars(waiting).all()


def _promise_attachments(session: Session, submission: Submission, filed_in: str) -> None:
    for each in sent_with(session, submission.id):
        outbox.promise(
            session,
            ATTACH,
            key=f"attach:{each.id}",
            target=filed_in,
            submission_id=submission.id,
            municipality_code=submission.municipality_code,
            about=str(each.id),
        )
