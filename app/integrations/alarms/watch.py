"""The watchdog (vagthund): raises an alarm when errands wait too long, and ends it when none does.

Asked every minute. Who is told, and after how long, each municipality decides; without anybody to
tell, the alarm is raised all the same, for the staff's page to show.
"""

from collections.abc import Mapping
from datetime import timedelta

import structlog
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.integrations.alarms.models import Alarm
from app.integrations.alarms.telling import tell
from app.integrations.outside import Refused, Unavailable
from app.municipalities.municipality import Municipality, read
from app.outbox import COUNT
from app.outbox.ending import KEEP_TRYING
from app.outbox.models import Errand
from app.outbox.undone import AtTarget, by_target_and_age, give_up_overdue

TOLD_AGAIN_AFTER = timedelta(hours=24)

log = structlog.get_logger()


def watch(database: Database) -> bool:
    """Look once; always False: there is nothing more to do before the next time."""
    with database.writing.begin() as session:
        give_up_overdue(session, KEEP_TRYING)
    with database.reading.begin() as session:
        found = {each.target: each for each in _too_late(session)}
    with database.writing.begin() as session:
        _end(session, found)
    for each in found.values():
        _raise(database, each)
    _tell(database)
    return False


def _too_late(session: Session) -> list[AtTarget]:
    """What waits longer than its municipality bears; nobody is woken for a figure."""
    in_our_hands = or_(Errand.handed_over_at.is_(None), Errand.gave_up_at.is_not(None))
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
    """Tell whoever is to be told, and note that they were; what cannot be told now is told at the
    next look."""
    with database.reading.begin() as session:
        alarms = [alarm for alarm in session.scalars(_untold()) if _is_due(alarm)]
        codes = {alarm.municipality_code for alarm in alarms}
        municipalities = {code: read(session, code) for code in codes}
    for alarm in alarms:
        municipality = municipalities[alarm.municipality_code]
        assert municipality is not None
        try:
            told = tell(municipality, alarm)
        except (Refused, Unavailable) as problem:
            log.error("alarm not told", target=alarm.target, exc_info=problem)
            continue
        if told:
            with database.writing.begin() as session:
                kept = session.get_one(Alarm, alarm.id)
                kept.told_at = now()
                kept.end_told_at = alarm.ended_at and now()


def _untold() -> Select[Alarm]:
    ended = and_(Alarm.told_at.is_not(None), Alarm.end_told_at.is_(None))
    return select(Alarm).where(or_(Alarm.ended_at.is_(None), ended))


def _is_due(alarm: Alarm) -> bool:
    """An alarm that lasts is told again each day, one that is over once."""
    if alarm.ended_at is not None or alarm.told_at is None:
        return True
    return now() - alarm.told_at > TOLD_AGAIN_AFTER
