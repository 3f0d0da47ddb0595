"""One errand for staff: every attempt at it, and what its targets said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.people import Staff
from app.clock import now
from app.errors import PageNotFound
from app.integrations.deliveries.lists import ShownErrand
from app.integrations.deliveries.opening import OPENED
from app.municipalities.municipality import Municipality
from app.outbox import DELIVER, OURSELVES, Errand
from app.outbox.models import Attempt, Target
from app.submissions.attachments import sent_with
from app.submissions.looks import note_access
from app.submissions.models import Submission

MOST_ATTEMPTS = 100


@dataclass(frozen=True)
class WholeErrand(ShownErrand):
    """An errand with all that is known of it; the newest attempts first. Its target is asked
    nothing until `rests_until`. `others` are what else was promised about the same submission, and
    `attached` is how many files went with that."""

    submission: Submission
    attempts: Sequence[Attempt]
    rests_until: datetime | None = None
    others: Sequence[ShownErrand] = ()
    attached: int = 0

    @property
    def can_be_moved(self) -> bool:
        """Whether another case system could have it: none has the case, and none is at it."""
        errand = self.errand
        return (
            errand.kind == DELIVER
            and errand.done_at is None
            and errand.handed_over_at is None
            and not self.is_under_way
            and self.submission.filed_at is None
        )

    @property
    def can_be_done_by_hand(self) -> bool:
        """Whether a person could do it: not while we are at it, and not a receipt, which the
        letters wait for."""
        is_open = self.errand.done_at is None and not self.is_under_way
        return is_open and self.target != OURSELVES

    @property
    def needs_case_number(self) -> bool:
        """Whether whoever does it by hand must say which case it has become."""
        return self.errand.kind == DELIVER and self.submission.filed_at is None

    @property
    def has_number_by_hand(self) -> bool:
        """Whether the number of its case is what one of the staff has typed, who may have mistyped
        it."""
        return self.errand.kind == DELIVER and self.errand.by_hand is not None


def theirs(
    session: Session,
    municipality: Municipality,
    staff: Staff,
    errand_id: UUID,
    *,
    held: bool = False,
) -> tuple[Errand, Submission]:
    """The errand and its submission, which nobody else changes meanwhile where they are `held`:
    the submission first, as whoever files or withdraws it holds them; raises `PageNotFound` where
    it is not theirs to see."""
    errand = session.get(Errand, errand_id)
    if errand is None or errand.municipality_code != municipality.code:
        raise PageNotFound
    submission = session.get_one(
        Submission, errand.submission_id, with_for_update=held or None, populate_existing=held
    )
    if not staff.covers(submission.kle) or submission.cleared_at is not None:
        raise PageNotFound
    if held:
        session.refresh(errand, with_for_update=True)
    return errand, submission


def whole(
    session: Session,
    municipality: Municipality,
    staff: Staff,
    errand_id: UUID,
    *,
    held: bool = False,
) -> WholeErrand:
    """All of it, to be shown by `opened` alone; raises `PageNotFound`."""
    errand, submission = theirs(session, municipality, staff, errand_id, held=held)
    attempts = session.scalars(
        select(Attempt)
        .where(Attempt.errand_id == errand.id)
        .order_by(Attempt.number.desc())
        .limit(MOST_ATTEMPTS)
    ).all()
    target = session.get(Target, errand.target)
    rests_until = target.rests_until if target else None
    return WholeErrand(
        errand,
        submission.reference,
        submission.form_title,
        submission,
        attempts,
        rests_until if rests_until and rests_until > now() else None,
        _others(session, errand, submission),
        len(sent_with(session, submission.id)),
    )


def _others(session: Session, errand: Errand, submission: Submission) -> list[ShownErrand]:
    same = (Errand.submission_id == submission.id, Errand.id != errand.id)
    found = session.scalars(select(Errand).where(*same).order_by(Errand.promised_at, Errand.id))
    return [ShownErrand(each, submission.reference, submission.form_title) for each in found]


def opened(
    session: Session, municipality: Municipality, staff: Staff, errand_id: UUID
) -> WholeErrand:
    """All of it to show, once the access log says so: what a system said, or one of the staff
    wrote, may name somebody. Where there is nothing of that kind, no more is shown than in the
    lists, and nothing is noted; raises `PageNotFound`."""
    found = whole(session, municipality, staff, errand_id)
    if found.errand.by_hand is not None or any(each.said for each in found.attempts):
        note_access(session, staff, found.submission, "read", OPENED)
    return found
