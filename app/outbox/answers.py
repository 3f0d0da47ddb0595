"""What a target that had taken an errand says of it later, by itself: that it is done, or not.

It may say so at any time: before we have written down that it took the errand, or twice. Each
answer stands among the attempts; work that is done stays done.
"""

from sqlalchemy.orm import Session

from app.clock import now
from app.outbox.models import Attempt, Errand


def answered_yes(session: Session, errand: Errand) -> None:
    """The errand is done, whoever is at it just now."""
    if _is_done(session, errand):
        return
    _note(session, errand, "done")
    errand.done_at = now()
    errand.gave_up_at = errand.leased_until = None
    errand.last_problem = errand.notes = None


def answered_no(session: Session, errand: Errand, problem: str, said: str = "") -> None:
    """It could not be done: a person must look. Whoever is at it just now loses it."""
    if _is_done(session, errand):
        return
    _note(session, errand, "refused", problem, said)
    errand.gave_up_at = now()
    errand.leased_until = errand.handed_over_at = None
    errand.last_problem = problem


def answered_in_vain(session: Session, errand: Errand, problem: str, said: str = "") -> None:
    """It could not be done, and nobody needs to look: it is not to be done any more."""
    if _is_done(session, errand):
        return
    _note(session, errand, "refused", problem, said)
    errand.done_at = errand.dropped_at = now()
    errand.gave_up_at = errand.leased_until = None
    errand.last_problem = problem


def _is_done(session: Session, errand: Errand) -> bool:
    """Whether it is done already; the errand is held until the transaction ends."""
    session.refresh(errand, with_for_update=True)
    return errand.done_at is not None


def _note(
    session: Session, errand: Errand, outcome: str, problem: str | None = None, said: str = ""
) -> None:
    # Counted as an attempt, so that whoever holds the errand holds it no more.
    moment = now()
    errand.attempts += 1
    session.add(
        Attempt(
            errand_id=errand.id,
            number=errand.attempts,
            began_at=moment,
            ended_at=moment,
            outcome=outcome,
            problem=problem,
            said=said or None,
        )
    )
