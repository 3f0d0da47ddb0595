"""A move that was sent, so that its delivery is promised."""

import pytest

from app.database import Database
from tests.service import Service, committed_service, service, standins
from tests.submissions.walks import moves_alone

__all__ = ["committed_service", "service", "standins"]


@pytest.fixture
def promised(service: Service) -> Database:
    """A database in which a move has been sent, so that its delivery is promised."""
    moves_alone(service.citizen("ada")).sends()
    return service.database
