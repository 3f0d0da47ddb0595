"""The event as a case system's developers read it: by the contract, with their libraries."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

import httpx
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from standardwebhooks import Webhook, WebhookVerificationError

from app.integrations import outside
from app.integrations.case_systems import Message, Refused, Unavailable
from app.integrations.case_systems.events import SUPPLEMENTED, Events
from tests.integrations.a_case_file import ADAS, Noted, a_case_file, an_account
from tests.integrations.a_folder import a_file
from tests.standins_server import CASE_SYSTEM_SECRET, serving, start_afresh

URL = "https://case.example/events"
SECRET = "whsec_ZGVtby1zZWNyZXQtZm9yLWEtbGFwdG9wLW9ubHk="
CONTRACT = {
    "specversion": "1.0",
    "id": "0197c1d2-0000-7000-8000-000000000001",
    "source": "https://selvbetjening.herning.example",
    "type": "dk.hovedindgang.submission.v1",
    "subject": "K7FE-TJ4T",
    "time": "2026-11-22T10:15:00Z",
    "datacontenttype": "application/json",
    "dataschema": "https://selvbetjening.herning.example/api/v1/forms/flytning/1/schema",
    "data": {
        "reference": "K7FE-TJ4T",
        "form": {
            "slug": "flytning",
            "version": 1,
            "title": "Meld flytning",
            "kle": "23.05.10",
            "facet": "G01",
        },
        "municipality": {"code": "0657", "cvr": "29189919", "name": "Herning Kommune"},
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
        "answers": {"move_date": "2026-12-01", "tenure": "lodger"},
        "rows": [
            {"label": "Hvornår flytter du?", "value": "1. december 2026", "origin": "citizen"}
        ],
        "attachments": [],
        "receipt": {
            "url": "https://selvbetjening.herning.example/api/v1/submissions/K7FE-TJ4T/receipt.pdf"
        },
    },
}


class Recorded:
    """A case system that answers as told and remembers what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer = httpx.Response(201, json={"case_number": "S2026-1"})
        self.asked: list[httpx.Request] = []
        client = httpx.Client(transport=httpx.MockTransport(self._answer))
        monkeypatch.setattr(outside, "client", lambda: client)

    def _answer(self, question: httpx.Request) -> httpx.Response:
        self.asked.append(question)
        return self.answer

    def files(self, *, inline: bool = False, **changed: Any) -> str:
        options = {"attachments": "inline"} if inline else {}
        return Events(an_account(URL, SECRET, **options)).file(a_case_file(**changed), Noted())


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    return Recorded(monkeypatch)


def test_the_event_is_the_contract_to_the_letter(recorded: Recorded):
    assert recorded.files() == "S2026-1"
    (question,) = recorded.asked
    assert json.loads(question.content) == CONTRACT
    assert question.headers["content-type"].startswith("application/cloudevents+json")


def test_a_receiver_reads_it_with_the_standard_libraries(recorded: Recorded):
    recorded.files()
    (question,) = recorded.asked
    headers = dict(question.headers)
    Webhook(SECRET).verify(question.content, headers)
    event = from_structured_event(HTTPMessage(headers, question.content))
    assert (event.get_id(), event.get_subject()) == (headers["webhook-id"], "K7FE-TJ4T")
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(question.content + b" ", headers)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 413, 422])
def test_a_no_needs_a_person(recorded: Recorded, status: int):
    recorded.answer = httpx.Response(status, json={"detail": "7405880118 is unknown"})
    with pytest.raises(Refused, match=str(status)) as refused:
        recorded.files()
    assert "7405880118" not in str(refused.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308, 408, 425, 429, 500, 502, 503, 504])
def test_not_now_is_tried_again_and_nobody_is_followed(recorded: Recorded, status: int):
    recorded.answer = httpx.Response(status, headers={"location": "https://elsewhere.example"})
    with pytest.raises(Unavailable):
        recorded.files()
    assert [question.url.host for question in recorded.asked] == ["case.example"]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b"{}",
        b'{"case_number": ""}',
        b'{"case_number": "  "}',
        b'{"case_number": null}',
        b'{"case_number": 7}',
        b'{"case_number": "' + b"9" * 121 + b'"}',
        b'{"case_number": "S1"}{"case_number": "S1"}',
        b"\xff\xfe",
        b"[" * 60_000,
        b"x" * 70_000,
    ],
    ids=range(14),
)
def test_a_yes_without_a_number_we_can_read_is_not_yet_a_yes(recorded: Recorded, said: bytes):
    recorded.answer = httpx.Response(200, content=said)
    with pytest.raises(Unavailable):
        recorded.files()


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_x"])
def test_a_missing_secret_waits_for_the_municipality(recorded: Recorded, secret: str):
    with pytest.raises(Unavailable, match="hemmelighed"):
        Events(an_account(URL, secret)).file(a_case_file(), Noted())
    assert recorded.asked == []


