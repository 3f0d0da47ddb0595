"""The table of alarms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Base
from app.ids import new_id

_OPEN = text("ended_at IS NULL")


class Alarm(Base):
    """Something has waited too long for one target (alarm); one is open for each.

    `told_at` is when the webhook was last told that it is so, `mailed_at` somebody by e-mail;
    `end_told_at` and `end_mailed_at`, that it is over.
    """

    __tablename__ = "alarms"
    __table_args__ = (
        Index("uq_alarms_open", "target", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    target: Mapped[str] = mapped_column(String(50))
    waiting: Mapped[int]
    given_up: Mapped[int]
    oldest_at: Mapped[datetime]
    raised_at: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_told_at: Mapped[datetime | None]
    end_mailed_at: Mapped[datetime | None]
