"""Where errands are done: who may be asked now, by how many, and what rests.

One circuit breaker for each target, kept in the database so that it is one for all workers: a
system that is down is tried by one errand at a time, and what waits for it stays due. When it is
back it is given more and more at once, oldest first, never more often than it bears.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.clock import now
from app.database import table_of
from app.outbox.models import Errand, Target

# So much of what a minute allows may come at once.
BURST = timedelta(seconds=1)
DOWN_AFTER = 3
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=10)
OPEN = (Errand.done_at.is_(None), Errand.gave_up_at.is_(None))


@dataclass(frozen=True)
class Limit:
    """How a target may be asked: by how many at once, and how often a minute."""

    most_at_once: int = 4
    most_per_minute: int = 1200

    @property
    def apart(self) -> timedelta:
        """How long lies between two, on the whole."""
        return timedelta(minutes=1) / self.most_per_minute


@dataclass(frozen=True)
class Waiting:
    """A target with something due, and since when; whether it may be asked, the moments say."""

    target: str
    due_at: datetime
    rests_until: datetime | None
    next_at: datetime | None

    def may_be_asked(self, moment: datetime) -> bool:
        """Whether it neither rests nor was asked as often as it bears."""
        rested = self.rests_until is None or self.rests_until <= moment
        return rested and (self.next_at is None or self.next_at <= moment + BURST)


def waiting(session: Session, moment: datetime) -> list[Waiting]:
    """Targets with something due, the longest waiting first."""
    known = known_targets()
    due = select(func.min(Errand.due_at)).where(*OPEN, Errand.target == known.c.target)
    asked = (
        select(known.c.target, due.scalar_subquery(), Target.rests_until, Target.next_at)
        .outerjoin(Target, Target.name == known.c.target)
        .where(known.c.target.is_not(None))
    )
    found = [Waiting(*row) for row in session.execute(asked)]
    return sorted((each for each in found if each.due_at <= moment), key=lambda each: each.due_at)


def known_targets() -> CTE:
    """Targets with something open, and at last a NULL.

    It leaps from target to target in the index, however many errands wait for each.
    """
    first = select(func.min(Errand.target).label("target")).where(*OPEN)
    known = first.cte("known", recursive=True)
    following = select(func.min(Errand.target)).where(*OPEN, Errand.target > known.c.target)
    leap = select(following.scalar_subquery()).where(known.c.target.is_not(None))
    return known.union_all(leap)


def room_at(session: Session, target: Target, limit: Limit, moment: datetime) -> int:
    """How many more errands may begin at the target now, which is `held`."""
    if not Waiting(target.name, moment, target.rests_until, target.next_at).may_be_asked(moment):
        return 0
    most = limit.most_at_once
    if target.most_now is not None:
        most = min(most, target.most_now)
    running = session.scalar(
        select(func.count()).where(Errand.target == target.name, Errand.leased_until > moment)
    )
    allowed = 1 + (moment + BURST - max(target.next_at or moment, moment)) // limit.apart
    return max(0, min(most - (running or 0), allowed))


def begun(target: Target, number: int, limit: Limit, moment: datetime) -> None:
    """So many errands begin at the target now, which is `held`."""
    target.next_at = max(target.next_at or moment, moment) + number * limit.apart


def answered(session: Session, name: str, limit: Limit) -> None:
    """The target has answered, yes or no: it is up. One that was down is given twice as many at
    once for each answer, and what was put off because of it is due, the oldest first."""
    target = session.get(Target, name, populate_existing=True)
    if target is None or (target.failures == 0 and target.most_now is None):
        return
    target = held(session, name)
    if target.down_since is not None:
        _fall_due(session, name)
    target.failures, target.last_problem = 0, None
    target.down_since = target.rests_until = None
    target.answered_at = now()
    if target.most_now is not None:
        target.most_now *= 2
        if target.most_now >= limit.most_at_once:
            target.most_now = None


def failed(session: Session, name: str, problem: str, retry_after: timedelta | None) -> None:
    """The target did not answer, or asked to be left alone for a while."""
    target, moment = held(session, name), now()
    target.last_problem = problem
    rest = retry_after or timedelta()
    # What was under way when it went down tells nothing new: its rest is no longer for that.
    if target.rests_until is None or target.rests_until <= moment:
        target.failures += 1
        if target.failures >= DOWN_AFTER:
            target.down_since = target.down_since or moment
            target.most_now = 1
            rest = max(rest, _rest(target.failures))
    if rest:
        target.rests_until = max(target.rests_until or moment, moment + rest)


def try_now(session: Session, name: str) -> None:
    """A person says that it should be up again: it is tried at once, by one errand."""
    session.execute(update(Target).where(Target.name == name).values(rests_until=None))


def _fall_due(session: Session, name: str) -> None:
    # What somebody is changing just now is passed by: they may be waiting for this target.
    put_off = (
        select(Errand.id)
        .where(
            Errand.target == name,
            Errand.done_at.is_(None),
            Errand.gave_up_at.is_(None),
            Errand.leased_until.is_(None),
            Errand.handed_over_at.is_(None),
            Errand.failures > 0,
        )
        .with_for_update(skip_locked=True)
    )
    session.execute(
        update(Errand).where(Errand.id.in_(put_off)).values(due_at=Errand.promised_at),
        execution_options={"synchronize_session": False},
    )


def _rest(failures: int) -> timedelta:
    """30 s, doubling up to ten minutes, each with up to a quarter of chance."""
    doubled: timedelta = FIRST_REST * 2 ** min(failures - DOWN_AFTER, 12)
    return min(doubled, LONGEST_REST) * (1 + random.random() / 4)


def held(session: Session, name: str) -> Target:
    """The target's row, which nobody else changes as long as this transaction lasts."""
    asked: dict[str, Any] = {"populate_existing": True, "with_for_update": True}
    target = session.get(Target, name, **asked)
    if target is None:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        new = dialect.insert(table_of(Target)).values(name=name, failures=0)
        session.execute(new.on_conflict_do_nothing())
        target = session.get_one(Target, name, **asked)
    return target
