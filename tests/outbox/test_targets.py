"""Who may be asked: a target that is down rests for all, is tried by one, and comes back gently."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import outbox
from app.database import Database
from app.outbox import by_people, ending, targets
from app.outbox.models import Errand, Target
from app.outbox.targets import Limit
from tests.service import Service
from tests.submissions.walks import moves_alone

KINDS = ("deliver",)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RECORDS = "0657 records"


class Clock:
    """Stands still until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = NOW
        for module in (outbox, ending, targets, by_people):
            monkeypatch.setattr(module, "now", lambda: self.moment)

    def passes(self, time: timedelta) -> None:
        self.moment += time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def many(promised: Database) -> Database:
    """Twenty deliveries to one system and one to another, the oldest first."""
    with promised.writing.begin() as session:
        first = session.scalars(select(Errand).where(Errand.kind == "deliver")).one()
        shared: dict[str, Any] = {
            "submission_id": first.submission_id,
            "municipality_code": "0657",
        }
        for number in range(20):
            errand = outbox.promise(session, "deliver", key=f"{number}", target="records", **shared)
            errand.promised_at = errand.due_at = NOW - timedelta(hours=20 - number)
        other = outbox.promise(session, "deliver", key="other", target="permits", **shared)
        other.promised_at = other.due_at = NOW - timedelta(minutes=1)
        session.delete(first)
    return promised


def claimed(database: Database, most: int = 100, limit: Limit | None = None) -> list[Errand]:
    limits = {} if limit is None else {RECORDS: limit}
    with database.writing.begin() as session:
        return list(outbox.claim(session, KINDS, limits=limits, most=most))


def all_end(database: Database, errands: list[Errand], end: Callable[[Session, Errand], None]):
    for errand in errands:
        with database.writing.begin() as session:
            end(session, errand)


def down(session: Session, errand: Errand) -> None:
    ending.put_back(session, errand, "Nede.")


def target(database: Database, name: str = RECORDS) -> Target:
    with database.reading.begin() as session:
        return session.get_one(Target, name, populate_existing=True)


def test_at_most_so_many_are_at_one_target_at_once_whoever_they_are(many: Database, clock: Clock):
    assert len(claimed(many)) == Limit().most_at_once
    assert [each.target for each in claimed(many)] == ["0657 permits"]
    assert claimed(many) == []
    clock.passes(outbox.LEASE)
    assert len(claimed(many)) == Limit().most_at_once, "whoever was at them is dead"


def test_the_oldest_are_taken_first(many: Database, clock: Clock):
    assert [each.key for each in claimed(many)] == ["0", "1", "2", "3"]


def test_a_target_is_asked_no_more_often_than_it_bears(many: Database, clock: Clock):
    limit = Limit(most_at_once=100, most_per_minute=120)
    first = claimed(many, limit=limit)
    assert len(first) == 3, "two a second, and one at once"
    all_end(many, first, ending.tick_off)
    assert [each.target for each in claimed(many, limit=limit)] == ["0657 permits"]
    clock.passes(timedelta(seconds=1))
    assert len(claimed(many, limit=limit)) == 2


def test_after_three_failures_it_rests_and_what_waits_stays_due(many: Database, clock: Clock):
    failing = claimed(many, 3)
    all_end(many, failing, down)
    resting = target(many)
    assert (resting.failures, resting.down_since) == (3, clock.moment)
    assert resting.rests_until is not None
    assert resting.rests_until >= clock.moment + targets.FIRST_REST
    assert [each.target for each in claimed(many)] == ["0657 permits"]
    with many.reading.begin() as session:
        waiting = session.scalars(
            select(Errand.due_at).where(Errand.target == RECORDS, Errand.failures == 0)
        ).all()
    assert len(waiting) == 17
    assert max(waiting) < clock.moment


def test_one_errand_tries_it_and_the_others_wait(many: Database, clock: Clock):
    all_end(many, claimed(many, 3), down)
    clock.passes(targets.FIRST_REST * 1.25)
    (probe,) = claimed(many)
    assert probe.failures == 0, "not one of those that failed: it may be the errand that is ill"
    assert [each.target for each in claimed(many)] == ["0657 permits"]
    all_end(many, [probe], down)
    assert claimed(many) == []
    assert target(many).failures == 4


def test_what_was_under_way_when_it_went_down_makes_its_rest_no_longer(
    many: Database, clock: Clock
):
    limit = Limit(most_at_once=16)
    all_end(many, claimed(many, 16, limit), down)
    resting = target(many)
    assert resting.failures == targets.DOWN_AFTER
    assert resting.rests_until is not None
    assert resting.rests_until <= clock.moment + targets.FIRST_REST * 1.25


