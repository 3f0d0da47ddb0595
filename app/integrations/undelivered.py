"""What is promised and not done, for staff: which form and reference, never who or what about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.auth.kle import covered
from app.auth.people import Staff
from app.clock import now
from app.languages import Translate
from app.municipalities.municipality import Municipality
from app.outbox import Errand
from app.submissions.models import Submission

MOST_SHOWN = 200


@dataclass(frozen=True)
class Undelivered:
    """An errand (ærinde) that somebody may want to look at."""

    id: UUID
    kind: str
    reference: str
    form_title: str
    promised_at: datetime
    attempts: int
    last_problem: str | None
    due_at: datetime
    gave_up_at: datetime | None


def undelivered(
    session: Session, municipality: Municipality, staff: Staff
) -> Sequence[Undelivered]:
    """The municipality's errands that are not done, of the KLE numbers that the staff cover: first
    those that only a person can help, then the oldest."""
    found = session.execute(
        select(Errand, Submission.reference, Submission.form_title)
        .join(Submission, Submission.id == Errand.submission_id)
        .where(*_theirs(municipality, staff))
        .order_by(Errand.gave_up_at.is_(None), Errand.promised_at)
        .limit(MOST_SHOWN)
    )
    return [shown(errand, reference, title) for errand, reference, title in found]


def longest_wait(
    session: Session, municipality: Municipality, staff: Staff, t: Translate
) -> str | None:
    """How long the oldest of those errands has waited, in words; None when none does."""
    promised = session.scalar(
        select(func.min(Errand.promised_at))
        .join(Submission, Submission.id == Errand.submission_id)
        .where(*_theirs(municipality, staff))
    )
    return _in_words(now() - promised, t) if promised else None


def _theirs(municipality: Municipality, staff: Staff) -> Sequence[ColumnElement[bool]]:
    return (
        Errand.municipality_code == municipality.code,
        Errand.done_at.is_(None),
        covered(staff.kle, Submission.kle),
    )


def _in_words(age: timedelta, t: Translate) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 2:
        return t("højst to minutter")
    if minutes < 2 * 60:
        return t("{count} minutter").format(count=minutes)
    if minutes < 2 * 24 * 60:
        return t("{count} timer").format(count=minutes // 60)
    return t("{count} dage").format(count=minutes // (24 * 60))


def shown(errand: Errand, reference: str, form_title: str) -> Undelivered:
    """An errand as staff see it."""
    return Undelivered(
        id=errand.id,
        kind=errand.kind,
        reference=reference,
        form_title=form_title,
        promised_at=errand.promised_at,
        attempts=errand.attempts,
        last_problem=errand.last_problem,
        due_at=errand.due_at,
        gave_up_at=errand.gave_up_at,
    )
