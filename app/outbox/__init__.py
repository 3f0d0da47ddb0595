"""The outbox: what we have promised to do, written in the transaction that promises it.

State is timestamps. An errand is done at least once; whoever does it must bear being asked twice.

Whoever claims an errand holds it by its number of attempts, for as long as the lease is renewed.
Whoever lost it, because they slept too long or a person pressed »Prøv igen« meanwhile, can no
longer put the errand back or give it up; but work that is done is done, whoever did it.
"""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from app.clock import now
from app.database import table_of
from app.nightly import days_lived
from app.outbox import targets
from app.outbox.by_people import try_again as try_again
from app.outbox.models import Attempt
from app.outbox.models import Errand as Errand
from app.outbox.targets import Limit

RECEIPT = "make_receipt"
DELIVER = "deliver"
ATTACH = "attach"
TELL = "tell"
LETTER = "send_letter"
SMS = "send_sms"
# Targets that are no case system of a municipality's own.
OURSELVES = "receipts"
DIGITAL_POST = "digital-post"
# Renewed while whoever holds it lives; after that it is anybody's.
LEASE = timedelta(seconds=30)
SHORTEST_WAIT = timedelta(seconds=2)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
KEEP_TRYING = timedelta(days=10)
# Of the ten days so many must be seen to have passed, with a worker at work: a clock that says so
# alone may be wrong, and while all workers stood still nobody tried.
DAYS_LIVED = 8
# A target that took an errand and has said nothing since is asked again.
LATEST_ANSWER = timedelta(days=5)


def _keep_nothing(session: Session) -> None:
    pass


@dataclass(frozen=True)
class Done:
    """The errand is done; `keep` writes what came of it, in the transaction that ticks it off."""

    keep: Callable[[Session], None] = _keep_nothing


@dataclass(frozen=True)
class HandedOver:
    """The target has taken it and says later, by itself, what became of it."""

    keep: Callable[[Session], None] = _keep_nothing


class NotYet(Exception):
    """Not its turn: another errand must be done first. The text says which, in Danish."""


def target_of(municipality_code: str, name: str) -> str:
    """Where an errand is done, as errands name it."""
    return f"{municipality_code} {name}"


def name_of(target: str) -> str:
    """What its municipality calls it."""
    return target.partition(" ")[2]


def promise(
    session: Session,
    kind: str,
    *,
    key: str,
    target: str,
    submission_id: UUID,
    municipality_code: str,
    about: str = "",
) -> Errand:
    """Promise an errand in the caller's transaction. The key lets there be one of it: a second
    fails with the transaction that it stands in."""
    errand = Errand(
        kind=kind,
        key=key,
        about=about,
        target=target_of(municipality_code, target),
        submission_id=submission_id,
        municipality_code=municipality_code,
    )
    session.add(errand)
    return errand


def claim(
    session: Session,
    kinds: Collection[str],
    *,
    limits: Mapping[str, Limit] | None = None,
    most: int = 1,
) -> Sequence[Errand]:
    """Take up to `most` errands of one target, those that have waited longest; none when there is
    nothing to do, or nobody who may be asked. If we crash, they fall due again by themselves."""
    moment = now()
    for each in targets.waiting(session, moment):
        if not (_is_done_there(kinds, each.target) and each.may_be_asked(moment)):
            continue
        limit = (limits or {}).get(each.target, Limit())
        with session.begin_nested() as looked_at:
            room = min(most, targets.room_at(session, each.target, limit, moment))
            found = _take(session, kinds, each.target, room, moment) if room else ()
            if found:
                targets.begun(session, each.target, len(found), limit, moment)
                return found
            # Nobody holds two targets: whoever holds them in another order would wait for ever.
            looked_at.rollback()
    return ()


def _is_done_there(kinds: Collection[str], target: str) -> bool:
    """Whether any of these kinds is done at the target: what we do ourselves nobody else does."""
    ours = target.endswith(f" {OURSELVES}")
    return any((kind == RECEIPT) == ours for kind in kinds)