def receiver_reads(question: httpx.Request) -> Any:
    """What a receiver has, who knows the standards' libraries and the secret alone."""
    headers = dict(question.headers)
    Webhook(SECRET).verify(question.content, headers)
    event = from_structured_event(HTTPMessage(headers, question.content))
    assert event.get_id() == headers["webhook-id"]
    return event


def test_attachments_go_by_an_address_unless_asked_for_inline(recorded: Recorded):
    small, large = a_file("små.pdf", b"small"), a_file("stor.pdf", bytes(1024 * 1024 + 1))
    recorded.files(attachments=[small, large])
    recorded.files(inline=True, attachments=[small, large])
    by_address, along = (receiver_reads(each).get_data()["attachments"] for each in recorded.asked)
    assert by_address[0] == {
        "id": small.id,
        "name": "små.pdf",
        "media_type": "application/pdf",
        "sha256": hashlib.sha256(b"small").hexdigest(),
        "size": 5,
        "url": small.url,
    }
    assert along[0] == by_address[0] | {"content_base64": "c21hbGw="}
    assert along[1] == by_address[1]


@pytest.mark.parametrize("kind", ["supplemented", "withdrawn"])
def test_a_case_is_told_more_in_an_event_of_its_own(
    recorded: Recorded, kind: Literal["supplemented", "withdrawn"]
):
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    message = Message("0197c1d2-told", kind, at, "Her er den.", [a_file("kontrakt.pdf")])
    filed = a_case_file(case_number="S2026-1")
    Events(an_account(URL, SECRET)).tell(filed, message, Noted())
    event = receiver_reads(recorded.asked[0])
    assert event.get_type() == f"dk.hovedindgang.submission.{kind}.v1"
    assert (event.get_id(), event.get_subject()) == ("0197c1d2-told", "K7FE-TJ4T")
    assert event.get_time() == at
    data = event.get_data()
    assert (data["reference"], data["case_number"]) == ("K7FE-TJ4T", "S2026-1")
    assert (data["text"], data["attachments"][0]["name"]) == ("Her er den.", "kontrakt.pdf")


def test_a_document_promised_to_the_system_before_this_one_withdraws_nothing(recorded: Recorded):
    message = Message("told", "attached", ADAS.submitted_at, documents=[a_file("kontrakt.pdf")])
    Events(an_account(URL, SECRET)).tell(a_case_file(case_number="S2026-1"), message, Noted())
    assert receiver_reads(recorded.asked[0]).get_type() == SUPPLEMENTED


def test_the_stand_in_takes_what_the_adapter_tells(standins: str):
    start_afresh(standins)
    app = FastAPI()
    contract = a_file("kontrakt.pdf", b"c" * 3_000_000)
    app.get("/schema")(lambda: {"type": "object"})
    app.get("/contract")(lambda: StreamingResponse(contract.parts()))
    system = Events(an_account(f"{standins}/case-system/events", CASE_SYSTEM_SECRET))
    with serving(app) as service:
        documents = [replace(contract, url=f"{service}/contract")]
        submitted = a_case_file(schema_url=f"{service}/schema", attachments=documents)
        filed = replace(submitted, case_number=system.file(submitted, Noted()))
        message = Message("told", "supplemented", filed.submitted_at, "Mere", documents)
        system.tell(filed, message, Noted())
        system.tell(filed, message, Noted())
        with pytest.raises(Refused):
            system.tell(replace(filed, reference="AAAA-AAAA"), message, Noted())
    [case] = httpx.get(f"{standins}/case-system/cases.json").json()
    [told] = case["told"]
    for received in (case["event"]["data"], told):
        assert [each["came"] for each in received["attachments"]] == ["fetched"]
