"""The outbox: what we have promised to do, written in the transaction that promises it.

One table, five verbs: `promise`, `claim`, `tick_off`, `put_back`, `give_up`. State is
timestamps. An errand is done at least once; whoever runs it must bear being asked twice.

The lease is the very `due_at` that `claim` wrote. Whoever lost it, because they slept too long or
a person pressed »Prøv igen« meanwhile, can no longer put the errand back or give it up; but work
that is done is done, whoever did it.
"""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import now
from app.database import Base
from app.ids import new_id

RECEIPT = "make_receipt"
LEASE = timedelta(minutes=5)
# Somebody is looking at a page that waits for it, and it takes a second.
LEASE_OF_RECEIPT = timedelta(seconds=30)
SHORTEST_WAIT = timedelta(seconds=2)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
KEEP_TRYING = timedelta(days=10)


class Errand(Base):
    """One thing promised for one submission (ærinde): a receipt, a delivery, a letter.

    `promised_at` never changes: it is the errand's age. `tries_since` is when its ten days began,
    anew each time a person has asked for another try.
    """

    __tablename__ = "errands"
    __table_args__ = (
        Index(
            "ix_errands_due_at",
            "due_at",
            sqlite_where=text("done_at IS NULL AND gave_up_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND gave_up_at IS NULL"),
        ),
        Index(
            "ix_errands_undelivered",
            "municipality_code",
            "promised_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    promised_at: Mapped[datetime] = mapped_column(default=now)
    tries_since: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    last_problem: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]
    gave_up_at: Mapped[datetime | None]


def promise(
    session: Session, kind: str, *, key: str, submission_id: UUID, municipality_code: str
) -> Errand:
    """Promise an errand in the caller's transaction; the key makes it one however often."""
    errand = Errand(
        kind=kind, key=key, submission_id=submission_id, municipality_code=municipality_code
    )
    session.add(errand)
    return errand


def claim(
    session: Session, kinds: Collection[str], *, resting: Collection[str] = ()
) -> Errand | None:
    """Take the errand that has waited longest. If we crash, it falls due again by itself.

    Municipalities whose system is `resting` (by code) are passed by; theirs stay due.
    """
    moment = now()
    errand = session.scalars(
        select(Errand)
        .where(
            Errand.due_at <= moment,
            Errand.done_at.is_(None),
            Errand.gave_up_at.is_(None),
            Errand.kind.in_(kinds),
            Errand.municipality_code.not_in(resting),
        )
        .order_by(Errand.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if errand is not None:
        errand.due_at = moment + (LEASE_OF_RECEIPT if errand.kind == RECEIPT else LEASE)
        errand.attempts += 1
    return errand


def tick_off(session: Session, errand: Errand) -> None:
    """The errand is done; the first to say so is remembered."""
    session.execute(
        update(Errand)
        .where(Errand.id == errand.id, Errand.done_at.is_(None))
        .values(done_at=now(), gave_up_at=None, last_problem=None)
    )


def put_back(session: Session, errand: Errand, problem: str, wait: timedelta | None = None) -> None:
    """Try again later, waiting longer each time; after ten days a person must look."""
    if now() - errand.tries_since > KEEP_TRYING:
        give_up(session, errand, problem)
        return
    wait = max(wait or timedelta(), backoff(errand.attempts))
    _return(session, errand, due_at=now() + wait, last_problem=problem)


def postpone(session: Session, errand: Errand, reason: str) -> None:
    """Not its turn: another errand must be done first. Counts as no attempt; looks again after
    two seconds, then ever more seldom, for as long as it takes."""
    wait = max(SHORTEST_WAIT, (now() - errand.tries_since) / 4)
    _return(
        session,
        errand,
        due_at=now() + min(wait, LONGEST_WAIT),
        attempts=errand.attempts - 1,
        last_problem=reason,
    )


def give_up(session: Session, errand: Errand, problem: str) -> None:
    """Stop trying until a person has looked; nothing is thrown away."""
    _return(session, errand, gave_up_at=now(), last_problem=problem)


def try_again(session: Session, errand: Errand) -> None:
    """A person has looked: due now, with ten new days to succeed in."""
    session.execute(
        update(Errand)
        .where(Errand.id == errand.id, Errand.done_at.is_(None))
        .values(due_at=now(), tries_since=now(), gave_up_at=None, attempts=0)
    )


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


def backoff(attempts: int) -> timedelta:
    """30 s, doubling up to six hours, each with up to a quarter of chance so nobody queues up."""
    doubled = FIRST_WAIT * 2 ** min(attempts - 1, 12) if attempts > 0 else FIRST_WAIT
    return min(doubled, LONGEST_WAIT) * (1 + random.random() / 4)


def _return(session: Session, errand: Errand, **changes: object) -> None:
    """Hand an errand back, undone; only whoever still holds the lease may."""
    session.execute(
        update(Errand)
        .where(Errand.id == errand.id, Errand.due_at == errand.due_at, Errand.done_at.is_(None))
        .values(**changes)
    )
