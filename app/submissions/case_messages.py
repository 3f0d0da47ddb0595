"""What a citizen tells a case after it was sent; each is told by an errand of its own."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, delete, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import outbox
from app.clock import now
from app.database import Base
from app.ids import new_id
from app.outbox import Errand
from app.sealed import SealedJSON
from app.submissions import attachments
from app.submissions.attachments import Attachment
from app.submissions.models import Submission

Kind = Literal["supplemented", "withdrawn"]
SUPPLEMENTED: Kind = "supplemented"
_OPEN = sql("sent_at IS NULL")


class CaseMessage(Base):
    """One message from a citizen to a case (besked til sagen), and when the case system took it.

    `supplemented` is what they were asked for, `withdrawn` that they ask to have it withdrawn. One
    that is not sent yet lies open; there is at most one of a case.
    """

    __tablename__ = "case_messages"
    __table_args__ = (
        Index(
            "uq_case_messages_open",
            "submission_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    kind: Mapped[Kind] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(SealedJSON("case_messages.text"))
    changed_at: Mapped[datetime] = mapped_column(default=now, server_default=func.now())
    sent_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]


def send(session: Session, submission: Submission, kind: Kind, text: str) -> CaseMessage:
    """Keep the message and promise to tell it, where the case is delivered; in the caller's
    transaction."""
    message = CaseMessage(id=new_id(), submission_id=submission.id, kind=kind, text=text)
    session.add(message)
    return send_open(session, submission, message)


def send_open(session: Session, submission: Submission, message: CaseMessage) -> CaseMessage:
    """The same of one that lies open."""
    message.sent_at = now()
    outbox.promise(
        session,
        outbox.TELL,
        key=f"tell:{message.id}",
        target=submission.filed_in or outbox.name_of(delivery_of(session, submission.id).target),
        submission_id=submission.id,
        municipality_code=submission.municipality_code,
        about=str(message.id),
    )
    return message


def open_message(session: Session, submission_id: UUID) -> CaseMessage | None:
    """What the citizen is writing to the case and has not sent."""
    found = (CaseMessage.submission_id == submission_id, CaseMessage.sent_at.is_(None))
    return session.scalars(select(CaseMessage).where(*found)).one_or_none()


def delivery_of(session: Session, submission_id: UUID, *, locked: bool = False) -> Errand:
    """The errand that delivers it; `locked`, nobody else changes it while the transaction lasts."""
    asked = select(Errand).where(
        Errand.submission_id == submission_id, Errand.kind == outbox.DELIVER
    )
    asked = asked.execution_options(populate_existing=True)
    return session.scalars(asked.with_for_update() if locked else asked).one()


def messages_to(
    session: Session, submission_ids: Collection[UUID], *only: ColumnElement[bool]
) -> Mapping[UUID, Sequence[CaseMessage]]:
    """What citizens have written to each case, sent or not, oldest first; those without any are not
    named."""
    found: dict[UUID, list[CaseMessage]] = {}
    asked = select(CaseMessage).where(CaseMessage.submission_id.in_(submission_ids), *only)
    for each in session.scalars(asked.order_by(CaseMessage.sent_at, CaseMessage.id)):
        found.setdefault(each.submission_id, []).append(each)
    return found


def find_sent(session: Session, submission: Submission, attachment_id: UUID) -> Attachment | None:
    """The attachment, if it was sent with the submission or in a message to its case."""
    found = attachments.find_attachment(session, submission.municipality_code, attachment_id)
    if found is None or found.submission_id != submission.id:
        return None
    if found.message_id is None:
        return found
    return found if session.get_one(CaseMessage, found.message_id).sent_at else None


def supplements_to(
    session: Session, submission_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[CaseMessage]]:
    """What they have sent of what they were asked for."""
    sent = (CaseMessage.kind == SUPPLEMENTED, CaseMessage.sent_at.is_not(None))
    return messages_to(session, submission_ids, *sent)


def supplemented_at(session: Session, submission_id: UUID) -> datetime | None:
    """When something they were asked for was last sent."""
    sent = supplements_to(session, [submission_id]).get(submission_id)
    return sent[-1].sent_at if sent else None


def remove_open(session: Session, before: datetime) -> int:
    """Delete what nobody has touched since then and not sent, with its files; how many."""
    old = (CaseMessage.sent_at.is_(None), CaseMessage.changed_at < before)
    gone = session.scalars(select(CaseMessage.id).where(*old)).all()
    attachments.remove_of_messages(session, gone)
    session.execute(delete(CaseMessage).where(CaseMessage.id.in_(gone)))
    return len(gone)


def remove_of_submissions(session: Session, submissions: Collection[UUID]) -> None:
    """Delete all that was told to the cases of these, which are being cleared out."""
    session.execute(delete(CaseMessage).where(CaseMessage.submission_id.in_(submissions)))
