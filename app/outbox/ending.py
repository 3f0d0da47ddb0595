"""How an attempt at an errand ends: done, taken by the target, put back, or given up."""

import random
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.orm import Session

from app.clock import now
from app.database import table_of
from app.nightly import days_lived
from app.outbox import targets
from app.outbox.models import Attempt, Errand
from app.outbox.targets import Limit

SHORTEST_WAIT = timedelta(seconds=2)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
KEEP_TRYING = timedelta(days=10)
# Of the ten days so many must be seen to have passed, with a worker at work: a clock that says so
# alone may be wrong, and while all workers stood still nobody tried.
DAYS_LIVED = 8
# A target that took an errand and has said nothing since is asked again.
LATEST_ANSWER = timedelta(days=5)
NO_ANSWER = "Modtageren har taget imod flere gange, men har ikke svaret, hvad der blev af det."
_ERRANDS, _ATTEMPTS = table_of(Errand), table_of(Attempt)


def tick_off(session: Session, errand: Errand, limit: Limit | None = None) -> None:
    """The errand is done; the first to say so is remembered."""
    session.execute(
        update(_ERRANDS)
        .where(_ERRANDS.c.id == errand.id, _ERRANDS.c.done_at.is_(None))
        .values(done_at=now(), gave_up_at=None, leased_until=None, last_problem=None, notes=None)
    )
    _end(session, errand, "done")
    targets.answered(session, errand.target, limit or Limit())


def hand_over(session: Session, errand: Errand, limit: Limit | None = None) -> None:
    """The target has taken it and answers later; asked again if it has not in five days, and after
    ten a person must look."""
    moment = now()
    silent = _tried_long_enough(session, errand, moment)
    _return(
        session,
        errand,
        handed_over_at=moment,
        due_at=moment + LATEST_ANSWER,
        gave_up_at=moment if silent else None,
        failures=0,
        last_problem=NO_ANSWER if silent else None,
    )
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

    `outcome` is `unavailable` where the target was the cause, `unreached` where there was no way
    to it, and `failed` where we were the cause.
    """
    moment = now()
    failures = errand.failures + 1
    later = moment + max(wait or timedelta(), backoff(failures))
    given_up = moment if _tried_long_enough(session, errand, moment) else None
    _return(
        session, errand, due_at=later, gave_up_at=given_up, failures=failures, last_problem=problem
    )
    _end(session, errand, outcome, problem, said)
    if outcome != "failed":
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
    session.execute(delete(_ATTEMPTS).where(*_this_attempt(errand)))


def drop_as_done(session: Session, errand: Errand) -> None:
    """For `Done`: the errand is ticked off, as one that was not to be done after all; what somebody
    else has done meanwhile stays done."""
    undone = (_ERRANDS.c.id == errand.id, _ERRANDS.c.done_at.is_(None))
    session.execute(update(_ERRANDS).where(*undone).values(dropped_at=now()))


def let_go(session: Session, errand: Errand, reason: str) -> None:
    """It is not to be done any more. Counts as no attempt."""
    moment = now()
    _return(
        session,
        errand,
        done_at=moment,
        dropped_at=moment,
        gave_up_at=None,
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
        update(_ERRANDS)
        .where(
            _ERRANDS.c.id == errand.id,
            _ERRANDS.c.attempts == errand.attempts,
            _ERRANDS.c.leased_until.is_not(None),
            _ERRANDS.c.done_at.is_(None),
        )
        .values(leased_until=None, **changes)
    )


def _end(
    session: Session, errand: Errand, outcome: str, problem: str | None = None, said: str = ""
) -> None:
    # It may have ended already, and we were only not told that this was written down.
    session.execute(
        update(_ATTEMPTS)
        .where(*_this_attempt(errand), _ATTEMPTS.c.ended_at.is_(None))
        .values(ended_at=now(), outcome=outcome, problem=problem, said=said or None)
    )


def _this_attempt(errand: Errand) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _ATTEMPTS.c.errand_id == errand.id, _ATTEMPTS.c.number == errand.attempts
