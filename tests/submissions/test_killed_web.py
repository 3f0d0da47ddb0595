"""The web program is killed (SIGKILL) while »Send« is pressed: one submission, never two."""

import os
import signal
import subprocess
import sys
import time

import httpx
import pytest
from sqlalchemy import func, select

from app.outbox import Errand
from app.submissions.models import Submission
from tests.ports import free_port
from tests.service import Service
from tests.submissions.walks import moves_alone

pytestmark = pytest.mark.long

# The web program, killed where `{module}.{name}` would have been called while sending.
KILLED_AT = """
import importlib, os, signal, sys
from app.__main__ import main

module, name = sys.argv[1:]
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

import app.main
setattr(importlib.import_module(module), name, die)
main(["web"])
"""


@pytest.mark.parametrize(
    ("module", "name", "kept"),
    [
        ("app.submissions.submit", "_promise", 0),
        ("app.submissions.sending", "go", 1),
    ],
    ids=["inside the transaction", "after the commit, before the answer"],
)
def test_killed_while_sending(committed_service: Service, module: str, name: str, kept: int):
    ada = moves_alone(committed_service.citizen("ada"))
    fields = {each: ada.value(each) for each in ("draft", "revision")}
    cookie = {"session": ada.client.cookies["session"]}

    with pytest.raises(httpx.TransportError):
        _send(_started(KILLED_AT, module, name), cookie, fields)
    assert _count(committed_service, Submission) == kept

    # The citizen sees that the connection broke, and presses again.
    ada.posts("/flytning/kontroller", fields)
    assert ada.path.startswith("/kvittering/")
    assert _count(committed_service, Submission) == 1
    assert _count(committed_service, Errand) == 3


def _started(program: str, *arguments: str) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    web = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], env=os.environ | {"PORT": str(port)}
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and web.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/livez")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return web, port
    raise RuntimeError("the web program did not start")


def _send(
    started: tuple[subprocess.Popen[bytes], int], cookie: dict[str, str], fields: dict[str, str]
) -> None:
    web, port = started
    try:
        httpx.post(
            f"http://127.0.0.1:{port}/flytning/kontroller",
            data=fields,
            cookies=cookie,
            headers={"sec-fetch-site": "same-origin", "host": "localhost"},
            timeout=30,
        )
    finally:
        web.wait(30)
        assert web.returncode == -signal.SIGKILL


def _count(service: Service, table: type[Submission] | type[Errand]) -> int:
    with service.database.reading.begin() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
