"""What `/readyz` says: of the database, its tables, whether it can be written, and the clock."""

import os
import shutil
import threading
import time
from collections import namedtuple
from datetime import timedelta

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app import timekeeping
from app.clock import now
from app.database import Database
from app.operations import readiness
from app.outbox import Errand
from app.timekeeping import Watch, seconds_running
from tests.operations.away import locked
from tests.operations.test_database_away import TROUBLES, pauses, troubles
from tests.service import Service, the_app
from tests.submissions.walks import moves_alone

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits ten seconds for a lock, and what was met is soon forgotten."""
    monkeypatch.setattr("app.database.WAIT_SECONDS", 0.2)
    monkeypatch.setattr("app.write_trouble.REMEMBERED_SECONDS", 1.5)


def readyz() -> tuple[int, dict[str, str]]:
    answer = TestClient(the_app(), base_url="http://10.0.0.1").get("/readyz")
    lines = [line.partition(": ") for line in answer.text.splitlines()]
    return answer.status_code, {name: words for name, _, words in lines}


def test_it_says_what_citizens_meet_and_is_well_again_by_itself(
    committed_service: Service, committed_url: str
):
    database = committed_service.database
    ada = moves_alone(committed_service.citizen("ada"))
    said = {
        "locked": "SQLITE_BUSY" if database.is_sqlite else "55P03",
        "full": "SQLITE_FULL",
        "read-only": "SQLITE_READONLY",
    }
    for name in troubles(database):
        with TROUBLES[name](database, committed_url):
            pauses(ada.sends)
            status, lines = readyz()
            assert status == 503, name
            if name == "away":
                assert lines == {"database": "OperationalError"}
            else:
                assert said[name] in lines["writing"], name
        ada.opens("/flytning/kontroller")
        time.sleep(1.6 if name in said else 0)
        assert readyz()[0] == 200, name
    ada.sends()
    assert ada.path.startswith("/kvittering/")


def test_it_waits_for_no_writer(committed_database: Database, committed_url: str):
    """Not for one of ours, who holds the only connection that writes, nor for anybody else."""
    with committed_database.writing.begin() as session:
        session.execute(update(Errand).values(attempts=1))
        began = time.monotonic()
        assert readyz()[0] == 200
    with locked(committed_database, committed_url):
        assert readyz()[0] == 200
    assert time.monotonic() - began < 2 * readiness.PATIENCE_SECONDS


def test_a_silent_database_is_given_up_within_a_second(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(readiness, "_schema", lambda session: time.sleep(2.0))
    for _ in range(2):
        began = time.monotonic()
        status, lines = readyz()
        assert (status, lines) == (503, {"database": "has not answered for 0.8 s"})
        assert time.monotonic() - began < 1.0
    monkeypatch.undo()
    time.sleep(1.0)
    assert readyz()[0] == 200


def test_room_on_the_disk_is_said_and_too_little_is_wrong(
    committed_database: Database, monkeypatch: pytest.MonkeyPatch
):
    if not committed_database.is_sqlite:
        assert readyz()[1]["writing"] == "possible"
        return
    for free, status, words in (
        (5_000_000_000, 200, "possible, 5000 MB free"),
        (7_000_000, 503, "the disk is nearly full, 7 MB free"),
    ):
        usage = Usage(10**10, 0, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda path, usage=usage: usage)
        assert readyz() == (status, readyz()[1])
        assert readyz()[1]["writing"] == words


def test_a_file_that_belongs_to_another_is_told_without_writing(
    committed_database: Database, committed_url: str, monkeypatch: pytest.MonkeyPatch
):
    if not committed_database.is_sqlite:
        name = committed_url.partition("?")[0].rpartition("/")[2]
        with committed_database.writing.begin() as session:
            session.connection().exec_driver_sql(
                f"ALTER DATABASE {name} SET default_transaction_read_only = on"
            )
        committed_database.dispose()
        assert readyz()[1]["writing"] == "the database is set to be read only"
        return
    # Tests may run as root, whom no rights stop.
    monkeypatch.setattr(os, "access", lambda path, how: not str(path).endswith(".db"))
    assert readyz()[1]["writing"] == "the file may not be written"
    monkeypatch.setattr(os, "access", lambda path, how: str(path).endswith(".db"))
    status, lines = readyz()
    assert (status, lines["writing"]) == (503, "its folder may not be written")


def test_somebody_who_waits_for_a_lock_is_told_without_waiting(
    committed_service: Service, monkeypatch: pytest.MonkeyPatch
):
    database = committed_service.database
    if database.is_sqlite:
        return  # Nobody can be asked who waits; whoever did says so afterwards.
    monkeypatch.setattr(readiness, "LONG_WAIT_SECONDS", 0.1)
    moves_alone(committed_service.citizen("ada")).sends()
    with database.writing.begin() as session:
        session.execute(update(Errand).values(attempts=1))

        def waits() -> None:
            with database.writing.begin() as other:
                other.execute(update(Errand).values(attempts=2))

        waiting = threading.Thread(target=waits)
        waiting.start()
        deadline = time.monotonic() + 60
        while "for a lock" not in readyz()[1]["writing"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    waiting.join()
    assert readyz()[0] == 200


def test_a_clock_that_is_wrong_is_said_and_citizens_are_served(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    assert readyz()[1]["clock"] == "agrees"
    tomorrow = now() + timedelta(days=1)
    with monkeypatch.context() as then:
        then.setattr(timekeeping, "now", lambda: tomorrow)
        then.setattr(timekeeping, "watch", Watch(tomorrow, seconds_running()))
        status, lines = readyz()
    assert status == 200
    if database.is_sqlite:
        assert lines["clock"] == "agrees", "there is no other clock"
    else:
        assert lines["clock"].endswith(" s ahead of the database's")
        assert 86_000 < int(lines["clock"].split()[0]) < 87_000


def test_a_clock_that_jumps_is_said(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timekeeping, "watch", Watch(now(), seconds_running() - 3600))
    status, lines = readyz()
    assert (status, lines["clock"]) == (200, "has just jumped: 3600 s behind where it was")


def test_what_is_from_the_future_says_that_a_clock_is_or_was_wrong(service: Service):
    moves_alone(service.citizen("ada")).sends()
    with service.database.writing.begin() as session:
        session.execute(update(Errand).values(promised_at=now() + timedelta(hours=2)))
    status, lines = readyz()
    assert status == 200
    assert lines["clock"].startswith("is behind, or was ahead: an errand is from 7")
