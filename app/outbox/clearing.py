"""Letting go of what was said about errands, when what they were about is cleared out."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

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
