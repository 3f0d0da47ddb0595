"""What happened, one insert each, inside the caller's transaction and without any person in it.

Figures are recounted from facts, never kept as counters: a row everybody updates is a queue.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import danish_day, now
from app.database import Base, table_of
from app.ids import new_id

ACTIVATION = "activation"  # aktivering: a form was started
TRANSACTION = "transaction"  # transaktion: a form was sent
WITHDRAWAL = "withdrawal"  # what was sent was taken back, or asked back
ANSWER = "answer"  # svar: what was sent was decided, or its case closed


class Fact(Base):
    """One thing that happened with one form in one municipality.

    `days` says of an answer how many days after sending it came.
    """

    __tablename__ = "facts"
    __table_args__ = (Index("ix_facts_day_municipality_code", "day", "municipality_code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    day: Mapped[date]  # the Danish day we count by
    kind: Mapped[str] = mapped_column(String(20))
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    form_slug: Mapped[str] = mapped_column(String(60))
    form_version: Mapped[int]
    kle: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(8))
    days: Mapped[int | None]


def note(
    session: Session,
    kind: str,
    *,
    municipality_code: str,
    form_slug: str,
    form_version: int,
    kle: str,
    channel: str,
    days: int | None = None,
) -> None:
    """Note that something happened; it stands or falls with the caller's transaction."""
    moment = now()
    session.execute(
        insert(table_of(Fact)),
        {
            "at": moment,
            "day": danish_day(moment),
            "kind": kind,
            "municipality_code": municipality_code,
            "form_slug": form_slug,
            "form_version": form_version,
            "kle": kle,
            "channel": channel,
            "days": days,
        },
    )
