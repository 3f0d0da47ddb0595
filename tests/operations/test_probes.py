"""`/livez`, `/readyz`, `/metrics` and `python -m app health`: for machines that watch over us."""

import os
import re
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from app import heartbeat
from app.commands import health
from app.database import Database
from app.operations import routes
from app.operations.schema import newest_migration
from app.settings import settings
from tests.operations.away import away
from tests.service import Service, the_app
from tests.standins_server import serving
from tests.submissions.walks import moves_alone

TOKEN = "a-token-for-the-one-who-watches"


def at(address: str = "127.0.0.1") -> TestClient:
    """Somebody who asks from an address, by a host name that is no municipality's."""
    return TestClient(the_app(), base_url="http://10.0.0.1", client=(address, 50000))


def test_ready_when_the_database_is(database: Database):
    answer = at().get("/livez")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    answer = at().get("/readyz")
    assert answer.status_code == 200
    assert re.fullmatch(
        rf"database: answers\nschema: {newest_migration()}\n"
        rf"writing: possible(, \d+ MB free)?\nclock: agrees\n",
        answer.text,
    )


def test_not_ready_while_the_database_is_away_but_alive(
    committed_database: Database, committed_url: str, monkeypatch: pytest.MonkeyPatch
):
    with away(committed_database, committed_url):
        answer = at().get("/readyz")
        assert (answer.status_code, answer.text) == (503, "database: OperationalError\n")
        assert at().get("/livez").status_code == 200
    assert at().get("/readyz").status_code == 200


def test_not_ready_while_a_migration_is_behind(database: Database):
    with database.writing.begin() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    answer = at().get("/readyz")
    assert answer.status_code == 503
    said = f"schema: is at migration 0000, the program needs {newest_migration()}"
    assert said in answer.text.splitlines()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_figures_are_shown_to_this_machine(database: Database, address: str):
    answer = at(address).get("/metrics")
    assert answer.status_code == 200
    assert "# TYPE hovedindgang_request_seconds histogram" in answer.text


def test_figures_are_shut_to_others_and_to_what_a_proxy_brings(database: Database):
    assert at("10.0.0.7").get("/metrics").status_code == 403
    through_a_proxy = at().get("/metrics", headers={"x-forwarded-for": "10.0.0.7"})
    assert through_a_proxy.status_code == 403


def test_with_a_token_it_alone_opens_the_figures(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    with_token = settings().model_copy(update={"metrics_token": TOKEN})
    monkeypatch.setattr(routes, "settings", lambda: with_token)
    for given, status in {
        f"Bearer {TOKEN}": 200,
        f"Bearer {TOKEN}x": 403,
        "Bearer ": 403,
        "": 403,
    }.items():
        for address in ("127.0.0.1", "10.0.0.7"):
            answer = at(address).get("/metrics", headers={"authorization": given})
            assert answer.status_code == status


def test_figures_name_routes_and_never_what_was_asked_for(service: Service):
    ada = moves_alone(service.citizen("ada")).sends()
    figures = at().get("/metrics").text
    asked = 'hovedindgang_requests_total{method="GET",route="/kvittering/{reference}",status="200"}'
    assert asked in figures
    assert ada.path.rpartition("/")[2] not in figures


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Asks after a program that listens at an address; exit code and sentence."""

    def health_of(program: str, base: str = "") -> tuple[int, str]:
        port = int(base.rpartition(":")[2]) if base else 1
        here = settings().model_copy(update={"port": port, "standins_port": port})
        monkeypatch.setattr(health, "settings", lambda: here)
        return health.run([program]), capsys.readouterr().out

    return health_of


def test_web_is_well_when_it_is_ready(committed_database: Database, ask):
    with serving(the_app()) as base:
        assert ask("web", base) == (0, "web: ok\n")


def test_web_is_ill_when_it_is_not_ready(committed_database: Database, committed_url: str, ask):
    with serving(the_app()) as base, away(committed_database, committed_url):
        said = "web: answers 503: database: OperationalError\n"
        assert ask("web", base) == (1, said)


@pytest.mark.parametrize("program", ["web", "standins"])
def test_whoever_does_not_answer_is_ill(ask, program: str):
    assert ask(program) == (1, f"{program}: does not answer (ConnectError)\n")


def test_standins_are_well_when_they_answer(standins: str, ask):
    assert ask("standins", standins) == (0, "standins: ok\n")


def test_a_worker_is_well_while_its_heart_beats(
    ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    beats = tmp_path / "worker"
    monkeypatch.setattr(heartbeat, "HEARTBEAT", beats)
    assert ask("worker") == (1, "worker: has not started\n")
    heartbeat.beat()
    assert ask("worker") == (0, "worker: ok\n")
    heartbeat.beat(["writing: failed (SQLITE_FULL, 2 s ago)"])
    assert ask("worker") == (0, "worker: ok, but writing: failed (SQLITE_FULL, 2 s ago)\n")
    heartbeat.beat()
    stopped_at = time.time()
    monkeypatch.setattr(heartbeat, "time", SimpleNamespace(time=lambda: stopped_at))
    os.utime(beats, (stopped_at - 120, stopped_at - 120))
    assert ask("worker") == (1, "worker: has said nothing for 120 seconds\n")
    os.utime(beats, (stopped_at + 120, stopped_at + 120))
    assert ask("worker")[0] == 1, "a clock that was set back hides no worker that died"


def test_a_heart_goes_on_beating_on_a_disk_that_is_full(
    ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(heartbeat, "HEARTBEAT", tmp_path / "worker")

    def full(path: Path, words: str) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    heartbeat.beat(["writing: failed"])
    assert ask("worker") == (0, "worker: ok\n")
    monkeypatch.setattr(heartbeat, "HEARTBEAT", tmp_path / "gone" / "worker")
    heartbeat.beat()
    assert ask("worker") == (1, "worker: has not started\n")
