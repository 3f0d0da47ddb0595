"""Web and worker as processes that start in no time: forked from one that has loaded all modules.

What is killed is as dead as any process; only its start costs no second, so that hundreds of
kills fit in a test.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

LOADED = """
import os, signal, sys
import app.main, app.worker
from sqlalchemy import Engine, event
from app.__main__ import main
from app.database import database
from app.settings import settings

def die_before_commit():
    sending = set()

    @event.listens_for(Engine, "before_cursor_execute")
    def see(connection, cursor, statement, *_):
        if statement.startswith("INSERT INTO submissions "):
            sending.add(id(connection))

    @event.listens_for(Engine, "commit")
    def die(connection):
        if id(connection) in sending:
            os.kill(os.getpid(), signal.SIGKILL)

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("ready", flush=True)
for line in sys.stdin:
    command, port, manner = line.split()
    if child := os.fork():
        print(child, flush=True)
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.stdin.close()
    os.dup2(2, 1)
    os.environ["PORT"] = port
    settings.cache_clear()
    database.cache_clear()
    if manner == "armed":
        die_before_commit()
    os._exit(main([command]))
"""


class Forked:
    """Starts programs, by the environment of when it was made, and kills them."""

    def __init__(self) -> None:
        self._loaded = subprocess.Popen(
            [sys.executable, "-c", LOADED],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"TRUSTED_PROXIES": ""},
        )
        self._alive: set[int] = set()
        assert self._said() == "ready"

    def starts(self, program: str, port: int = 0, *, armed: bool = False) -> int:
        """The process id of a program that has been started. One that is armed kills itself when
        all of a submission is written, and nothing is left to do but COMMIT."""
        assert self._loaded.stdin is not None
        manner = "armed" if armed else "harmless"
        self._loaded.stdin.write(f"{program} {port} {manner}\n")
        self._loaded.stdin.flush()
        process = int(self._said())
        self._alive.add(process)
        return process

    def kills(self, process: int) -> None:
        """End it as a power cut would, and wait until it is gone."""
        os.kill(process, signal.SIGKILL)
        self.is_gone(process, within_seconds=60)

    def is_gone(self, process: int, *, within_seconds: float) -> None:
        """Wait until the program has died; raises `RuntimeError` for one that lives on."""
        deadline = time.monotonic() + within_seconds
        while _exists(process):
            if time.monotonic() > deadline:
                raise RuntimeError("the program is still alive")
            time.sleep(0.001)
        self._alive.discard(process)

    def ends(self) -> None:
        for process in list(self._alive):
            self.kills(process)
        self._loaded.kill()
        self._loaded.communicate()

    def _said(self) -> str:
        assert self._loaded.stdout is not None
        return self._loaded.stdout.readline().strip()


@contextmanager
def forked() -> Iterator[Forked]:
    """Programs that are all gone at the end."""
    programs = Forked()
    try:
        yield programs
    finally:
        programs.ends()


def wait_for(port: int) -> None:
    """Until the web program answers there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/livez", timeout=5)
        except httpx.TransportError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("the web program did not start")


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
