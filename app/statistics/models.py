"""The table of daily counts, filled only by `count.py`."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class DailyCount(Base):
    """How often one form was started and sent through one channel on one Danish day.

    One municipality's, and nobody's in particular: there is no person in it. `counted_at` shows
    staff whether the nights are still counted.
    """

    __tablename__ = "daily_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(
        ForeignKey("municipalities.code"), primary_key=True
    )
    form_slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    kle: Mapped[str] = mapped_column(String(8), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    activations: Mapped[int]
    transactions: Mapped[int]
    counted_at: Mapped[datetime]
