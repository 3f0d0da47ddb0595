"""Tells the counter that forms were started: each minute, from the facts.

A start has no submission, so it is no errand. What is remembered is how far we have told, written
after each: a worker that dies in between tells one start once more, never one too few.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import TypeAlias
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.facts import ACTIVATION, Fact
from app.ids import new_id
from app.integrations.counting.models import ToldStarts
from app.integrations.outside import Refused, Unavailable, ask
from app.municipalities.models import OfferRow
from app.outbox.ending import KEEP_TRYING

# A fact is seen when its transaction commits, some time after its id was made, and machines'
# clocks differ a little.
SETTLED = timedelta(minutes=2)
MOST_AT_ONCE = 100
# Longer than one answer may take.
LEASE = timedelta(seconds=60)
BUDGET_SECONDS = 120.0

Key: TypeAlias = tuple[str, str]

log = structlog.get_logger()


def count_starts(database: Database) -> bool:
    """Tell of the starts since the last time, of each form that has an address for them; always
    False: there is nothing more to do before the next minute."""
    with database.reading.begin() as session:
        addresses = _addresses(session)
    _forget_others(database, addresses)
    deadline = time.monotonic() + BUDGET_SECONDS
    # In another order each time, so that a slow one keeps none from being told for ever.
    for key in SystemRandom().sample(sorted(addresses), len(addresses)):
        _tell(database, key, addresses[key], deadline)
    return False


def _addresses(session: Session) -> dict[Key, str]:
    rows = session.execute(
        select(OfferRow.municipality_code, OfferRow.form_slug, OfferRow.counting)
    )
    return {
        (row.municipality_code, row.form_slug): row.counting["started"]
        for row in rows
        if row.counting.get("started")
    }


def _forget_others(database: Database, addresses: Mapping[Key, str]) -> None:
    """What has no address any more begins anew once it has one."""
    with database.reading.begin() as session:
        known = session.scalars(select(ToldStarts)).all()
    gone = [each for each in known if (each.municipality_code, each.form_slug) not in addresses]
    if gone:
        with database.writing.begin() as session:
            for each in gone:
                session.delete(session.merge(each, load=False))


def _tell(database: Database, key: Key, address: str, deadline: float) -> None:
    with database.writing.begin() as session:
        starts = _claim(session, key)
    for start in starts:
        if time.monotonic() > deadline:
            break
        try:
            ask("GET", address)
        except (Unavailable, Refused) as problem:
            log.warning("starts not counted", municipality=key[0], form=key[1], exc_info=problem)
            wait = problem.retry_after if isinstance(problem, Unavailable) else None
            _write(database, key, until=now() + wait if wait else None)
            return
        _write(database, key, start, until=now() + LEASE)
    if starts:
        _write(database, key)


def _claim(session: Session, key: Key) -> Sequence[UUID]:
    """The starts to tell of, the oldest first, which nobody else tells of meanwhile; what is ten
    days old is too late to be told. One that is new here begins from now."""
    row = session.get(ToldStarts, key, with_for_update={"skip_locked": True})
    moment = now()
    if row is None:
        _begin(session, key)
        return ()
    if row.leased_until is not None and row.leased_until > moment:
        return ()
    starts = session.scalars(
        select(Fact.id)
        .where(
            Fact.id > row.told_to,
            Fact.kind == ACTIVATION,
            Fact.municipality_code == row.municipality_code,
            Fact.form_slug == row.form_slug,
            Fact.at.between(moment - KEEP_TRYING, moment - SETTLED),
        )
        .order_by(Fact.id)
        .limit(MOST_AT_ONCE)
    ).all()
    row.leased_until = moment + LEASE if starts else None
    return starts


def _begin(session: Session, key: Key) -> None:
    try:
        with session.begin_nested():
            session.add(ToldStarts(municipality_code=key[0], form_slug=key[1], told_to=new_id()))
    except IntegrityError:
        # Another worker has it, or was first.
        return


def _write(
    database: Database, key: Key, told_to: UUID | None = None, *, until: datetime | None = None
) -> None:
    with database.writing.begin() as session:
        row = session.get(ToldStarts, key, with_for_update=True)
        if row is not None:
            row.told_to, row.leased_until = told_to or row.told_to, until
