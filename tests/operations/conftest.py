"""The service as those who run it meet it."""

from tests.service import committed_service, service, standins

__all__ = ["committed_service", "service", "standins"]
