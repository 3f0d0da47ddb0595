"""Clearing out: what nobody came back to, and what the case system has had long enough."""

from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app import files
from app.cases import timeline
from app.clock import now
from app.outbox import COUNT, Errand
from app.outbox.clearing import forget_words
from app.submissions import attachments, case_messages
from app.submissions.lapsing import KEEP_DRAFTS, lapsed
from app.submissions.models import Draft, Submission

log = structlog.get_logger()

# No transaction holds more rows than so many, however many are due.
AT_ONCE = 1000
NOBODY: dict[str, object] = {
    "acting_digest": b"",
    "applicant_digest": b"",
    "proof_digests": [],
    "applicant": {},
    "acted_by": None,
    "case_title": "",
    "answers": {},
    "rows": [],
    "shown": [],
    "texts": {},
    "filed_as": None,
    "receipt_file_id": None,
}


def clear_out_drafts(session: Session) -> bool:
    """Delete open drafts that nobody has touched for sixty days, as the notice has told, so too
    what was written to a case and not sent, and the files that belong to nobody: theirs, and what
    was broken off on its way in. True if there may be more of these than in one go."""
    cleared = session.scalars(delete(Draft).where(*lapsed()).returning(Draft.id)).all()
    log.info("cleared out", what="drafts", number=len(cleared))
    unsent = case_messages.remove_open(session, now() - KEEP_DRAFTS)
    log.info("cleared out", what="answers that were not sent", number=unsent)
    return files.sweep(session)


def clear_out_submissions(session: Session) -> bool:
    """Empty submissions that were filed and have been kept as long as was promised, and forget what
    was told of their cases; True if there may be more than are emptied in one go.

    Never one with an errand left, since what is undelivered is not deleted, nor one under
    complaint, nor one that waits for the citizen's answer, which has no day to be cleared out on.
    That it was sent can be counted without it.
    """
    held = session.scalar(
        select(func.count()).where(*_over(), Submission.complaint_noted_at.is_not(None))
    )
    due = session.execute(_due().with_for_update(skip_locked=True)).all()
    receipts = [row.receipt_file_id for row in due if row.receipt_file_id is not None]
    cleared = [row.id for row in due]
    attachments.remove_of_submissions(session, cleared)
    case_messages.remove_of_submissions(session, cleared)
    forget_words(session, cleared)
    timeline.remove_of(session, cleared)
    session.execute(
        update(Submission).where(Submission.id.in_(cleared)).values(**NOBODY, cleared_at=now())
    )
    files.remove(session, receipts)
    log.info("cleared out", what="submissions", number=len(cleared), under_complaint=held)
    return len(cleared) == AT_ONCE


def _over() -> tuple[ColumnElement[bool], ...]:
    """What has been kept as long as was promised."""
    return (
        Submission.keep_until < now(),
        or_(Submission.filed_at.is_not(None), Submission.withdrawn_at.is_not(None)),
        Submission.cleared_at.is_(None),
    )


def _due() -> Select[UUID, UUID | None]:
    errand_left = exists().where(
        Errand.submission_id == Submission.id, Errand.done_at.is_(None), Errand.kind != COUNT
    )
    return (
        select(Submission.id, Submission.receipt_file_id)
        .where(
            *_over(),
            Submission.complaint_noted_at.is_(None),
            ~errand_left,
        )
        .limit(AT_ONCE)
    )
