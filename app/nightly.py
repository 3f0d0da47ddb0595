"""What has been done on which night, so that several workers do each nightly job once.

What is cleared out never comes back, so a clock that has gone wrong must clear nothing out. The
nights themselves are the witness: each leaves a mark, and a day is believed when the day before
has left one. After a longer pause, or by a clock that says that a year has passed, the first night
clears nothing; if it was true, the next one does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import String, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import DENMARK, now
from app.database import Base, Database
from app.timekeeping import doubt

# A night that bears witness to this one lies so far back: last night, or the one before, and
# nothing that the same wrong clock has just written.
LATEST_WITNESS = timedelta(hours=12)
EARLIEST_WITNESS = timedelta(hours=60)


class NightlyRun(Base):
    """A job that has been done on a Danish day (natkørsel)."""

    __tablename__ = "nightly_runs"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]


@dataclass(frozen=True)
class Job:
    """Work for one transaction, once each day at `hour` by the Danish clock, or as soon after
    as a worker is up; work that answers True has more to do, in a transaction of its own. What
    `clears_out` waits for a day that can be believed."""

    name: str
    hour: int
    work: Callable[[Session], object]
    clears_out: bool = False


def run_if_due(database: Database, job: Job) -> bool:
    """Do the job if nobody has today; False when there is nothing to do.

    The mark stands in the job's own transaction: a job that fails leaves none and is tried again,
    and a second worker waits at the mark until the first is through.
    """
    moment = now()
    danish = moment.astimezone(DENMARK)
    if danish.hour < job.hour:
        return False
    with database.reading.begin() as session:
        if session.get(NightlyRun, (job.name, danish.date())) is not None:
            return False
        if doubt(session) or (job.clears_out and not _follows_a_night(session, moment)):
            return False
    with database.writing.begin() as session:
        session.add(NightlyRun(job=job.name, day=danish.date(), done_at=moment))
        try:
            session.flush()
        except IntegrityError:
            session.rollback()
            return False
        if job.work(session) is True:
            session.delete(session.get_one(NightlyRun, (job.name, danish.date())))
    return True


def days_lived(session: Session, since: datetime) -> int:
    """On how many days there was a worker to leave a mark since then, whatever the clock says."""
    days = select(func.count(NightlyRun.day.distinct())).where(NightlyRun.done_at >= since)
    return session.scalar(days) or 0


def _follows_a_night(session: Session, moment: datetime) -> bool:
    witness = NightlyRun.done_at.between(moment - EARLIEST_WITNESS, moment - LATEST_WITNESS)
    return session.scalar(select(func.count()).where(witness)) != 0
