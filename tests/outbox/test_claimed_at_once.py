"""Two workers claim at the same moment: a target is never given more than it bears."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import outbox
from app.database import Database, open_database
from app.outbox.models import Errand, Target
from app.outbox.targets import Limit
from tests.service import Service
from tests.submissions.walks import moves_alone

RECORDS = "0657 records"
KINDS = ("deliver",)
LONG_SECONDS = 5.0
# SQLite has no list of who waits; there it is enough that nobody is quicker than this.
SOON_SECONDS = 0.2


@pytest.fixture
def many(committed_service: Service) -> Database:
    """Ten deliveries to one system, which is known already: whoever makes a target's row known
    waits for another who does, whether it is held or not."""
    moves_alone(committed_service.citizen("ada")).sends()
    with committed_service.database.writing.begin() as session:
        first = session.scalars(select(Errand).where(Errand.kind == "deliver")).one()
        session.add(Target(name=RECORDS, failures=0))
        for number in range(9):
            outbox.promise(
                session,
                "deliver",
                key=f"{number}",
                target="records",
                submission_id=first.submission_id,
                municipality_code="0657",
            )
    return committed_service.database


@pytest.fixture
def another(many: Database, committed_url: str) -> Iterator[Database]:
    """The same database, as another process has it open."""
    database = open_database(committed_url)
    yield database
    database.dispose()


def claimed(session: Session, limit: Limit) -> int:
    return len(outbox.claim(session, KINDS, limits={RECORDS: limit}, most=10))


def claimed_by_another(database: Database, limit: Limit) -> int:
    with database.writing.begin() as session:
        return claimed(session, limit)


def waits_or_is_done(database: Database, other: Future[int]) -> None:
    """Until the other is done, or is seen to wait for what somebody holds."""
    deadline = time.monotonic() + (SOON_SECONDS if database.is_sqlite else LONG_SECONDS)
    while not other.done() and time.monotonic() < deadline:
        if not database.is_sqlite and _somebody_waits(database):
            return
        time.sleep(0.01)


def _somebody_waits(database: Database) -> bool:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with database.reading.begin() as session:
        return bool(session.scalar(waiting))


@pytest.mark.parametrize(
    ("limit", "room"),
    [(Limit(most_at_once=2), 2), (Limit(most_at_once=10, most_per_minute=1), 1)],
    ids=["at once", "a minute"],
)
def test_who_claims_meanwhile_waits_and_sees_what_is_begun(
    many: Database, another: Database, limit: Limit, room: int
):
    with ThreadPoolExecutor(1) as worker:
        with many.writing.begin() as session:
            assert claimed(session, limit) == room
            other = worker.submit(claimed_by_another, another, limit)
            waits_or_is_done(many, other)
            assert not other.done()
        assert other.result(60) == 0
    with many.reading.begin() as session:
        under_way = session.scalars(select(Errand.id).where(Errand.leased_until.is_not(None)))
        assert len(under_way.all()) == room
