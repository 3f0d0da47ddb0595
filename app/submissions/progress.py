"""How far a submission has come: read from its timestamps, its delivery and its case's events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.models import CaseEvent
from app.cases.timeline import ANSWERED, INFORMATION_REQUESTED, RECEIVED, events_of
from app.clock import today
from app.outbox import DELIVER, Errand
from app.submissions.case_messages import CaseMessage, supplements_to
from app.submissions.models import Submission

SENT, FILED, WITHDRAWN, WITHDRAWAL_ASKED = "sent", "filed", "withdrawn", "withdrawal_asked"
SUPPLEMENTED = "supplemented"


@dataclass(frozen=True)
class Entry:
    """One thing that happened (trin i sagens gang): `what` is `sent`, `filed`, `supplemented` with
    a `message`, `withdrawn`, `withdrawal_asked`, or the state of the case that `event` told of."""

    at: datetime
    what: str
    event: CaseEvent | None = None
    message: CaseMessage | None = None


@dataclass(frozen=True)
class Progress:
    """How far a submission has come, and all that was told of its case, oldest first.

    `waiting` says that it could not be delivered the last time and will be tried again, `stuck`
    that a person in the municipality has to look; nothing is lost either way. `supplements` are
    what the citizen has sent to the case since.
    """

    submission: Submission
    waiting: bool = False
    stuck: bool = False
    events: Sequence[CaseEvent] = ()
    supplements: Sequence[CaseMessage] = ()

    @property
    def state(self) -> str:
        """`withdrawn`, or what the case system told last, or `supplemented` when that was asked for
        and has been sent; before it has told anything `filed`, `stuck`, `waiting` or `on_its_way`.
        """
        if self.submission.withdrawn_at is not None:
            return WITHDRAWN
        if self.request is not None and self.supplemented_at is not None:
            return SUPPLEMENTED
        if self.events:
            return self.events[-1].state
        if self.submission.filed_at is not None:
            return FILED
        if self.stuck:
            return "stuck"
        return "waiting" if self.waiting else "on_its_way"

    @property
    def latest(self) -> CaseEvent | None:
        """What was told last."""
        return self.events[-1] if self.events else None

    @property
    def request(self) -> CaseEvent | None:
        """What the citizen was asked for last, while the case has not gone on since."""
        asked = self.latest is not None and self.latest.state == INFORMATION_REQUESTED
        return self.latest if asked and self.submission.withdrawn_at is None else None

    @property
    def supplemented_at(self) -> datetime | None:
        """When they answered what they were asked for last; None when they have not."""
        sent_at = self.supplements[-1].sent_at if self.supplements else None
        if self.request is None or sent_at is None:
            return None
        return sent_at if sent_at >= self.request.received_at else None

    @property
    def may_be_supplemented(self) -> bool:
        """Whether more was ever asked for, and the case can still be told."""
        asked = any(event.state == INFORMATION_REQUESTED for event in self.events)
        return asked and self.submission.withdrawn_at is None

    @property
    def is_taken_back(self) -> bool:
        """Whether they have taken it back, or asked for that."""
        submission = self.submission
        return bool(submission.withdrawn_at or submission.withdrawal_asked_at)

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether taking it back, or asking for that, is still of use."""
        return not self.is_taken_back and self.state not in ANSWERED

    @property
    def has_gone_on(self) -> bool:
        """Whether more has happened than that it was sent and delivered."""
        return self.is_taken_back or bool(self.events)

    @property
    def goes_as_promised(self) -> bool:
        """Whether what was said when it was sent, of what happens next, is all there is to say."""
        return not self.is_taken_back and (self.latest is None or self.latest.state == RECEIVED)

    @property
    def expected_on(self) -> date | None:
        """When to expect the answer: as the case system told last, else as was promised when it
        was sent. None once it is answered, or taken back."""
        if self.state in (*ANSWERED, WITHDRAWN):
            return None
        told = (e.expected_on for e in reversed(self.events) if e.state != INFORMATION_REQUESTED)
        return next((day for day in told if day), self.submission.expected_on)

    @property
    def is_late(self) -> bool:
        """Whether the day for the answer is over."""
        return self.expected_on is not None and self.expected_on < today()

    @property
    def entries(self) -> list[Entry]:
        """All that has happened, newest first."""
        submission, told = self.submission, self.events
        found = [Entry(submission.submitted_at, SENT)]
        if submission.filed_at is not None:
            # Where the answer was lost we may hear of the case before we know that it is filed.
            filed_at = min([submission.filed_at, *(event.at for event in told[:1])])
            found.append(Entry(filed_at, FILED))
        since = [Entry(event.at, event.state, event) for event in told]
        since += [
            Entry(each.sent_at, SUPPLEMENTED, message=each)
            for each in self.supplements
            if each.sent_at is not None
        ]
        if submission.withdrawal_asked_at is not None:
            since.append(Entry(submission.withdrawal_asked_at, WITHDRAWAL_ASKED))
        if submission.withdrawn_at is not None:
            since.append(Entry(submission.withdrawn_at, WITHDRAWN))
        # Stable: what happened at one moment stays as we heard it.
        return sorted([*found, *since], key=lambda entry: entry.at)[::-1]


def with_progress(session: Session, submissions: Sequence[Submission]) -> list[Progress]:
    """Each submission with how far it has come."""
    ids = [each.id for each in submissions]
    told, supplements = events_of(session, ids), supplements_to(session, ids)
    deliveries = {
        errand.submission_id: errand
        for errand in session.scalars(
            select(Errand).where(Errand.kind == DELIVER, Errand.submission_id.in_(ids))
        )
    }
    return [
        Progress(
            submission=each,
            waiting=(delivery := deliveries.get(each.id)) is not None and delivery.failures > 0,
            stuck=delivery is not None and delivery.gave_up_at is not None,
            events=told.get(each.id, ()),
            supplements=supplements.get(each.id, ()),
        )
        for each in submissions
    ]
