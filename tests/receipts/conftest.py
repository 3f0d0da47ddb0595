"""The service, for the tests of receipts."""

from tests.service import committed_service, service, standins

__all__ = ["committed_service", "service", "standins"]
