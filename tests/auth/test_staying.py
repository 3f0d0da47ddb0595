from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.auth.models import SessionRow
from app.clock import now
from app.database import Database
from tests.auth.conftest import OWN_PAGE, OpenSession
from tests.auth.walking import grow_old


def test_staying_gives_the_session_another_half_hour(visits: OpenSession, database: Database):
    browser = visits()
    grow_old(database, seen_at=timedelta(minutes=25))

    answer = browser.post("/log-ind/forny", headers=OWN_PAGE | {"accept": "*/*"})

    assert answer.status_code == 204
    with database.reading.begin() as session:
        seen = session.scalars(select(SessionRow.seen_at)).one()
    assert now() - seen < timedelta(minutes=1)
    assert answer.headers["session-ends-at"] == (seen + timedelta(minutes=30)).isoformat()


def test_an_end_that_nothing_puts_off_is_told_as_such(visits: OpenSession, database: Database):
    browser = visits()
    kept = browser.post("/log-ind/forny", headers=OWN_PAGE | {"accept": "*/*"})
    assert "session-ends-for-good" not in kept.headers
    assert 'data-for-good="no"' in browser.get("/log-ind/farvel").text
    grow_old(database, ends_at=timedelta(hours=7, minutes=55))

    answer = browser.post("/log-ind/forny", headers=OWN_PAGE | {"accept": "*/*"})

    assert answer.headers["session-ends-for-good"] == "yes"
    with database.reading.begin() as session:
        end = session.scalars(select(SessionRow.ends_at)).one()
    assert answer.headers["session-ends-at"] == end.isoformat()
    assert 'data-for-good="yes"' in browser.get("/log-ind/farvel").text


@pytest.mark.parametrize("who", ["citizen", "company", "staff", ""])
def test_an_end_after_eight_hours_is_not_said_to_come_of_silence(browser: TestClient, who: str):
    text = browser.get(f"/log-ind/slut?som={who}&laengst=1").text
    assert "højst 8 timer" in text or "åben i 8 timer" in text
    assert "ikke sket noget" not in text
    assert "ikke sket noget" in browser.get(f"/log-ind/slut?som={who}").text


def test_without_a_script_staying_leads_back_to_the_page(visits: OpenSession):
    browser = visits()
    before = {"referer": "http://localhost:8000/flytning/dig"}

    assert browser.post("/log-ind/forny", headers=OWN_PAGE | before).headers["location"] == (
        "/flytning/dig"
    )
    elsewhere = {"referer": "http://evil.example/flytning"}
    assert browser.post("/log-ind/forny", headers=OWN_PAGE | elsewhere).headers["location"] == "/"
    asked = browser.post("/log-ind/forny?tilbage=//evil.example", headers=OWN_PAGE)
    assert asked.headers["location"] == "/"


def test_one_who_stays_too_late_is_told_so(browser: TestClient):
    scripted = browser.post("/log-ind/forny", headers=OWN_PAGE | {"accept": "*/*"})
    assert scripted.status_code == 401
    plain = browser.post("/log-ind/forny", headers=OWN_PAGE)
    assert plain.headers["location"] == "/log-ind/slut"
    assert "Siden er lukket" in browser.get("/log-ind/slut").text


@pytest.mark.parametrize(
    ("who", "said", "not_said"),
    [
        ("citizen", ["Du er logget af", "gemt", "Mine sager"], ["kan ikke hentes frem"]),
        ("staff", ["Du er logget af", 'href="/personale"'], ["Mine sager, når", "kan ikke hentes"]),
        ("", ["Siden er lukket", "kan ikke hentes frem"], ["Du er logget af", "Log ind igen"]),
        ("nonsense", ["Siden er lukket"], ["Log ind igen"]),
    ],
)
def test_the_end_promises_only_what_is_so(
    browser: TestClient, who: str, said: list[str], not_said: list[str]
):
    text = " ".join(browser.get(f"/log-ind/slut?som={who}").text.split())
    assert [each for each in said if each not in text] == []
    assert [each for each in not_said if each in text] == []


@pytest.mark.parametrize("address", ["/log-ud", "/log-ind/forny"])
def test_another_site_can_neither_log_out_nor_keep_alive(visits: OpenSession, address: str):
    browser = visits()

    assert browser.post(address, headers={"sec-fetch-site": "cross-site"}).status_code == 400
    assert browser.post(address, headers={"origin": "http://evil.example"}).status_code == 400
    assert browser.get("/borger").status_code == 200


def test_a_page_about_the_end_ends_nothing(visits: OpenSession):
    browser = visits()
    for address in ("/log-ind/slut", "/log-ind/farvel"):
        assert browser.get(address).status_code == 200

    assert browser.get("/borger").status_code == 200
