"""Registers to ask, played by the stand-ins."""

from collections.abc import Iterator

import pytest

from app.registers import asking
from tests.standins_server import running_standins, start_afresh


@pytest.fixture(scope="session")
def running() -> Iterator[str]:
    with running_standins() as base:
        yield base


@pytest.fixture
def short_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less patience than the real thing, so that a test need not wait for what never comes."""
    monkeypatch.setattr(asking, "BUDGET_SECONDS", 0.2)


@pytest.fixture
def base(running: str) -> str:
    """Stand-ins that behave."""
    start_afresh(running)
    return running
