"""A visit begun without login: whose it is once somebody logs in."""

import pytest
from fastapi.testclient import TestClient

from app.auth import sessions
from app.auth.models import SessionRow
from app.auth.way_on import is_in_form_without_login
from app.database import Database
from app.municipalities.municipality import Municipality
from tests.auth.conftest import login_as
from tests.auth.people import ADA, YRSA
from tests.auth.walking import as_person, leave


def test_a_login_keeps_an_anonymous_visit_that_is_theirs_and_ends_another_persons(
    database: Database, herning: Municipality
):
    with database.writing.begin() as session:
        planted, visit = sessions.open_session(session, herning)
        adas = sessions.log_in_to(session, herning, login_as(ADA), visit.id, visit_goes_on=True)

        found = sessions.find_session(session, herning, adas)
        assert found is not None
        assert found.id == visit.id
        assert sessions.find_session(session, herning, planted) is None

        yrsas = sessions.log_in_to(session, herning, login_as(YRSA), visit.id, visit_goes_on=True)
        session.flush()
        after = sessions.find_session(session, herning, yrsas)
        assert after is not None
        assert after.id != visit.id
        assert sessions.find_session(session, herning, adas) is None


def test_an_anonymous_visit_ends_with_the_login_of_whoever_comes_next(
    database: Database, herning: Municipality
):
    with database.writing.begin() as session:
        planted, visit = sessions.open_session(session, herning)
        adas = sessions.log_in_to(session, herning, login_as(ADA), visit.id)
        session.flush()
        found = sessions.find_session(session, herning, adas)
        assert found is not None
        assert found.id != visit.id
        assert sessions.find_session(session, herning, planted) is None
        assert session.get(SessionRow, visit.id) is None


@pytest.mark.parametrize(
    ("back", "inside"),
    [
        ("/rotter/hvor", True),
        ("/rotter/kontroller?kladde=x", True),
        ("/rotter", False),
        ("/rotter/", False),
        ("/flytning/dig", False),
        ("/", False),
        ("/mine-sager", False),
        ("/kvittering/K7FE-TJ4T", False),
    ],
)
def test_a_page_inside_a_form_without_login_is_told_by_its_address(back: str, inside: bool):
    assert is_in_form_without_login(back) is inside


@pytest.mark.parametrize(("back", "goes_on"), [("/rotter/hvor", True), ("/flytning", False)])
def test_a_login_begun_inside_the_form_keeps_what_was_begun_there(
    at_standins: None,
    database: Database,
    browser: TestClient,
    herning: Municipality,
    back: str,
    goes_on: bool,
):
    with database.writing.begin() as session:
        key, visit = sessions.open_session(session, herning)
        before = str(visit.id)
    browser.cookies.set("session", key)
    assert browser.get("/hvem").json()["session"] == before

    answer = browser.get(as_person(leave(browser, back), "ada"))

    assert answer.headers["location"] == back
    found = browser.get("/hvem").json()
    assert found["shown"] == ["citizen", "Ada Holm"]
    assert (found["session"] == before) is goes_on
