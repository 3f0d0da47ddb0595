"""The service as those who run it meet it."""

import pytest

from app import write_trouble
from tests.service import committed_service, service, standins

__all__ = ["committed_service", "service", "standins"]


@pytest.fixture(autouse=True)
def nothing_met() -> None:
    """No trouble that another test's database met."""
    write_trouble.forget()
