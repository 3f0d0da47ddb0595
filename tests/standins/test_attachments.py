"""What goes along with a case, and what it is told later: held against what the event says."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response, StreamingResponse

from tests.standins.test_case_system import SCHEMA, cases, event, send
from tests.standins_server import behave, serving

CONTRACT = b"%PDF-1.7 lejekontrakt"
LARGE = 40 * 1024 * 1024
SUPPLEMENTED = "dk.hovedindgang.submission.supplemented.v1"
WITHDRAWN = "dk.hovedindgang.submission.withdrawn.v1"


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """A service that gives out its schema and some files, and says how often each was fetched."""
    app = FastAPI()
    fetched: list[str] = []
    app.get("/schema")(lambda: SCHEMA)
    app.get("/fetched")(lambda: fetched)

    @app.get("/files/{name}")
    def give(name: str) -> Response:
        fetched.append(name)
        match name:
            case "contract":
                return Response(CONTRACT)
            case "large":
                return StreamingResponse(bytes(1024 * 1024) for _ in range(40))
            case "endless":
                return StreamingResponse(bytes(1024 * 1024) for _ in range(10_000))
            case "moved":
                return Response(status_code=302, headers={"location": "/files/contract"})
            case "busy" | "broken":
                return JSONResponse({}, {"busy": 429, "broken": 500}[name])
        return JSONResponse({}, 404)

    with serving(app) as address:
        yield address


def attachment(service: str, file: str = "contract", /, **changed: object) -> dict[str, object]:
    return {
        "id": "0197c1d2-a",
        "name": "Lejekontrakt på Æbeløgade.pdf",
        "media_type": "application/pdf",
        "sha256": hashlib.sha256(CONTRACT).hexdigest(),
        "size": len(CONTRACT),
        "url": f"{service}/files/{file}?signed",
        **changed,
    }


def inline(content: bytes | str) -> str:
    return content if isinstance(content, str) else base64.b64encode(content).decode()


def telling(service: str, number: str, /, **changed: Any) -> dict[str, Any]:
    """An event that tells Ada's case more."""
    data = {
        "reference": "K7FE-TJ4T",
        "case_number": number,
        "text": "Her er min lejekontrakt.",
        "attachments": [attachment(service)],
    }
    data |= {name: value for name, value in changed.items() if name in data}
    attributes = {name: value for name, value in changed.items() if name not in data}
    subject = {"subject": data["reference"]}
    return event(service, id="told", type=SUPPLEMENTED, **subject | attributes) | {"data": data}


def test_an_attachment_is_fetched_and_compared(world: httpx.Client, service: str):
    answer = send(world, event(service, attachments=[attachment(service)]))
    assert answer.status_code == 200, answer.text
    [kept] = cases(world)[0]["event"]["data"]["attachments"]
    assert (kept["name"], kept["came"]) == ("Lejekontrakt på Æbeløgade.pdf", "fetched")
    page = world.get(f"/case-system/cases/{answer.json()['case_number']}").text
    assert "Lejekontrakt på Æbeløgade.pdf" in page
    assert "signed" not in page


def test_one_that_goes_along_is_not_fetched(world: httpx.Client, service: str):
    before = len(httpx.get(f"{service}/fetched").json())
    carried = attachment(service, content_base64=inline(CONTRACT))
    assert send(world, event(service, attachments=[carried])).status_code == 200
    [kept] = cases(world)[0]["event"]["data"]["attachments"]
    assert kept["came"] == "inline"
    assert "content_base64" not in kept
    assert len(httpx.get(f"{service}/fetched").json()) == before


def test_a_large_one_comes_in_a_stream(world: httpx.Client, service: str):
    zeros = hashlib.sha256(bytes(LARGE)).hexdigest()
    large = attachment(service, "large", size=LARGE, sha256=zeros)
    assert send(world, event(service, attachments=[large])).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"sha256": "0" * 64},
        {"size": 7},
        {"size": 7_000_000},
        {"url": "file:///etc/passwd"},
        {"file": "missing"},
        {"file": "moved"},
        {"file": "endless"},
        {"content_base64": inline(b"something else")},
        {"content_base64": "no base64"},
    ],
    ids=str,
)
def test_one_that_is_not_as_said_is_refused(
    world: httpx.Client, service: str, changed: dict[str, Any]
):
    wrong = attachment(service, changed.get("file", "contract"), **changed)
    answer = send(world, event(service, attachments=[wrong]))
    assert answer.status_code == 422, answer.text
    assert "signed" not in answer.text
    assert cases(world) == []


@pytest.mark.parametrize("name", ["busy", "broken"])
def test_one_that_cannot_be_had_now_means_later(world: httpx.Client, service: str, name: str):
    later = send(world, event(service, attachments=[attachment(service, name)]))
    gone = attachment("http://localhost:9")
    silent = send(world, event(service, attachments=[gone]))
    assert (later.status_code, silent.status_code) == (503, 503)
    assert later.headers["retry-after"]
    assert "signed" not in silent.text
    assert cases(world) == []


@pytest.mark.parametrize(
    ("type_", "kind", "words"),
    [
        (SUPPLEMENTED, "supplemented", "Borgeren har sendt mere"),
        (WITHDRAWN, "withdrawn", "trække sagen tilbage"),
    ],
)
def test_a_case_is_told_more_once(
    world: httpx.Client, service: str, type_: str, kind: str, words: str
):
    number = send(world, event(service)).json()["case_number"]
    told = telling(service, number) | {"type": type_}
    assert send(world, told).json() == send(world, told).json() == {"case_number": number}
    [case] = cases(world)
    assert [(each["kind"], each["text"]) for each in case["told"]] == [
        (kind, "Her er min lejekontrakt.")
    ]
    page = world.get(f"/case-system/cases/{number}").text
    assert page.count(words) == 1
    assert "Lejekontrakt på Æbeløgade.pdf" in page


def test_a_lost_answer_tells_nothing_twice(world: httpx.Client, base: str, service: str):
    number = send(world, event(service)).json()["case_number"]
    behave(base, "case-system", "loses_answer", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        send(world, telling(service, number))
    assert send(world, telling(service, number)).status_code == 200
    assert len(cases(world)[0]["told"]) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"reference": "AAAA-AAAA"},
        {"subject": "AAAA-AAAA"},
        {"source": "https://another.example"},
        {"case_number": "S2026-999999"},
        {"text": None},
        {"attachments": [{"id": "a"}]},
    ],
    ids=str,
)
def test_what_no_case_can_be_told_is_refused(
    world: httpx.Client, service: str, changed: dict[str, Any]
):
    number = send(world, event(service)).json()["case_number"]
    answer = send(world, telling(service, number, **changed))
    assert answer.status_code == 422, answer.text
    assert cases(world)[0]["told"] == []


def test_an_attachment_told_later_is_compared_too(world: httpx.Client, service: str):
    number = send(world, event(service)).json()["case_number"]
    wrong = telling(service, number, attachments=[attachment(service, sha256="0" * 64)])
    assert send(world, wrong).status_code == 422
    assert cases(world)[0]["told"] == []
