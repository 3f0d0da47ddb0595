"""The figures of one municipality, in the words of the national counting script.

An activation (aktivering) is a form that was started, a transaction (transaktion) one that was
sent. Today and yesterday are counted as they are asked for, so that a form sent now is seen now;
older days were counted at night. The numbers are exact, small ones too: they say what the
municipality was asked to do, and nothing of who asked or what they answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Subquery, func, select, union_all
from sqlalchemy.orm import Session

from app.auth.kle import EVERYTHING, covered
from app.clock import now, today
from app.facts import Fact
from app.statistics.count import counts_of_facts
from app.statistics.models import DailyCount

# The night's count of yesterday may still be to come.
FRESH_DAYS = 2
EVERY_KLE = (EVERYTHING,)


@dataclass(frozen=True)
class FormCount:
    """How often one form was started and sent through one channel (kanal)."""

    form_slug: str
    kle: str
    channel: str
    activations: int
    transactions: int

    @property
    def completion(self) -> int | None:
        """Sent of started (gennemførselsprocent), in whole percent; None when none was started.

        Over 100 where forms begun before the period were sent in it.
        """
        if not self.activations:
            return None
        return int(100 * self.transactions / self.activations + 0.5)


@dataclass(frozen=True)
class DayCount:
    """A row of the daily figures."""

    day: date
    municipality_code: str
    form_slug: str
    kle: str
    channel: str
    activations: int
    transactions: int


def by_form(
    session: Session, code: str, first: date, last: date, kle: Sequence[str] = EVERY_KLE
) -> list[FormCount]:
    """The figures per form and channel, from `first` to `last`, both included; only of the KLE
    numbers that the patterns `kle` cover."""
    counted = _counted(code, first, last, kle)
    by = (counted.c.form_slug, counted.c.kle, counted.c.channel)
    sums = (func.sum(counted.c.activations), func.sum(counted.c.transactions))
    rows = session.execute(select(*by, *sums).group_by(*by).order_by(*by))
    return [FormCount(*row) for row in rows]


def by_day(
    session: Session, code: str, first: date, last: date, kle: Sequence[str] = EVERY_KLE
) -> list[DayCount]:
    """The figures per day, form, KLE number and channel, of the KLE numbers that `kle` covers;
    days without any have no row."""
    counted = _counted(code, first, last, kle)
    order = (counted.c.day, counted.c.form_slug, counted.c.kle, counted.c.channel)
    return [DayCount(*row) for row in session.execute(select(counted).order_by(*order))]


def counted_at(session: Session, code: str, first: date, last: date) -> datetime | None:
    """As of when the figures of a period stand; None where nothing was counted."""
    if last >= _fresh_from():
        return now()
    counted: datetime | None = session.scalar(
        select(func.max(DailyCount.counted_at)).where(
            DailyCount.municipality_code == code, DailyCount.day.between(first, last)
        )
    )
    return counted


def _counted(code: str, first: date, last: date, kle: Sequence[str]) -> Subquery:
    columns = [each for each in DailyCount.__table__.columns if each.name != "counted_at"]
    at_night = select(*columns).where(
        DailyCount.municipality_code == code,
        DailyCount.day.between(first, last),
        DailyCount.day < _fresh_from(),
        covered(kle, DailyCount.kle),
    )
    as_of_now = counts_of_facts(max(first, _fresh_from()), last, code).where(covered(kle, Fact.kle))
    return union_all(at_night, as_of_now).subquery("counted")


def _fresh_from() -> date:
    return today() - timedelta(days=FRESH_DAYS - 1)
