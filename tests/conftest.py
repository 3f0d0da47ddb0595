"""Where every test starts: a demonstration, with no database but the one a test asks for."""

import gc
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, timedelta
from types import SimpleNamespace

os.environ |= {"ENVIRONMENT": "demo", "DATABASE_URL": "sqlite:///:memory:"}

import hypothesis
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from app import observing
from app.clock import DENMARK, now

pytest_plugins = ["tests.databases"]

# No test asserts on a clock, and CI finds today what it found yesterday.
hypothesis.settings.register_profile(
    "laptop", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "ci", hypothesis.settings.get_profile("laptop"), derandomize=True
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "laptop")


class Output:
    """Where this process prints just now: pytest moves it from test to test."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


# A logger prints for ever on what it was set up with; that must not be what one test printed on.
vars(observing)["sys"] = SimpleNamespace(stdout=Output())


def pytest_runtest_setup() -> None:
    """What is today when a test begins is today when it ends: none begins right before midnight."""
    while any(
        now().astimezone(zone).date() != (now() + timedelta(minutes=1)).astimezone(zone).date()
        for zone in (UTC, DENMARK)
    ):
        time.sleep(1)


def pytest_collection_finish() -> None:
    """What was loaded until now stays for good: it is not gone through again for what is left."""
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def one_event_loop() -> Iterator[None]:
    """For all test clients, which otherwise make one for each request."""
    with start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
        TestClient.portal = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """How hard the tests that kill programs at random (tests/killing) try."""
    parser.addoption("--kill-rounds", type=int, default=10, help="rounds for each database")
    parser.addoption("--kill-seed", type=int, default=20261123, help="the chance of the day")
