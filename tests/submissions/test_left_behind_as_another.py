"""What was typed by somebody whose login may be several, and who was another of them when they sent
it, stands in the fields again once they are themselves."""

from typing import Any

import pytest
from sqlalchemy import select

from app.auth.models import SessionRow
from app.auth.people import Citizen, Company, Login, to_keep
from app.auth.sessions import open_session
from app.standins import persons
from tests.citizen import Browser
from tests.municipality import municipality_with
from tests.service import Service
from tests.submissions.leaving_behind import BROUGHT_BACK, kept
from tests.submissions.walks import day_fields

PERSON = persons.by_key("victor")
CITIZEN = Citizen(PERSON.cpr, PERSON.name, "v", "substantial")
COMPANY = Company("99000104", "Mølgaard VVS ApS", "", "", PERSON.name, "", "v", "substantial")


def logged_in(service: Service) -> Browser:
    login = Login((CITIZEN, COMPANY), "https://broker.example", "v")
    with service.database.writing.begin() as session:
        key, _ = open_session(session, municipality_with("0657"), login)
    browser = service.browser()
    browser.client.cookies.set("session", key)
    return browser


@pytest.fixture
def victor(service: Service) -> Browser:
    """Victor, at a page of his own move, with a login that may be his company too."""
    victor = logged_in(service).opens("/log-ind/vaelg").sends(person="0")
    victor.starts("flytning").sends()
    assert victor.path == "/flytning/hvornaar"
    return victor


def types_as(victor: Browser, service: Service, person: dict[str, Any] | None) -> Browser:
    """The page is sent once the visit is somebody else, as chosen in another window."""
    fields = {name: victor.value(name) for name in ("draft", "revision")}
    typed = {name.replace("__", "-"): text for name, text in day_fields("move_date", 7).items()}
    with service.database.writing.begin() as session:
        session.scalars(select(SessionRow)).one().person = person
    return victor.posts(victor.whole_path, fields | typed)


def test_sent_as_the_company_it_waits_until_they_are_themselves_again(
    service: Service, victor: Browser
):
    own, before = victor.whole_path, kept(service)
    assert types_as(victor, service, to_keep(COMPANY)).status == 403
    assert "Opgaven er for borgere" in victor.words
    assert kept(service) == before
    victor.opens("/log-ind/vaelg").sends(person="0")
    assert "det, du skrev, er her stadig" in victor.opens(own).words
    assert victor.value("move_date-day") == day_fields("move_date", 7)["move_date__day"]


def test_sent_before_they_have_chosen_it_comes_back_with_the_choice(
    service: Service, victor: Browser
):
    own = victor.whole_path
    assert types_as(victor, service, None).sees == "Hvem vil du handle for?"
    victor.sends(person="0")
    assert (victor.whole_path, BROUGHT_BACK in victor.words) == (own, True)
    assert victor.value("move_date-day") == day_fields("move_date", 7)["move_date__day"]


def test_whoever_chooses_the_company_instead_sees_nothing_of_it(service: Service, victor: Browser):
    types_as(victor, service, None).sends(person="1")
    assert victor.status == 403
    assert victor.starts("lokaler").status == 200
    assert BROUGHT_BACK not in victor.words
