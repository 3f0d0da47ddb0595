"""Our own mistakes: a calm page with a number, and in the log the same number and nobody."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

import httpx
import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.municipalities import demo
from app.municipalities.models import MunicipalityRow
from app.outbox import Errand
from app.standins import persons
from app.submissions.models import Submission
from tests.citizen import Browser
from tests.databases import SQLiteDatabases
from tests.integrations.posting import the_post_answers
from tests.ports import free_port
from tests.service import Service
from tests.submissions.walks import moves_alone, reports_rats

pytestmark = pytest.mark.long

MISTAKE = "Der gik noget galt hos os"
# The web program with one mistake in it: asked for one person, a register breaks and says whom.
BROKEN_FOR = """
import sys
from app.__main__ import main
from app.registers import civil

look_up = civil.look_up

def broken(address, cpr):
    if cpr == sys.argv[1]:
        raise ValueError(f"no such person: {cpr}")
    return look_up(address, cpr)

civil.look_up = broken
sys.exit(main(["web"]))
"""


@pytest.fixture
def databases(sqlite_databases: SQLiteDatabases) -> SQLiteDatabases:
    """One kind of database will do: nothing here is about it."""
    return sqlite_databases


def test_a_mistake_is_a_calm_page_with_a_number_and_every_header(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> None:
        raise ValueError("a mistake of ours")

    monkeypatch.setattr("app.submissions.register.civil.look_up", broken)
    ada = service.citizen("ada")
    ada.opens("/flytning")
    answer = ada.client.post("/flytning", headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 500
    assert MISTAKE in answer.text
    assert re.search(r'<strong class="reference">[0-9a-f]{8}</strong>', answer.text)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "a mistake of ours" not in answer.text


def test_no_line_of_a_whole_journey_says_whom_it_is_about(
    committed_service: Service, tmp_path: Path
):
    """Through real programs: what they print is what an operator's log keeps."""
    log = tmp_path / "log"
    uffe, longest = persons.by_key("uffe"), persons.by_key("maximiliane")
    with (
        log.open("w") as out,
        _web(out, uffe.cpr) as base,
        _at(committed_service, base),
        _worker(out, tmp_path),
        _client() as client,
    ):
        walker = _citizen(committed_service, client, base, longest.key)
        moves_alone(walker).sends()
        receipt = walker.path
        _until_all_is_done(committed_service)
        walker.opens("/mine-sager")
        walker.opens(f"{receipt}.pdf")
        client.cookies.clear()
        reports_rats(_browser(client, base)).sends()
        walker.opens("/findes-ikke/2407900000?navn=Maximiliane")
        unlucky = _citizen(committed_service, client, base, uffe.key).starts("flytning")
        assert (unlucky.status, unlucky.sees) == (500, MISTAKE)
        with committed_service.database.reading.begin() as session:
            references = list(session.scalars(select(Submission.reference)))

    lines = log.read_text().splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines), "a line is JSON"
    (mistake,) = [line for line in map(json.loads, lines) if line["event"] == "our mistake"]
    assert mistake["number"] in unlucky.words
    assert mistake["problem"] == "ValueError"
    assert any("broken" in frame for frame in mistake["where"])

    said = log.read_text().lower()
    assert '"route": "/kvittering/{reference}"' in said
    for person in (uffe, longest):
        # Short words such as »af« stand by chance in any number written with letters.
        names = [name for name in person.name.lower().split() if len(name) > 3]
        for secret in (person.cpr, f"{person.cpr[:6]}-{person.cpr[6:]}", *names):
            assert secret not in said
    typed = ["møllevej", "20 30 40 50", "20304050", "bænken", "findes-ikke", "2407900000"]
    for secret in [*typed, *(reference.lower() for reference in references)]:
        assert secret not in said


@contextmanager
def _web(out: TextIO, broken_for: str) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-c", BROKEN_FOR, broken_for]
    with _running(command, out, PORT=str(port)):
        base = f"http://127.0.0.1:{port}"
        _until(lambda: _answers(base))
        yield f"http://localhost:{port}"


@contextmanager
def _at(service: Service, base: str) -> Iterator[None]:
    """The municipality is found at that address, also by the case system and the post."""
    with service.database.writing.begin() as session:
        session.get_one(MunicipalityRow, demo.FIRST).base_url = base
    the_post_answers(service)
    yield


@contextmanager
def _worker(out: TextIO, heartbeat_in: Path) -> Iterator[None]:
    with _running([sys.executable, "-m", "app", "worker"], out, TMPDIR=str(heartbeat_in)):
        yield


@contextmanager
def _running(command: list[str], out: TextIO, **settings: str) -> Iterator[None]:
    program = subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=out, stderr=subprocess.STDOUT
    )
    try:
        yield
        assert program.poll() is None, "it stopped by itself"
    finally:
        program.terminate()
        program.wait(30)


def _client() -> httpx.Client:
    # A connection that is kept for as long as the server keeps it is met just closed.
    limits = httpx.Limits(keepalive_expiry=2)
    return httpx.Client(follow_redirects=True, trust_env=False, timeout=60, limits=limits)


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _answers(base: str) -> bool:
    try:
        return httpx.get(f"{base}/readyz", trust_env=False).is_success
    except httpx.TransportError:
        return False


def _until_all_is_done(service: Service) -> None:
    def undone() -> int:
        with service.database.reading.begin() as session:
            errands = select(func.count()).select_from(Errand).where(Errand.done_at.is_(None))
            return session.scalar(errands) or 0

    _until(lambda: undone() == 0)


def _citizen(service: Service, client: httpx.Client, base: str, key: str) -> Browser:
    client.cookies = service.citizen(key).client.cookies
    return _browser(client, base)


def _browser(client: httpx.Client, base: str) -> Browser:
    return Browser(cast(TestClient, client), base.removeprefix("http://"))