def _take(
    session: Session, kinds: Collection[str], target: str, most: int, moment: datetime
) -> Sequence[Errand]:
    found = session.scalars(
        select(Errand)
        .where(
            Errand.target == target,
            Errand.due_at <= moment,
            Errand.done_at.is_(None),
            Errand.gave_up_at.is_(None),
            Errand.kind.in_(kinds),
        )
        .order_by(Errand.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for errand in found:
        errand.due_at = errand.leased_until = moment + LEASE
        errand.attempts += 1
    if found:
        session.flush()
        session.execute(
            insert(table_of(Attempt)),
            [
                {"errand_id": errand.id, "number": errand.attempts, "began_at": moment}
                for errand in found
            ],
        )
    return found


def still_at_it(session: Session, held: Collection[Errand]) -> None:
    """Whoever holds these is alive: their leases begin anew."""
    until = now() + LEASE
    mine = tuple_(Errand.id, Errand.attempts).in_([(each.id, each.attempts) for each in held])
    session.execute(
        update(Errand)
        .where(mine, Errand.leased_until.is_not(None))
        .values(due_at=until, leased_until=until)
    )


def tick_off(session: Session, errand: Errand, limit: Limit | None = None) -> None:
    """The errand is done; the first to say so is remembered."""
    session.execute(
        update(Errand)
        .where(Errand.id == errand.id, Errand.done_at.is_(None))
        .values(done_at=now(), gave_up_at=None, leased_until=None, last_problem=None, notes=None)
    )
    _end(session, errand, "done")
    targets.answered(session, errand.target, limit or Limit())


def hand_over(session: Session, errand: Errand, limit: Limit | None = None) -> None:
    """The target has taken it and answers later; asked again if it has not in five days."""
    moment = now()
    _return(session, errand, handed_over_at=moment, due_at=moment + LATEST_ANSWER, failures=0)
    _end(session, errand, "handed_over")
    targets.answered(session, errand.target, limit or Limit())


def put_back(
    session: Session,
    errand: Errand,
    problem: str,
    *,
    wait: timedelta | None = None,
    outcome: str = "unavailable",
    said: str = "",
) -> None:
    """Try again later, waiting longer each time; after ten days a person must look.

    `outcome` is `unavailable` where the target was the cause, and `failed` where we were.
    """
    moment = now()
    failures = errand.failures + 1
    later = moment + max(wait or timedelta(), backoff(failures))
    given_up = moment if _tried_long_enough(session, errand, moment) else None
    _return(
        session, errand, due_at=later, gave_up_at=given_up, failures=failures, last_problem=problem
    )
    _end(session, errand, outcome, problem, said)
    if outcome == "unavailable":
        targets.failed(session, errand.target, problem, wait)


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
    session.execute(delete(Attempt).where(*_this_attempt(errand)))


def give_up(
    session: Session, errand: Errand, problem: str, *, said: str = "", limit: Limit | None = None
) -> None:
    """The target said no: stop trying until a person has looked; nothing is thrown away."""
    _return(session, errand, gave_up_at=now(), last_problem=problem)
    _end(session, errand, "refused", problem, said)
    targets.answered(session, errand.target, limit or Limit())


def backoff(failures: int) -> timedelta:
    """30 s, doubling up to six hours, each with up to a quarter of chance so nobody queues up."""
    doubled = FIRST_WAIT * 2 ** min(failures - 1, 12) if failures > 0 else FIRST_WAIT
    return min(doubled, LONGEST_WAIT) * (1 + random.random() / 4)


def _tried_long_enough(session: Session, errand: Errand, moment: datetime) -> bool:
    tried_for = moment - errand.tries_since
    return tried_for > KEEP_TRYING and days_lived(session, errand.tries_since) >= DAYS_LIVED


def _return(session: Session, errand: Errand, **changes: object) -> None:
    """Hand an errand back, undone; only whoever still holds it may."""
    session.execute(
        update(Errand)
        .where(
            Errand.id == errand.id,
            Errand.attempts == errand.attempts,
            Errand.leased_until.is_not(None),
            Errand.done_at.is_(None),
        )
        .values(leased_until=None, **changes)
    )


def _end(
    session: Session, errand: Errand, outcome: str, problem: str | None = None, said: str = ""
) -> None:
    session.execute(
        update(Attempt)
        .where(*_this_attempt(errand))
        .values(ended_at=now(), outcome=outcome, problem=problem, said=said or None)
    )


def _this_attempt(errand: Errand) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Attempt.errand_id == errand.id, Attempt.number == errand.attempts
