"""A page that needs a surer login: asked for at the provider, and back with nothing lost."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.auth import sessions
from app.auth.models import SessionRow
from app.auth.people import Citizen, Company, Login
from app.clock import now
from app.database import Database
from app.municipalities.municipality import Municipality
from app.settings import Settings
from tests.auth.walking import as_person, asked_in, leave

NSIS = "https://data.gov.dk/concept/core/nsis/"


def steps_up(browser: TestClient, level: str = "high", back: str = "/flytning/dig") -> str:
    answer = browser.get("/log-ind", params={"niveau": level, "tilbage": back})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def the_row(database: Database) -> SessionRow:
    with database.reading.begin() as session:
        return session.scalars(select(SessionRow)).one()


def test_the_provider_is_asked_for_the_level_and_for_a_new_login(
    at_standins: None, browser: TestClient
):
    browser.get(as_person(leave(browser), "ada"))
    asked = asked_in(steps_up(browser))
    assert f"{NSIS}High" in asked["acr_values"].split()
    assert asked["prompt"] == "login"


def test_whoever_was_not_logged_in_is_asked_for_the_level_alone(
    at_standins: None, browser: TestClient
):
    asked = asked_in(steps_up(browser))
    assert f"{NSIS}High" in asked["acr_values"].split()
    assert "prompt" not in asked
    usual = asked_in(steps_up(browser, "nonsense"))["acr_values"].split()
    assert (f"{NSIS}Substantial" in usual, f"{NSIS}High" in usual) == (True, False)


def test_back_at_the_same_page_in_the_same_session_with_a_new_key(
    at_standins: None, browser: TestClient, database: Database
):
    browser.get(as_person(leave(browser), "ada", "Low"))
    key, before = browser.cookies["session"], the_row(database)

    answer = browser.get(as_person(steps_up(browser), "ada", "High"))

    assert answer.headers["location"] == "/flytning/dig"
    assert browser.get("/borger").json().endswith("high")
    assert browser.cookies["session"] != key
    assert browser.get("/borger", headers={"cookie": f"session={key}"}).status_code == 401
    assert the_row(database).id == before.id
    assert the_row(database).new_login_at is None, "one's own step-up is no login elsewhere"


def test_another_person_who_comes_back_is_logged_in_as_themselves(
    at_standins: None, browser: TestClient, database: Database
):
    browser.get(as_person(leave(browser), "ada", "Low"))
    before = the_row(database)

    browser.get(as_person(steps_up(browser), "bo", "High"))

    assert the_row(database).id != before.id
    assert browser.get("/hvem").json()["shown"] == ["citizen", "Bo Lund"]


def test_one_who_comes_back_with_too_little_is_told_so(at_standins: None, browser: TestClient):
    browser.get(as_person(leave(browser), "ada", "Low"))

    answer = browser.get(as_person(steps_up(browser), "ada", "Substantial"))

    told = answer.headers["location"]
    assert told == "/log-ind/niveau?niveau=high&tilbage=/flytning/dig"
    page = browser.get(told).text
    assert "»Høj«" in page
    assert 'href="/log-ind?niveau=high&amp;tilbage=/flytning/dig"' in page
    assert browser.get("/borger").json().endswith("substantial")


def test_one_led_on_to_a_page_that_asks_for_more_is_told_so(at_standins: None, browser: TestClient):
    """The browser calls all of the way from the provider another site's."""
    browser.get(as_person(leave(browser), "ada", "Low"))
    asked = {"niveau": "substantial", "tilbage": "/mine-sager"}
    from_there = {"sec-fetch-site": "cross-site"}

    answer = browser.get("/log-ind", params=asked, headers=from_there)
    assert answer.headers["location"] == "/log-ind/niveau?niveau=substantial&tilbage=/mine-sager"

    browser.get(as_person(steps_up(browser, "substantial"), "ada"))
    assert "Vil du logge ind?" in browser.get("/log-ind", params=asked, headers=from_there).text


def test_the_page_about_the_level_leads_nowhere_else(browser: TestClient):
    page = browser.get("/log-ind/niveau?niveau=%3Cx%3E&tilbage=//evil.example").text
    assert "»Betydelig«" in page
    assert "evil.example" not in page.partition("<main")[2].partition("</main>")[0]


def test_giving_up_leads_to_another_try_at_the_same_level(at_standins: None, browser: TestClient):
    state = asked_in(steps_up(browser))["state"]
    answer = browser.get(f"/log-ind/svar?state={state}&error=access_denied")
    assert answer.status_code == 403
    assert "/log-ind?tilbage=/flytning/dig&amp;niveau=high" in answer.text


def test_whoever_had_chosen_who_to_be_does_not_choose_again(
    database: Database, herning: Municipality
):
    def login(loa: str) -> Login:
        citizen = Citizen("7405880012", "Ada", "a", loa)  # type: ignore[arg-type]
        company = Company("12345674", "VVS", "", "", "Ada", "7405880012", "b", loa)  # type: ignore[arg-type]
        return Login((citizen, company), "https://broker.example", "ada")

    with database.writing.begin() as session:
        _, row = sessions.open_session(session, herning, login("low"))
        assert row.person is None
        row.person = {"kind": "company", **vars(login("low").identities[1])}
        session.flush()
        sessions.log_in_to(session, herning, login("high"), row.id)
        assert (row.person["kind"], row.person["loa"]) == ("company", "high")


def test_whomever_they_acted_for_they_still_do_and_nobody_else_does(
    database: Database, herning: Municipality
):
    def login(loa: str, name: str = "ada") -> Login:
        person = Citizen("7405880012", "Ada", "a", loa)  # type: ignore[arg-type]
        return Login((person,), "https://broker.example", name)

    with database.writing.begin() as session:
        _, row = sessions.open_session(session, herning, login("low"))
        row.acting_for = {"cpr": "another"}
        session.flush()
        sessions.log_in_to(session, herning, login("high"), row.id)
        assert row.acting_for == {"cpr": "another"}
        key = sessions.log_in_to(session, herning, login("high", "bo"), row.id)
        session.flush()
        other = sessions.find_session(session, herning, key)
        assert other is not None
        assert other.acting_for is None


def test_a_session_lasts_as_long_as_the_settings_say(
    database: Database, herning: Municipality, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        sessions, "settings", lambda: Settings(session_hours=2, session_idle_minutes=5)
    )
    with database.writing.begin() as session:
        key, row = sessions.open_session(session, herning)
        assert row.ends_at - row.opened_at == timedelta(hours=2)
        assert sessions.end_of(row) == row.seen_at + timedelta(minutes=5)
        row.seen_at = now() - timedelta(minutes=6)
        session.flush()
        assert sessions.find_session(session, herning, key) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("session_idle_minutes", 4),
        ("session_idle_minutes", 0),
        ("session_hours", 0),
        ("session_hours", 25),
    ],
)
def test_a_session_that_ends_too_soon_or_never_is_refused(name: str, value: int):
    with pytest.raises(ValueError, match=name):
        Settings.model_validate({name: value})
