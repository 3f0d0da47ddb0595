"""What is done each night: once, after its Danish hour, by one worker."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

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
    at_night("2026-11-22T04:00")
    while worker.run_night(database):
        pass
    with database.reading.begin() as session:
        assert set(session.scalars(select(NightlyRun.job))) == {job.name for job in worker.JOBS}
