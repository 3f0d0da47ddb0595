"""The service as it is served, over real sockets, and with little patience."""

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from app import bounds
from app.operations import connections
from app.operations.connections import how_to_serve
from app.settings import settings
from tests.databases import SQLiteDatabases
from tests.service import Service, the_app
from tests.standins_server import serving

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
