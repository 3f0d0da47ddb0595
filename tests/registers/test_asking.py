"""Asking within a budget: nobody is kept, and a crowd does not become a queue."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
from anyio.to_thread import current_default_thread_limiter

from app.registers import asking, places
from app.registers.asking import Silent, within

BUDGET_SECONDS = asking.BUDGET_SECONDS
AMPLE_SECONDS = 60
CROWDED = "https://addresses.example/search"


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

    assert anyio.run(threads) / 2 >= places.AT_MOST_IN_ALL


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """What a silent register's answer waits for; no place is taken when the test begins."""
    monkeypatch.setattr(places, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(places, "_at", defaultdict(places.Places))
    released = threading.Event()
    yield released
    released.set()


def all_ask(crowd: int, work: Callable[[], Any], at: str) -> list[Any]:
    """What each of a crowd is answered, all asking at once; None for silence."""

    def ask(_: int) -> Any:
        try:
            return within(AMPLE_SECONDS, work, at=at)
        except Silent:
            return None

    with ThreadPoolExecutor(crowd) as askers:
        return list(askers.map(ask, range(crowd)))


def test_a_crowd_waits_in_line_while_the_register_answers(
    monkeypatch: pytest.MonkeyPatch, hanging: threading.Event
):
    monkeypatch.setattr(places, "PATIENCE_SECONDS", AMPLE_SECONDS)
    together = threading.Barrier(places.AT_MOST_AT_ONE)
    # Answers come ten at a time, and never more: who waits for the eleventh place waits for ever.
    answers = all_ask(4 * places.AT_MOST_AT_ONE, together.wait, CROWDED)
    assert None not in answers


def test_nobody_waits_in_line_for_a_silent_register(hanging: threading.Event):
    for _ in range(places.AT_MOST_AT_ONE):
        with pytest.raises(Silent, match="too slow"):
            within(0.01, hanging.wait, at=CROWDED)
    with pytest.raises(Silent, match="too many"):
        within(AMPLE_SECONDS, lambda: 42, at=CROWDED)
    assert within(AMPLE_SECONDS, lambda: 42, at="https://persons.example") == 42


def test_what_was_silent_is_believed_again_when_it_has_answered(
    monkeypatch: pytest.MonkeyPatch, hanging: threading.Event
):
    def trouble() -> None:
        raise Silent("ReadTimeout")

    monkeypatch.setattr(places, "AT_MOST_AT_ONE", 1)
    monkeypatch.setattr(places, "PATIENCE_SECONDS", AMPLE_SECONDS)
    with pytest.raises(Silent, match="ReadTimeout"):
        within(AMPLE_SECONDS, trouble, at=CROWDED)
    has_given_back(CROWDED)
    assert places._at[CROWDED].was_silent
    assert within(AMPLE_SECONDS, lambda: 42, at=CROWDED) == 42
    has_given_back(CROWDED)
    assert not places._at[CROWDED].was_silent


def test_a_place_comes_back_when_what_kept_it_ends(
    monkeypatch: pytest.MonkeyPatch, hanging: threading.Event
):
    monkeypatch.setattr(places, "AT_MOST_IN_ALL", 1)
    with pytest.raises(Silent, match="too slow"):
        within(0.01, hanging.wait, at=CROWDED)
    with pytest.raises(Silent, match="too many"):
        within(AMPLE_SECONDS, lambda: 42, at="https://persons.example")
    hanging.set()
    has_given_back(CROWDED)
    assert within(AMPLE_SECONDS, lambda: 42, at="https://persons.example") == 42


def has_given_back(at: str) -> None:
    """Wait until nobody has a place at the address."""
    with places._one_moves:
        assert places._one_moves.wait_for(lambda: not places._at[at].taken, AMPLE_SECONDS)
