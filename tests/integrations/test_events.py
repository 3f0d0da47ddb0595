"""The event as a case system's developers read it: by the contract, with their libraries."""

import json
from typing import Any

import httpx
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from standardwebhooks import Webhook, WebhookVerificationError

from app.integrations import outside
from app.integrations.case_systems import Refused, Unavailable
from app.integrations.case_systems.events import Events
from tests.integrations.a_case_file import Noted, a_case_file, an_account

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

    def files(self, **changed: Any) -> str:
        return Events(an_account(URL, SECRET)).file(a_case_file(**changed), Noted())


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
