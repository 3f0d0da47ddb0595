"""What is done each night: once, after its Danish hour, by one worker."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import nightly, worker
from app.database import Database
from app.nightly import Job, NightlyRun, run_if_due
from tests.service import committed_service, service, standins

__all__ = ["committed_service", "service", "standins"]


@pytest.fixture
def at_night(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the clock of the nightly jobs, in UTC."""

    def set_clock(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        monkeypatch.setattr(nightly, "now", lambda: moment)

    return set_clock


def test_a_nightly_job_runs_once_a_day_after_its_danish_hour(
    database: Database, at_night: Callable[[str], None]
):
    nights: list[int] = []
    job = Job("count", 2, lambda _: nights.append(1))
    at_night("2026-11-22T00:59")  # 1.59 in Denmark
    assert not run_if_due(database, job)
    at_night("2026-11-22T01:00")
    assert run_if_due(database, job)
    assert not run_if_due(database, job)
    at_night("2026-11-22T22:30")
    assert not run_if_due(database, job)
    at_night("2026-11-23T09:00")  # nobody was up at two
    assert run_if_due(database, job)
    assert len(nights) == 2


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_summer_time_takes_no_night_and_gives_none_twice(
    database: Database, at_night: Callable[[str], None], day: str
):
    nights: list[int] = []
    job = Job("count", 2, lambda _: nights.append(1))
    for minute in range(0, 240, 10):
        at_night(f"{day}T{minute // 60:02}:{minute % 60:02}")
        run_if_due(database, job)
    assert len(nights) == 1


def test_a_job_with_more_to_do_goes_on_in_a_transaction_of_its_own(
    database: Database, at_night: Callable[[str], None]
):
    left = [3, 2, 1]
    transactions: list[object] = []

    def work(session: Session) -> bool:
        transactions.append(session.get_transaction())
        left.pop()
        return bool(left)

    job = Job("clear", 2, work)
    at_night("2026-11-22T03:00")
    assert [run_if_due(database, job) for _ in range(4)] == [True, True, True, False]
    assert len(set(transactions)) == 3


def test_a_job_that_fails_is_tried_again(
    committed_database: Database, at_night: Callable[[str], None]
):
    at_night("2026-11-22T04:00")

    def fails(_: object) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        run_if_due(committed_database, Job("count", 2, fails))
    assert run_if_due(committed_database, Job("count", 2, lambda _: None))


def test_two_workers_do_a_night_once(committed_database: Database, at_night: Callable[[str], None]):
    at_night("2026-11-22T04:00")
    nights: list[int] = []

    def slowly(_: object) -> None:
        time.sleep(0.2)
        nights.append(1)

    job, together = Job("count", 2, slowly), threading.Barrier(3)

    def work(_: int) -> bool:
        together.wait(60)
        return run_if_due(committed_database, job)

    with ThreadPoolExecutor(3) as workers:
        done = list(workers.map(work, range(3)))
    assert sorted(done) == [False, False, True]
    assert len(nights) == 1


def test_every_nightly_job_runs_on_a_database_as_it_is(
    database: Database, at_night: Callable[[str], None]
):
    for day in (21, 22):
        at_night(f"2026-11-{day}T04:00")
        while worker.run_night(database):
            pass
    with database.reading.begin() as session:
        assert set(session.scalars(select(NightlyRun.job))) == {job.name for job in worker.JOBS}


@pytest.fixture
def cleared() -> list[int]:
    return []


@pytest.fixture
def clearing(cleared: list[int]) -> Job:
    """A job that clears out, and tells."""
    return Job("clear out", 3, lambda _: cleared.append(1), clears_out=True)


def a_night(database: Database, clearing: Job) -> None:
    run_if_due(database, Job("count", 2, lambda _: None))
    run_if_due(database, clearing)


def test_what_clears_out_does_so_every_night(
    database: Database, at_night: Callable[[str], None], clearing: Job, cleared: list[int]
):
    for day in range(10, 15):
        at_night(f"2026-11-{day}T04:00")
        a_night(database, clearing)
    assert len(cleared) == 4, "not the very first: nothing bears witness to that day"


@pytest.mark.parametrize("wrong", ["2027-11-12T04:00", "2026-12-24T04:00", "2036-01-01T23:00"])
def test_a_clock_that_is_ahead_for_hours_clears_nothing_out(
    database: Database,
    at_night: Callable[[str], None],
    clearing: Job,
    cleared: list[int],
    wrong: str,
):
    for moment in ("2026-11-10T04:00", "2026-11-11T04:00"):
        at_night(moment)
        a_night(database, clearing)
    nights = len(cleared)
    began = datetime.fromisoformat(wrong)
    for hours in range(12):
        at_night((began + timedelta(hours=hours)).isoformat())
        a_night(database, clearing)
    assert len(cleared) == nights
    for moment in ("2026-11-11T04:20", "2026-11-12T04:00"):
        at_night(moment)
        a_night(database, clearing)
    assert len(cleared) == nights + 1, "right again, it goes on as if nothing had been"


def test_after_a_long_pause_the_second_night_clears_out(
    database: Database, at_night: Callable[[str], None], clearing: Job, cleared: list[int]
):
    nights = []
    for moment in ("2026-11-10T04:00", "2026-11-11T04:00", "2026-12-11T04:00", "2026-12-12T04:00"):
        at_night(moment)
        a_night(database, clearing)
        nights.append(len(cleared))
    assert nights == [0, 1, 1, 2]


def test_nothing_is_done_at_night_while_the_clock_is_in_doubt(
    database: Database, at_night: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
):
    at_night("2026-11-10T04:00")
    monkeypatch.setattr(nightly, "doubt", lambda session: "has just jumped")
    assert not run_if_due(database, Job("count", 2, lambda _: None))
