"""What a citizen tells a case after it was sent; each is told by an errand of its own."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import outbox
from app.clock import now
from app.database import Base
from app.ids import new_id
from app.outbox import Errand
from app.sealed import SealedJSON
from app.submissions.models import Submission

Kind = Literal["supplemented", "withdrawn"]


class CaseMessage(Base):
    """One message from a citizen to a case (besked til sagen), and when the case system took it.

    `supplemented` is what they were asked for, `withdrawn` that they ask to have it withdrawn.
    """

    __tablename__ = "case_messages"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    kind: Mapped[Kind] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(SealedJSON("case_messages.text"))
    sent_at: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None]


def send(session: Session, submission: Submission, kind: Kind, text: str) -> CaseMessage:
    """Keep the message and promise to tell it, where the case is delivered; in the caller's
    transaction."""
    message = CaseMessage(id=new_id(), submission_id=submission.id, kind=kind, text=text)
    session.add(message)
    outbox.promise(
        session,
        outbox.TELL,
        key=f"tell:{message.id}",
        target=delivery_of(session, submission.id).target.partition(" ")[2],
        submission_id=submission.id,
        municipality_code=submission.municipality_code,
        about=str(message.id),
    )
    return message


def delivery_of(session: Session, submission_id: UUID, *, locked: bool = False) -> Errand:
    """The errand that delivers it; `locked`, nobody else changes it while the transaction lasts."""
    asked = select(Errand).where(
        Errand.submission_id == submission_id, Errand.kind == outbox.DELIVER
    )
    asked = asked.execution_options(populate_existing=True)
    return session.scalars(asked.with_for_update() if locked else asked).one()


def messages_to(session: Session, submission_id: UUID) -> list[CaseMessage]:
    """All that was told or is to be told to the case, oldest first."""
    of_it = CaseMessage.submission_id == submission_id
    return list(session.scalars(select(CaseMessage).where(of_it).order_by(CaseMessage.id)))


def remove_of_submissions(session: Session, submissions: Collection[UUID]) -> None:
    """Delete all that was told to the cases of these, which are being cleared out."""
    session.execute(delete(CaseMessage).where(CaseMessage.submission_id.in_(submissions)))
