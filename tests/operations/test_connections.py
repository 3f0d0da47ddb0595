"""Connections that cost too much before there is a request on them, over real sockets."""

import asyncio
import socket
import time
from contextlib import closing
from typing import Any, ClassVar

import httpx
import pytest

from app.operations import connections
from app.operations.connections import PatientProtocol, how_to_serve
from app.settings import settings
from tests.operations.sockets import (
    HEAD,
    HUNG_UP,
    PATIENCE,
    Connect,
    all_said,
    connect,
    databases,
    impatient,
    is_a_sentence,
    port_of,
    sends_for_ever,
)
from tests.standins_server import serving

__all__ = ["connect", "databases", "impatient"]

pytestmark = pytest.mark.long


def test_a_head_without_end_is_cut(connect: Connect):
    with closing(connect()) as client:
        client.sendall(HEAD + b"X-Long: ")
        with pytest.raises(HUNG_UP):
            sends_for_ever(client, b"a" * 4096)


def test_a_head_that_is_too_long_gets_a_sentence(connect: Connect, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections, "MOST_HEAD_BYTES", 1000)
    with closing(connect()) as client:
        client.sendall(HEAD)
        time.sleep(0.2)
        client.sendall(b"X-Long: " + b"a" * 1001)
        is_a_sentence(
            all_said(client),
            "431 Request Header Fields Too Large",
            "Din browser sender for meget med. Slet cookies for denne side, og prøv igen.",
        )


def test_a_head_that_takes_too_long_gets_a_sentence(impatient: None, connect: Connect):
    with closing(connect()) as client:
        client.sendall(HEAD)
        is_a_sentence(
            all_said(client), "408 Request Timeout", "Det tog for lang tid at sende. Prøv igen."
        )


def test_who_says_nothing_is_not_waited_for(impatient: None, connect: Connect):
    with closing(connect()) as client:
        assert all_said(client) == ""


def test_who_says_nothing_more_is_not_waited_for(connect: Connect, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 60)
    with closing(connect()) as client:
        client.sendall(HEAD + b"\r\n")
        before = time.monotonic()
        assert "HTTP/1.1 200" in all_said(client)
        assert time.monotonic() - before < 20, "uvicorn's own five seconds"


def test_what_is_no_http_gets_a_sentence(connect: Connect):
    with closing(connect()) as client:
        client.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        is_a_sentence(
            all_said(client), "400 Bad Request", "Vi forstod ikke det, din browser sendte."
        )


@pytest.mark.parametrize(
    ("request_", "status", "heading"),
    [
        (f"GET /?q={'a' * 9000} HTTP/1.1\r\nHost: localhost\r\n", 414, "Adressen er for lang"),
        (
            "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X-A: 1\r\n" * 101,
            431,
            "Din browser sender for meget med",
        ),
    ],
    ids=["address", "headers"],
)
def test_what_is_a_request_gets_a_page(connect: Connect, request_: str, status: int, heading: str):
    with closing(connect()) as client:
        client.sendall(f"{request_}Connection: close\r\n\r\n".encode())
        said = all_said(client)
    assert said.startswith(f"HTTP/1.1 {status} ")
    assert f"<h1>{heading}</h1>" in said
    assert "default-src 'none'" in said


def is_served(connect: Connect, asks: bytes) -> bool:
    with closing(connect()) as client:
        client.sendall(asks + b"Connection: close\r\n\r\n")
        return all_said(client).startswith("HTTP/1.1 200 ")


def test_more_than_we_can_serve_are_told_to_come_again(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 2)
    asks = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
    with closing(connect()) as first, closing(connect()) as second:
        for client in (first, second):
            client.sendall(asks + b"\r\n")
            assert client.recv(12) == b"HTTP/1.1 200"
        with closing(connect()) as third:
            third.sendall(asks + b"\r\n")
            said = all_said(third)
        is_a_sentence(said, "503 Service Unavailable", "Der er travlt lige nu. Prøv igen om lidt.")
        assert "retry-after: 5\r\n" in said
    assert any(is_served(connect, asks) for _ in range(100)), "once the others have gone"


SHOWN = 16 * 1024 * 1024


async def slow(scope: Any, receive: Any, send: Any) -> None:
    """Answers in more time than a head may take, with more than a socket holds."""
    await asyncio.sleep(2 * PATIENCE)
    headers = [(b"content-length", str(SHOWN).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"a" * SHOWN})


def test_our_own_time_and_a_slow_line_are_not_the_clients_fault(impatient: None):
    with (
        serving(slow, **how_to_serve(settings()), lifespan="off") as base,
        closing(socket.create_connection(("127.0.0.1", port_of(base)), timeout=20)) as client,
    ):
        # Two at once, as a proxy may send them.
        client.sendall((HEAD + b"\r\n") + (HEAD + b"Connection: close\r\n\r\n"))
        assert len(all_said(client)) > 2 * SHOWN


def test_a_reader_that_does_not_read_is_not_waited_for(impatient: None):
    with (
        serving(slow, **how_to_serve(settings()), lifespan="off") as base,
        closing(socket.create_connection(("127.0.0.1", port_of(base)), timeout=20)) as client,
    ):
        client.sendall(HEAD + b"\r\n")
        time.sleep(6 * PATIENCE)
        assert len(all_said(client)) < SHOWN


class Known(PatientProtocol):
    """Tells the app below how much of what it said the system has not taken yet."""

    met: ClassVar[list[asyncio.Transport]] = []

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.met.append(transport)


async def says_what_a_socket_holds_and_little_more(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while Known.met[-1].get_write_buffer_size() == 0:
        await send({"type": "http.response.body", "body": b"a" * 16_384, "more_body": True})
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b"the end"})


@pytest.mark.parametrize("ending", [b"Connection: close\r\n\r\n", b"\r\n"], ids=["told", "kept"])
def test_a_reader_of_little_that_does_not_read_is_not_waited_for(impatient: None, ending: bytes):
    """So little that nothing has to wait with saying it; closing waits until it is read."""
    ours = how_to_serve(settings()) | {"http": Known, "timeout_keep_alive": PATIENCE}
    with (
        serving(says_what_a_socket_holds_and_little_more, **ours, lifespan="off") as base,
        closing(socket.create_connection(("127.0.0.1", port_of(base)), timeout=20)) as client,
    ):
        client.sendall(HEAD + ending)
        time.sleep(6 * PATIENCE)
        assert not all_said(client).endswith("the end\r\n0\r\n\r\n")


def test_browsers_keep_their_connection_as_always(connect: Connect):
    with closing(connect()) as client:
        port = client.getpeername()[1]
    with httpx.Client(trust_env=False, base_url=f"http://127.0.0.1:{port}") as browser:
        answers = [browser.get("/", headers={"host": "localhost"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
