"""The table of what case systems have told of their cases. What is personal is sealed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.sealed import SealedJSON


class CaseEvent(Base):
    """Something that happened in a case (hændelse), as its case system told it; never changed.

    `number` is the order in which we heard it, from 1, and `at` when it happened there. `given_id`
    is the system's own name for it: told twice, it is one event. It is sealed, since some systems
    number by CPR number. `state` is one of `timeline.STATES`.
    `is_decision` says that it is an afgørelse; then `complain_by` is the last day for a complaint,
    as it was told to the citizen. `expected_on` is when to expect the answer, or, where
    information is requested, when the citizen is to have given it.
    """

    __tablename__ = "case_events"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    given_id: Mapped[str] = mapped_column(SealedJSON("case_events.given_id"))
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(24))
    text: Mapped[str] = mapped_column(SealedJSON("case_events.text"))
    is_decision: Mapped[bool]
    complain_by: Mapped[date | None]
    expected_on: Mapped[date | None]
    document_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"), index=True)
    document_name: Mapped[str | None] = mapped_column(SealedJSON("case_events.document_name"))
