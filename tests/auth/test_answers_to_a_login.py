"""A login is answered once, to the browser that left, by the provider that was asked."""

import threading
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from app.auth import under_way
from app.auth.models import LoginUnderWay
from app.auth.under_way import Secrets
from app.clock import now
from app.database import Database
from app.municipalities.municipality import Municipality
from tests.auth.conftest import VALLENSBAEK, browser_at
from tests.auth.walking import as_person, asked_in, leave
from tests.municipality import municipality_with


def test_a_login_at_one_municipality_is_none_at_another(
    at_standins: None, browser: TestClient, site: FastAPI
):
    way_back = as_person(leave(browser), "ada")
    elsewhere = browser_at(site, VALLENSBAEK)
    elsewhere.cookies.update(browser.cookies)

    assert elsewhere.get(way_back).status_code == 400
    assert elsewhere.get("/borger").status_code == 401


def test_two_tabs_may_log_in_side_by_side(at_standins: None, browser: TestClient):
    one, other = leave(browser, "/en"), leave(browser, "/anden")

    assert browser.get(as_person(other, "ada")).headers["location"] == "/anden"
    assert browser.get(as_person(one, "ada")).headers["location"] == "/en"


def test_a_login_is_used_once(at_standins: None, browser: TestClient, another_browser: TestClient):
    way_back = as_person(leave(browser), "ada")
    cookies = dict(browser.cookies)
    assert browser.get(way_back).status_code == 303

    another_browser.cookies.update(cookies)
    assert another_browser.get(way_back).status_code == 400
    # Whoever pressed twice is logged in, and is not troubled with it.
    assert browser.get(way_back).headers["location"] == "/"


def test_a_login_is_for_the_browser_that_left(
    at_standins: None, browser: TestClient, another_browser: TestClient
):
    attackers = as_person(leave(another_browser), "bo")

    leave(browser)
    answer = browser.get(attackers)
    assert answer.status_code == 400
    assert "Prøv igen" in answer.text
    assert browser.get("/borger").status_code == 401


def test_a_login_that_took_too_long_begins_again(
    at_standins: None, browser: TestClient, database: Database
):
    way_back = as_person(leave(browser), "ada")
    with database.writing.begin() as session:
        session.execute(
            update(LoginUnderWay).values(
                started_at=now() - under_way.AT_MOST - timedelta(seconds=1)
            )
        )

    assert browser.get(way_back).status_code == 400


@pytest.mark.parametrize(
    "query",
    ["", "?state=x&code=y", "?code=y", "?state=&error=access_denied", "?state=%00&code=%0d"],
)
def test_an_answer_to_nothing_is_refused_calmly(browser: TestClient, query: str):
    answer = browser.get(f"/log-ind/svar{query}")

    assert answer.status_code == 400
    assert "Du er ikke logget ind" in answer.text


def test_another_logins_state_does_not_fit(at_standins: None, browser: TestClient):
    one, other = leave(browser), leave(browser)
    swapped = as_person(one, "ada").replace(asked_in(one)["state"], asked_in(other)["state"])

    # The code belongs to a challenge that the other login's verifier does not answer.
    assert browser.get(swapped).status_code == 403
    assert browser.get("/borger").status_code == 401


def test_a_code_is_used_once_also_at_the_provider(at_standins: None, browser: TestClient):
    address = leave(browser)
    code = asked_in(as_person(address, "ada"))["code"]
    browser.get(as_person(address, "ada").replace("code=", "x=") + f"&code={code}")
    again = leave(browser)
    issuer = asked_in(as_person(again, "ada"))["iss"]

    answer = browser.get(
        "/log-ind/svar",
        params={"state": asked_in(again)["state"], "code": code, "iss": issuer},
    )
    assert answer.status_code == 403


def test_an_answer_from_another_provider_than_we_asked_is_refused(
    at_standins: None, browser: TestClient
):
    for way_back in (
        as_person(leave(browser), "ada").replace("iss=", "iss=https%3A%2F%2Fevil.example&x="),
        as_person(leave(browser), "ada").replace("iss=", "x="),
    ):
        assert browser.get(way_back).status_code == 403
    assert browser.get("/borger").status_code == 401


def test_of_two_answers_at_once_only_one_takes_the_login_up(committed_database: Database):
    herning: Municipality = municipality_with("0657")
    with committed_database.writing.begin() as session:
        state, key = under_way.set_out(session, herning, Secrets("citizen", "/", "http://x/y"))
    together, found = threading.Barrier(4), []

    def come_back() -> None:
        together.wait()
        with committed_database.writing.begin() as session:
            found.append(under_way.come_back(session, herning, state, key))

    threads = [threading.Thread(target=come_back) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each is not None for each in found) == 1
