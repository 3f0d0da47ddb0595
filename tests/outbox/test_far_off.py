"""A clock that was ahead: no errand, lease or target lies until the time it thought it was."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from app import outbox, worker
from app.clock import now
from app.database import Database, table_of
from app.nightly import NightlyRun
from app.outbox import Errand, by_people, ending, targets
from app.outbox import far_off as far_off_module
from app.outbox.far_off import bring_back
from app.outbox.models import Target
from app.timekeeping import MOST_APART
from app.worker import threads
from tests.service import Service
from tests.submissions.walks import moves_alone

KINDS = ("deliver",)
KEYS = ("id", "key")
AHEAD = [timedelta(hours=1), timedelta(days=1), timedelta(days=365)]


@pytest.fixture(params=AHEAD, ids=str)
def ahead(request: pytest.FixtureRequest) -> timedelta:
    found: timedelta = request.param
    return found


class Ahead:
    """While it is entered, every clock of the ledger is ahead."""

    def __init__(self, by: timedelta) -> None:
        self.patch, self.by = pytest.MonkeyPatch(), by

    def __enter__(self) -> None:
        for module in (outbox, ending, targets, by_people, far_off_module):
            self.patch.setattr(module, "now", lambda: now() + self.by)

    def __exit__(self, *_: object) -> None:
        self.patch.undo()


def the_delivery(database: Database) -> Errand:
    with database.reading.begin() as session:
        return session.scalars(
            select(Errand).where(Errand.kind == "deliver").execution_options(populate_existing=True)
        ).one()


def change(database: Database, **values: Any) -> None:
    with database.writing.begin() as session:
        session.execute(update(Errand).where(Errand.kind == "deliver").values(**values))


def claimed(database: Database) -> list[Errand]:
    with database.writing.begin() as session:
        return list(outbox.claim(session, KINDS))


def brought_back(database: Database) -> int:
    with database.writing.begin() as session:
        return bring_back(session)


def test_what_lies_where_it_should_is_left_alone(promised: Database):
    errand = claimed(promised)[0]
    assert brought_back(promised) == 0
    for _ in range(20):
        with promised.writing.begin() as session:
            ending.put_back(session, errand, "Nede.", wait=timedelta(days=1))
        assert brought_back(promised) == 0
    change(promised, leased_until=now())
    with promised.writing.begin() as session:
        ending.hand_over(session, errand)
    before = the_delivery(promised).due_at
    assert brought_back(promised) == 0
    assert the_delivery(promised).due_at == before > now() + timedelta(days=4)


def test_what_was_promised_then_is_done_now(promised: Database, ahead: timedelta):
    then = now() + ahead
    change(promised, promised_at=then, tries_since=then, due_at=then)
    assert claimed(promised) == []
    assert brought_back(promised) == 1
    assert len(claimed(promised)) == 1
    assert the_delivery(promised).tries_since <= now()


def test_a_lease_of_then_runs_out_if_its_worker_died(promised: Database, ahead: timedelta):
    with Ahead(ahead):
        (held,) = claimed(promised)
    assert brought_back(promised) == 1
    lease = the_delivery(promised).leased_until
    assert lease is not None
    assert lease <= now() + outbox.LEASE
    with promised.writing.begin() as session:
        outbox.still_at_it(session, [held])
    assert the_delivery(promised).due_at > now(), "and not if it lives"
    with Ahead(outbox.LEASE + targets.BURST):
        assert [each.id for each in claimed(promised)] == [held.id]


def test_what_was_put_back_then_is_tried_within_a_day(promised: Database, ahead: timedelta):
    with Ahead(ahead):
        (errand,) = claimed(promised)
        with promised.writing.begin() as session:
            ending.put_back(session, errand, "Nede.")
    brought_back(promised)
    assert the_delivery(promised).due_at <= now() + far_off_module.LONGEST_PUT_OFF + timedelta(
        hours=1
    )
    if ahead > far_off_module.LONGEST_PUT_OFF * 2:
        assert len(claimed(promised)) == 1


def test_what_was_handed_over_then_is_asked_for_in_five_days(promised: Database):
    with Ahead(timedelta(days=365)):
        (errand,) = claimed(promised)
        with promised.writing.begin() as session:
            ending.hand_over(session, errand)
    assert brought_back(promised) == 1
    left = the_delivery(promised).due_at - now()
    assert timedelta(days=4) < left <= ending.LATEST_ANSWER


def test_a_target_does_not_rest_until_then(promised: Database):
    with Ahead(timedelta(days=365)):
        (errand,) = claimed(promised)
        with promised.writing.begin() as session:
            ending.put_back(session, errand, "Nede.")
            for _ in range(2):
                targets.failed(session, errand.target, "Nede.", None)
    brought_back(promised)
    with promised.reading.begin() as session:
        target = session.get_one(Target, "0657 records")
        assert (target.rests_until, target.next_at) == (None, None)
        assert target.failures == 3, "it is as down as it was"
    assert len(claimed(promised)) == 1


def test_nobody_is_given_up_because_a_clock_says_that_ten_days_have_passed(promised: Database):
    (errand,) = claimed(promised)
    with Ahead(timedelta(days=365)), promised.writing.begin() as session:
        ending.put_back(session, errand, "Nede.")
    assert the_delivery(promised).gave_up_at is None


def test_days_on_which_no_worker_was_at_work_do_not_count(promised: Database):
    (errand,) = claimed(promised)
    with promised.writing.begin() as session:
        for day in range(ending.DAYS_LIVED - 1):
            moment = now() + timedelta(days=day)
            session.add(NightlyRun(job="recount", day=moment.date(), done_at=moment))
    with Ahead(timedelta(days=11)), promised.writing.begin() as session:
        ending.put_back(session, errand, "Nede.")
    assert the_delivery(promised).gave_up_at is None


def test_a_worker_in_doubt_of_its_clock_begins_nothing(
    promised: Database, monkeypatch: pytest.MonkeyPatch
):
    crew = threads.Crew("others", threading.Event(), promised, KINDS, 4)
    monkeypatch.setattr(threads, "doubt", lambda session: "61 s ahead of the database's")
    with pytest.raises(threads.ClockInDoubt):
        crew.turn()
    assert the_delivery(promised).attempts == 0
    monkeypatch.setattr(worker, "doubt", lambda session: "61 s ahead of the database's")
    change(promised, due_at=now() + timedelta(days=365))
    worker.bring_back_what_is_far_off(promised)
    assert the_delivery(promised).due_at > now() + MOST_APART
    monkeypatch.undo()
    worker.bring_back_what_is_far_off(promised)
    assert the_delivery(promised).due_at <= now()


def test_more_of_them_than_a_question_can_name_are_brought_back(promised: Database):
    if promised.is_sqlite:
        return  # It bears as many as there are.
    change(promised, due_at=now() + timedelta(days=365))
    copied = [column.name for column in table_of(Errand).columns if column.name not in KEYS]
    with promised.writing.begin() as session:
        session.execute(
            text(
                f"INSERT INTO errands (id, key, {', '.join(copied)}) "
                f"SELECT gen_random_uuid(), 'deliver ' || number, {', '.join(copied)} "
                "FROM errands, generate_series(1, 66000) number WHERE kind = 'deliver'"
            )
        )
    assert brought_back(promised) == 66_001


def test_nobody_holds_a_target_while_they_wait_for_an_errand_of_it(committed_service: Service):
    """What is brought back is held before its target is: in another order two wait for ever."""
    database = committed_service.database
    if database.is_sqlite:
        return  # One writer at a time: nobody is waited for.
    moves_alone(committed_service.citizen("ada")).sends()
    claimed(database)
    change(database, due_at=now() + timedelta(days=365), leased_until=None)
    name = the_delivery(database).target

    def says_that_it_is_up() -> None:
        with database.writing.begin() as session:
            by_people.try_target_now(session, name)

    person = threading.Thread(target=says_that_it_is_up)
    with database.writing.begin() as session:
        bring_back(session)
        person.start()
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while person.is_alive() and not session.scalar(waiting):
            pass
        with database.writing.begin() as another:
            free = another.scalars(select(Target.name).with_for_update(skip_locked=True)).all()
    person.join()
    assert name in free
