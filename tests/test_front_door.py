"""What stands at the door, whoever comes: headers, methods, other sites, proxies, and the log."""

import asyncio
import json
import re
from typing import Any

import pytest
from fastapi import Request
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app import __main__ as commands
from app import security, worker
from app.errors import BadRequest
from app.pages import STATIC
from app.security import refuse_unwelcome
from app.settings import settings
from tests.service import Service, service, standins
from tests.submissions.walks import moves_alone

__all__ = ["service", "standins"]

EVERY_KIND = [
    "/",
    "/findes-ikke",
    "/log-ind",
    "/robots.txt",
    "/livez",
    "/static/icon.svg",
    "/static/hovedindgang.js",
    "/api/v1/forms",
    "/api/v1/findes-ikke",
    "/api/openapi.json",
]
A_YEAR = 365 * 24 * 60 * 60
OURS = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("path", EVERY_KIND)
def test_no_answer_may_do_more_than_it_must(service: Service, path: str):
    headers = service.browser().client.get(path, follow_redirects=False).headers
    policy = headers["content-security-policy"]
    for directive in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert directive in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_host_nobody_has_gets_the_headers_too(service: Service):
    answer = service.browser("aarhus.localhost").client.get("/")
    assert answer.status_code == 421
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "hosts",
    [
        ["localhost:8000@vallensbaek.localhost"],
        ["localhost:8000/../"],
        ["localhost:8000, vallensbaek.localhost"],
        ["localhost:http"],
        ["localhost:"],
        ["[localhost"],
        ["local host"],
        ["localhost", "vallensbaek.localhost"],
        ["localhost", "localhost"],
        [""],
    ],
)
@pytest.mark.parametrize("path", ["/", "/log-ind"])
def test_what_is_no_single_host_gets_no_page(service: Service, hosts: list[str], path: str):
    client = service.browser().client
    answer = client.get(path, headers=[("host", host) for host in hosts], follow_redirects=False)
    assert (answer.status_code, answer.text) == (400, "Adressen kan ikke læses.\n")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "localhost:8000", "vallensbaek.localhost:1"]
)
def test_a_host_may_have_a_port_and_any_case(service: Service, host: str):
    assert service.browser().client.get("/", headers={"host": host}).status_code == 200


