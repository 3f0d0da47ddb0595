"""Whole logins, through the stand-in, as a browser walks."""

import html
import re

import httpx
import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jose import jwt
from lxml.html import fromstring
from sqlalchemy import func, select

from app.auth.models import SessionRow
from app.database import Database
from app.standins.persons import everyone
from tests.auth.conftest import HERNING, OWN_PAGE, browser_at
from tests.auth.forger import Forger
from tests.auth.people import ADA, YRSA
from tests.auth.walking import as_person, asked_in, forged_return, leave
from tests.limiting import tight
from tests.standins_server import behave, start_afresh

TELLS_OTHER_TABS = '<meta name="session" content="over">'


def test_a_citizen_logs_in_and_comes_back_to_the_page(at_standins: None, browser: TestClient):
    answer = browser.get(as_person(leave(browser, "/flytning/dig?x=1"), "ada", "High"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/flytning/dig?x=1")
    ada = everyone()["ada"]
    assert browser.get("/borger").json() == f"Ada Holm, {ada.cpr}, high"
    assert [cookie.name for cookie in browser.cookies.jar] == ["session"]


def test_one_whose_address_is_protected_logs_in_as_others_do(
    at_standins: None, browser: TestClient
):
    browser.get(as_person(leave(browser), "nanna"))

    assert everyone()["nanna"].cpr in browser.get("/borger").json()


def test_staff_log_in_at_their_own_provider(at_standins: None, browser: TestClient):
    address = leave(browser, "/personale/afleveringer", staff=True)
    answer = browser.get(as_person(address, "yrsa"))

    assert "/idp/staff/" in address
    assert answer.headers["location"] == "/personale/afleveringer"
    assert browser.get("/personale").json().startswith("Yrsa Toft, ['administrator'")
    assert (
        browser.get("/log-ind?personale=1")
        .headers["location"]
        .startswith(address.partition("?")[0])
    )


def test_what_we_say_to_the_provider(at_standins: None, browser: TestClient):
    first, second = asked_in(leave(browser)), asked_in(leave(browser))

    assert first["response_type"] == "code"
    assert first["code_challenge_method"] == "S256"
    assert first["redirect_uri"] == f"{HERNING}/log-ind/svar"
    assert first["scope"].split() == ["openid", "mitid", "nemlogin", "ssn", "ssn.details_name"]
    assert first["ui_locales"] == "da"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]


def test_one_comes_back_to_the_host_one_left_from(
    at_standins: None, site: FastAPI, database: Database
):
    for host in ("http://herning.localhost:8000", "http://vallensbaek.localhost:8000"):
        asked = asked_in(leave(browser_at(site, host)))
        assert asked["redirect_uri"] == f"{host}/log-ind/svar"


def test_the_key_is_a_new_one_after_login(
    at_standins: None, browser: TestClient, database: Database
):
    browser.get(as_person(leave(browser), "ada"))
    adas = browser.cookies["session"]
    browser.get(as_person(leave(browser), "bo"))

    assert browser.cookies["session"] != adas
    assert browser.get("/hvem").json()["shown"] == ["citizen", "Bo Lund"]
    browser.cookies.set("session", adas, domain="localhost.local", path="/")
    assert browser.get("/borger", headers={"cookie": f"session={adas}"}).status_code == 401
    with database.reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 1


@pytest.mark.parametrize("key", ["kaj", "troels"])
def test_the_dead_and_the_disappeared_are_refused_kindly(
    at_standins: None, browser: TestClient, key: str
):
    refused = httpx.get(f"{leave(browser, '/flytning')}&login_hint={key}")
    found = re.search(r'href="([^"]*error=access_denied[^"]*)"', refused.text)
    assert found

    answer = browser.get(html.unescape(found[1]))

    assert answer.status_code == 403
    assert "Har du brug for hjælp?" in answer.text
    assert "/log-ind?tilbage=/flytning" in answer.text
    assert browser.get("/borger").status_code == 401


@pytest.mark.parametrize("mode", ["down", "500", "broken", "huge", "redirect", "loses_answer"])
def test_a_silent_provider_gets_one_calm_page(
    at_standins: None, standins: str, browser: TestClient, mode: str
):
    try:
        behave(standins, "idp", mode)
        assert browser.get("/log-ind").status_code == 503

        behave(standins, "idp", "ok")
        way_back = as_person(leave(browser), "ada")
        behave(standins, "idp", mode)
        answer = browser.get(way_back)
    finally:
        start_afresh(standins)
    assert answer.status_code == 503
    assert "Login svarer ikke" in answer.text
    assert browser.get("/borger").status_code == 401


def test_logging_out_closes_the_session_here_and_at_the_provider(
    at_standins: None, standins: str, browser: TestClient
):
    browser.get(as_person(leave(browser), "ada"))
    key = browser.cookies["session"]

    answer = browser.post("/log-ud", headers=OWN_PAGE)

    # By POST from a page: an ID token holds a CPR number, which must stand in no address.
    (form,) = fromstring(answer.text).cssselect("main form")
    assert (form.get("method"), form.get("action")) == (
        "post",
        f"{standins}/idp/citizen/end-session",
    )
    fields = dict(form.fields)
    assert (
        jwt.get_unverified_claims(fields.pop("id_token_hint"))["iss"] == f"{standins}/idp/citizen"
    )
    kind, _, by_chance = fields.pop("state").partition(".")
    assert (kind, len(by_chance) >= 16) == ("citizen", True)
    assert fields == {
        "client_id": "hovedindgang",
        "post_logout_redirect_uri": f"{HERNING}/log-ind/farvel",
    }
    assert "Ada Holm" not in answer.text
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert TELLS_OTHER_TABS in answer.text
    assert "session" not in browser.cookies
    assert browser.get("/borger", headers={"cookie": f"session={key}"}).status_code == 401
    farewell = browser.get("/log-ind/farvel").text
    assert "Du er logget af" in farewell
    assert TELLS_OTHER_TABS in farewell


def test_a_link_to_the_farewell_logs_no_other_tab_out(at_standins: None, browser: TestClient):
    browser.get(as_person(leave(browser), "ada"))
    for path in ("/log-ind/farvel", "/log-ind/slut?som=citizen"):
        assert TELLS_OTHER_TABS not in browser.get(path).text


@pytest.mark.parametrize("path", ["/log-ind?tilbage=/hvem&niveau=high", "/personale/log-ind"])
@pytest.mark.parametrize("led_from", ["cross-site", "same-site"])
def test_a_link_elsewhere_logs_nobody_in_before_they_press(
    at_standins: None, browser: TestClient, path: str, led_from: str
):
    answer = browser.get(path, headers={"sec-fetch-site": led_from})
    assert (answer.status_code, answer.headers.get("set-cookie")) == (200, None)
    assert "Vil du logge ind?" in answer.text
    button = fromstring(answer.text).cssselect("main a.button-primary")[0].get("href")
    assert button == path
    for ours in ("same-origin", "none"):
        assert browser.get(button, headers={"sec-fetch-site": ours}).status_code == 303


@pytest.mark.parametrize(("key", "level"), [("ada", "High"), ("yrsa", None)])
def test_the_line_of_a_login_says_how_sure_it_is_and_not_of_whom(
    at_standins: None, browser: TestClient, key: str, level: str | None
):
    address = leave(browser, staff=level is None)
    with structlog.testing.capture_logs() as lines:
        browser.get(as_person(address, key, level or "Substantial"))
    (line,) = [each for each in lines if each["event"] == "logged in"]
    kind = "citizen" if level else "staff"
    assert line == {
        "event": "logged in",
        "log_level": "info",
        "kinds": [kind],
        "level": level and level.lower(),
    }


def test_logging_out_does_not_need_the_provider(at_forger: Forger, browser: TestClient):
    browser.get(forged_return(at_forger, leave(browser)))

    farewell = "/log-ind/farvel?som=citizen"
    assert browser.post("/log-ud", headers=OWN_PAGE).headers["location"] == farewell
    assert browser.get("/borger").status_code == 401
    # Nor anybody to be logged in.
    assert browser.post("/log-ud", headers=OWN_PAGE).headers["location"] == farewell


def shows_staffs_farewell(text: str) -> bool:
    (main,) = fromstring(text).cssselect("main")
    (again, _) = main.cssselect(".actions a")
    return again.get("href") == "/personale" and "Mine sager" not in main.text_content()


def test_staff_who_log_off_are_led_back_to_their_own_login(
    at_standins: None, standins: str, browser: TestClient
):
    browser.get(as_person(leave(browser, "/personale", staff=True), "yrsa"))

    left = fromstring(browser.post("/log-ud", headers=OWN_PAGE).text)

    (form,) = left.cssselect("main form")
    back = httpx.post(form.get("action"), data=dict(form.fields)).headers["location"]
    assert back.startswith(f"{HERNING}/log-ind/farvel?state=staff.")
    assert shows_staffs_farewell(browser.get(back).text)


def test_staff_are_too_where_their_provider_has_no_logout(at_forger: Forger, browser: TestClient):
    address = leave(browser, "/personale", staff=True)
    said = dict.fromkeys(ADA) | YRSA
    assert browser.get(forged_return(at_forger, address, **said)).status_code == 303

    farewell = browser.post("/log-ud", headers=OWN_PAGE).headers["location"]

    assert farewell == "/log-ind/farvel?som=staff"
    assert shows_staffs_farewell(browser.get(farewell).text)


@pytest.mark.parametrize("state", ["", "x", "staff", "staff.x", "nobody.x", "<b>.x"])
def test_the_farewell_believes_only_the_kinds_there_are(browser: TestClient, state: str):
    answer = browser.get("/log-ind/farvel", params={"state": state})
    assert answer.status_code == 200
    assert shows_staffs_farewell(answer.text) == state.startswith("staff")


def test_one_persons_logins_have_a_limit_wherever_they_come_from(
    at_standins: None,
    browser: TestClient,
    another_browser: TestClient,
    monkeypatch: pytest.MonkeyPatch,
):
    tight(monkeypatch, "LOGIN_PER_PERSON")
    assert browser.get(as_person(leave(browser), "ada")).status_code == 303

    answer = another_browser.get(as_person(leave(another_browser), "ada"))

    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)
    assert another_browser.get("/borger").status_code == 401
    assert browser.get("/borger").status_code == 200
    assert another_browser.get(as_person(leave(another_browser), "bo")).status_code == 303
