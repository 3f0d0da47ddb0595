"""The tables of opening a receipt without login: who has, and how often somebody tried."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Base
from app.ids import new_id


class UnlockTry(Base):
    """One try at opening a receipt with what only its sender knows; kept for a day, to count."""

    __tablename__ = "unlock_tries"
    __table_args__ = (Index("ix_unlock_tries_reference_tried_at", "reference", "tried_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(String(9))
    tried_at: Mapped[datetime] = mapped_column(default=now)


class UnlockedReceipt(Base):
    """A receipt that one visit has opened without login; of the visit we keep a digest."""

    __tablename__ = "unlocked_receipts"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    session_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    unlocked_at: Mapped[datetime] = mapped_column(default=now)
