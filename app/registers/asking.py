"""Asking a register: two seconds in all, and an answer that is whole, small and JSON, or silence.

Nobody waits for a register longer than that, whatever keeps it: a name that does not resolve, a
door that does not open, an answer that comes letter by letter.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from app.outgoing import new_client

Answer = TypeVar("Answer")

BUDGET_SECONDS = 2.0
AT_MOST_BYTES = 512 * 1024
# Half of the threads that serve: whoever waits keeps one, and others ask for no register.
AT_MOST_WAITING = 20
# And half of those for what one address answers: anybody may search for an address, and who waits
# for that in vain must leave places to those who ask for a person.
AT_MOST_AT_ONE = 10


class Silent(Exception):
    """The register did not give a usable answer; the text says what kind of trouble, no more."""


class Unknown(Exception):
    """The register answered that it does not know what was asked for."""


def ask(address: str, question: dict[str, Any]) -> bytes:
    """POST a question; the bytes of the answer. Raises `Silent` or `Unknown`."""
    return within(BUDGET_SECONDS, lambda: _ask(address, question), at=address)


def ask_for(contract: TypeAdapter[Answer], address: str, question: dict[str, Any]) -> Answer:
    """The answer to a question, as its contract has it. Raises `Silent` or `Unknown`."""
    body = ask(address, question)
    try:
        return contract.validate_json(body)
    except ValidationError:
        # Pydantic's own text quotes what it was given: never into a log.
        raise Silent("the answer does not follow the contract") from None


def within(seconds: float, work: Callable[[], Answer], *, at: str = "") -> Answer:
    """Do the work in a thread and wait no longer than this; `Silent` when it takes longer, or where
    too many wait already, in all or for what the address `at` answers.

    Only a thread of its own can be left behind while a name is being resolved.
    """
    places = _take(_places_at(at), _waiting)
    done: Future[Answer] = Future()
    threading.Thread(target=_work, args=(work, done, places), name="register", daemon=True).start()
    try:
        return done.result(timeout=seconds)
    except TimeoutError as trouble:
        raise Silent("too slow") from trouble


def _take(*places: threading.Semaphore) -> Sequence[threading.Semaphore]:
    """A place of each; raises `Silent`, and has taken none, where one has none left."""
    for number, each in enumerate(places):
        if not each.acquire(blocking=False):
            _give_back(places[:number])
            raise Silent("too many are waiting already")
    return places


def _give_back(places: Iterable[threading.Semaphore]) -> None:
    for each in places:
        each.release()


def _work(
    work: Callable[[], Answer], done: "Future[Answer]", places: Iterable[threading.Semaphore]
) -> None:
    try:
        done.set_result(work())
    except Exception as trouble:
        done.set_exception(trouble)
    finally:
        _give_back(places)


def _ask(address: str, question: dict[str, Any]) -> bytes:
    deadline = time.monotonic() + BUDGET_SECONDS
    try:
        with _client().stream("POST", address, json=question, timeout=BUDGET_SECONDS) as answer:
            _judge(answer)
            return _read(answer, deadline)
    except (httpx.HTTPError, httpx.InvalidURL) as trouble:
        # The exception's own text can hold an address; its class says enough.
        raise Silent(type(trouble).__name__) from None


def _judge(answer: httpx.Response) -> None:
    if answer.status_code == 404:
        raise Unknown
    if answer.status_code != 200:
        raise Silent(f"answered {answer.status_code}")


def _read(answer: httpx.Response, deadline: float) -> bytes:
    body = bytearray()
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > AT_MOST_BYTES:
            raise Silent("the answer is too large")
        if time.monotonic() > deadline:
            raise Silent("too slow")
    return bytes(body)


_waiting = threading.BoundedSemaphore(AT_MOST_WAITING)


@cache
def _places_at(address: str) -> threading.Semaphore:
    return threading.BoundedSemaphore(AT_MOST_AT_ONE)


@cache
def _client() -> httpx.Client:
    """One for the process, made when first needed."""
    return new_client(most_connections=AT_MOST_WAITING)
