"""What every test here is given."""

from tests.service import committed_service, service, standins

__all__ = ["committed_service", "service", "standins"]
