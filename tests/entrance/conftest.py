"""The service, for the tests of the entrance."""

from tests.service import service, standins

__all__ = ["service", "standins"]
