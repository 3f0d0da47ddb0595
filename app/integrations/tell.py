"""Tells a case what the citizen has sent since: the errand `tell`."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.integrations.case_files import documents_of
from app.integrations.case_systems import Message
from app.integrations.deliver import opened
from app.municipalities.municipality import read
from app.outbox.models import Errand
from app.outbox.notes import ErrandNotes
from app.outbox.outcomes import Done, NotYet
from app.submissions.attachments import told_with_each
from app.submissions.case_messages import CaseMessage
from app.submissions.models import Submission


def tell(database: Database, errand: Errand) -> Done:
    """Tell the case the message that the errand is about, once the case is there.

    Raises `NotYet`, `Unavailable` or `Refused`.
    """
    case_system, case_file = opened(database, errand)
    if not case_file.case_number:
        raise NotYet("Beskeden venter på, at sagen er afleveret.")
    message_id = UUID(errand.about)
    with database.reading.begin() as session:
        kept = session.get_one(CaseMessage, message_id)
        submission = session.get_one(Submission, errand.submission_id)
        municipality = read(session, submission.municipality_code)
        assert municipality is not None
        files = told_with_each(session, [message_id]).get(message_id, ())
    assert kept.sent_at is not None
    documents = documents_of(files, database, submission, municipality)
    message = Message(errand.about, kept.kind, kept.sent_at, kept.text, documents)
    case_system.tell(case_file, message, ErrandNotes(database, errand))
    return Done(lambda session: _told(session, kept.id))


def _told(session: Session, message_id: UUID) -> None:
    session.execute(update(CaseMessage).where(CaseMessage.id == message_id).values(told_at=now()))
