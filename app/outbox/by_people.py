"""What people do about errands: try again now, or do it themselves."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.outbox import targets
from app.outbox.models import Errand


def nobody_at_it() -> ColumnElement[bool]:
    """That no worker is at the errand: one who lives would do it a second time beside another."""
    return Errand.leased_until.is_(None) | (Errand.leased_until < now())


def try_again(session: Session, errands: Collection[UUID]) -> None:
    """Somebody has looked: due now, with ten new days to succeed in. What is done stays done, and
    what somebody is at is left to them."""
    moment = now()
    session.execute(
        update(Errand)
        .where(Errand.id.in_(errands), Errand.done_at.is_(None), nobody_at_it())
        .values(
            due_at=moment,
            tries_since=moment,
            gave_up_at=None,
            leased_until=None,
            handed_over_at=None,
            failures=0,
        )
    )


def done_by_hand(session: Session, errand: Errand, staff: str, note: str) -> bool:
    """Somebody of the staff has done it themselves and says how; False if it was done already,
    since the first to come is kept."""
    done = session.execute(
        update(Errand)
        .where(Errand.id == errand.id, Errand.done_at.is_(None))
        .values(
            done_at=now(),
            gave_up_at=None,
            leased_until=None,
            notes=None,
            by_hand={"staff": staff, "note": note},
        )
        .returning(Errand.id)
    )
    return bool(done.all())


def drop(session: Session, errands: Collection[UUID], why: str) -> None:
    """These are not to be done any more, but those that somebody is at or that a target has taken.
    `why` is a sentence in Danish."""
    moment = now()
    session.execute(
        update(Errand)
        .where(
            Errand.id.in_(errands),
            Errand.done_at.is_(None),
            Errand.handed_over_at.is_(None),
            nobody_at_it(),
        )
        .values(
            done_at=moment,
            dropped_at=moment,
            gave_up_at=None,
            leased_until=None,
            last_problem=why,
        )
    )


def move(session: Session, errands: Collection[UUID], target: str) -> None:
    """These are done elsewhere from now on: the municipality has changed where. What was done of
    them where they were is no help there."""
    session.execute(
        update(Errand)
        .where(Errand.id.in_(errands), Errand.done_at.is_(None))
        .values(target=target, notes=None)
    )


def try_target_now(session: Session, name: str) -> None:
    """A person says that a target should be up again: it is tried at once, by one errand, which
    need not wait for its turn."""
    first = (
        select(Errand.id)
        .where(
            Errand.target == name,
            Errand.done_at.is_(None),
            Errand.gave_up_at.is_(None),
            Errand.leased_until.is_(None),
            Errand.handed_over_at.is_(None),
        )
        .order_by(Errand.due_at)
        .limit(1)
    )
    session.execute(
        update(Errand)
        .where(Errand.id == first.scalar_subquery(), Errand.due_at > now())
        .values(due_at=now())
    )
    # Last, as others do who hold an errand too: in another order two would wait for each other.
    targets.try_now(session, name)
