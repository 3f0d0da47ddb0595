"""Errands in lists, for staff: which form and reference, never who or what about; fifty a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session

from app.auth.kle import covered
from app.auth.people import Staff
from app.clock import now
from app.municipalities.municipality import Municipality
from app.outbox import Errand, name_of, target_of
from app.submissions.models import Submission

MOST_SHOWN = 50


class State(StrEnum):
    """How far an errand is, as addresses name it; each errand is in one of them."""

    STUCK = "skal-ses"
    WAITING = "venter"
    HANDED_OVER = "hos-modtageren"
    BY_HAND = "i-haanden"
    DONE = "gjort"


# What is done by itself needs nobody.
LISTED = (State.STUCK, State.WAITING, State.HANDED_OVER, State.BY_HAND)


@dataclass(frozen=True)
class ShownErrand:
    """An errand (ærinde) as staff see it; `target` is the municipality's own name for it."""

    errand: Errand
    reference: str
    form_title: str

    @property
    def target(self) -> str:
        return name_of(self.errand.target)

    @property
    def state(self) -> State:
        return state_of(self.errand)

    @property
    def is_due(self) -> bool:
        """Whether only its target keeps it waiting."""
        return self.errand.due_at <= now()

    @property
    def is_under_way(self) -> bool:
        return is_under_way(self.errand)


@dataclass(frozen=True)
class Listed:
    """A page of a list; the next one begins after the errand `after`, None where there is none."""

    errands: Sequence[ShownErrand]
    after: UUID | None = None


def is_under_way(errand: Errand) -> bool:
    """Whether a worker is at it just now."""
    return errand.leased_until is not None and errand.leased_until > now()


def state_of(errand: Errand) -> State:
    """How far it is."""
    if errand.done_at is not None:
        return State.DONE if errand.by_hand is None else State.BY_HAND
    if errand.gave_up_at is not None:
        return State.STUCK
    return State.WAITING if errand.handed_over_at is None else State.HANDED_OVER


def listed(
    session: Session,
    municipality: Municipality,
    staff: Staff,
    state: State,
    target: str = "",
    after: UUID | None = None,
) -> Listed:
    """A page of the municipality's errands in a state, of the KLE numbers that the staff cover, at
    one target or at all: the oldest first, but what was done by hand the newest first."""
    asked = _theirs(municipality, staff).where(*in_state(state))
    if target:
        asked = asked.where(Errand.target == target_of(municipality.code, target))
    last = None if after is None else session.get(Errand, after)
    if last is not None and last.municipality_code == municipality.code:
        asked = asked.where(_comes_after(last, state))
    if state is State.BY_HAND:
        asked = asked.order_by(Errand.done_at.desc(), Errand.id.desc())
    else:
        asked = asked.order_by(Errand.promised_at, Errand.id)
    found = [ShownErrand(*row) for row in session.execute(asked.limit(MOST_SHOWN + 1))]
    more = len(found) > MOST_SHOWN
    return Listed(found[:MOST_SHOWN], found[MOST_SHOWN - 1].errand.id if more else None)


def of_reference(
    session: Session, municipality: Municipality, staff: Staff, reference: str
) -> Sequence[ShownErrand]:
    """All that was promised in one submission, done or not; none where it is not theirs to see."""
    asked = _theirs(municipality, staff).where(
        Submission.reference == reference, Submission.cleared_at.is_(None)
    )
    rows = session.execute(asked.order_by(Errand.promised_at, Errand.id))
    return [ShownErrand(*row) for row in rows]


def in_state(state: State) -> tuple[ColumnElement[bool], ...]:
    """The state as a condition."""
    if state is State.BY_HAND:
        return (Errand.by_hand.is_not(None), Errand.done_at.is_not(None))
    undone = Errand.done_at.is_(None)
    if state is State.STUCK:
        return (undone, Errand.gave_up_at.is_not(None))
    handed_over = Errand.handed_over_at
    waits = handed_over.is_(None) if state is State.WAITING else handed_over.is_not(None)
    return (undone, Errand.gave_up_at.is_(None), waits)


def _comes_after(last: Errand, state: State) -> ColumnElement[bool]:
    """It may be in another state by now; when it was promised stays."""
    if state is State.BY_HAND:
        return tuple_(Errand.done_at, Errand.id) < (last.done_at, last.id)
    return tuple_(Errand.promised_at, Errand.id) > (last.promised_at, last.id)


def _theirs(municipality: Municipality, staff: Staff) -> Select[Errand, str, str]:
    return (
        select(Errand, Submission.reference, Submission.form_title)
        .join(Submission, Submission.id == Errand.submission_id)
        .where(
            Errand.municipality_code == municipality.code,
            covered(staff.kle, Submission.kle),
        )
    )
