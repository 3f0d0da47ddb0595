"""The stand-ins served over real HTTP, for any test that needs the world outside.

with running_standins() as base:                       # "http://127.0.0.1:54321"
    behave(base, "civil-register", "silent", count=1)
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpx
import uvicorn

from app.standins.main import create_app

CASE_SYSTEM_SECRET = "whsec_ZGVtby1zZWNyZXQtZm9yLWEtbGFwdG9wLW9ubHk="


@contextmanager
def running_standins(
    *, case_system_secret: str = CASE_SYSTEM_SECRET, port: int = 0, **options: Any
) -> Iterator[str]:
    """Serve every stand-in from a thread; gives the base address, without a slash at the end."""
    soon = {"post_answers_after": 0.05}
    app = create_app(case_system_secret=case_system_secret, **soon | options)
    with serving(app, port=port) as base:
        yield base


@contextmanager
def serving(app: Any, *, port: int = 0, **options: Any) -> Iterator[str]:
    """Serve any ASGI program on a free port of this machine; `options` are uvicorn's."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    quiet = {"log_level": "critical", "access_log": False, "timeout_graceful_shutdown": 1}
    server = uvicorn.Server(uvicorn.Config(app, **{**options, **quiet}))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        _wait_for(server, thread)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


def behave(
    base: str,
    system: str,
    mode: str,
    *,
    count: int | None = None,
    seconds: float | None = None,
    after: int = 0,
) -> None:
    """Make one stand-in misbehave: for the next `count` calls, or until told otherwise, once
    `after` calls have gone well."""
    manners = {"mode": mode, "count": count, "seconds": seconds, "after": after}
    _post(f"{base}/{system}/behaviour", manners)


def start_afresh(base: str) -> None:
    """Every stand-in behaves again, and has forgotten its cases and letters."""
    _post(f"{base}/reset", {})


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + 60
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the stand-ins did not start")
        time.sleep(0.01)


def _post(address: str, body: dict[str, Any]) -> None:
    answer = _client().post(address, json=body)
    if answer.status_code >= 400:
        raise ValueError(answer.text)


@cache
def _client() -> httpx.Client:
    # Making one takes longer than asking; a connection that is not kept need not be closed.
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(timeout=60, trust_env=False, limits=limits)
