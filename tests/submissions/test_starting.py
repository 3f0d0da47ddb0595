"""»Log ind og start«: what was asked for before login is done after it, once."""

from sqlalchemy import func, select

from app.submissions.models import Draft
from tests.citizen import Browser
from tests.service import Service
from tests.standins_server import behave


def logs_in(browser: Browser, service: Service, key: str, loa: str = "substantial") -> None:
    """The login itself is tested in tests/auth; here it only has happened."""
    browser.client.cookies.set("session", service.citizen(key, loa=loa).client.cookies["session"])


def asks_to_start(service: Service, host: str = "localhost") -> Browser:
    browser = service.browser(host)
    answer = browser.client.post(
        "/flytning", headers={"sec-fetch-site": "same-origin"}, follow_redirects=False
    )
    assert answer.headers["location"] == "/log-ind?tilbage=/flytning"
    return browser


def drafts(service: Service) -> int:
    with service.database.reading.begin() as session:
        return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_whoever_logs_in_to_start_has_started(service: Service):
    ada = asks_to_start(service)
    logs_in(ada, service, "ada")
    assert ada.opens("/flytning").sees == "Er dine oplysninger rigtige?"
    assert "Ada Holm" in ada.words
    assert "begin" not in ada.client.cookies


def test_it_is_done_once(service: Service):
    ada = asks_to_start(service)
    logs_in(ada, service, "ada")
    ada.opens("/flytning")
    assert ada.opens("/flytning").sees == "Meld flytning"
    assert drafts(service) == 1


def test_what_lies_open_is_offered_first(service: Service):
    service.citizen("ada").starts("flytning")
    ada = asks_to_start(service)
    logs_in(ada, service, "ada")
    assert "Du er allerede i gang" in ada.opens("/flytning").words
    assert drafts(service) == 1


def test_a_link_alone_starts_nothing(service: Service):
    assert service.citizen("ada").opens("/flytning").sees == "Meld flytning"
    ada = asks_to_start(service)
    logs_in(ada, service, "ada")
    assert ada.opens("/adressebeskyttelse").sees == "Navne- og adressebeskyttelse"
    assert drafts(service) == 0


def test_too_low_a_login_starts_nothing(service: Service):
    ada = asks_to_start(service)
    logs_in(ada, service, "ada", loa="low")
    assert ada.opens("/flytning").sees == "Meld flytning"
    assert drafts(service) == 0


def test_a_silent_register_does_not_stop_it(service: Service):
    ada = asks_to_start(service)
    logs_in(ada, service, "ada")
    behave(service.standins, "civil-register", "down")
    assert ada.opens("/flytning").sees == "Er dine oplysninger rigtige?"
    assert ada.value("old_address-street") == ""


def test_an_answer_is_promised_only_to_whoever_says_who_they_are(service: Service):
    promise = "Herning Kommune er ansvarlig for opgaven og svarer dig."
    assert promise in service.citizen("ada").opens("/flytning").words
    nobody = service.browser().opens("/rotter")
    assert "Herning Kommune er ansvarlig for opgaven." in nobody.words
    assert "svarer dig" not in nobody.words