def test_an_address_that_cannot_be_read_comes_from_nowhere(service: Service):
    client = service.browser().client
    for name in ("origin", "referer"):
        answer = client.post("/sprog", data={"language": "da"}, headers={name: "http://["})
        assert answer.status_code == 400
    ada = service.citizen("ada").client
    headers = OURS | {"referer": "http://[", "accept": "text/html"}
    answer = ada.post("/log-ind/forny", headers=headers, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_pdf_stands_in_no_frame_and_has_a_name_of_ours(service: Service):
    ada = moves_alone(service.citizen("ada")).sends()
    assert worker.run_next(service.database, ["make_receipt"])
    headers = ada.client.get(f"{ada.path}.pdf").headers
    assert headers["content-security-policy"] == "frame-ancestors 'none'; base-uri 'none'"
    reference = ada.path.removeprefix("/kvittering/")
    assert headers["content-disposition"] == f'inline; filename="kvittering-{reference}.pdf"'


@pytest.mark.parametrize("path", [*EVERY_KIND, "http://aarhus.localhost/"])
def test_in_production_every_answer_keeps_the_browser_to_https(
    service: Service, monkeypatch: pytest.MonkeyPatch, path: str
):
    client = service.browser().client
    assert "strict-transport-security" not in client.get(path, follow_redirects=False).headers
    production = settings().model_copy(update={"environment": "production"})
    monkeypatch.setattr(security, "settings", lambda: production)
    said = client.get(path, follow_redirects=False).headers["strict-transport-security"]
    assert int(re.findall(r"max-age=(\d+)", said)[0]) >= A_YEAR
    assert "includeSubDomains" in said


@pytest.mark.parametrize("path", EVERY_KIND)
def test_no_other_site_may_read_an_answer(service: Service, path: str):
    client, elsewhere = service.browser().client, {"origin": "https://elsewhere.example"}
    asked = elsewhere | {"access-control-request-method": "GET"}
    for answer in (client.get(path, headers=elsewhere), client.options(path, headers=asked)):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH"])
def test_a_method_we_do_not_use_is_refused(service: Service, method: str):
    headers = {"sec-fetch-site": "same-origin", "x-said": "never-said-again"}
    answer = service.browser().client.request(method, "/", headers=headers)
    assert answer.status_code == 405
    assert "never-said-again" not in answer.text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/api/docs", "/api/redoc", "/openapi.json"])
def test_no_page_for_developers_is_left_open(service: Service, path: str):
    assert service.browser().client.get(path).status_code == 404


def test_of_a_field_sent_twice_the_first_counts(service: Service):
    answer = service.browser().client.post(
        "/sprog", content="language=en&language=xx&back=/", headers=OURS, follow_redirects=False
    )
    assert answer.status_code == 303


def test_what_stands_in_the_address_is_no_field_of_the_form(service: Service):
    answer = service.browser().client.post("/sprog?language=en", content="back=/", headers=OURS)
    assert answer.status_code == 400


@pytest.mark.parametrize("length", [{}, {"content-length": "11"}], ids=["alone", "with a length"])
def test_a_body_that_says_not_how_long_it_is_is_refused(service: Service, length: dict[str, str]):
    """A proxy and we could read its end differently (request smuggling)."""
    answer = service.browser().client.post(
        "/sprog", content=b"language=en", headers={**OURS, **length, "transfer-encoding": "chunked"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("length", ["many", "-1", "1e3", "\u0663", "", "9" * 5000])
def test_a_length_that_is_no_number_is_refused(length: str):
    sent = OURS | {"content-length": length}
    headers = [(name.encode(), value.encode()) for name, value in sent.items()]
    request = Request({"type": "http", "method": "POST", "path": "/sprog", "headers": headers})
    with pytest.raises(BadRequest):
        asyncio.run(refuse_unwelcome(request))


def test_whoever_is_turned_away_leaves_a_line(service: Service, capsys: pytest.CaptureFixture[str]):
    client = service.browser().client
    client.post("/sprog", headers={"sec-fetch-site": "cross-site"})
    service.staff("frontdesk").client.get("/personale/statistik")
    client.get("/api/v1/statistics/daily.csv", headers={"authorization": "Bearer guessed"})
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    said = {(line["route"], line["method"], line["status"]) for line in lines}
    assert ("/sprog", "POST", 400) in said
    assert ("/personale/statistik", "GET", 403) in said
    assert ("/api/v1/statistics/daily.csv", "GET", 401) in said
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert "guessed" not in str(lines)


@pytest.mark.parametrize(
    ("trusted", "believes", "whom"), [("", False, None), (" 10.0.0.5, 10.0.0.6 ", True, 2)]
)
def test_only_our_own_proxies_say_who_the_client_is(
    monkeypatch: pytest.MonkeyPatch, trusted: str, believes: bool, whom: int | None
):
    asked: dict[str, Any] = {}
    found = settings().model_copy(update={"trusted_proxies": trusted})
    monkeypatch.setattr(commands, "settings", lambda: found)
    monkeypatch.setattr("uvicorn.run", lambda *_, **options: asked.update(options))
    assert commands.web([]) == 0
    assert asked["proxy_headers"] is believes
    allowed = asked["forwarded_allow_ips"]
    assert (allowed and len(allowed.split(","))) == whom


@pytest.mark.parametrize(
    ("peer", "client"),
    [("10.0.0.5", "203.0.113.9"), ("198.51.100.1", "198.51.100.1")],
    ids=["through our proxy", "straight from a stranger"],
)
def test_a_client_cannot_say_it_is_another(peer: str, client: str):
    """What the client itself wrote stands to the left of what our proxy added."""
    met: list[str] = []

    async def notice(scope: Scope, receive: Receive, send: Send) -> None:
        met.append(scope["client"][0])

    door = ProxyHeadersMiddleware(notice, trusted_hosts="10.0.0.5")  # type: ignore[arg-type]
    scope = {
        "type": "http",
        "scheme": "http",
        "client": (peer, 4711),
        "headers": [(b"x-forwarded-for", b"127.0.0.1, 203.0.113.9")],
    }
    asyncio.run(door(scope, None, None))  # type: ignore[arg-type]
    assert met == [client]


@pytest.mark.parametrize(
    "word",
    [
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        'addEventListener("message"',
    ],
)
def test_our_script_keeps_nothing_and_writes_no_markup(word: str):
    """One channel between our own tabs is heard, by a name of its own."""
    script = (STATIC / "hovedindgang.js").read_text().replace("tabs.addEventListener", "tabs.hears")
    assert word not in script
