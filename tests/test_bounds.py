"""A request that is too much of anything is answered calmly, and costs nobody else anything."""

import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from app import error_pages
from app.bounds import MOST_ADDRESS_BYTES, MOST_HEADERS, MOST_JSON_DEPTH, WithinBounds, depth_of
from app.error_pages import OurMistakes, error_page
from app.forms.posted import LONGEST
from app.security import MOST_CHARACTERS, MOST_FIELDS, MOST_FORM_BYTES, MOST_NAME
from app.settings import DEMO_EVENTS_TOKEN
from tests.cpu import is_done_in_time
from tests.service import Service, service, standins

__all__ = ["service", "standins"]

OURS = {"sec-fetch-site": "same-origin"}
FORM = OURS | {"content-type": "application/x-www-form-urlencoded"}
LARGEST = 1024 * 1024


def is_calm(answer: httpx.Response, status: int, heading: str) -> None:
    """A page of ours, with every header, and nothing kept in a cache."""
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def is_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    return said


def test_an_address_may_be_long_but_not_endless(service: Service):
    client = service.browser().client
    query = "a" * (MOST_ADDRESS_BYTES - len("/?q="))
    assert client.get(f"/?q={query}").status_code == 200
    too_long = client.get(f"/?q={query}aa")
    is_calm(too_long, 414, "Adressen er for lang")
    is_problem(client.get(f"/api/v1/forms?q={query}"), 414)


def test_headers_may_be_many_but_not_endless(service: Service):
    client = service.browser().client
    many = {f"x-{number}": "1" for number in range(MOST_HEADERS)}
    is_calm(client.get("/", headers=many), 431, "Din browser sender for meget med")
    assert client.get("/", headers={"cookie": "a=" + "b" * 16_000}).status_code == 200
    is_calm(
        client.get("/", headers={"cookie": "a=" + "b" * 33_000}),
        431,
        "Din browser sender for meget med",
    )
    is_problem(client.get("/api/v1/forms", headers=many), 431)


def test_a_body_larger_than_any_form_is_not_read(service: Service):
    client = service.browser().client
    answer = client.post("/sprog", content=b"&" * (MOST_FORM_BYTES + 1), headers=FORM)
    is_calm(answer, 413, "Det fylder for meget")
    assert "connection" not in answer.headers, "a browser reads no answer while it is sending"
    largest = b"&" * (MOST_FORM_BYTES - len("language=da")) + b"language=da"
    answer = client.post("/sprog", content=largest, headers=FORM, follow_redirects=False)
    assert answer.status_code == 303
    assert len(urlencode({"text": "\U0001f600" * LONGEST})) < MOST_FORM_BYTES


def test_what_cannot_be_read_of_a_form_is_not_in_our_log(
    service: Service, caplog: pytest.LogCaptureFixture
):
    part = b'--b\r\nContent-Disposition: form-data; name="language"\r\n\r\nda\r\n--b--'
    headers = OURS | {"content-type": "multipart/form-data; boundary=b"}
    client = service.browser().client
    for after in (b"0107891234", b"\r\n\r\n0107891234"):
        client.post("/sprog", content=part + after, headers=headers)
    broken = part.replace(b"form-data;", b"form-data\x00;").replace(b"\r\nC", b"\r\n\x01C")
    client.post("/sprog", content=broken, headers=headers)
    assert [line.name for line in caplog.records if line.name.startswith("python_mult")] == []


def test_a_form_has_only_so_many_fields(service: Service):
    client = service.browser().client
    many = {f"field-{number}": "1" for number in range(MOST_FIELDS + 1)}
    is_calm(
        client.post("/sprog", data=many, headers=OURS), 400, "Vi forstod ikke det, der blev sendt"
    )
    name = {"n" * (MOST_NAME + 1): "1"}
    is_calm(
        client.post("/sprog", data=name, headers=OURS), 400, "Vi forstod ikke det, der blev sendt"
    )


def test_a_form_brings_no_file(service: Service):
    answer = service.browser().client.post(
        "/sprog", data={"language": "da"}, files={"language": ("a.txt", b"en")}, headers=OURS
    )
    is_calm(answer, 400, "Vi forstod ikke det, der blev sendt")


def test_a_field_is_only_so_long(service: Service):
    client = service.browser().client
    longest = {"language": "da", "back": "/", "more": "a" * MOST_CHARACTERS}
    sent = client.post("/sprog", data=longest, headers=OURS, follow_redirects=False)
    assert sent.status_code == 303
    longer = longest | {"more": "a" * (MOST_CHARACTERS + 1)}
    is_calm(client.post("/sprog", data=longer, headers=OURS), 413, "Det fylder for meget")


@pytest.mark.parametrize(
    "cookie",
    [
        """b'a="' + SLASH * MOST + b'"'""",
        """b'a="' + (SLASH + b'"') * (MOST // 2) + b'"'""",
        """b'session="' + (SLASH + b'0') * (MOST // 2) + b'"'""",
    ],
)
def test_to_read_cookies_takes_as_long_as_they_are(cookie: str):
    is_done_in_time(
        "import asyncio\nfrom starlette.requests import Request\n"
        "from app.bounds import PlainCookies\nMOST, SLASH = 128 * 1024, bytes([92])\n"
        "async def reads(scope, receive, send): assert len(Request(scope).cookies) == 1\n"
        f"scope = {{'type': 'http', 'headers': [(b'cookie', {cookie})]}}\n"
        "asyncio.run(PlainCookies(reads)(scope, None, None))"
    )


