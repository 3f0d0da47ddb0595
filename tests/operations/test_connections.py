"""Connections that cost too much before there is a request on them, over real sockets."""

import asyncio
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, ClassVar

import httpx
import pytest

from app import bounds
from app.operations import connections
from app.operations.connections import PatientProtocol, how_to_serve
from app.settings import settings
from tests.databases import SQLiteDatabases
from tests.service import Service, the_app
from tests.standins_server import serving

pytestmark = pytest.mark.long

PATIENCE = 0.4
HEAD = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"
# Which of the two it is met by, the system decides.
HUNG_UP = (ConnectionResetError, BrokenPipeError)
LARGE = b"a" * 1024 * 1024

Connect = Callable[[], socket.socket]


@pytest.fixture
def databases(sqlite_databases: SQLiteDatabases) -> SQLiteDatabases:
    """One kind of database will do: nothing here is about it."""
    return sqlite_databases


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", PATIENCE)
    monkeypatch.setattr(connections, "READ_SECONDS", PATIENCE)
    monkeypatch.setattr(bounds, "BODY_SECONDS", PATIENCE)


@pytest.fixture
def connect(committed_service: Service) -> Iterator[Connect]:
    """A connection to the service, as it is served."""
    with serving(the_app(), **how_to_serve(settings())) as base:
        yield lambda: socket.create_connection(("127.0.0.1", port_of(base)), timeout=20)


def port_of(base: str) -> int:
    return int(base.rpartition(":")[2])


def all_said(connection: socket.socket) -> str:
    """Until the other side hangs up."""
    said = bytearray()
    while part := connection.recv(1024 * 1024):
        said += part
    return said.decode()


def sends_for_ever(connection: socket.socket, part: bytes, pause: float = 0) -> None:
    while True:
        connection.sendall(part)
        time.sleep(pause)


def is_a_sentence(said: str, status: str, sentence: str) -> None:
    head, _, body = said.partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status}\r\n")
    assert body == f"{sentence}\n"
    for header in ("cache-control: no-store", "x-content-type-options: nosniff"):
        assert header in head
    assert f"content-length: {len(body.encode())}" in head


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


CHUNKED = (
    "{method} {path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: {coding}\r\n\r\n"
)


@pytest.mark.parametrize("coding", ["chunked", "Chunked", "gzip, chunked"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/sprog"), ("GET", "/"), ("GET", "/livez"), ("POST", "/api/v1/forms")],
)
def test_a_body_in_chunks_is_refused_at_its_head(
    connect: Connect, method: str, path: str, coding: str
):
    with closing(connect()) as client:
        client.sendall(CHUNKED.format(method=method, path=path, coding=coding).encode())
        is_a_sentence(
            all_said(client), "400 Bad Request", "Vi forstod ikke det, din browser sendte."
        )


@pytest.mark.parametrize(
    "trailer", [b"x-trailer: " + b"a" * 60 + b"\r\n", b"a" * 70], ids=["many", "one without end"]
)
def test_headers_after_a_body_do_not_fill_the_memory(connect: Connect, trailer: bytes):
    begun = CHUNKED.format(method="POST", path="/sprog", coding="chunked").encode()
    with closing(connect()) as client:
        client.sendall(begun + b"2\r\n[]\r\n0\r\nX: ")
        # Less than what a machine keeps of a connection that nobody reads from would prove nothing.
        with pytest.raises(HUNG_UP):
            client.sendall(trailer * (64 * len(LARGE) // len(trailer)))


def posting(length: int, site: str = "same-origin") -> bytes:
    return (
        "POST /sprog HTTP/1.1\r\nHost: localhost\r\n"
        f"Sec-Fetch-Site: {site}\r\nContent-Length: {length}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    ).encode()


def test_a_body_that_takes_too_long_gets_a_page(impatient: None, connect: Connect):
    with closing(connect()) as client:
        client.sendall(posting(100) + b"language=")
        said = all_said(client)
    assert said.startswith("HTTP/1.1 408 ")
    assert "<h1>Det tog for lang tid at sende</h1>" in said
    assert "default-src 'none'" in said
    assert "connection: close" in said


def test_a_body_that_comes_a_little_at_a_time_has_no_more_time(impatient: None, connect: Connect):
    with closing(connect()) as client:
        client.sendall(posting(100_000))
        with pytest.raises(HUNG_UP):
            sends_for_ever(client, b"a", PATIENCE / 10)


def test_a_refused_body_does_not_keep_the_connection(impatient: None, connect: Connect):
    with closing(connect()) as client:
        client.sendall(posting(100_000, site="cross-site"))
        with pytest.raises(HUNG_UP):
            sends_for_ever(client, b"a", PATIENCE / 10)


def test_a_body_that_is_too_large_is_answered_when_it_is_sent(connect: Connect):
    with closing(connect()) as client:
        client.sendall(posting(5 * len(LARGE)))
        for _ in range(5):
            client.sendall(LARGE)
        client.sendall(HEAD + b"Connection: close\r\n\r\n")
        said = all_said(client)
    assert re.findall(r"HTTP/1.1 (\d+)", said) == ["413", "200"]
    assert "<h1>Det fylder for meget</h1>" in said


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
