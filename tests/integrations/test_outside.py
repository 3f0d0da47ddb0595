"""Asking a system outside: for how long, how much, and when again."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

from app.integrations import outside
from app.integrations.digital_post.sf1601 import kombi_request
from app.integrations.outside import LONGEST_RETRY_AFTER, Unavailable
from app.integrations.streamed import as_file
from tests.integrations.a_letter import a_letter
from tests.standins_server import behave, serving, start_afresh

NOW = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta()),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), timedelta(minutes=5)),
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), timedelta()),
        ("Sun, 22 Nov 2026 10:16:00 -0000", timedelta(minutes=1)),
        ("999999999", LONGEST_RETRY_AFTER),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_RETRY_AFTER),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("٣", None),
        ("Fri, 99 Dec 2026 23:59:59 GMT", None),
        (f"Sun, 22 Nov 2026 10:16:00 +{'9' * 20}", None),
    ],
)
def test_retry_after_is_heard(monkeypatch: pytest.MonkeyPatch, said: str, wait: timedelta | None):
    monkeypatch.setattr(outside, "now", lambda: NOW)
    headers = [(b"retry-after", said.encode())] if said else []
    assert outside.retry_after(httpx.Response(503, headers=headers)) == wait


def post(standins: str, budget_seconds: float = 60) -> bytes:
    address = f"{standins}/digital-post/KombiPostAfsend"
    return outside.post(address, kombi_request(a_letter()), {}, budget_seconds=budget_seconds)


@pytest.mark.parametrize(
    ("mode", "budget_seconds"),
    [
        ("silent", 0.5),
        ("dribble", 0.5),
        ("huge", 60),
        ("redirect", 60),
        ("loses_answer", 60),
        ("429", 60),
    ],
)
def test_no_bad_manners_hold_us_up(standins: str, mode: str, budget_seconds: float):
    start_afresh(standins)
    behave(standins, "digital-post", mode)
    with pytest.raises(Unavailable):
        post(standins, budget_seconds)
    start_afresh(standins)


@pytest.mark.parametrize("as_form", [False, True])
def test_whoever_takes_what_we_send_slowly_does_not_keep_us(as_form: bool):
    app, until = FastAPI(), time.monotonic() + 10

    @app.post("/")
    async def take(request: Request) -> None:
        async for _ in request.stream():
            pass

    def more_and_more() -> Iterator[bytes]:
        while time.monotonic() < until:
            yield bytes(4096)
        raise AssertionError("still sending, long after the time is over")

    sent: dict[str, Any] = {"body": more_and_more()}
    if as_form:
        sent = {"form": {"file": ("f", as_file(more_and_more()), "text/plain")}}
    with serving(app) as address, pytest.raises(Unavailable, match="i tide"):
        outside.ask("POST", address, **sent, budget_seconds=0.5)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/", "http://nowhere.invalid/", "not an address", "ftp://x/", "http://[/"],
)
def test_nobody_there_is_unavailable(address: str):
    with pytest.raises(Unavailable, match="forbindelse"):
        outside.post(address, b"", {}, budget_seconds=2)


def test_a_retry_after_travels_with_the_problem(standins: str):
    start_afresh(standins)
    behave(standins, "digital-post", "down", count=1)
    with pytest.raises(Unavailable) as down:
        post(standins)
    assert down.value.retry_after == timedelta(seconds=1)


def test_a_problem_names_no_address_and_nothing_sent():
    with pytest.raises(Unavailable) as found:
        outside.post("http://127.0.0.1:1/?cpr=7405880118", b"", {})
    assert "7405880118" not in str(found.value)
    # What httpx says may quote the address.
    assert found.value.__suppress_context__
