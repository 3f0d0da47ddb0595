"""Guessing at a CPR number: three tries in a quarter of an hour, however they are taken."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.auth import cpr_match_tries
from app.auth.cpr_match_models import CprMatchTries, CprMatchWaiting
from app.auth.cpr_match_tries import NoTriesLeft
from app.clock import now
from app.database import Database
from tests.auth.forger import Forger
from tests.auth.waiting import TYPED, account, asked, logs_in, types
from tests.limiting import tight

__all__ = ["account", "asked"]


@pytest.mark.parametrize("typed", ["", "123", "abc", "9999990000", "740588001234"])
def test_what_is_no_cpr_number_is_told_beside_the_field_and_costs_no_try(
    asked: TestClient, at_forger: Forger, typed: str
):
    for _ in range(4):
        answer = types(asked, typed)

    assert answer.status_code == 422
    assert "<title>Fejl:" in answer.text
    assert 'id="cpr-error"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert at_forger.asked["match"] == 0
    assert types(asked, TYPED).status_code == 303


def test_three_wrong_numbers_and_then_a_quarter_of_an_hours_rest(
    asked: TestClient, at_forger: Forger, another_browser: TestClient, database: Database
):
    at_forger.match_answer = {"match": False}
    first, second, third = (types(asked, "740588-0011") for _ in range(3))

    assert (first.status_code, second.status_code, third.status_code) == (422, 422, 429)
    assert "to gange til" in first.text
    assert "én gang til" in second.text
    assert "tre gange" not in first.text + second.text
    assert 'value="740588-0011"' in second.text
    assert "Vent et kvarter" in third.text
    assert 0 < int(third.headers["retry-after"]) <= 900
    # Neither the right number, nor a new login, nor another browser gives more.
    at_forger.match_answer = {"match": True}
    assert types(asked, TYPED).status_code == 429
    assert logs_in(at_forger, asked).get("/log-ind/cpr").status_code == 429
    assert types(logs_in(at_forger, another_browser), TYPED).status_code == 429
    assert at_forger.asked["match"] == 3
    assert asked.get("/borger").status_code == 401

    grow_old(database, timedelta(minutes=16))
    assert types(asked, TYPED).status_code == 303


def test_however_many_logins_numbers_have_a_limit_from_one_address(
    asked: TestClient, at_forger: Forger, monkeypatch: pytest.MonkeyPatch
):
    tight(monkeypatch, "CPR_MATCH_PER_ADDRESS")
    at_forger.match_answer = {"match": False}
    assert types(asked, "740588-0011").status_code == 422

    answer = types(asked, TYPED)

    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)
    assert "Prøv igen om" in answer.text
    assert at_forger.asked["match"] == 1


def test_no_tries_left_keeps_what_they_had_typed_in_a_form(
    asked: TestClient, at_forger: Forger, database: Database
):
    left = {"path": "/flytning/dig", "draft": "1", "fields": {"name": ["what was typed"]}}
    with database.writing.begin() as session:
        row = session.scalars(select(CprMatchWaiting)).one()
        row.login = row.login | {"on": row.login["on"] | {"left_behind": left, "level": "high"}}
    at_forger.match_answer = {"match": False}
    third = [types(asked, "740588-0011") for _ in range(3)][-1]
    for answer in (third, asked.get("/log-ind/cpr")):
        assert answer.status_code == 429
        assert 'action="/flytning/dig"' in answer.text
        assert 'value="what was typed"' in answer.text


def test_the_right_number_gives_three_new_tries_to_the_next_login(
    asked: TestClient, at_forger: Forger, another_browser: TestClient
):
    at_forger.match_answer = {"match": False}
    types(asked, "740588-0011")
    at_forger.match_answer = {"match": True}
    types(asked, TYPED)

    at_forger.match_answer = {"match": False}
    assert "to gange til" in types(logs_in(at_forger, another_browser), "740588-0011").text


def test_tries_are_counted_as_they_are_taken(database: Database):
    with database.writing.begin() as session:
        assert [cpr_match_tries.take(session, "iss", "uuid") for _ in range(3)] == [2, 1, 0]
        cpr_match_tries.give_back(session, "iss", "uuid")
        assert cpr_match_tries.take(session, "iss", "uuid") == 0
        with pytest.raises(NoTriesLeft) as spent:
            cpr_match_tries.take(session, "iss", "uuid")
        assert 890 <= spent.value.seconds <= 901
        # Another person, or the same name at another provider, has tries of their own.
        assert cpr_match_tries.take(session, "iss", "another") == 2
        assert cpr_match_tries.take(session, "another", "uuid") == 2


def test_however_many_try_at_once_three_are_let_through(committed_database: Database):
    together = threading.Barrier(8)

    def tries() -> bool:
        together.wait()
        try:
            with committed_database.writing.begin() as session:
                cpr_match_tries.take(session, "iss", "uuid")
        except NoTriesLeft:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        let_through = [each.result() for each in [threads.submit(tries) for _ in range(8)]]
    assert sum(let_through) == 3


def grow_old(database: Database, by: timedelta) -> None:
    """Let every try have been that much earlier."""
    earlier = (now() - by).isoformat()
    with database.writing.begin() as session:
        for row in session.scalars(select(CprMatchTries)):
            row.tried_at = [earlier for _ in row.tried_at]
