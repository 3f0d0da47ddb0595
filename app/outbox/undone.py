"""What is promised and not done, as figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.outbox.models import Errand


@dataclass(frozen=True)
class Undone:
    """The errands of one kind that are not done: how many, how many of them were given up and
    wait for a person, and when the oldest was promised."""

    kind: str
    number: int
    given_up: int
    oldest: datetime


def undone(session: Session, municipality_code: str | None = None) -> Sequence[Undone]:
    """What is promised and not done, kind by kind, in one municipality or in all; a kind of which
    nothing waits is left out."""
    waiting = (
        select(
            Errand.kind, func.count(), func.count(Errand.gave_up_at), func.min(Errand.promised_at)
        )
        .where(Errand.done_at.is_(None))
        .group_by(Errand.kind)
        .order_by(Errand.kind)
    )
    if municipality_code is not None:
        waiting = waiting.where(Errand.municipality_code == municipality_code)
    return [Undone(*row) for row in session.execute(waiting)]
