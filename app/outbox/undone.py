"""What is promised and not done: as figures, and what has waited too long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.nightly import days_lived
from app.outbox.models import Errand, Target

# Each reaches to the next.
AGES = {"hour": timedelta(hours=1), "day": timedelta(days=1), "ten_days": timedelta(days=10)}
WAITED_IN_VAIN = "Systemet har ikke svaret i al den tid, vi prøver af os selv."


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


@dataclass(frozen=True)
class AtTarget:
    """What is not done at one target: how many errands by age, how many of them were given up and
    wait for a person, when the oldest was promised, and since when the target is down.

    `by_age` counts by the name of the longest age (`AGES`) that has not passed yet; what is older
    than all is `older`.
    """

    municipality_code: str
    target: str
    given_up: int
    oldest: datetime
    down_since: datetime | None
    by_age: Mapping[str, int]

    @property
    def number(self) -> int:
        """All of them."""
        return sum(self.by_age.values())


def by_target_and_age(session: Session, *only: ColumnElement[bool]) -> Sequence[AtTarget]:
    """What is promised and not done, target by target; a target where nothing waits is left out."""
    moment = now()
    ages = [func.count(case((Errand.promised_at > moment - age, 1))) for age in AGES.values()]
    asked = (
        select(
            Errand.municipality_code,
            Errand.target,
            func.count(Errand.gave_up_at),
            func.min(Errand.promised_at),
            func.max(Target.down_since),
            func.count(),
            *ages,
        )
        .outerjoin(Target, Target.name == Errand.target)
        .where(Errand.done_at.is_(None), *only)
        .group_by(Errand.municipality_code, Errand.target)
        .order_by(Errand.target)
    )
    return [_at_target(*row) for row in session.execute(asked)]


def _at_target(
    code: str,
    target: str,
    given_up: int,
    oldest: datetime,
    down_since: datetime | None,
    number: int,
    *younger: int,
) -> AtTarget:
    counts = [0, *younger, number]
    by_age = {
        name: more - fewer
        for name, (fewer, more) in zip([*AGES, "older"], pairwise(counts), strict=True)
    }
    return AtTarget(code, target, given_up, oldest, down_since, by_age)


def give_up_overdue(session: Session, after: timedelta, lived: int) -> None:
    """What its target has kept waiting for so long waits for a person from now on: while a target
    is down only a few errands are tried, and the others would never be given up. Not before there
    was a worker on so many of those days (`lived`), as for what is tried."""
    if days_lived(session, now() - after) < lived:
        return
    down = select(Target.name).where(Target.down_since.is_not(None))
    session.execute(
        update(Errand)
        .where(
            Errand.target.in_(down),
            Errand.done_at.is_(None),
            Errand.gave_up_at.is_(None),
            Errand.leased_until.is_(None),
            Errand.handed_over_at.is_(None),
            Errand.tries_since < now() - after,
        )
        .values(gave_up_at=now(), last_problem=WAITED_IN_VAIN),
        execution_options={"synchronize_session": False},
    )
