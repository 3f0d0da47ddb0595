"""Large files pass through in pieces: neither memory nor the database waits for a slow sender."""

import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator

import anyio
import httpx
import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from app.database import Database
from app.files import CHUNK_BYTES, Writing, chunks
from app.submissions import incoming
from tests.citizen import Browser
from tests.service import Service, the_app
from tests.submissions.uploading import JPEG, addresses, at_pictures, attached, kept

PIECE = 64 * 1024
TEN_MB = 10 * 1024 * 1024


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that is sent piece by piece; `between` is done before each."""

    def __init__(self, pieces: list[bytes], between: Callable[[], None] = lambda: None) -> None:
        self.pieces = pieces
        self.between = between

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.between()
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            await anyio.to_thread.run_sync(self.between)
            yield piece


def body_of(walker: Browser, size: int) -> list[bytes]:
    """A page with one picture of so many bytes, in pieces."""
    begins = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{walker.value(name)}\r\n'
        for name in ("draft", "revision")
    )
    begins += '--x\r\nContent-Disposition: form-data; name="pictures"; filename="a.jpg"\r\n\r\n'
    whole, rest = divmod(size - len(JPEG), PIECE)
    return [begins.encode(), JPEG, *[b"a" * PIECE] * whole, b"a" * rest, b"\r\n--x--\r\n"]


def posts(walker: Browser, body: Pieces) -> httpx.Response:
    request = walker.client.build_request(
        "POST",
        "/rotter/billeder",
        headers={
            "sec-fetch-site": "same-origin",
            "content-type": "multipart/form-data; boundary=x",
            "content-length": str(sum(map(len, body.pieces))),
        },
    )
    request.stream = body
    return walker.client.send(request)


def test_ten_megabytes_pass_through_in_little_memory(service: Service):
    walker = at_pictures(service.browser())
    body = body_of(walker, TEN_MB)
    posts(walker, Pieces(body_of(walker, 2 * PIECE)))
    tracemalloc.start()
    try:
        assert str(posts(walker, Pieces(body)).url).endswith("/rotter/svar")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # A chunk, the same sealed, and what a database driver makes of it; far from the whole.
    assert most < 12 * CHUNK_BYTES
    assert kept(service) == (2, 2, 1 + TEN_MB // CHUNK_BYTES)
    walker.opens("/rotter/billeder")
    first = walker.client.get(addresses(walker)[1])
    assert len(first.content) == TEN_MB
    assert first.content.startswith(JPEG)


def test_no_transaction_and_no_connection_waits_for_the_sender(committed_service: Service):
    walker = at_pictures(committed_service.browser())
    database = committed_service.database
    held: list[int] = []

    def look() -> None:
        held.append(sum(door.kw["bind"].pool.checkedout() for door in doors(database)))
        # And others write meanwhile.
        Writing(database.writing, "image/png").finish()

    body = Pieces(body_of(walker, 10 * PIECE), look)
    answer = posts(walker, body)
    assert answer.status_code == 200
    assert len(held) == len(body.pieces)
    assert set(held) == {0}


def doors(database: Database) -> tuple:
    return (database.reading, database.writing)


def test_a_file_read_slowly_holds_no_connection_either(committed_service: Service):
    database = committed_service.database
    writing = Writing(database.writing, "image/png")
    writing.write(b"a" * 3 * CHUNK_BYTES)
    for content in chunks(database.reading, writing.finish().id):
        assert len(content) == CHUNK_BYTES
        assert database.reading.kw["bind"].pool.checkedout() == 0


@pytest.mark.parametrize("stops_after", [1, 3, 8])
def test_a_connection_cut_half_way_leaves_nothing(service: Service, stops_after: int):
    walker = at_pictures(service.browser())
    asks_as(walker, [*body_of(walker, 10 * PIECE)[:stops_after]])
    assert kept(service) == (0, 0, 0)
    assert attached(walker.opens("/rotter/billeder")) == []


def test_what_came_whole_before_the_cut_leaves_nothing_either(service: Service):
    walker = at_pictures(service.browser())
    whole = body_of(walker, 5000)[:-1]
    second = b'\r\n--x\r\nContent-Disposition: form-data; name="pictures"; filename="b"\r\n\r\n'
    asks_as(walker, [*whole, second, JPEG])
    assert kept(service) == (0, 0, 0)


def test_if_we_are_killed_half_way_it_is_only_ownerless(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(incoming.Incoming, "abandon", lambda _: None)
    walker = at_pictures(service.browser())
    asks_as(walker, body_of(walker, 10 * PIECE)[:-2])
    assert kept(service) == (0, 1, 2)


def asks_as(walker: Browser, pieces: list[bytes]) -> None:
    """Send these pieces, and hang up."""
    key = walker.client.cookies["session"]
    headers = {
        "host": "localhost",
        "sec-fetch-site": "same-origin",
        "content-type": "multipart/form-data; boundary=x",
        "content-length": "10000000",
        "cookie": f"session={key}",
    }
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/rotter/billeder",
        "raw_path": b"/rotter/billeder",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("testclient", 50000),
        "server": ("localhost", 80),
    }
    left = list(pieces)

    async def receive() -> Message:
        if not left:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": left.pop(0), "more_body": True}

    async def send(_: Message) -> None:
        """Nobody is there."""

    assert TestClient.portal is not None
    TestClient.portal.call(the_app(), scope, receive, send)
