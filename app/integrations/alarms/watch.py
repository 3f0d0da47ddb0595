"""The watchdog (vagthund): raises an alarm when errands wait too long, and ends it when none does.

Asked every minute by every worker. Who is told, and after how long, each municipality decides;
without anybody to tell, the alarm is raised all the same, and stands in the log. Two workers that
look at once may both tell of it: under one id, so that a receiver can know it for the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import SystemRandom
from time import monotonic

import structlog
from sqlalchemy import Select, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.integrations.alarms.models import Alarm
from app.integrations.alarms.telling import TOLD_AGAIN_AFTER, call, mail
from app.integrations.outside import Refused, Unavailable
from app.municipalities.municipality import Municipality, read
from app.outbox import COUNT
from app.outbox.ending import DAYS_LIVED, KEEP_TRYING, LATEST_ANSWER
from app.outbox.models import Errand
from app.outbox.undone import AtTarget, by_target_and_age, give_up_overdue
from app.timekeeping import doubt

# All alarms of a look: a lane that does not move for five minutes is held for stuck.
BUDGET_SECONDS = 120.0


@dataclass(frozen=True)
class Way:
    """A way of telling of alarms, and where it is written that one was told of (`told`), and of
    its end."""

    told: str
    end_told: str
    named: Callable[[Municipality], object]
    tell: Callable[[Municipality, Alarm], None]

    def is_due(self, alarm: Alarm) -> bool:
        """An alarm that lasts is told again each day, the end of one that was told of once."""
        told_at = getattr(alarm, self.told)
        if alarm.ended_at is not None:
            return told_at is not None and getattr(alarm, self.end_told) is None
        return told_at is None or now() - told_at > TOLD_AGAIN_AFTER


WAYS = (
    Way("told_at", "end_told_at", lambda municipality: municipality.alarm_url, call),
    Way("mailed_at", "end_mailed_at", lambda municipality: municipality.alarm_email, mail),
)

log = structlog.get_logger()


def watch(database: Database) -> bool:
    """Look once; always False: there is nothing more to do before the next time."""
    with database.writing.begin() as session:
        if not doubt(session):
            give_up_overdue(session, KEEP_TRYING, DAYS_LIVED)
    with database.reading.begin() as session:
        found = {each.target: each for each in _too_late(session)}
    with database.writing.begin() as session:
        _end(session, found)
    for each in found.values():
        _raise(database, each)
    _tell(database)
    return False


def _too_late(session: Session) -> list[AtTarget]:
    """What waits longer than its municipality bears, or has lain with its target without an answer
    for longer than that may take; nobody is woken for a figure."""
    in_our_hands = or_(
        Errand.handed_over_at.is_(None),
        Errand.gave_up_at.is_not(None),
        Errand.tries_since < now() - LATEST_ANSWER,
    )
    waiting = by_target_and_age(session, in_our_hands, Errand.kind != COUNT)
    codes = {each.municipality_code for each in waiting}
    bears = {code: _bears(read(session, code)) for code in codes}
    moment = now()
    return [
        each
        for each in waiting
        if each.given_up or moment - each.oldest > bears[each.municipality_code]
    ]


def _bears(municipality: Municipality | None) -> timedelta:
    assert municipality is not None
    return timedelta(minutes=municipality.alarm_after_minutes)


def _end(session: Session, found: Mapping[str, AtTarget]) -> None:
    for alarm in session.scalars(select(Alarm).where(Alarm.ended_at.is_(None))):
        if alarm.target not in found:
            alarm.ended_at = now()


def _raise(database: Database, each: AtTarget) -> None:
    try:
        with database.writing.begin() as session:
            is_open = (Alarm.target == each.target, Alarm.ended_at.is_(None))
            alarm = session.scalars(select(Alarm).where(*is_open)).one_or_none()
            if alarm is None:
                alarm = Alarm(municipality_code=each.municipality_code, target=each.target)
                session.add(alarm)
                log.warning("errands are late", target=each.target, waiting=each.number)
            alarm.waiting, alarm.given_up = each.number, each.given_up
            alarm.oldest_at = each.oldest
    except IntegrityError:
        pass  # Another worker has just raised it.


def _tell(database: Database) -> None:
    """Tell whoever is to be told, and note that they were; what cannot be told one way now, or in
    the time there is, is told that way at a later look, whatever became of the other."""
    with database.reading.begin() as session:
        alarms = session.scalars(_untold()).all()
        codes = {alarm.municipality_code for alarm in alarms}
        municipalities = {code: read(session, code) for code in codes}
    deadline = monotonic() + BUDGET_SECONDS
    # In another order each time, so that those who are silent keep nobody from being told.
    for alarm in SystemRandom().sample(alarms, len(alarms)):
        municipality = municipalities[alarm.municipality_code]
        assert municipality is not None
        for way in WAYS:
            if way.named(municipality) and way.is_due(alarm):
                if monotonic() > deadline:
                    return
                _tell_by(database, municipality, alarm, way)


def _tell_by(database: Database, municipality: Municipality, alarm: Alarm, way: Way) -> None:
    try:
        way.tell(municipality, alarm)
    except (Refused, Unavailable) as problem:
        log.error("alarm not told", target=alarm.target, way=way.told, exc_info=problem)
        return
    with database.writing.begin() as session:
        kept = session.get_one(Alarm, alarm.id)
        setattr(kept, way.end_told if alarm.ended_at else way.told, now())


def _untold() -> Select[Alarm]:
    ended = (
        getattr(Alarm, way.told).is_not(None) & getattr(Alarm, way.end_told).is_(None)
        for way in WAYS
    )
    return select(Alarm).where(or_(Alarm.ended_at.is_(None), *ended))
