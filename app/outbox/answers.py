"""What a target that had taken an errand says of it later, by itself: that it is done, or not.

It may say so at any time: before we have written down that it took the errand, or twice. Each
answer stands among the attempts, of which none is changed; work that is done stays done, but for
what was only taken.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.outbox.ending import LATEST_ANSWER
from app.outbox.models import Attempt, Errand


def answered_not_yet(session: Session, errand: Errand, said: str) -> None:
    """The target has it, and has yet to say what became of it; until then nobody needs to try."""
    if _is_done(session, errand) or _is_told(session, errand, "handed_over", None, said):
        return
    _note(session, errand, "handed_over", said=said)
    if errand.gave_up_at is None and (errand.leased_until or errand.handed_over_at is None):
        errand.handed_over_at, errand.leased_until = now(), None
        errand.due_at = now() + LATEST_ANSWER


def answered_yes(session: Session, errand: Errand, said: str = "") -> None:
    """The errand is done, whoever is at it just now."""
    if _is_done(session, errand):
        return
    _note(session, errand, "done", said=said)
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


def answered_no_after_all(
    session: Session, errand: Errand, outcome: str, problem: str, said: str = ""
) -> None:
    """A person must look, also where the errand was done because the target had taken it. What
    staff have done themselves, or is not to be done, stays so.

    `outcome` is `refused` where nobody has it, and `unavailable` where somebody may.
    """
    done = _is_done(session, errand)
    if errand.by_hand is not None or errand.dropped_at is not None:
        return
    if _is_told(session, errand, outcome, problem, said):
        return
    _note(session, errand, outcome, problem, said)
    if done or errand.gave_up_at is None:
        errand.gave_up_at = now()
    errand.done_at = errand.leased_until = errand.handed_over_at = None
    errand.last_problem, errand.notes = problem, None


def _is_done(session: Session, errand: Errand) -> bool:
    """Whether it is done already; the errand is held until the transaction ends."""
    session.refresh(errand, with_for_update=True)
    return errand.done_at is not None


def _is_told(
    session: Session, errand: Errand, outcome: str, problem: str | None, said: str
) -> bool:
    """Whether it has said the same since it was last asked. An answer takes no time."""
    newest_first = (
        select(Attempt).where(Attempt.errand_id == errand.id).order_by(Attempt.number.desc())
    )
    for each in session.scalars(newest_first):
        if each.began_at != each.ended_at:
            return False
        if (each.outcome, each.problem, each.said) == (outcome, problem, said or None):
            return True
    return False


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
