"""Moments further ahead than anything is ever put off: a clock was ahead when they were written.

They are brought back, or an errand would lie, and a target rest, until that moment comes.
"""

from datetime import timedelta

from sqlalchemy import and_, case, select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.outbox import LEASE
from app.outbox.ending import LATEST_ANSWER
from app.outbox.models import Errand, Target
from app.outbox.targets import OPEN, known_targets

# So much may the clocks of two machines differ.
LEEWAY = timedelta(minutes=2)
# As long as a system may ask for, and longer than any wait of ours.
LONGEST_PUT_OFF = timedelta(days=1)
# At one errand a minute, and as many of them at once as a worker has hands.
LONGEST_APART = timedelta(minutes=10)

LEASED = Errand.leased_until.is_not(None)
HANDED_OVER = Errand.handed_over_at.is_not(None)
# Or asked for by a person.
NEW = and_(Errand.failures == 0, Errand.last_problem.is_(None))


def bring_back(session: Session) -> int:
    """Let what lies too far ahead be done now; how many errands it was.

    A lease ends as if it had just begun: whoever lives renews it. What a target has taken and will
    answer later is asked for as if it had just been handed over.
    """
    moment = now()
    lease, answer = moment + LEASE, moment + LATEST_ANSWER
    latest = case(
        (LEASED, lease + LEEWAY),
        (HANDED_OVER, answer + LEEWAY),
        (NEW, moment + LEEWAY),
        else_=moment + LONGEST_PUT_OFF + LEEWAY,
    )
    # What somebody is changing just now is passed by, and looked at a minute later.
    found = (
        select(Errand.id)
        .where(
            *OPEN,
            Errand.target.in_(select(known_targets().c.target)),
            Errand.due_at > moment,
            Errand.due_at > latest,
        )
        .with_for_update(of=Errand, skip_locked=True)
    )
    brought = session.scalars(
        update(Errand)
        .where(Errand.id.in_(found))
        .values(
            due_at=case((LEASED, lease), (HANDED_OVER, answer), else_=moment),
            leased_until=case((LEASED, lease)),
            tries_since=case((Errand.tries_since > moment, moment), else_=Errand.tries_since),
        )
        .returning(Errand.id),
        execution_options={"synchronize_session": False},
    ).all()
    for column, longest in (
        (Target.rests_until, LONGEST_PUT_OFF),
        (Target.next_at, LONGEST_APART),
    ):
        session.execute(
            update(Target).where(column > moment + longest + LEEWAY).values({column: None})
        )
    return len(brought)