def test_each_rest_is_longer_up_to_ten_minutes(many: Database, clock: Clock):
    rests = [targets._rest(failures) for failures in range(targets.DOWN_AFTER, 20)]
    assert all(later > earlier for earlier, later in pairwise(rests[:4]))
    assert max(rests) <= targets.LONGEST_REST * 1.25


def test_when_it_is_back_it_gets_more_and_more_and_the_oldest_first(many: Database, clock: Clock):
    all_end(many, claimed(many, 3), down)
    clock.passes(targets.FIRST_REST * 1.25)
    probe = claimed(many)
    all_end(many, probe, ending.tick_off)
    back = target(many)
    assert (back.failures, back.down_since, back.most_now) == (0, None, 2)
    second = claimed(many)
    assert [each.key for each in second] == ["0", "1"], "put off because of it, and due again"
    all_end(many, second, ending.tick_off)
    assert target(many).most_now is None
    assert len(claimed(many)) == Limit().most_at_once


def test_a_no_is_an_answer_too(many: Database, clock: Clock):
    for errand in claimed(many, 3):
        with many.writing.begin() as session:
            ending.give_up(session, errand, "Afvist.")
    assert target(many).failures == 0


def test_an_errand_that_is_ill_does_not_take_its_target_down(many: Database, clock: Clock):
    ill: set[UUID] = set()
    for _ in range(6):
        for errand in claimed(many):
            ill = ill or {errand.id}
            end = down if errand.id in ill else ending.tick_off
            all_end(many, [errand], end)
        clock.passes(timedelta(minutes=1))
    assert target(many).down_since is None


def test_our_own_mistakes_take_no_target_down(many: Database, clock: Clock):
    for errand in claimed(many, 4):
        with many.writing.begin() as session:
            ending.put_back(session, errand, "Vores fejl.", outcome="failed")
    assert target(many).failures == 0


def test_asked_for_time_it_gets_it_at_once(many: Database, clock: Clock):
    (errand,) = claimed(many, 1)
    with many.writing.begin() as session:
        ending.put_back(session, errand, "Vent.", wait=timedelta(hours=1))
    assert [each.target for each in claimed(many)] == ["0657 permits"]
    clock.passes(timedelta(hours=1))
    assert {each.target for each in claimed(many)} == {RECORDS}


def test_whoever_tried_it_died_and_another_does(many: Database, clock: Clock):
    all_end(many, claimed(many, 3), down)
    clock.passes(targets.FIRST_REST * 1.25)
    claimed(many)
    clock.passes(outbox.LEASE)
    assert len(claimed(many)) == 1


def test_a_person_may_say_that_it_is_back(many: Database, clock: Clock):
    all_end(many, claimed(many, 3), down)
    with many.writing.begin() as session:
        by_people.try_target_now(session, RECORDS)
    assert len([each for each in claimed(many) if each.target == RECORDS]) == 1


def test_what_is_moved_is_done_where_it_was_moved_to(many: Database, clock: Clock):
    all_end(many, claimed(many, 3), down)
    with many.writing.begin() as session:
        waiting = session.scalars(select(Errand.id).where(Errand.target == RECORDS)).all()
        by_people.move(session, waiting, "0657 permits")
        session.execute(update(Errand).values(due_at=NOW - timedelta(hours=1)))
    assert {each.target for each in claimed(many)} == {"0657 permits"}


def test_receipts_are_ours_and_nobody_elses(many: Database, clock: Clock):
    with many.writing.begin() as session:
        session.execute(update(Errand).values(due_at=NOW))
        (receipt,) = outbox.claim(session, [outbox.RECEIPT], most=10)
    assert receipt.target == "0657 receipts"


def test_nobody_holds_two_targets(committed_service: Service):
    """Two who passed the same targets by in another order would wait for each other for ever."""
    database = committed_service.database
    if database.is_sqlite:
        return  # One writer at a time: nobody is waited for.
    moves_alone(committed_service.citizen("ada")).sends()
    with database.writing.begin() as session:
        first = session.scalars(select(Errand).where(Errand.kind == "deliver")).one()
        session.execute(
            update(Errand).where(Errand.kind == "deliver").values(due_at=NOW, leased_until=None)
        )
        for name in ("full", "also-full"):
            for number in range(Limit().most_at_once + 1):
                errand = outbox.promise(
                    session,
                    "deliver",
                    key=f"{name} {number}",
                    target=name,
                    submission_id=first.submission_id,
                    municipality_code="0657",
                )
                errand.due_at = NOW - timedelta(hours=1)
    for _ in ("full", "also-full"):
        with database.writing.begin() as session:
            outbox.claim(session, KINDS, most=100)
    with database.writing.begin() as session:
        (taken,) = outbox.claim(session, KINDS)
        assert taken.target == RECORDS
        with database.writing.begin() as another:
            asked = select(Target.name).with_for_update(skip_locked=True)
            free = set(another.scalars(asked))
    assert {"0657 full", "0657 also-full"} <= free
    assert RECORDS not in free
