"""Registers to ask, played by the stand-ins."""

import threading
from collections.abc import Iterator

import pytest

from app.registers import asking
from tests.standins_server import running_standins, start_afresh


@pytest.fixture(scope="session")
def running() -> Iterator[str]:
    with running_standins() as base:
        yield base


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """More of it than the real thing: a busy machine is no silent register."""
    monkeypatch.setattr(asking, "BUDGET_SECONDS", 60.0)


@pytest.fixture
def short_budget(patience: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Less patience than the real thing, so that a test need not wait for what never comes.

    Nor is anything left behind that could ask in the midst of the next test.
    """
    monkeypatch.setattr(asking, "BUDGET_SECONDS", 0.2)
    yield
    for thread in threading.enumerate():
        if thread.name == "register":
            thread.join()


@pytest.fixture
def base(running: str) -> str:
    """Stand-ins that behave."""
    start_afresh(running)
    return running