@pytest.mark.parametrize("path", ["/", "/?q=" + "a" * MOST_ADDRESS_BYTES], ids=["page", "error"])
def test_nothing_is_escaped_in_a_cookie_that_anybody_reads(service: Service, path: str):
    client = service.browser().client
    others = 'theirs="a\\"b"; '
    english = client.get(path, headers={"cookie": f"{others}language=en"})
    assert '<html lang="en"' in english.text
    escaped = client.get(path, headers={"cookie": f'{others}language="\\145n"'})
    assert '<html lang="da"' in escaped.text


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("", 0),
        ('"[[["', 0),
        (r'{"a": "\"[[[", "b": [1]}', 2),
        (r'{"a": "\\", "b": [[1]]}', 3),
        (r'{"a": "\\\"[[[", "b": [1]}', 2),
        (r'["\u005b[", "[\\\\"]', 1),
        ("[][][]", 1),
        (nested(MOST_JSON_DEPTH), MOST_JSON_DEPTH),
        (nested(500_000), MOST_JSON_DEPTH + 1),
        ('{"a":' * 200_000, MOST_JSON_DEPTH + 1),
        ("]" * 100 + "[", 0),
    ],
    ids=lambda value: str(value)[:20],
)
def test_depth_is_counted_outside_of_strings(text: str, depth: int):
    assert depth_of(text.encode()) == depth


@pytest.mark.parametrize(
    "body",
    [
        """b'"' + SLASH + b'"' * (MB // 2)""",
        """b'"' + (SLASH + b'"') * (MB // 2)""",
        """b'"' + (SLASH + b'"') * (MB // 2) + SLASH""",
        """b'"' + SLASH * MB""",
        """SLASH * (MB + 1)""",
        """b'"a' * (MB // 2) + b'"'""",
        """b'"' + b'[' * MB""",
        """b'"[["' * (MB // 4)""",
        """b'[]' * (MB // 2)""",
    ],
)
def test_to_measure_depth_takes_as_long_as_the_text_is(body: str):
    is_done_in_time(
        "from app.bounds import depth_of\nMB, SLASH = 1024 * 1024, bytes([92])\n"
        f"assert depth_of({body}) <= 1"
    )


@pytest.fixture
def api() -> TestClient:
    """What the API will be: something that reads JSON, behind our bounds."""

    async def echo(scope: Any, receive: Any, send: Any) -> None:
        body = await Request(scope, receive).body()
        answer = httpx.Response(200, json={"read": json.loads(body)})
        start = {"type": "http.response.start", "status": 200, "headers": []}
        await send(start)
        await send({"type": "http.response.body", "body": answer.content})

    return TestClient(OurMistakes(WithinBounds(echo)))


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/cloudevents+json; charset=utf-8",
        "Application/JSON ;charset=utf-16",
        "application/x y$+json",
    ],
)
def test_json_for_the_api_is_only_so_deep(api: TestClient, kind: str):
    headers = {"content-type": kind}
    deepest = api.post("/api/v1/x", content=nested(MOST_JSON_DEPTH), headers=headers)
    assert deepest.json() == {"read": json.loads(nested(MOST_JSON_DEPTH))}
    deeper = api.post("/api/v1/x", content=nested(MOST_JSON_DEPTH + 1), headers=headers)
    assert is_problem_of_json(deeper) == "The JSON is nested deeper than 32 levels."


def is_problem_of_json(answer: httpx.Response) -> str:
    assert answer.status_code == 400
    return str(answer.json()["detail"])


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "latin-1"]
)
def test_json_for_the_api_is_in_utf_8_alone(api: TestClient, encoding: str):
    """In another, 䈢 and ∀ hold the byte of a quote, and hide the brackets that follow."""
    letters = "æ" if encoding == "latin-1" else "\u4222\u2200"
    text = f'["{letters}", {nested(1000)}]'
    headers = {"content-type": f"application/json; charset={encoding}"}
    answer = api.post("/api/v1/x", content=text.encode(encoding), headers=headers)
    assert is_problem_of_json(answer) == "JSON is in UTF-8 (RFC 8259, section 8.1)."


def test_json_for_the_api_may_hold_letters_and_escaped_nulls(api: TestClient):
    headers = {"content-type": "application/json"}
    answer = api.post("/api/v1/x", content='["Sørensen \\u0000 😀"]'.encode(), headers=headers)
    assert answer.json() == {"read": ["Sørensen \0 😀"]}


def test_json_for_the_api_is_only_so_large(api: TestClient):
    headers = {"content-type": "application/json"}
    large = json.dumps("a" * (LARGEST - 2)).encode()
    assert api.post("/api/v1/x", content=large, headers=headers).status_code == 200
    assert api.post("/api/v1/x", content=large + b" ", headers=headers).status_code == 413


def test_json_that_is_too_deep_meets_the_real_api_too(service: Service):
    token = f"Bearer {DEMO_EVENTS_TOKEN}"
    headers = {"content-type": "application/json", "authorization": token}
    answer = service.browser().client.post(
        "/api/v1/cases/K7FE-TJ4T/events", content=nested(1000), headers=headers
    )
    assert is_problem(answer, 400)["detail"] == "The JSON is nested deeper than 32 levels."


def test_every_situation_has_a_page_of_its_own(service: Service):
    """So that none is answered with the words of another."""
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    headings = {}
    for status in error_pages.STATUS_OF.values():
        answer = error_page(Request(scope), status)
        assert answer.status_code == status
        text = bytes(answer.body).decode()
        headings[status] = text[text.index("<h1>") : text.index("</h1>")]
    assert len(set(headings.values())) == len(error_pages.STATUS_OF)
