"""How much a request may be, and how long it may take to arrive: more is answered, never borne.

What is so large or slow that it never becomes a request is stopped at the connection
(`operations/connections.py`); the number and length of a form's fields where it is read.
"""

import asyncio
import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import AddressTooLong, BadRequest, HeadersTooLarge, TooLarge, TooSlow

# A login provider may bring a long code back; nothing of ours is near it.
MOST_ADDRESS_BYTES = 8 * 1024
MOST_HEADERS = 100
MOST_HEADERS_BYTES = 32 * 1024
MOST_BODY_BYTES = 1024 * 1024
# To begin with, and to stand still; and what comes earns time for the rest, as fast as a poor
# mobile connection sends (131 kbit/s, so that 25 MB may take 27 minutes). It costs a connection
# that is waited for, and no thread.
BODY_SECONDS = 30.0
SLOWEST_BYTES_A_SECOND = 16 * 1024
# What a case system tells with a document of 10 MB, in base64. Its route reads the body by itself,
# once it is known whose token came with it.
CASE_EVENTS = re.compile(r"/api/v1/cases/[^/]+/events")
MOST_EVENT_BYTES = 14 * 1024 * 1024
MOST_JSON_DEPTH = 32
METHODS_WITH_A_BODY = frozenset({"POST", "PUT", "PATCH"})

# Without what is escaped in it. It fits wherever a quote stands, also where no second follows, so
# that each byte is looked at once: whatever is sent, the work grows as its length does.
_STRING = re.compile(rb'"[^"]*"?')
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class PlainCookies:
    """Takes the backslashes out of the cookies that are sent, before anybody reads them: outside of
    all that may, also the page that says what is wrong.

    A cookie has none (RFC 6265, section 4.1.1), and ours never do. Python before 3.11.10 and
    3.12.6 reads a quoted one in a time that grows as the square of how many there are
    (CVE-2024-7592): seconds for a single request, while nobody else is served.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = scope["headers"]
            for place, (name, value) in enumerate(headers):
                if name == b"cookie" and b"\\" in value:
                    headers[place] = (name, value.replace(b"\\", b""))
        await self.app(scope, receive, send)


class WithinBounds:
    """Lets through what is within bounds; raises what `error_pages` has an answer for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        _measure(scope)
        receive = _in_time(receive)
        if _may_be_json(scope):
            receive = _again(await _shallow_json(receive), receive)
        await self.app(scope, receive, send)


def _measure(scope: Scope) -> None:
    path = scope.get("raw_path") or scope["path"].encode()
    if len(path) + len(scope["query_string"]) > MOST_ADDRESS_BYTES:
        raise AddressTooLong
    headers = scope["headers"]
    if len(headers) > MOST_HEADERS or sum(map(_size, headers)) > MOST_HEADERS_BYTES:
        raise HeadersTooLarge


def _size(header: tuple[bytes, bytes]) -> int:
    return len(header[0]) + len(header[1])


def _may_be_json(scope: Scope) -> bool:
    path = scope["path"]
    if scope["method"] not in METHODS_WITH_A_BODY or not path.startswith("/api/"):
        return False
    if CASE_EVENTS.fullmatch(path):
        return False
    kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    # As FastAPI asks it: what it would read is measured here.
    is_kind_of_json = kind == "application/json" or kind.endswith("+json")
    return is_kind_of_json and kind.startswith("application/")


def _in_time(receive: Receive) -> Receive:
    """The same, until the whole body is there; from when somebody first asks for it there are so
    many seconds, and more for what has come."""
    deadline, whole = 0.0, False

    async def received() -> Message:
        nonlocal deadline, whole
        if whole:
            return await receive()
        deadline = deadline or asyncio.get_running_loop().time() + BODY_SECONDS
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise TooSlow from None
        whole = not message.get("more_body", False)
        deadline += len(message.get("body", b"")) / SLOWEST_BYTES_A_SECOND
        return message

    return received


async def _shallow_json(receive: Receive) -> bytes:
    """The body whole, if it is fit to be read."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BODY_BYTES:
            raise TooLarge
    refuse_unfit_json(bytes(body))
    return bytes(body)


def refuse_unfit_json(body: bytes) -> None:
    """Raise `BadRequest` for what is no UTF-8, and for what is nested deeper than anything of ours:
    it would cost a parser its stack."""
    if not _is_utf_8(body):
        raise BadRequest("JSON is in UTF-8 (RFC 8259, section 8.1).")
    if depth_of(body) > MOST_JSON_DEPTH:
        raise BadRequest(f"The JSON is nested deeper than {MOST_JSON_DEPTH} levels.")


def _is_utf_8(body: bytes) -> bool:
    """Python reads UTF-16 and UTF-32 as well, which it knows by their nulls or their first bytes;
    in those, quotes and brackets are not where depth is measured. What `charset` says means
    nothing for JSON (section 11)."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in body


def depth_of(body: bytes) -> int:
    """How deep brackets stand in brackets, outside of strings; looked at no further than one more
    than may be."""
    depth = deepest = 0
    plain = body.replace(rb"\\", b"").replace(rb"\"", b"")
    for bracket in _STRING.sub(b"", plain).translate(None, _NO_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
        if deepest > MOST_JSON_DEPTH:
            break
    return deepest


def _again(body: bytes, receive: Receive) -> Receive:
    """What was received already, and then what follows."""
    given = False

    async def received() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received
