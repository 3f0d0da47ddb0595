"""The messages we hand to the post, letters and texts alike, by the id that it knows them by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.database import Base, table_of
from app.outbox.models import Errand
from app.submissions.letters import Recipient, letter_key
from app.submissions.models import Submission

Channel = Literal["digital", "paper", "nemsms"]


class PostMessage(Base):
    """One message (forsendelse) that an errand hands to the post; `id` is its MeMo messageUUID.

    `number` counts those of the errand: what came back (`bounced_at`) is sent anew under another
    id, since the post keeps one id once. `sent_at` is when the post took it and `delivered_at`
    when it told us that it is in the digital mailbox, on a phone, or printed and on its way as a
    letter on paper, as `channel` says; None for ever where the post tells nothing.
    """

    __tablename__ = "post_messages"
    __table_args__ = (UniqueConstraint("errand_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    errand_id: Mapped[UUID] = mapped_column(ForeignKey("errands.id", ondelete="CASCADE"))
    number: Mapped[int]
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    channel: Mapped[Channel | None] = mapped_column(String(8))


@dataclass(frozen=True)
class SentLetter:
    """A letter as its recipient is told of it: the errand, and its last message, if there is one
    yet."""

    errand: Errand
    message: PostMessage | None

    @property
    def is_on_its_way(self) -> bool:
        """Whether it was sent, by the post or by hand, and has not come back."""
        return self.errand.done_at is not None or self.errand.handed_over_at is not None

    @property
    def is_stuck(self) -> bool:
        """Whether a person has to look: it came back, or the post would not take it."""
        return self.errand.done_at is None and self.errand.gave_up_at is not None

    @property
    def is_with_the_post(self) -> bool:
        """Whether the post has it, or has delivered it."""
        message, by_hand = self.message, self.errand.by_hand is not None
        if message is None or message.sent_at is None or by_hand:
            return False
        return message.delivered_at is not None or message.bounced_at is None


def message_of(session: Session, errand: Errand) -> PostMessage:
    """The message that the errand is about to hand over: the one of the last attempt, or a new one
    where that came back."""
    newest = newest_of(session, errand.id)
    if newest is not None and newest.bounced_at is None:
        return newest
    number = 1 if newest is None else newest.number + 1
    # Somebody else may be at the same errand, who slept too long.
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    new = dialect.insert(table_of(PostMessage)).values(
        id=_id_of(errand, number),
        errand_id=errand.id,
        number=number,
        municipality_code=errand.municipality_code,
    )
    session.execute(new.on_conflict_do_nothing())
    return session.get_one(PostMessage, _id_of(errand, number))


def newest_of(session: Session, errand_id: UUID) -> PostMessage | None:
    """The errand's last message; None before there is one."""
    return session.scalars(
        select(PostMessage)
        .where(PostMessage.errand_id == errand_id)
        .order_by(PostMessage.number.desc())
        .limit(1)
    ).first()


def letter_to(session: Session, submission: Submission, recipient: Recipient) -> SentLetter | None:
    """The letter to one of a submission's people; None where they get none, or it was let go."""
    key = letter_key(submission.reference, recipient)
    errand = session.scalars(select(Errand).where(Errand.key == key)).one_or_none()
    if errand is None or errand.dropped_at is not None:
        return None
    return SentLetter(errand, newest_of(session, errand.id))


def messages_of(session: Session, submission_id: UUID) -> Sequence[tuple[Errand, PostMessage]]:
    """All that was handed to the post for a submission, in that order, each with its errand."""
    found = session.execute(
        select(Errand, PostMessage)
        .join(Errand, Errand.id == PostMessage.errand_id)
        .where(Errand.submission_id == submission_id)
        .order_by(Errand.promised_at, Errand.key, PostMessage.number)
    )
    return [(errand, message) for errand, message in found]


def _id_of(errand: Errand, number: int) -> UUID:
    """The same however often it is asked for, also after a backup was brought back. MeMo wants it
    to look like version 4 (random)."""
    return UUID(bytes=uuid5(errand.submission_id, f"{errand.key} {number}").bytes, version=4)
