"""The API keeps what its OpenAPI promises, whatever it is asked."""

from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app import worker
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from app.municipalities.municipality import read
from app.receipts.address import signed_address
from app.settings import DEMO_EVENTS_TOKEN
from tests.cases.telling import event, filed
from tests.service import Service, service, standins, the_app
from tests.submissions.walks import moves_alone

__all__ = ["service", "standins"]

HERE = {"host": "localhost"}
FORMS = "/api/v1/forms"
FORM_SCHEMA = "/api/v1/forms/{slug}/{version}/schema"
FIGURES = "/api/v1/statistics/daily.csv"
ATTACHMENT = "/api/v1/submissions/{reference}/attachments/{attachment_id}"
POST = "/api/v1/digital-post/svar"
EVENTS = "/api/v1/cases/{reference}/events"
SF2900 = "/api/v1/sf2900/kvitteringer"
RECEIPT = "/api/v1/submissions/{reference}/receipt.pdf"
TOKEN = "a-token-of-the-test"
OF_CASE_SYSTEM = HERE | {"Authorization": f"Bearer {DEMO_EVENTS_TOKEN}"}
WITH_TOKEN = HERE | {"Authorization": f"Bearer {TOKEN}"}
# Found once is enough: what fails says itself, and making it smaller takes longer than all else.
ASKING = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@cache
def operations() -> dict[str, APIOperation]:
    """By path, as the service tells of them; asked once, by whoever has a service first."""
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", the_app(), headers=HERE)
    found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    return {operation.path: operation for operation in found}


def with_a_token(service: Service) -> None:
    with service.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        row.secrets = (row.secrets or {}) | {"statistics_token": TOKEN}
    current.forget()


def test_every_route_of_the_api_is_described(service: Service):
    documented = {FORMS, FORM_SCHEMA, FIGURES, RECEIPT, ATTACHMENT, EVENTS, SF2900, POST}
    assert operations().keys() == documented


@on_sqlite
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", [FORM_SCHEMA, FIGURES, RECEIPT, ATTACHMENT])
def test_whatever_is_asked_is_answered_as_described(
    service: Service, path: str, mode: GenerationMode
):
    """In the right shape and in every wrong one."""
    with_a_token(service)

    @ASKING
    @given(operations()[path].as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        if path != FIGURES:
            case.call_and_validate(headers=HERE)
        else:
            # Two days, each of them right, may be the wrong way round; and the token that is left
            # out is put back here.
            case.call_and_validate(
                headers=WITH_TOKEN,
                excluded_checks=[positive_data_acceptance, negative_data_rejection],
            )

    ask()


@on_sqlite
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_whatever_is_told_of_a_case_is_answered_as_described(
    service: Service, mode: GenerationMode
):
    reference = filed(service)

    @ASKING
    @given(operations()[EVENTS].as_strategy(generation_mode=mode))
    def tell(case: Case) -> None:
        # One in two is of a case that is there. What has the right shape may still be of another
        # day, or no PDF.
        if isinstance(case.body, dict) and len(str(case.body)) % 2:
            case.path_parameters = {"reference": reference}
        case.call_and_validate(
            headers=OF_CASE_SYSTEM,
            excluded_checks=[positive_data_acceptance, negative_data_rejection],
        )

    tell()


@on_sqlite
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer guessed"}], ids=str)
def test_figures_are_refused_as_described(service: Service, headers: dict[str, str]):
    answer = operations()[FIGURES].Case().call_and_validate(headers=HERE | headers)
    assert answer.status_code == 401


@on_sqlite
def test_what_is_there_is_answered_as_described(service: Service):
    with_a_token(service)
    ada = moves_alone(service.citizen("ada")).sends()
    reference = ada.path.removeprefix("/kvittering/")
    with service.database.reading.begin() as session:
        herning = read(session, "0657")
    assert herning is not None
    query = dict(parse_qsl(urlsplit(signed_address(herning, reference)).query))

    def ask(path: str, headers: dict[str, str] = HERE, **parts: Any) -> int:
        return operations()[path].Case(**parts).call_and_validate(headers=headers).status_code

    receipt: dict[str, Any] = {"path_parameters": {"reference": reference}, "query": query}
    told: dict[str, Any] = {"path_parameters": {"reference": filed(service, "bo")}, "body": event()}
    assert ask(EVENTS, **told) == 401
    assert ask(EVENTS, OF_CASE_SYSTEM, **told) == 200
    assert ask(EVENTS, OF_CASE_SYSTEM, **told | {"body": told["body"] | {"text": "Nej"}}) == 409
    assert ask(FORMS) == 200
    assert ask(FORM_SCHEMA, path_parameters={"slug": "flytning", "version": 1}) == 200
    assert ask(FIGURES, WITH_TOKEN, query={"from": "2026-01-01", "to": "2026-01-31"}) == 200
    assert ask(FIGURES, WITH_TOKEN, query={"from": "2026-02-01", "to": "2026-01-31"}) == 422
    not_made = schemathesis.checks.not_a_server_error
    early = operations()[RECEIPT].Case(**receipt)
    assert early.call_and_validate(headers=HERE, excluded_checks=[not_made]).status_code == 503
    assert worker.run_next(service.database, ["make_receipt"])
    assert ask(RECEIPT, **receipt) == 200
    assert ask(RECEIPT, **receipt | {"query": query | {"signature": "0" * 64}}) == 403


@pytest.mark.parametrize("named", ["a" * 300 + "/1", "flytning/" + "1" * 300, "%00/1", "..%2fx/1"])
def test_a_schema_that_is_not_there_is_told_so_however_it_is_named(service: Service, named: str):
    answer = service.browser().client.get(f"/api/v1/forms/{named}/schema")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
