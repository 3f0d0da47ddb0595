"""Attachments (bilag): the files of a draft, which follow what is sent of it, and of what is told
to its case later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import files
from app.clock import now
from app.database import Base
from app.files import File
from app.forms.questions import Upload
from app.ids import new_id
from app.sealed import SealedJSON
from app.submissions.models import Submission


class AttachmentRow(Base):
    """One file under one question of a draft, from when it is whole. `submission_id` is what it was
    sent with; `message_id`, what it is told to the case with, and then the draft is the one that
    was sent. Its name is the citizen's own, tidied."""

    __tablename__ = "attachments"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_messages.id"), index=True)
    question: Mapped[str] = mapped_column(String(60))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), unique=True)
    name: Mapped[str] = mapped_column(SealedJSON("attachments.name"))
    uploaded_at: Mapped[datetime] = mapped_column(default=now)


class Lost(Exception):
    """An answer names an attachment that is not there: nothing may be sent without it."""


@dataclass(frozen=True)
class Attachment:
    """An attachment with what is known of its file; `size` is in bytes, `sha256` in hexadecimal."""

    id: UUID
    draft_id: UUID
    submission_id: UUID | None
    message_id: UUID | None
    name: str
    file_id: UUID
    media_type: str
    size: int
    sha256: str


_WHOLE = select(
    AttachmentRow.id,
    AttachmentRow.draft_id,
    AttachmentRow.submission_id,
    AttachmentRow.message_id,
    AttachmentRow.name,
    AttachmentRow.file_id,
    File.media_type,
    File.size,
    File.sha256,
).join(File, File.id == AttachmentRow.file_id)


def find_attachment(
    session: Session, municipality_code: str, attachment_id: UUID
) -> Attachment | None:
    """The attachment of that id, whoever it belongs to: the caller says who may open it."""
    found = session.execute(
        _WHOLE.where(
            AttachmentRow.id == attachment_id,
            AttachmentRow.municipality_code == municipality_code,
        )
    ).one_or_none()
    return None if found is None else Attachment(*found)


def sent_with(session: Session, submission_id: UUID) -> Sequence[Attachment]:
    """What was attached to a submission, in the order it was uploaded."""
    return sent_with_each(session, [submission_id]).get(submission_id, [])


def sent_with_each(
    session: Session, submission_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Attachment]]:
    """The same of several; those without any are not named."""
    found: dict[UUID, list[Attachment]] = {}
    sent = AttachmentRow.submission_id.in_(submission_ids) & AttachmentRow.message_id.is_(None)
    for row in session.execute(_WHOLE.where(sent).order_by(AttachmentRow.id)):
        found.setdefault(row.submission_id, []).append(Attachment(*row))
    return found


def told_with_each(
    session: Session, message_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Attachment]]:
    """What goes with each message to a case; those without any are not named."""
    found: dict[UUID, list[Attachment]] = {}
    told = AttachmentRow.message_id.in_(message_ids)
    for row in session.execute(_WHOLE.where(told).order_by(AttachmentRow.id)):
        found.setdefault(row.message_id, []).append(Attachment(*row))
    return found


def follow(session: Session, submission: Submission, questions: Sequence[Upload]) -> None:
    """Let what is answered under these questions go with the submission, and delete what lies off
    the path; in the transaction that sends. Raises `Lost`."""
    sent = [UUID(each) for each in _ids_in(submission.answers, questions)]
    of_draft = AttachmentRow.draft_id == submission.draft_id
    moved = session.execute(
        update(AttachmentRow)
        .where(of_draft, AttachmentRow.id.in_(sent))
        .values(submission_id=submission.id)
    )
    if moved.rowcount != len(sent):  # type: ignore[attr-defined]
        raise Lost
    _remove(session, of_draft & AttachmentRow.submission_id.is_(None))


def remove_of_draft(session: Session, draft_id: UUID) -> None:
    """Delete all that is attached to an open draft, which is about to be thrown away."""
    _remove(session, (AttachmentRow.draft_id == draft_id) & AttachmentRow.submission_id.is_(None))


def remove_of_submissions(session: Session, submission_ids: Sequence[UUID]) -> None:
    """Delete all that was sent with these and told to their cases, which are being cleared out."""
    _remove(session, AttachmentRow.submission_id.in_(submission_ids))


def remove_one(session: Session, draft_id: UUID, attachment_id: UUID) -> None:
    """Delete one attachment of an open draft."""
    _remove(
        session,
        (AttachmentRow.id == attachment_id)
        & (AttachmentRow.draft_id == draft_id)
        & AttachmentRow.submission_id.is_(None),
    )


def remove_of_messages(
    session: Session, message_ids: Sequence[UUID], only: UUID | None = None
) -> None:
    """Delete what goes with messages that are not sent yet: all of it, or one attachment `only`."""
    which = AttachmentRow.message_id.in_(message_ids)
    _remove(session, which if only is None else which & (AttachmentRow.id == only))


def _remove(session: Session, which: Any) -> None:
    gone = session.scalars(delete(AttachmentRow).where(which).returning(AttachmentRow.file_id))
    files.remove(session, gone.all())


def _ids_in(answers: Mapping[str, Any], questions: Sequence[Upload]) -> list[str]:
    return [each for question in questions for each in answers.get(question.key) or ()]
