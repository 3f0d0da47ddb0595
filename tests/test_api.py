"""The API keeps what its OpenAPI promises, whatever it is asked."""

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok

from tests.service import Service, service, standins, the_app

__all__ = ["service", "standins"]

HERE = {"host": "localhost"}


def test_every_answer_is_as_described(service: Service):
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", the_app(), headers=HERE)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert {operation.path for operation in operations} == {
        "/api/v1/forms",
        "/api/v1/forms/{slug}/{version}/schema",
        "/api/v1/statistics/daily.csv",
        "/api/v1/submissions/{reference}/receipt.pdf",
    }
    for operation in operations:

        @settings(
            max_examples=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def ask(case):
            case.call_and_validate(headers=HERE)

        ask()
