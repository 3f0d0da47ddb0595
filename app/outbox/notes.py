"""What is done already of an errand of several steps, so that a retry goes on from there."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database
from app.outbox.models import Errand
from app.outbox.outcomes import NotYet


class ErrandNotes:
    """The notes of one errand, each kept in a short transaction of its own, sealed; only by whoever
    still holds the errand, so that two who are at it do not both make the same thing."""

    def __init__(self, database: Database, errand: Errand) -> None:
        self.database = database
        self.errand_id = errand.id
        self.attempt = errand.attempts

    def get(self, step: str) -> str | None:
        """What was noted at this step; None before it is done."""
        with self.database.reading.begin() as session:
            return _notes(session, self.errand_id).get(step)

    def put(self, step: str, what: str) -> None:
        """Note that the step is done, and what it gave; raises `NotYet` where somebody else has
        the errand by now."""
        with self.database.writing.begin() as session:
            errand = session.get_one(Errand, self.errand_id, with_for_update=True)
            if errand.attempts != self.attempt or errand.leased_until is None:
                raise NotYet("Et andet forsøg er kommet imellem.")
            errand.notes = {**(errand.notes or {}), step: what}


def _notes(session: Session, errand_id: UUID) -> dict[str, str]:
    return session.scalars(select(Errand.notes).where(Errand.id == errand_id)).one() or {}
