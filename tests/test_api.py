"""The API keeps what its OpenAPI promises, whatever it is asked."""

import pytest
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


@pytest.mark.parametrize("named", ["a" * 300 + "/1", "flytning/" + "1" * 300, "%00/1", "..%2fx/1"])
def test_a_schema_that_is_not_there_is_told_so_however_it_is_named(service: Service, named: str):
    answer = service.browser().client.get(f"/api/v1/forms/{named}/schema")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
