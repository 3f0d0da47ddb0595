"""Tells a case what the citizen has sent since: the errand `tell`."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.integrations.case_systems import Message
from app.integrations.deliver import opened
from app.outbox.models import Errand
from app.outbox.notes import ErrandNotes
from app.outbox.outcomes import Done, NotYet
from app.submissions.case_messages import CaseMessage


def tell(database: Database, errand: Errand) -> Done:
    """Tell the case the message that the errand is about, once the case is there.

    Raises `NotYet`, `Unavailable` or `Refused`.
    """
    case_system, case_file = opened(database, errand)
    if not case_file.case_number:
        raise NotYet("Beskeden venter på, at sagen er afleveret.")
    with database.reading.begin() as session:
        kept = session.get_one(CaseMessage, UUID(errand.about))
    message = Message(errand.about, kept.kind, kept.sent_at, kept.text)
    case_system.tell(case_file, message, ErrandNotes(database, errand.id))
    return Done(lambda session: _told(session, kept.id))


def _told(session: Session, message_id: UUID) -> None:
    session.execute(update(CaseMessage).where(CaseMessage.id == message_id).values(told_at=now()))
