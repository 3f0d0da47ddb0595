"""A case's timeline (sagens gang): what was told of it, in the order in which it happened."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import files
from app.cases.models import CaseEvent

RECEIVED = "received"
IN_PROGRESS = "in_progress"
INFORMATION_REQUESTED = "information_requested"
DECIDED = "decided"
CLOSED = "closed"
STATES = (RECEIVED, IN_PROGRESS, INFORMATION_REQUESTED, DECIDED, CLOSED)
# Of one case; more is a case system that has lost its way, and a page nobody could read.
MOST_EVENTS = 500
# The citizen has their answer.
ANSWERED = (DECIDED, CLOSED)
# What nobody can choose not to be told of: they have to do something, or have their answer.
MUST_BE_TOLD = (INFORMATION_REQUESTED, DECIDED)


def events_of(
    session: Session, submission_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[CaseEvent]]:
    """The events of each case, oldest first; what happened at one moment stands as we heard it.
    The last is how far the case has come."""
    found: dict[UUID, list[CaseEvent]] = defaultdict(list)
    for event in session.scalars(
        select(CaseEvent)
        .where(CaseEvent.submission_id.in_(submission_ids))
        .order_by(CaseEvent.at, CaseEvent.number)
    ):
        found[event.submission_id].append(event)
    return found


def remove_of(session: Session, submission_ids: Collection[UUID]) -> None:
    """Delete all that was told of these cases, documents too."""
    theirs = CaseEvent.submission_id.in_(submission_ids)
    documents = session.scalars(select(CaseEvent.document_file_id).where(theirs)).all()
    session.execute(delete(CaseEvent).where(theirs))
    files.remove(session, [each for each in documents if each is not None])
