"""Bodies that cost too much: in chunks, too slow, too large, or refused at their head."""

import re
import time
from contextlib import closing

import pytest

from tests.operations.sockets import (
    HEAD,
    HUNG_UP,
    LARGE,
    PATIENCE,
    Connect,
    all_said,
    connect,
    databases,
    impatient,
    is_a_sentence,
    sends_for_ever,
)

__all__ = ["connect", "databases", "impatient"]

pytestmark = pytest.mark.long

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


def test_a_body_that_comes_steadily_has_time_for_the_rest(impatient: None, connect: Connect):
    """Slower than the patience with the whole of it, and faster than the slowest there may be."""
    part = b"a" * 20_000
    with closing(connect()) as client:
        client.sendall(posting(5 * len(part)))
        for _ in range(5):
            time.sleep(PATIENCE / 2)
            client.sendall(part)
        assert client.recv(13).startswith(b"HTTP/1.1 ")
        assert b"408" not in client.recv(20)


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
