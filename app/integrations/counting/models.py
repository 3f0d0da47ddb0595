"""The table of how far we have told of starts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class ToldStarts(Base):
    """How far the counter has been told of the starts of one form in one municipality: to the fact
    `told_to`, whose ids sort by time. `leased_until` stands while a worker is at it, and while the
    counter has asked us to wait."""

    __tablename__ = "told_starts"

    municipality_code: Mapped[str] = mapped_column(
        ForeignKey("municipalities.code"), primary_key=True
    )
    form_slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    told_to: Mapped[UUID]
    leased_until: Mapped[datetime | None]
