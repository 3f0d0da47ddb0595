"""Limits made so tight that a test reaches them at once."""

import pytest

from app import limits
from app.limits import Limit


def tight(monkeypatch: pytest.MonkeyPatch, name: str, times: int = 1) -> None:
    """From now on a limit is reached at once."""
    limit = getattr(limits, name)
    monkeypatch.setattr(limits, name, Limit(limit.name, times, limit.minutes))
