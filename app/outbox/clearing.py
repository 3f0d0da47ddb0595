"""Letting go of what was said about errands, when what they were about is cleared out."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.outbox.models import Attempt, Errand


def forget_words(session: Session, submissions: Collection[UUID]) -> None:
    """Keep when and how it ended, and no word of anybody's, of the errands of these submissions."""
    theirs = select(Errand.id).where(Errand.submission_id.in_(submissions))
    session.execute(
        update(Attempt).where(Attempt.errand_id.in_(theirs)).values(said=None),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(Errand)
        .where(Errand.submission_id.in_(submissions))
        .values(by_hand=None, notes=None),
        execution_options={"synchronize_session": False},
    )


def let_go_of_old(
    session: Session, kinds: Collection[str], before: datetime, why: str | None = None
) -> None:
    """Errands of these kinds that have been tried since `before` are not to be done any more, but
    those that somebody is at. `why` is a sentence in Danish, in place of the last problem."""
    moment = now()
    values = {"done_at": moment, "dropped_at": moment, "gave_up_at": None}
    session.execute(
        update(Errand)
        .where(
            Errand.kind.in_(kinds),
            Errand.done_at.is_(None),
            Errand.leased_until.is_(None),
            Errand.tries_since < before,
        )
        .values(values if why is None else values | {"last_problem": why}),
        execution_options={"synchronize_session": False},
    )
