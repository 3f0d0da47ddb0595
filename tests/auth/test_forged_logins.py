"""Logins at a provider that says what it should not, and what we say to it."""

from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.database import Database
from app.municipalities import current
from app.municipalities.models import HostRow, MunicipalityRow
from tests.auth.conftest import HERNING, Providers, browser_at
from tests.auth.forger import Forger
from tests.auth.walking import asked_in, forged_return, leave


def test_no_transaction_is_open_while_the_provider_is_asked(
    at_forger: Forger, browser: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
):
    opened = 0

    class Counted:
        def __init__(self, door: Any) -> None:
            self.door = door

        def begin(self) -> Any:
            return self

        def __enter__(self) -> Any:
            nonlocal opened
            opened += 1
            self.context = self.door.begin()
            return self.context.__enter__()

        def __exit__(self, *how: Any) -> Any:
            nonlocal opened
            opened -= 1
            return self.context.__exit__(*how)

    class Doors:
        def __init__(self) -> None:
            self.reading, self.writing = Counted(database.reading), Counted(database.writing)

    def asked(_: Any) -> float:
        assert opened == 0
        asked_times.append(1)
        return 5.0

    asked_times: list[int] = []
    for module in ("routes", "visitor"):
        monkeypatch.setattr(f"app.auth.{module}.database", Doors)
    monkeypatch.setattr("app.auth.asking.Conversation.left", asked)

    assert browser.get(forged_return(at_forger, leave(browser))).status_code == 303
    assert len(asked_times) >= 3


@pytest.mark.parametrize(
    "changed",
    [{"aud": "another"}, {"nonce": "another"}, {"exp": 1}, {"dk.cpr": "x"}, {"loa": "High"}],
    ids=str,
)
def test_a_token_that_is_not_believed_logs_nobody_in(
    at_forger: Forger, browser: TestClient, changed: dict[str, Any]
):
    answer = browser.get(forged_return(at_forger, leave(browser), **changed))

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers or "session=" not in answer.headers["set-cookie"]
    assert browser.get("/borger").status_code == 401


@pytest.mark.parametrize(
    "said", [{}, {"id_token": 7}, {"id_token": None}, {"error": {"x": 1}}, [], "text"], ids=str
)
def test_a_token_answer_that_makes_no_sense_logs_nobody_in(
    at_forger: Forger, browser: TestClient, said: Any
):
    way_back = forged_return(at_forger, leave(browser))
    at_forger.token_answer = said

    assert browser.get(way_back).status_code in (403, 503)
    assert browser.get("/borger").status_code == 401


def test_we_prove_at_the_token_endpoint_that_we_are_who_left(
    at_forger: Forger, browser: TestClient
):
    browser.get(forged_return(at_forger, leave(browser)))

    assert at_forger.posted["grant_type"] == "authorization_code"
    assert at_forger.posted["redirect_uri"] == f"{HERNING}/log-ind/svar"
    assert len(at_forger.posted["code_verifier"]) >= 43
    assert "client_secret" not in at_forger.posted


def test_a_failed_login_is_one_line_in_the_log_without_a_person(
    at_forger: Forger, browser: TestClient
):
    way_back = forged_return(at_forger, leave(browser), exp=1)

    with structlog.testing.capture_logs() as lines:
        browser.get(f"{way_back}&error_description=7405880012")

    assert [line["event"] for line in lines] == ["login not believed"]
    assert "7405880012" not in str(lines)
    assert "a-code" not in str(lines)


def test_an_error_that_is_no_standard_one_cannot_write_in_the_log(
    at_forger: Forger, browser: TestClient
):
    state = asked_in(leave(browser))["state"]

    with structlog.testing.capture_logs() as lines:
        answer = browser.get("/log-ind/svar", params={"state": state, "error": "7405880012\n{"})

    assert answer.status_code == 403
    assert lines[0]["why"] == "answer: another error"


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_the_way_back_never_leads_to_another_site(
    at_forger: Forger, browser: TestClient, back: str
):
    answer = browser.get(forged_return(at_forger, leave(browser, back)))

    assert answer.headers["location"] == "/"


def test_with_https_the_cookies_are_kept_to_the_host(
    at_forger: Forger, site: FastAPI, database: Database
):
    with database.writing.begin() as session:
        session.get_one(MunicipalityRow, "0657").base_url = "https://selvbetjening.example"
        session.add(HostRow(host="selvbetjening.example", municipality_code="0657"))
    current.forget()
    browser = browser_at(site, "https://selvbetjening.example")

    address = leave(browser)
    assert asked_in(address)["redirect_uri"] == "https://selvbetjening.example/log-ind/svar"
    assert all(cookie.name.startswith("__Host-login-") for cookie in browser.cookies.jar)
    answer = browser.get(forged_return(at_forger, address))
    assert "__Host-session" in browser.cookies
    for header in answer.headers.get_list("set-cookie"):
        assert "Secure" in header
        assert "HttpOnly" in header
        assert "Domain" not in header


def test_a_municipality_without_a_login_provider_says_so(log_in_at: Providers, browser: TestClient):
    log_in_at("", "")

    assert browser.get("/log-ind").status_code == 503
