"""Sessions: whom a key lets in, to what, and for how long."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text, update

from app.auth import sessions, under_way
from app.auth.clearing import clear_out_old
from app.auth.models import LoginUnderWay, SessionRow
from app.auth.under_way import Secrets
from app.clock import now
from app.database import Database
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from app.municipalities.municipality import Municipality
from tests.auth.conftest import VALLENSBAEK, OpenSession, browser_at
from tests.auth.people import ADA, YRSA
from tests.auth.walking import grow_old
from tests.municipality import municipality_with


def test_one_without_a_cookie_costs_no_query(
    browser: TestClient, herning: Municipality, monkeypatch: pytest.MonkeyPatch
):
    def asked() -> Database:
        raise AssertionError("the database was asked")

    monkeypatch.setattr("app.auth.visitor.database", asked)

    assert browser.get("/hvem").json() == {"session": None, "shown": None, "ends_at": None}


def test_a_session_opens_for_its_key_and_the_pages_know_whose_it_is(visits: OpenSession):
    found = visits().get("/hvem").json()

    assert found["shown"] == ["citizen", "Ada Holm"]
    assert found["session"]
    assert found["ends_at"].endswith("+00:00")


def test_an_anonymous_session_is_nobodys(visits: OpenSession):
    browser = visits(None)
    found = browser.get("/hvem").json()

    assert found["session"]
    assert found["shown"] is None
    assert browser.get("/borger").status_code == 401


@pytest.mark.parametrize("key", ["x", "", "a" * 43, "ø", "' OR 1=1 --", "x" * 4000])
def test_a_guessed_key_opens_nothing(visits: OpenSession, key: str):
    browser = visits()
    browser.cookies.clear()

    found = browser.get("/hvem", headers={"cookie": f"session={key}".encode()})
    assert found.json()["session"] is None


def test_a_cookie_of_one_municipality_opens_nothing_at_another(visits: OpenSession, site: FastAPI):
    key = visits().cookies["session"]
    elsewhere = browser_at(site, VALLENSBAEK)

    found = elsewhere.get("/hvem", headers={"cookie": f"session={key}"})
    assert found.json() == {"session": None, "shown": None, "ends_at": None}


def test_a_session_ends_after_half_an_hour_of_silence(visits: OpenSession, database: Database):
    browser = visits()
    grow_old(database, seen_at=timedelta(minutes=29))
    assert browser.get("/borger").status_code == 200

    grow_old(database, seen_at=timedelta(minutes=31))
    assert browser.get("/borger").status_code == 401


def test_a_session_ends_after_eight_hours_however_busy(visits: OpenSession, database: Database):
    browser = visits()
    grow_old(database, ends_at=timedelta(hours=7, minutes=59))
    end = browser.get("/hvem").json()["ends_at"]
    with database.reading.begin() as session:
        assert end == session.scalars(select(SessionRow.ends_at)).one().isoformat()

    grow_old(database, ends_at=timedelta(minutes=2))
    assert browser.get("/borger").status_code == 401


def test_a_sign_of_life_is_written_at_most_once_a_minute(visits: OpenSession, database: Database):
    browser = visits()

    def seen_after_a_visit() -> Any:
        assert browser.get("/hvem").json()["session"]
        with database.reading.begin() as session:
            return session.scalars(select(SessionRow.seen_at)).one()

    first = seen_after_a_visit()
    assert seen_after_a_visit() == first

    grow_old(database, seen_at=timedelta(minutes=2))
    assert seen_after_a_visit() >= first


def test_what_is_kept_of_a_session_opens_nothing_and_tells_nothing(
    visits: OpenSession, database: Database
):
    key = visits().cookies["session"]

    with database.reading.begin() as session:
        row = session.execute(text("SELECT * FROM sessions")).one()
    kept = b"".join(bytes(each) for each in row if isinstance(each, bytes | memoryview))
    assert key.encode() not in kept
    assert b"7405880012" not in kept
    assert b"Ada Holm" not in kept


def test_a_session_sealed_with_a_secret_we_no_longer_have_is_over(
    visits: OpenSession, database: Database
):
    browser = visits()
    with database.writing.begin() as session:
        session.execute(text("UPDATE sessions SET person = :other"), {"other": b"\x01" + b"x" * 40})

    assert browser.get("/hvem").json()["session"] is None


def test_a_citizen_is_led_to_login_and_back_to_the_very_page(browser: TestClient):
    found = browser.get("/borger?side=2")

    assert found.status_code == 401
    assert found.json() == {"back": "/borger?side=2", "staff": False}


def test_staff_pages_are_for_this_municipalitys_staff(visits: OpenSession):
    assert visits(YRSA).get("/personale").json() == (
        "Yrsa Toft, ['caseworker', 'strategist'], ['*']"
    )
    assert visits(YRSA | {"municipality_code": "0187"}).get("/personale").status_code == 403
    assert visits(YRSA | {"roles": []}).get("/personale").status_code == 403
    assert visits(ADA).get("/personale").json() == {"back": "/personale", "staff": True}


def test_staff_are_no_citizens(visits: OpenSession):
    assert visits(YRSA).get("/borger").status_code == 401


def test_the_cookie_is_kept_to_the_host_and_to_https(herning: Municipality, database: Database):
    response = Response()
    sessions.set_cookie(response, herning, "a-key")
    assert response.headers["set-cookie"] == "session=a-key; HttpOnly; Path=/; SameSite=lax"

    with database.writing.begin() as session:
        session.get_one(MunicipalityRow, "0657").base_url = "https://herning.example"
    current.forget()
    response = Response()
    sessions.set_cookie(response, municipality_with("0657"), "a-key")
    assert response.headers["set-cookie"] == (
        "__Host-session=a-key; HttpOnly; Path=/; SameSite=lax; Secure"
    )


def test_what_was_opened_while_a_clock_was_ahead_opens_nothing(
    database: Database, herning: Municipality
):
    with database.writing.begin() as session:
        key, row = sessions.open_session(session, herning)
        row.seen_at, row.ends_at = now() + timedelta(days=365), now() + timedelta(days=366)
        session.flush()
        assert sessions.find_session(session, herning, key) is None
        assert sessions.keep_alive(session, row.id) is None
        clear_out_old(session)
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 0


def test_what_has_ended_is_cleared_out_and_nothing_else(database: Database, herning: Municipality):
    long_ago = now() - timedelta(hours=9)
    with database.writing.begin() as session:
        living, _ = sessions.open_session(session, herning)
        _, idle = sessions.open_session(session, herning)
        _, over = sessions.open_session(session, herning)
        idle.seen_at = over.ends_at = long_ago
        under_way.set_out(session, herning, Secrets("citizen", "/", "http://localhost/x"))
        session.flush()
        session.execute(update(LoginUnderWay).values(started_at=long_ago))
        state, browser_key = under_way.set_out(
            session, herning, Secrets("citizen", "/", "http://localhost/x")
        )

    with database.writing.begin() as session:
        clear_out_old(session)
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 1
        assert sessions.find_session(session, herning, living)
        assert session.scalar(select(func.count()).select_from(LoginUnderWay)) == 1
        assert under_way.come_back(session, herning, state, browser_key)
