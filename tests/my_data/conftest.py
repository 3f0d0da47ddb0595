"""The service, for the tests of what we hold."""

from tests.service import committed_service, service, standins

__all__ = ["committed_service", "service", "standins"]
