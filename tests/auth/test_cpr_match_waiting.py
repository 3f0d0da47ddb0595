"""A login that waits for its CPR number opens nothing, ends with others, and tells nothing."""

import io
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text, update

from app.auth import cpr_match
from app.auth.clearing import clear_out_old
from app.auth.cpr_match_models import CprMatchTries, CprMatchWaiting
from app.auth.logout_token import EVENT
from app.clock import now
from app.commands import end_sessions
from app.database import Database
from tests.auth.conftest import OWN_PAGE, VALLENSBAEK, browser_at
from tests.auth.forger import Forger, signed
from tests.auth.waiting import TYPED, UUID, Account, account, asked, logs_in, types
from tests.auth.walking import forged_return, leave
from tests.operations.new_secret import NEW, OLD, Keys, with_keys

__all__ = ["account", "asked", "with_keys"]


def test_logging_out_ends_it_and_takes_its_cookie(asked: TestClient):
    key = asked.cookies[cpr_match.COOKIE]
    assert 'action="/log-ud"' in asked.get("/log-ind/cpr").text

    asked.post("/log-ud", headers=OWN_PAGE)

    assert cpr_match.COOKIE not in asked.cookies
    asked.cookies.set(cpr_match.COOKIE, key)
    assert types(asked, TYPED).status_code == 400
    assert asked.get("/borger").status_code == 401


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ({"sub": None, "sid": "adas-session"}, 400),
        ({"sub": "a-subject"}, 400),
        ({"sub": None, "sid": "bos-session"}, 303),
        ({"sub": "bo"}, 303),
    ],
    ids=str,
)
def test_a_logout_at_the_provider_ends_it(
    account: Account, at_forger: Forger, browser: TestClient, named: dict[str, Any], status: int
):
    way_back = forged_return(at_forger, leave(browser), **{"dk.cpr": None}, sid="adas-session")
    browser.get(way_back)
    said = {"nonce": None, "jti": f"ends {named}", "events": {EVENT: {}}} | named
    told = TestClient(browser.app, browser.base_url).post(
        "/log-ind/afmeldt", data={"logout_token": signed(at_forger.claims(**said))}
    )
    assert told.status_code == 200, told.text
    assert types(browser, TYPED).status_code == status


@pytest.mark.parametrize("where", ["alle", "another"])
def test_logging_out_everywhere_ends_it_in_every_browser(
    asked: TestClient, at_forger: Forger, another_browser: TestClient, where: str
):
    types(logs_in(at_forger, another_browser), TYPED)
    another_browser.post("/log-ind/overalt", data={"session": where}, headers=OWN_PAGE)
    assert types(asked, TYPED).status_code == (400 if where == "alle" else 303)


@pytest.mark.parametrize(
    ("whom", "status"),
    [("everybody", 400), (UUID, 400), (TYPED, 400), ("010180-1111", 303), ("bo", 303)],
)
def test_the_command_that_logs_somebody_out_ends_it_too(
    asked: TestClient,
    at_forger: Forger,
    another_browser: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    whom: str,
    status: int,
):
    """By its CPR number it is known from the sessions of the same login."""
    types(logs_in(at_forger, another_browser), TYPED)
    monkeypatch.setattr("sys.stdin", io.StringIO(whom))
    assert end_sessions.run(["0657"]) == 0
    assert types(asked, TYPED).status_code == status


def test_also_while_keys_are_rotated(
    asked: TestClient,
    at_forger: Forger,
    another_browser: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    with_keys: Keys,
):
    with_keys(NEW, OLD)
    types(logs_in(at_forger, another_browser), TYPED)
    monkeypatch.setattr("sys.stdin", io.StringIO(TYPED))
    assert end_sessions.run(["0657"]) == 0
    assert types(asked, TYPED).status_code == 400


def test_it_waits_for_one_browser_at_one_municipality_and_not_for_ever(
    asked: TestClient, site: FastAPI, another_browser: TestClient, database: Database
):
    assert another_browser.get("/log-ind/cpr").status_code == 400
    elsewhere = browser_at(site, VALLENSBAEK)
    elsewhere.cookies.update(asked.cookies)
    assert types(elsewhere, TYPED).status_code == 400

    with database.writing.begin() as session:
        long_ago = now() - cpr_match.AT_MOST - timedelta(seconds=1)
        session.execute(update(CprMatchWaiting).values(started_at=long_ago))
    assert types(asked, TYPED).status_code == 400
    assert asked.get("/borger").status_code == 401


def test_the_cookie_opens_nothing_but_the_page(asked: TestClient):
    (cookie,) = asked.cookies.jar
    assert cookie.name == "cpr-match"
    assert asked.get("/hvem").json()["session"] is None


def test_what_is_kept_meanwhile_tells_nothing(
    asked: TestClient, at_forger: Forger, database: Database
):
    at_forger.match_answer = {"match": False}
    types(asked, TYPED)
    with database.reading.begin() as session:
        rows = [
            *session.execute(text("SELECT * FROM cpr_matches_waiting")),
            *session.execute(text("SELECT * FROM cpr_match_tries")),
        ]
    kept = b"".join(
        bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode()
        for row in rows
        for each in row
    )
    assert UUID.encode() not in kept
    assert b"Holm" not in kept
    assert asked.cookies["cpr-match"].encode() not in kept
    assert len(rows) == 2


def test_what_no_longer_counts_is_cleared_out(
    asked: TestClient, at_forger: Forger, database: Database
):
    at_forger.match_answer = {"match": False}
    types(asked, TYPED)
    with database.writing.begin() as session:
        clear_out_old(session)
        assert kept_of(session) == [1, 1]
    with database.writing.begin() as session:
        session.execute(update(CprMatchWaiting).values(started_at=now() - timedelta(hours=1)))
        session.execute(update(CprMatchTries).values(last_tried_at=now() - timedelta(hours=1)))
        clear_out_old(session)
        assert kept_of(session) == [0, 0]


def kept_of(session: Any) -> list[int]:
    tables = (CprMatchWaiting, CprMatchTries)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]
