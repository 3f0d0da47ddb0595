"""The stand-ins, running, and somebody to call them."""

from collections.abc import Iterator

import httpx
import pytest

from tests.standins_server import running_standins, start_afresh


@pytest.fixture(scope="session")
def base() -> Iterator[str]:
    with running_standins() as address:
        yield address


@pytest.fixture(scope="session")
def client(base: str) -> Iterator[httpx.Client]:
    # A connection that is kept for as long as the server keeps it is met just closed.
    limits = httpx.Limits(keepalive_expiry=2)
    with httpx.Client(base_url=base, trust_env=False, timeout=60, limits=limits) as client:
        yield client


@pytest.fixture
def world(base: str, client: httpx.Client) -> httpx.Client:
    """A client of stand-ins that behave, and remember nothing of the test before."""
    start_afresh(base)
    return client
