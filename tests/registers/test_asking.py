"""Asking within a budget: nobody is kept, and a crowd does not become a queue."""

import threading
import time

import anyio
import pytest
from anyio.to_thread import current_default_thread_limiter

from app.registers import asking
from app.registers.asking import Silent, within

BUDGET_SECONDS = asking.BUDGET_SECONDS
AMPLE_SECONDS = 60


def test_the_budget_is_two_seconds():
    assert BUDGET_SECONDS == 2


def test_the_answer_comes_back():
    assert within(AMPLE_SECONDS, lambda: 42) == 42


def test_trouble_comes_back_as_it_was():
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        within(AMPLE_SECONDS, fail)


def test_what_takes_too_long_is_left_behind():
    released = threading.Event()
    with pytest.raises(Silent, match="too slow"):
        within(0.05, released.wait)
    assert not released.is_set()
    released.set()


def test_a_silent_register_leaves_threads_to_those_who_ask_for_none():
    async def threads() -> float:
        return current_default_thread_limiter().total_tokens

    assert anyio.run(threads) / 2 >= asking.AT_MOST_WAITING


def test_a_crowd_at_one_address_leaves_places_to_those_who_ask_another():
    released = threading.Event()
    for _ in range(asking.AT_MOST_AT_ONE):
        with pytest.raises(Silent, match="too slow"):
            within(0.01, released.wait, at="https://addresses.example/search")
    with pytest.raises(Silent, match="too many"):
        within(AMPLE_SECONDS, lambda: 42, at="https://addresses.example/search")
    assert within(AMPLE_SECONDS, lambda: 42, at="https://persons.example") == 42
    released.set()


def test_a_crowd_is_told_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking, "_waiting", threading.BoundedSemaphore(1))
    released = threading.Event()
    with pytest.raises(Silent, match="too slow"):
        within(0.05, released.wait)
    with pytest.raises(Silent, match="too many"):
        within(AMPLE_SECONDS, lambda: 42)
    released.set()
    deadline = time.monotonic() + AMPLE_SECONDS
    while time.monotonic() < deadline:
        try:
            assert within(AMPLE_SECONDS, lambda: 42) == 42
            return
        except Silent:
            time.sleep(0.01)
    pytest.fail("the place was never given back")
