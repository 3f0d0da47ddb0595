"""Asking a register: two seconds in all, and an answer that is whole, small and JSON, or silence.

Nobody waits for a register longer than that, whatever keeps it: a name that does not resolve, a
door that does not open, an answer that comes letter by letter.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from app.outgoing import new_client
from app.registers.places import AT_MOST_IN_ALL, NoPlace, Places, take_place

Answer = TypeVar("Answer")

BUDGET_SECONDS = 2.0
AT_MOST_BYTES = 512 * 1024


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
    too many ask already, in all or at the address `at`, and their line stands still.

    Only a thread of its own can be left behind while a name is being resolved.
    """
    until = time.monotonic() + seconds
    try:
        place = take_place(at, until)
    except NoPlace:
        raise Silent("too many are waiting already") from None
    done: Future[Answer] = Future()
    threading.Thread(target=_work, args=(work, done, place), name="register", daemon=True).start()
    try:
        return done.result(timeout=max(0.0, until - time.monotonic()))
    except TimeoutError as trouble:
        raise Silent("too slow") from trouble


def _work(work: Callable[[], Answer], done: "Future[Answer]", place: Places) -> None:
    answered = True
    try:
        done.set_result(work())
    except Exception as trouble:
        answered = not isinstance(trouble, Silent)
        done.set_exception(trouble)
    finally:
        place.give_back(answered=answered)


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


@cache
def _client() -> httpx.Client:
    """One for the process, made when first needed."""
    return new_client(most_connections=AT_MOST_IN_ALL)
