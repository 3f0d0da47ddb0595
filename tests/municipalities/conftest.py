"""What the tests of municipalities share."""

import io

import pytest


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch):
    """What somebody types when asked."""

    def give(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return give
