"""Counts facts into `daily_counts`: each of the last days is deleted and counted again.

Counted afresh, a mistake in the counting is put right by counting once more.
"""

from datetime import date, timedelta

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Session

from app.clock import now, today
from app.database import Moment
from app.facts import ACTIVATION, TRANSACTION, Fact
from app.statistics.models import DailyCount

RECOUNTED_DAYS = 10


def recount(session: Session, days: int = RECOUNTED_DAYS) -> None:
    """Count each of the last `days` Danish days from the facts, today included.

    Counts further back where earlier nights were missed, so that no day is left out.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Two workers who count at once would write the same rows; readers are not held up.
        session.execute(text("LOCK TABLE daily_counts IN SHARE ROW EXCLUSIVE MODE"))
    first, last = _first_day(session, days), today()
    session.execute(delete(DailyCount).where(DailyCount.day >= first))
    counts = counts_of_facts(first, last).add_columns(literal(now(), Moment))
    names = [column.name for column in DailyCount.__table__.columns]
    session.execute(insert(DailyCount).from_select(names, counts))


def counts_of_facts(
    first: date, last: date, municipality_code: str | None = None
) -> Select[date, str, str, str, str, int, int]:
    """The daily counts from `first` to `last`, both included, in the columns of `DailyCount`
    but the last."""
    what = (Fact.day, Fact.municipality_code, Fact.form_slug, Fact.kle, Fact.channel)
    counts = (
        select(*what, _number_of(ACTIVATION), _number_of(TRANSACTION))
        .where(Fact.day.between(first, last), Fact.kind.in_((ACTIVATION, TRANSACTION)))
        .group_by(*what)
    )
    if municipality_code is not None:
        counts = counts.where(Fact.municipality_code == municipality_code)
    return counts


def _number_of(kind: str) -> ColumnElement[int]:
    return cast(func.sum(case((Fact.kind == kind, 1), else_=0)), Integer)


def _first_day(session: Session, days: int) -> date:
    """The first day to count, the day after the last one counted if that is longer ago."""
    recent = today() - timedelta(days=days - 1)
    counted_to: date | None = session.scalar(select(func.max(DailyCount.day)))
    if counted_to is not None:
        return min(recent, counted_to)
    first_fact: date | None = session.scalar(select(func.min(Fact.day)))
    return first_fact or recent
