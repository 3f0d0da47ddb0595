"""The service and the stand-ins, for the tests of what is handed on."""

from tests.integrations.served import served
from tests.service import committed_service, service, standins

__all__ = ["committed_service", "served", "service", "standins"]
