"""The case system: what it files, what it refuses, and how it tells »later« from »never«."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from standardwebhooks import Webhook

from tests.standins_server import CASE_SYSTEM_SECRET, behave, running_standins, serving

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {"move_date": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}},
    "required": ["move_date"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """A service that serves its schema, one that is no schema, and one that is broken."""
    app = FastAPI()
    app.get("/schema")(lambda: SCHEMA)
    app.get("/no-schema")(lambda: {"type": 7})
    app.get("/broken")(lambda: JSONResponse({}, 500))
    with serving(app) as address:
        yield address


def event(service: str, **changed: object) -> dict[str, Any]:
    port = service.rpartition(":")[2]
    data: dict[str, object] = {
        "reference": "K7FE-TJ4T",
        "form": {
            "slug": "flytning",
            "version": 1,
            "title": "Meld flytning",
            "kle": "23.05.10",
            "facet": "G01",
        },
        "municipality": {"code": "0657", "cvr": "", "name": "Herning Kommune"},
        "channel": "SLVBTJN",
        "applicant": {
            "kind": "citizen",
            "cpr": "7405880118",
            "name": "Ada Holm",
            "proven": {"how": "mitid", "level": "substantial"},
        },
        "acted_by": None,
        "submitted_at": "2026-11-22T10:15:00Z",
        "case_title": "Flytning pr. 01.12.2026",
        "answers": {"move_date": "2026-12-01"},
        "rows": [{"label": "Hvornår?", "value": "1. december 2026", "origin": "citizen"}],
        "attachments": [],
        "receipt": {"url": f"{service}/receipt"},
    }
    data |= {name: value for name, value in changed.items() if name in data}
    return {
        "specversion": "1.0",
        "id": "0197c1d2-0000-7000-8000-000000000001",
        "source": service,
        "type": "dk.hovedindgang.submission.v1",
        "subject": "K7FE-TJ4T",
        "time": "2026-11-22T10:15:00Z",
        "datacontenttype": "application/json",
        # Python does not resolve *.localhost; the case system must find its way all the same.
        "dataschema": f"http://herning.localhost:{port}/schema",
        "data": data,
    } | {name: value for name, value in changed.items() if name not in data}


def send(
    world: httpx.Client,
    sent: dict[str, Any] | bytes,
    *,
    secret: str = CASE_SYSTEM_SECRET,
    at: datetime | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    at = at or datetime.now(UTC)
    signed = {
        "content-type": "application/cloudevents+json",
        "webhook-id": "message",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("message", at, body.decode()),
    }
    return world.post("/case-system/events", content=body, headers=signed | (headers or {}))


def cases(world: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.get("/case-system/cases.json").json()
    return found


def test_a_signed_event_opens_a_case(world: httpx.Client, service: str):
    answer = send(world, event(service))
    assert answer.status_code == 200, answer.text
    [case] = cases(world)
    assert answer.json() == {"case_number": case["case_number"]}
    assert case["event"]["data"]["reference"] == "K7FE-TJ4T"


def test_asked_twice_it_opens_one_case(world: httpx.Client, service: str):
    first, second = send(world, event(service)).json(), send(world, event(service)).json()
    assert first == second
    [case] = cases(world)
    assert case["times_received"] == 2


def test_another_event_is_another_case(world: httpx.Client, service: str):
    first = send(world, event(service)).json()
    assert first != send(world, event(service, id="another")).json()
    assert len(cases(world)) == 2


def test_a_signature_that_does_not_hold_is_refused(world: httpx.Client, service: str):
    assert send(world, event(service), secret="whsec_b3RoZXItc2VjcmV0").status_code == 401
    assert send(world, event(service), headers={"webhook-signature": "nonsense"}).status_code == 401
    assert send(world, event(service), headers={"webhook-id": "another"}).status_code == 401
    old = datetime.now(UTC) - timedelta(minutes=10)
    assert send(world, event(service), at=old).status_code == 401
    assert cases(world) == []


def test_what_is_no_cloud_event_is_refused(world: httpx.Client, service: str):
    assert send(world, b"{}").status_code == 400
    assert send(world, b"not json").status_code == 400
    assert send(world, b"[1]").status_code == 400
    assert send(world, event(service, specversion="7")).status_code == 400
    plain = {"content-type": "application/json"}
    assert send(world, event(service), headers=plain).status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "dk.hovedindgang.something.v1"},
        {"subject": "another"},
        {"channel": "FAX"},
        {"form": {"slug": "flytning"}},
        {"answers": {"move_date": "1. december"}},
        {"answers": {"move_date": "2026-12-01", "more": 1}},
        {"answers": {}},
        {"attachments": None},
        {"attachments": [{"name": "kontrakt.pdf"}]},
        {"data": None},
    ],
)
def test_what_breaks_the_contract_is_refused(
    world: httpx.Client, service: str, changed: dict[str, object]
):
    answer = send(world, event(service, **changed))
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert cases(world) == []


def test_answers_are_not_repeated_in_a_refusal(world: httpx.Client, service: str):
    answer = send(world, event(service, answers={"move_date": "hemmeligt"}))
    assert answer.json()["errors"] == [{"at": "$.move_date", "rule": "pattern"}]
    assert "hemmeligt" not in answer.text


def test_a_schema_out_of_reach_means_later(world: httpx.Client, service: str):
    silent = send(world, event(service, dataschema="http://localhost:9/schema"))
    broken = send(world, event(service, dataschema=f"{service}/broken"))
    assert (silent.status_code, broken.status_code) == (503, 503)
    assert silent.headers["retry-after"]


def test_a_schema_that_is_not_there_means_never(world: httpx.Client, service: str):
    for address in (f"{service}/missing", f"{service}/no-schema", "file:///etc/passwd"):
        assert send(world, event(service, dataschema=address)).status_code == 422


def test_a_lost_answer_is_found_again(world: httpx.Client, base: str, service: str):
    behave(base, "case-system", "loses_answer", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        send(world, event(service))
    [case] = cases(world)
    assert send(world, event(service)).json() == {"case_number": case["case_number"]}
    assert len(cases(world)) == 1


def test_down_files_nothing(world: httpx.Client, base: str, service: str):
    for mode, status in (("down", 503), ("500", 500), ("422", 422), ("429", 429)):
        behave(base, "case-system", mode, count=1)
        assert send(world, event(service)).status_code == status
    assert cases(world) == []


def test_answering_twice_is_an_answer_nobody_can_read(world: httpx.Client, base: str, service: str):
    behave(base, "case-system", "twice", count=1)
    answer = send(world, event(service))
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Extra data"):
        answer.json()
    assert len(cases(world)) == 1


def test_cases_can_be_seen(world: httpx.Client, service: str):
    number = send(world, event(service)).json()["case_number"]
    assert number in world.get("/case-system/").text
    page = world.get(f"/case-system/cases/{number}").text
    assert "1. december 2026" in page
    assert "fra borgeren" in page
    assert world.get("/case-system/cases/S2026-999999").status_code == 404


def test_a_case_number_is_not_given_again_after_a_restart(tmp_path: Path, service: str):
    kept = tmp_path / "kept.db"
    numbers = []
    for event_id in ("one", "two"):
        with (
            running_standins(keep_in=kept) as address,
            httpx.Client(base_url=address, trust_env=False, timeout=60) as world,
        ):
            numbers.append(send(world, event(service, id=event_id)).json()["case_number"])
            assert len(cases(world)) == len(numbers)
    assert len(set(numbers)) == 2
