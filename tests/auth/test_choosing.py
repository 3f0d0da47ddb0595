"""Somebody whose login may be several says whom they act for."""

import html
import re
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.auth.models import SessionRow
from app.auth.people import Citizen, Company, Login
from app.auth.sessions import open_session
from app.database import Database
from tests.auth.conftest import OWN_PAGE
from tests.auth.forger import Forger, signed
from tests.auth.tokens_of_brokers import PROFESSIONAL
from tests.auth.walking import asked_in, leave
from tests.citizen import Browser
from tests.municipality import municipality_with
from tests.service import Service, service

__all__ = ["service"]

VICTOR = Citizen("6101700012", "Victor Mølgaard", "v", "substantial")
FIRM = Company("99000023", "Mølgaard VVS ApS", "", "represents", "Victor Mølgaard", "", "p", "high")
CLUB = Company("99000031", "", "", "", "Victor Mølgaard", "", "p", "high")


def logged_in(service: Service, *identities: Any) -> Browser:
    """A browser in which a login may be any of these."""
    with service.database.writing.begin() as session:
        key, _ = open_session(
            session, municipality_with("0657"), Login(identities, "https://broker.example", "v")
        )
    browser = service.browser()
    browser.client.cookies.set("session", key)
    return browser


@pytest.fixture
def victor(service: Service) -> Browser:
    return logged_in(service, FIRM, VICTOR, CLUB)


def goes(browser: Browser, path: str) -> str:
    """Where a page leads somebody, without following."""
    answer = browser.client.get(path, follow_redirects=False)
    return str(answer.headers.get("location", ""))


def in_header(browser: Browser) -> str:
    return " ".join(browser.page.cssselect("header .portal-user")[0].text_content().split())


def test_a_login_that_is_several_leads_to_the_choice_and_then_back(
    at_forger: Forger, browser: TestClient
):
    asked = asked_in(leave(browser, "/borger?x=1"))
    claims = at_forger.claims(**PROFESSIONAL["signaturgruppen"] | {"nonce": asked["nonce"]})
    at_forger.token_answer = {"token_type": "Bearer", "id_token": signed(claims)}

    answer = browser.get(f"/log-ind/svar?state={asked['state']}&code=x")
    assert answer.headers["location"] == "/log-ind/vaelg?tilbage=/borger%3Fx%3D1"
    page = browser.get(answer.headers["location"])
    assert "Hvem vil du handle for?" in page.text
    action = re.search(r'action="(/log-ind/vaelg[^"]*)"', page.text)
    assert action
    before = browser.cookies["session"]
    chosen = browser.post(html.unescape(action[1]), data={"person": "1"}, headers=OWN_PAGE)

    assert chosen.headers["location"] == "/borger?x=1"
    assert browser.get("/borger").json() == "Ada Holm, 7405880012, high"
    # A key that was known before says nothing of whom they are now.
    assert browser.cookies["session"] != before
    stale = browser.get("/borger", headers={"cookie": f"session={before}"})
    assert stale.status_code == 401


def test_a_page_that_needs_a_login_asks_for_the_choice(victor: Browser):
    assert goes(victor, "/mine-sager") == "/log-ind/vaelg?tilbage=/mine-sager"

    victor.opens("/mine-sager")
    assert victor.sees == "Hvem vil du handle for?"
    assert [each.get("checked") for each in victor.page.cssselect("[type=radio]")] == [None] * 3
    for said in ("Victor Mølgaard", "Mølgaard VVS ApS", "CVR 99000023", "CVR 99000031"):
        assert said in victor.words
    assert "6101700012" not in victor.text

    victor.sends(person="1")
    assert victor.path == "/mine-sager"
    assert "Victor Mølgaard" in in_header(victor)


def test_who_chooses_nobody_is_told_so(victor: Browser):
    victor.opens("/log-ind/vaelg?tilbage=/mine-sager")

    for wrong in ("", "3", "-1", "x", "01"):
        victor.posts("/log-ind/vaelg?tilbage=/mine-sager", {"person": wrong} if wrong else {})
        assert victor.status == 422
        assert victor.problems() == ["Vælg, hvem du vil handle for."]
    assert "tilbage=/mine-sager" in victor.text
    assert goes(victor, "/mine-sager").startswith("/log-ind/vaelg")


def test_the_header_names_the_organisation_and_lets_one_change(victor: Browser):
    victor.opens("/")
    assert "Vælg, hvem du handler for" in in_header(victor)
    assert "Log af" in in_header(victor)

    victor.opens("/log-ind/vaelg").sends(person="0")
    assert "Mølgaard VVS ApS" in in_header(victor)
    assert "Skift" in in_header(victor)

    # A citizen's page: they need not log in again to be one.
    victor.opens("/mine-data")
    assert victor.sees == "Hvem vil du handle for?"
    assert victor.value("person") == "0"
    victor.sends(person="2")
    victor.opens("/")
    assert "CVR 99000031" in in_header(victor)


def test_a_company_without_a_name_is_called_the_same_everywhere(victor: Browser):
    victor.opens("/log-ind/vaelg")
    labels = [label.text_content() for label in victor.page.cssselect("main label")]
    assert labels == ["Mølgaard VVS ApS", "Victor Mølgaard", "CVR 99000031"]

    victor.sends(person="2")
    for path, said in (
        ("/mine-sager", "alt, der er sendt for CVR 99000031, og"),
        ("/flytning", "Du er logget ind for CVR 99000031. Skift til dig selv"),
        ("/fuldmagter", "Du er logget ind for CVR 99000031. Siden er for borgere"),
    ):
        assert said in victor.opens(path).words
        assert "Victor Mølgaard for CVR 99000031" in in_header(victor)


def test_one_who_is_only_one_has_nothing_to_choose(service: Service):
    ada = service.citizen("ada")
    assert goes(ada, "/log-ind/vaelg?tilbage=/mine-sager") == "/mine-sager"
    ada.opens("/")
    assert "Skift" not in in_header(ada)

    stranger = service.browser()
    assert goes(stranger, "/log-ind/vaelg?tilbage=/mine-sager") == "/log-ind?tilbage=/mine-sager"
    posted = stranger.client.post("/log-ind/vaelg", headers=OWN_PAGE, follow_redirects=False)
    assert posted.headers["location"] == "/log-ind?tilbage=/"


def test_the_way_back_never_leads_to_another_site(victor: Browser):
    for back in ("//evil.example", "https://evil.example", "/log-ind/vaelg"):
        answer = victor.client.post(
            "/log-ind/vaelg",
            params={"tilbage": back},
            data={"person": "1"},
            headers=OWN_PAGE,
            follow_redirects=False,
        )
        assert answer.headers["location"] == "/"


def test_a_staff_page_still_asks_for_a_staff_login(victor: Browser):
    assert goes(victor, "/personale").startswith("/personale/log-ind")


def test_whom_they_acted_for_before_is_not_carried_over(victor: Browser, database: Database):
    with database.writing.begin() as session:
        row = session.scalars(select(SessionRow)).one()
        row.acting_for = {"kind": "citizen", "cpr": "7002101111"}
    with structlog.testing.capture_logs() as lines:
        victor.opens("/log-ind/vaelg").sends(person="0")

    with database.reading.begin() as session:
        assert session.scalars(select(SessionRow)).one().acting_for is None
    assert [line for line in lines if line["event"] == "chosen"] == [
        {"event": "chosen", "kind": "company", "log_level": "info"}
    ]
