"""The worker: runs what is due, dies of nothing, stops when asked, and does each night once."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from app import heartbeat, worker
from app.clock import now
from app.database import Database
from app.integrations.outside import Refused, Unavailable
from app.observing import set_up_logs
from app.outbox.models import Attempt, Errand
from app.outbox.outcomes import Done, HandedOver, NotYet
from app.submissions.models import Submission
from app.worker import NICENESS, threads
from app.worker.errands import ERRANDS, Work
from app.worker.threads import Lane
from tests.integrations.served import fall_due
from tests.service import Service, committed_service, service, standins
from tests.submissions.walks import moves_alone

__all__ = ["committed_service", "service", "standins"]

Doing = Callable[[Work], None]


@pytest.fixture
def sent(service: Service) -> Service:
    """A move has been sent."""
    moves_alone(service.citizen("ada")).sends()
    return service


@pytest.fixture
def delivering_is(monkeypatch: pytest.MonkeyPatch) -> Doing:
    """Puts something else in the place of delivering."""
    return lambda work: monkeypatch.setitem(ERRANDS, "deliver", work)


@pytest.fixture
def log_lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """What our log has said, line by line as operations read it."""
    set_up_logs()
    return lambda: capsys.readouterr().out.splitlines()


def the_delivery(database: Database) -> Errand:
    with database.reading.begin() as session:
        return session.scalars(
            select(Errand).where(Errand.kind == "deliver").execution_options(populate_existing=True)
        ).one()


def raising(problem: Exception) -> Work:
    def work(database: Database, errand: Errand) -> Done:
        raise problem

    return work


def test_done_is_ticked_off_and_then_there_is_nothing(sent: Service, delivering_is: Doing):
    asked: list[UUID] = []

    def work(database: Database, errand: Errand) -> Done:
        asked.append(errand.submission_id)
        return Done()

    delivering_is(work)
    assert worker.run_next(sent.database, ["deliver"])
    assert not worker.run_next(sent.database, ["deliver"])
    delivery = the_delivery(sent.database)
    assert asked == [delivery.submission_id]
    assert delivery.done_at is not None


def test_unavailable_waits_as_long_as_it_asks(sent: Service, delivering_is: Doing):
    delivering_is(raising(Unavailable("Nede.", timedelta(hours=1))))
    assert worker.run_next(sent.database, ["deliver"])
    delivery = the_delivery(sent.database)
    assert (delivery.last_problem, delivery.gave_up_at) == ("Nede.", None)
    assert delivery.due_at > now() + timedelta(minutes=59)


def test_refused_waits_for_a_person(sent: Service, delivering_is: Doing):
    delivering_is(raising(Refused("Afvist.")))
    assert worker.run_next(sent.database, ["deliver"])
    delivery = the_delivery(sent.database)
    assert delivery.last_problem == "Afvist."
    assert delivery.gave_up_at is not None


def test_not_its_turn_counts_as_no_try(sent: Service, delivering_is: Doing):
    delivering_is(raising(NotYet("Venter.")))
    assert worker.run_next(sent.database, ["deliver"])
    assert the_delivery(sent.database).attempts == 0
    assert the_delivery(sent.database).leased_until is None


def test_our_own_mistake_is_tried_again_and_quotes_nobody(
    sent: Service, delivering_is: Doing, log_lines: Callable[[], list[str]]
):
    delivering_is(raising(KeyError("7405880118")))
    assert worker.run_next(sent.database, ["deliver"])
    delivery = the_delivery(sent.database)
    assert delivery.last_problem == "Der skete en uventet fejl hos os (KeyError)."
    assert delivery.due_at > now()
    (line,) = [line for line in log_lines() if "errand failed" in line]
    assert json.loads(line)["problem"] == "KeyError"
    assert "7405880118" not in line


def test_one_kind_of_errand_holds_up_no_other(sent: Service, delivering_is: Doing):
    delivering_is(raising(Unavailable("Nede.")))
    while worker.run_next(sent.database):
        pass
    with sent.database.reading.begin() as session:
        done = or_(Errand.done_at.is_not(None), Errand.handed_over_at.is_not(None))
        assert sorted(session.scalars(select(Errand.kind).where(done))) == [
            "make_receipt",
            "send_letter",
        ]


def test_what_came_of_it_is_kept_as_it_is_ticked_off_or_not_at_all(
    sent: Service, delivering_is: Doing
):
    def keeping(session: Session) -> None:
        session.execute(update(Submission).values(filed_as="S-1"))
        raise KeyError

    delivering_is(lambda database, errand: Done(keeping))
    assert worker.run_next(sent.database, ["deliver"])
    with sent.database.reading.begin() as session:
        assert session.scalars(select(Submission.filed_as)).one() is None
    delivery = the_delivery(sent.database)
    assert delivery.done_at is None
    assert (delivery.failures, delivery.leased_until) == (1, None), "it waits longer each time"
    assert delivery.last_problem == "Der skete en uventet fejl hos os (KeyError)."


def test_handed_over_it_waits_for_its_answer(sent: Service, delivering_is: Doing):
    delivering_is(lambda database, errand: HandedOver())
    assert worker.run_next(sent.database, ["deliver"])
    delivery = the_delivery(sent.database)
    assert delivery.done_at is None
    assert delivery.handed_over_at is not None
    assert delivery.due_at - now() > timedelta(days=4)
    assert not worker.run_next(sent.database, ["deliver"])


def test_every_attempt_is_written_down(sent: Service, delivering_is: Doing):
    for work in (
        raising(Unavailable("Nede.", words="Prøv i morgen")),
        raising(KeyError("7405880118")),
        raising(NotYet("Venter.")),
        raising(Refused("Afvist.", words="Ukendt skema: Ada Holm, 7405880118")),
    ):
        delivering_is(work)
        fall_due(sent.database)
        assert worker.run_next(sent.database, ["deliver"])
    with sent.database.reading.begin() as session:
        found = session.scalars(select(Attempt).order_by(Attempt.number)).all()
    assert [(each.number, each.outcome, each.said) for each in found] == [
        (1, "unavailable", "Prøv i morgen"),
        (2, "failed", None),
        (3, "refused", "Ukendt skema: …, …"),
    ]
    assert all(each.ended_at is not None for each in found)


def test_several_workers_share_and_none_does_what_another_does(
    committed_service: Service, delivering_is: Doing
):
    for key in ("ada", "bo", "gitte", "jonas", "mette", "petra"):
        moves_alone(committed_service.citizen(key)).sends()
    asked: list[UUID] = []
    numbers, two_at_once = count(), threading.Barrier(2)

    def meeting_another(database: Database, errand: Errand) -> Done:
        if next(numbers) < 2:
            two_at_once.wait(60)
        asked.append(errand.submission_id)
        return Done()

    delivering_is(meeting_another)

    def work(_: int) -> None:
        while worker.run_next(committed_service.database, ["deliver"]):
            pass

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))
    assert len(asked) == len(set(asked)) == 6
    with committed_service.database.reading.begin() as session:
        undone = (
            select(func.count())
            .select_from(Errand)
            .where(Errand.kind == "deliver", Errand.done_at.is_(None))
        )
        assert session.scalar(undone) == 0


def test_a_lane_outlives_any_trouble_and_stops_when_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(threads, "AFTER_TROUBLE_SECONDS", 0.0)
    stop, turns = threading.Event(), []

    def turn() -> bool:
        turns.append(1)
        if len(turns) == 1:
            raise OSError("the database is away")
        if len(turns) == 3:
            stop.set()
        return True

    lane = Lane("deliver", stop, 60, turn)
    lane.start()
    lane.join(60)
    assert len(turns) == 3
    assert not lane.moves


@pytest.mark.long
def test_the_program_stops_when_asked_and_beats_until_then(committed_url: str, tmp_path: Path):
    program = subprocess.Popen(
        [sys.executable, "-m", "app", "worker"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        try:
            assert program.stdout is not None
            assert any("worker started" in line for line in program.stdout)
            deadline = time.monotonic() + 60
            while not (tmp_path / heartbeat.HEARTBEAT.name).exists():
                assert time.monotonic() < deadline
                time.sleep(0.05)
            # Citizens' pages go first where they share a machine.
            mine = os.getpriority(os.PRIO_PROCESS, 0)
            assert os.getpriority(os.PRIO_PROCESS, program.pid) == min(mine + NICENESS, 19)
            program.send_signal(signal.SIGTERM)
            said, _ = program.communicate(timeout=60)
        finally:
            program.kill()
    assert program.returncode == 0
    assert "worker stopped" in said


def test_the_health_check_tells_a_live_worker_from_a_silent_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(heartbeat, "HEARTBEAT", tmp_path / "worker")
    assert heartbeat.problem() == "has not started"
    heartbeat.beat()
    assert heartbeat.problem() is None
    long_ago = time.time() - 2 * heartbeat.HEARTBEAT_SECONDS
    os.utime(tmp_path / "worker", (long_ago, long_ago))
    assert "has said nothing" in (heartbeat.problem() or "")


def test_every_kind_of_errand_that_is_promised_is_known(sent: Service):
    with sent.database.reading.begin() as session:
        assert set(session.scalars(select(Errand.kind))) <= set(worker.ERRANDS)
