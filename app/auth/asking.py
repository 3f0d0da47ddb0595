"""Asks a login provider: five seconds in all and a little at a time.

Only a name that is long in being looked up, or the head of an answer that comes letter by letter,
is waited for longer, by the one who asks.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.outgoing import new_client

BUDGET_SECONDS = 5.0
MOST_BYTES = 256 * 1024
YES_OR_NO = frozenset({200, 400, 401, 403})


class ProviderSilent(Exception):
    """The login provider did not answer, or with something that is no answer; `why` says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Line:
    """Who asks one provider. While it answers, all may; once it has let somebody wait in vain, one
    at a time, and the others are told at once: each who waits keeps a thread from all the rest of
    the service, and anybody may send us what we must ask about."""

    def __init__(self) -> None:
        self.silent = False
        self._trying = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """While somebody asks; raises `ProviderSilent` where another finds out already."""
        alone = self.silent
        if alone and not self._trying.acquire(blocking=False):
            raise ProviderSilent("lets another wait just now")
        try:
            yield
        finally:
            if alone:
                self._trying.release()


@cache
def line_to(origin: str) -> Line:
    """The one of this process."""
    return Line()


class Conversation:
    """One conversation with a provider: its requests share the five seconds.

    Has the `post` that Authlib asks of a session.
    """

    def __init__(self, seconds: float = BUDGET_SECONDS) -> None:
        self.deadline = time.monotonic() + seconds

    def json_object(self, address: str) -> dict[str, Any]:
        """The JSON object at an address; raises `ProviderSilent`."""
        answer = self._ask("GET", address, headers={"Accept": "application/json"})
        try:
            found = json.loads(answer.content) if answer.status_code == 200 else None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise ProviderSilent(f"no JSON object, status {answer.status_code}")
        return found

    def post(self, url: str, *, answers: frozenset[int] = YES_OR_NO, **rest: Any) -> httpx.Response:
        """The answer to a post, a yes or an OAuth no; raises `ProviderSilent`."""
        answer = self._ask("POST", url, **rest)
        if answer.status_code not in answers:
            raise ProviderSilent(f"status {answer.status_code}")
        return answer

    def _ask(self, method: str, address: str, **rest: Any) -> httpx.Response:
        self.left()
        to = urlsplit(address)
        line = line_to(f"{to.scheme}://{to.netloc}")
        with line.turn():
            try:
                return self._answer(method, address, **rest)
            except (httpx.HTTPError, httpx.InvalidURL) as problem:
                # The cause carries the request, and with it our secret and the citizen's code.
                raise ProviderSilent(type(problem).__name__) from None
            finally:
                line.silent = time.monotonic() >= self.deadline

    def _answer(self, method: str, address: str, **rest: Any) -> httpx.Response:
        body = b""
        with client().stream(method, address, timeout=self.left(), **rest) as answer:
            for part in answer.iter_bytes():
                body += part
                self.left()
                if len(body) > MOST_BYTES:
                    raise ProviderSilent("said too much")
        return httpx.Response(answer.status_code, content=body, request=answer.request)

    def left(self) -> float:
        """Of its seconds; raises `ProviderSilent` where none are."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise ProviderSilent("took too long")
        return left


@cache
def client() -> httpx.Client:
    """One for the process, made when first needed."""
    return new_client()
