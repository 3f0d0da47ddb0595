"""What has been done on which night, so that several workers do each nightly job once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import DENMARK, now
from app.database import Base, Database


class NightlyRun(Base):
    """A job that has been done on a Danish day (natkørsel)."""

    __tablename__ = "nightly_runs"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    done_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class Job:
    """Work for one transaction, once each day at `hour` by the Danish clock, or as soon after
    as a worker is up."""

    name: str
    hour: int
    work: Callable[[Session], object]


def run_if_due(database: Database, job: Job) -> bool:
    """Do the job if nobody has today; False when there is nothing to do.

    The mark stands in the job's own transaction: a job that fails leaves none and is tried again,
    and a second worker waits at the mark until the first is through.
    """
    danish = now().astimezone(DENMARK)
    if danish.hour < job.hour:
        return False
    with database.reading.begin() as session:
        if session.get(NightlyRun, (job.name, danish.date())) is not None:
            return False
    with database.writing.begin() as session:
        session.add(NightlyRun(job=job.name, day=danish.date()))
        try:
            session.flush()
        except IntegrityError:
            session.rollback()
            return False
        job.work(session)
    return True
