"""What is done already of an errand of several steps, so that a retry goes on from there."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database
from app.outbox.models import Errand


class ErrandNotes:
    """The notes of one errand, each kept in a short transaction of its own, sealed."""

    def __init__(self, database: Database, errand_id: UUID) -> None:
        self.database = database
        self.errand_id = errand_id

    def get(self, step: str) -> str | None:
        """What was noted at this step; None before it is done."""
        with self.database.reading.begin() as session:
            return _notes(session, self.errand_id).get(step)

    def put(self, step: str, what: str) -> None:
        """Note that the step is done, and what it gave."""
        with self.database.writing.begin() as session:
            errand = session.get_one(Errand, self.errand_id, with_for_update=True)
            errand.notes = {**(errand.notes or {}), step: what}


def _notes(session: Session, errand_id: UUID) -> dict[str, str]:
    return session.scalars(select(Errand.notes).where(Errand.id == errand_id)).one() or {}
