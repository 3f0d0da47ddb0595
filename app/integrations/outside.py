"""Asking a system outside: one call within a budget, and what its answer means to us.

2xx is yes. 4xx is no, except 408, 425 and 429, which with 5xx, a redirect, silence or an answer
nobody can read mean: not now. Redirects are never followed, so that nothing personal goes to an
address the municipality has not named.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import IO

import httpx

from app.clock import now
from app.integrations.in_time import SentInTime, TimeLeft
from app.outgoing import new_client

BUDGET_SECONDS = 10.0
MOST_ANSWER_BYTES = 64 * 1024
LONGEST_RETRY_AFTER = timedelta(days=1)
NOT_NOW = frozenset({408, 425, 429})

# By the name of the field: the file's name (None for a plain field), content and media type.
Form = Mapping[str, tuple[str | None, str | IO[bytes], str]]
# By the monotonic clock; for ever, where nobody has said otherwise.
_latest: ContextVar[float] = ContextVar("latest", default=float("inf"))


class Unavailable(Exception):
    """The system is down, slow or unreadable. Worth another try later.

    The text is in Danish, for staff, and holds nothing personal; `retry_after` is how long the
    system itself asked us to wait, `words` what it said, which may quote anything. `status` is of
    its answer over HTTP, 0 where there was none. Where it was not `reached`, nothing of what we
    had to say can have come to it.
    """

    reached = True

    def __init__(
        self,
        text: str,
        retry_after: timedelta | None = None,
        words: str = "",
        status: int = 0,
    ) -> None:
        super().__init__(text)
        self.retry_after = retry_after
        self.words = words
        self.status = status


class NotReached(Unavailable):
    """There was no way to the system at all."""

    reached = False


class NotSetUp(Unavailable):
    """What the municipality has told us of the system is not enough to ask it anything."""

    reached = False


class Refused(Exception):
    """The system understood and said no. Trying again will not help; a person must look.

    The text is in Danish, for staff, and holds nothing personal; `words` is what the system said,
    which may quote anything, and `status` its HTTP status, 0 where none made us stop.
    """

    def __init__(self, text: str, words: str = "", status: int = 0) -> None:
        super().__init__(text)
        self.words = words
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What a system said yes with: its status, 2xx, and its body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@cache
def client() -> httpx.Client:
    """One for the process, made when first needed."""
    return new_client()


def post(
    address: str, body: bytes, headers: Mapping[str, str], *, budget_seconds: float = BUDGET_SECONDS
) -> bytes:
    """What the system answered to a POST it said yes to; raises `Unavailable` or `Refused`."""
    return ask("POST", address, body=body, headers=headers, budget_seconds=budget_seconds).body


def ask(
    method: str,
    address: str,
    *,
    body: bytes | Iterable[bytes] | None = None,
    form: Form | None = None,
    headers: Mapping[str, str] | None = None,
    missing: bool = False,
    budget_seconds: float = BUDGET_SECONDS,
    most_bytes: int = MOST_ANSWER_BYTES,
) -> Answer:
    """What the system answered to a call it said yes to; raises `Unavailable` or `Refused`.

    A body in pieces is sent as they come, and so are the files of a `form`, which is sent as
    multipart/form-data. With `missing`, 404 is an answer too: it has no such thing. An answer
    longer than `most_bytes` is not read.
    """
    deadline = min(time.monotonic() + budget_seconds, _latest.get())
    if deadline <= time.monotonic():
        raise Unavailable("Systemet svarede ikke i tide.")
    try:
        request = client().build_request(
            method,
            address,
            content=body,
            files=form,
            headers=dict(headers or {}),
            extensions={"timeout": TimeLeft(deadline)},
        )
        assert isinstance(request.stream, httpx.SyncByteStream)
        request.stream = SentInTime(request.stream, deadline)
        with closing(client().send(request, stream=True)) as answer:
            if not (missing and answer.status_code == 404):
                _judge(answer, deadline)
            content = _read(answer, deadline, most_bytes)
            return Answer(answer.status_code, answer.headers, content)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol):
        raise NotReached("Der var ikke forbindelse til systemet.") from None
    except httpx.TimeoutException:
        raise Unavailable("Systemet svarede ikke i tide.") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
        raise Unavailable("Der var ikke forbindelse til systemet.") from None


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All that is asked meanwhile shares a budget, however many calls it is."""
    token = _latest.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _latest.reset(token)


def _judge(answer: httpx.Response, deadline: float) -> None:
    status = answer.status_code
    if 200 <= status < 300:
        return
    words = _words(answer, deadline)
    if 400 <= status < 500 and status not in NOT_NOW:
        raise Refused(f"Systemet afviste det, vi sendte (svar {status}).", words, status)
    wait = retry_after(answer)
    raise Unavailable(f"Systemet kan ikke tage imod lige nu (svar {status}).", wait, words, status)


def _words(answer: httpx.Response, deadline: float) -> str:
    """What it says of why, as far as it can be read."""
    try:
        return _read(answer, deadline).decode(errors="replace")
    except (Unavailable, httpx.HTTPError, httpx.StreamError):
        return ""


def _read(answer: httpx.Response, deadline: float, most_bytes: int = MOST_ANSWER_BYTES) -> bytes:
    """The body, given up when it grows too long or comes too slowly."""
    content = bytearray()
    for part in answer.iter_bytes():
        content += part
        if len(content) > most_bytes:
            raise Unavailable("Systemets svar var for langt til at læse.")
        if time.monotonic() > deadline:
            raise Unavailable("Systemet svarede ikke i tide.")
    return bytes(content)


def retry_after(answer: httpx.Response) -> timedelta | None:
    """How long the system asks us to wait, in seconds or as a date (RFC 9110, 10.2.3); at most
    a day, since some mean for ever."""
    text = answer.headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,9}", text):
        wait = timedelta(seconds=int(text))
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now()
    return min(max(wait, timedelta()), LONGEST_RETRY_AFTER)
