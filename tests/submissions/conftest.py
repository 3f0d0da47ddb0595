"""The service, for the tests of submissions."""

from tests.service import committed_service, service, standins

__all__ = ["committed_service", "service", "standins"]
