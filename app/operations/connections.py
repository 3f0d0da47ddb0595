"""How the web program serves: what a connection may cost before there is a request on it.

uvicorn with httptools waits for ever for the end of a request's head, keeps all of it, and waits
for ever for a reader that does not read. (`h11_max_incomplete_event_size` is another parser's.)
"""

import asyncio
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.settings import Settings

# Address and headers; smaller ones that are still too large get a page (`bounds.py`).
MOST_HEAD_BYTES = 128 * 1024
HEAD_SECONDS = 15.0
READ_SECONDS = 60.0
IDLE_SECONDS = 5
# A process answers a hundred or two in a second. Below the 1024 open files that systems let a
# program have unless told otherwise, so that there is always one left to say no with.
MOST_CONNECTIONS = 900
RETRY_AFTER_SECONDS = 5

REFUSALS = {
    400: "Vi forstod ikke det, din browser sendte.",
    408: "Det tog for lang tid at sende. Prøv igen.",
    431: "Din browser sender for meget med. Slet cookies for denne side, og prøv igen.",
}
BUSY = "Der er travlt lige nu. Prøv igen om lidt.\n"


def how_to_serve(found: Settings) -> dict[str, Any]:
    """What uvicorn is told. Only our own proxies may say who the client is."""
    return {
        "loop": "uvloop",
        "http": PatientProtocol,
        "ws": "none",
        "access_log": False,  # addresses carry references; we log routes ourselves
        "log_config": None,  # or its warnings would be lines unlike ours
        "log_level": "warning",
        "server_header": False,
        "proxy_headers": bool(found.proxies),
        "forwarded_allow_ips": ",".join(map(str, found.proxies)) or None,
        "timeout_keep_alive": IDLE_SECONDS,
        "timeout_graceful_shutdown": 10,
    }


async def _say_busy(scope: Scope, receive: Receive, send: Send) -> None:
    """In place of the app, for nothing: no page, no look in the database, no line in the log."""
    answer = PlainTextResponse(
        BUSY,
        503,
        {
            "retry-after": str(RETRY_AFTER_SECONDS),
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "connection": "close",
        },
    )
    await answer(scope, receive, send)


class LengthUnsaid(Exception):
    """A body in chunks, which no page of ours sends. Headers may follow it, as many as they like
    and past everything that is counted here; the parser stops at this, and it is answered 400."""


class PatientProtocol(HttpToolsProtocol):
    """Reads requests from a connection, with patience for a while and for so many bytes."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.head_begun, self.head_bytes = False, 0
        self.waiting: asyncio.TimerHandle | None = None
        self.reading: asyncio.TimerHandle | None = None
        self.leaving: asyncio.TimerHandle | None = None
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self.resume_writing()
        if self.leaving:
            self.leaving.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.head_begun:
            self.head_bytes += len(data)
        super().data_received(data)
        if self.head_begun and self.head_bytes > MOST_HEAD_BYTES:
            self._refuse(431)

    def on_message_begin(self) -> None:
        self.head_begun, self.head_bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        if any(name == b"transfer-encoding" for name, _ in self.headers):
            raise LengthUnsaid
        self.head_begun = False
        self._stop_waiting()
        too_many = len(self.connections) > MOST_CONNECTIONS
        self.app = _say_busy if too_many else self.config.loaded_app
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        another_is_there = bool(self.pipeline)
        super().on_response_complete()
        if self.transport.is_closing():
            self._hang_up()
        elif not another_is_there:
            self._await_head()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.reading = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        if self.reading:
            self.reading.cancel()
            self.reading = None
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        self._hang_up()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400)

    def _await_head(self) -> None:
        """What still comes of a body that nobody reads has to be over by then too: a browser hears
        no answer before it has sent all."""
        self._stop_waiting()
        self.waiting = self.loop.call_later(HEAD_SECONDS, self._out_of_patience)

    def _out_of_patience(self) -> None:
        if self.head_begun:
            self._refuse(408)
        else:
            self._hang_up()

    def _hang_up(self) -> None:
        """Close the connection, which waits for what has been said to be read: for a while."""
        self.transport.close()
        if not self.leaving:
            self.leaving = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self.waiting:
            self.waiting.cancel()
            self.waiting = None

    def _refuse(self, status: int) -> None:
        """A sentence, where there is no request to answer with a page; then the connection ends."""
        self._stop_waiting()
        if self.transport.is_closing():
            return
        body = f"{REFUSALS[status]}\n".encode()
        head = (
            "content-type: text/plain; charset=utf-8\r\n"
            f"content-length: {len(body)}\r\n"
            "cache-control: no-store\r\n"
            "x-content-type-options: nosniff\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(STATUS_LINE[status] + head.encode() + body)
        self._hang_up()
