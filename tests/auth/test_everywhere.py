"""Where one is logged in, logging out there, and being told of a login elsewhere."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.auth.browsers import browser_of
from app.auth.models import SessionRow
from app.database import Database
from tests.auth.conftest import HERNING, OWN_PAGE, VALLENSBAEK, browser_at
from tests.auth.walking import as_person, leave
from tests.operations.new_secret import NEW, OLD, Keys, with_keys

__all__ = ["with_keys"]

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"


def logs_in(site: FastAPI, person: str, agent: str, host: str = HERNING) -> TestClient:
    browser = browser_at(site, host)
    browser.headers["user-agent"] = agent
    browser.get(as_person(leave(browser), person))
    assert browser.get("/hvem").json()["shown"]
    return browser


def words_of(browser: TestClient) -> str:
    return " ".join(re.sub("<[^>]*>", " ", browser.get("/log-ind/overalt").text).split())


def places(browser: TestClient) -> list[str]:
    """The ids of the sessions that the page lists, newest first."""
    text = browser.get("/log-ind/overalt").text
    return [each for each in re.findall('name="session" value="([^"]+)"', text) if each != "alle"]


@pytest.mark.parametrize(
    ("agent", "kept"),
    [
        (FIREFOX, "Firefox/Windows"),
        (SAFARI, "Safari/iPhone"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} Safari/537.36", "Chrome/Linux"),
        (f"Mozilla/5.0 (Linux; Android 15) {CHROME} Mobile Safari/537.36", "Chrome/Android"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X) {CHROME} Safari/537.36 Edg/140.0", "Edge/Mac"),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {CHROME} Safari/537.36", "Chrome/ChromeOS"),
        ("curl/8.0", "/"),
        ("", "/"),
        ("Firefox " * 5000, "Firefox/"),
    ],
)
def test_a_browser_in_words(agent: str, kept: str):
    assert browser_of(agent) == kept


def test_each_place_is_shown_and_this_one_marked(at_standins: None, site: FastAPI):
    logs_in(site, "ada", FIREFOX)
    phone = logs_in(site, "ada", SAFARI)
    said = words_of(phone)
    assert "Firefox på Windows" in said
    assert "Safari på iPhone" in said
    assert said.count("Her, hvor du er nu") == 1
    assert len(places(phone)) == 2


def test_others_and_other_municipalities_are_not(at_standins: None, site: FastAPI):
    ada = logs_in(site, "ada", FIREFOX)
    logs_in(site, "bo", FIREFOX)
    logs_in(site, "ada", FIREFOX, VALLENSBAEK)
    assert len(places(ada)) == 1


def test_one_place_is_logged_out_from_another(at_standins: None, site: FastAPI):
    computer = logs_in(site, "ada", FIREFOX)
    phone = logs_in(site, "ada", SAFARI)
    here, there = places(phone)
    answer = phone.post("/log-ind/overalt", data={"session": there}, headers=OWN_PAGE)
    assert answer.headers["location"] == "/log-ind/overalt"
    assert computer.get("/borger").status_code == 401
    assert places(phone) == [here]


def test_nobody_logs_another_person_out(at_standins: None, site: FastAPI, database: Database):
    ada = logs_in(site, "ada", FIREFOX)
    bo = logs_in(site, "bo", SAFARI)
    for asked in (*places(ada), "", "nonsense"):
        bo.post("/log-ind/overalt", data={"session": asked}, headers=OWN_PAGE)
    assert ada.get("/borger").status_code == 200
    bo.post("/log-ind/overalt", data={"session": "alle"}, headers=OWN_PAGE)
    assert bo.get("/borger").status_code == 401
    assert ada.get("/borger").status_code == 200


@pytest.mark.parametrize("everywhere", [True, False])
def test_logging_out_everywhere_ends_this_one_too(
    at_standins: None, site: FastAPI, everywhere: bool
):
    computer = logs_in(site, "ada", FIREFOX)
    phone = logs_in(site, "ada", SAFARI)
    asked = "alle" if everywhere else places(phone)[0]
    answer = phone.post("/log-ind/overalt", data={"session": asked}, headers=OWN_PAGE)
    assert "id_token_hint" in answer.text, "and the provider's own"
    assert phone.get("/borger").status_code == 401
    assert computer.get("/borger").status_code == (401 if everywhere else 200)


def test_a_login_elsewhere_is_told_until_one_says_it_was_oneself(at_standins: None, site: FastAPI):
    computer = logs_in(site, "ada", FIREFOX)
    told = "Du er logget ind et nyt sted."
    assert told not in words_of(computer)
    phone = logs_in(site, "ada", SAFARI)
    assert told in words_of(computer)
    assert told not in words_of(phone)
    back = {"back": "/flytning/dig?kladde=1"}
    answer = computer.post("/log-ind/det-var-mig", data=back, headers=OWN_PAGE)
    assert answer.headers["location"] == "/flytning/dig?kladde=1"
    assert told not in words_of(computer)


def test_a_login_elsewhere_is_told_also_while_keys_are_rotated(
    at_standins: None, site: FastAPI, with_keys: Keys
):
    computer = logs_in(site, "ada", FIREFOX)
    with_keys(NEW, OLD)
    logs_in(site, "ada", SAFARI)
    assert "Du er logget ind et nyt sted." in words_of(computer)
    assert len(places(computer)) == 2


def test_another_persons_login_is_not_told(at_standins: None, site: FastAPI, database: Database):
    logs_in(site, "ada", FIREFOX)
    logs_in(site, "bo", FIREFOX)
    logs_in(site, "ada", FIREFOX, VALLENSBAEK)
    with database.reading.begin() as session:
        assert set(session.scalars(select(SessionRow.new_login_at))) == {None}
