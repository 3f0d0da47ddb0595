"""Each page that has a limit says calmly that it is reached, and loses nothing typed."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import limits
from app.access_log import AccessLogRow
from app.auth.powers.models import PowerOfAttorney
from app.database import database
from app.limits import LimitWindow
from app.submissions.models import Draft
from app.submissions.reference import new_reference
from tests.auth.acting import gives
from tests.citizen import Browser
from tests.limiting import tight
from tests.service import Service, service, standins
from tests.submissions.walks import day_fields, moves_alone, reports_rats

__all__ = ["service", "standins"]


def refused(browser: Browser) -> Browser:
    assert browser.status == 429, browser.text
    return browser


def test_the_front_pages_search_has_a_limit(service: Service, monkeypatch: pytest.MonkeyPatch):
    tight(monkeypatch, "SEARCH_PER_ADDRESS")
    browser = service.browser().opens("/?soeg=rotter")
    assert browser.status == 200
    answer = browser.client.get("/?soeg=rotter")
    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)
    assert refused(browser.opens("/?soeg=rotter")).sees == "Vent et øjeblik"
    assert browser.opens("/").status == 200, "only searching is"


def test_the_address_search_has_a_limit_and_the_page_keeps_what_was_typed(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    ada = service.citizen("ada").starts("flytning").sends()
    ada.sends(**day_fields("move_date", 7))
    tight(monkeypatch, "SEARCH_PER_ADDRESS", times=0)
    typed = {"key": "new_address", "new_address": "Møllevej"}
    refused(service.browser().posts("/adresser", typed))
    refused(ada.sends(button="search:new_address", new_address="Møllevej 4", care_of="Bo"))
    assert (ada.value("new_address"), ada.value("care_of")) == ("Møllevej 4", "Bo")


def test_searching_has_a_limit_for_one_person_and_for_one_visit_too(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    ada, rats = service.citizen("ada").starts("flytning").sends(), service.browser()
    ada.sends(**day_fields("move_date", 7))
    rats.starts("rotter")
    tight(monkeypatch, "SEARCH_PER_PERSON", times=3)
    typed = {"key": "new_address", "new_address": "Møllevej"}
    for browser in (ada, rats):
        for _ in range(3):
            assert browser.client.get("/?soeg=rotter").status_code == 200
        refused(browser.posts("/adresser", typed))
        assert browser.client.get("/?soeg=rotter").status_code == 429
    # Wherever else she is logged in, and wherever she searches.
    refused(service.citizen("ada").opens("/?soeg=rotter"))
    refused(ada.opens("/flytning/hvorhen").sends(button="search:new_address", new_address="Mølle"))
    stranger = service.browser()
    for _ in range(4):
        assert stranger.opens("/?soeg=rotter").status == 200


def test_a_search_is_counted_in_one_write(service: Service, monkeypatch: pytest.MonkeyPatch):
    writes, added = [], limits._add_to

    def counted(session: Session, windows: list[limits._Window]) -> dict[bytes, int]:
        writes.append(windows)
        return added(session, windows)

    monkeypatch.setattr(limits, "_add_to", counted)
    assert service.citizen("ada").opens("/?soeg=rotter").status == 200
    assert len(writes) == 1
    with service.database.reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(LimitWindow)) == 2


@pytest.mark.parametrize("name", ["SUBMIT_PER_PERSON", "SUBMIT_PER_ADDRESS"])
def test_who_has_sent_too_much_presses_again_later_and_has_lost_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch, name: str
):
    ada = moves_alone(service.citizen("ada"))
    with monkeypatch.context() as patch:
        tight(patch, name, times=0)
        refused(ada.sends())
        assert "Dine svar er ikke sendt endnu" in ada.words
        assert ada.path == "/flytning/kontroller"
    assert ada.sends().path.startswith("/kvittering/")


def test_starting_without_login_has_a_limit_and_going_on_has_none(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    tight(monkeypatch, "START_PER_ADDRESS")
    first = service.browser().starts("rotter")
    assert first.path == "/rotter/hvor"
    stranger = service.browser().opens("/rotter")
    answer = stranger.client.post("/rotter", headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)
    assert "Vent et øjeblik" in answer.text
    assert first.starts("rotter").path == "/rotter/hvor"
    assert service.citizen("ada").starts("flytning").path == "/flytning/dig"
    with database().reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 2


def test_a_login_has_a_limit(service: Service, monkeypatch: pytest.MonkeyPatch):
    tight(monkeypatch, "LOGIN_PER_ADDRESS")
    client = service.browser().client
    assert client.get("/log-ind", follow_redirects=False).status_code == 303
    assert client.get("/log-ind", follow_redirects=False).status_code == 429


def test_citizens_at_an_address_do_not_shut_its_staff_out(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    tight(monkeypatch, "LOGIN_PER_ADDRESS", times=0)
    client = service.browser().client
    assert client.get("/log-ind", follow_redirects=False).status_code == 429
    for address in ("/personale/log-ind", "/log-ind?personale=1"):
        assert client.get(address, follow_redirects=False).status_code == 303
    tight(monkeypatch, "STAFF_LOGIN_PER_ADDRESS", times=0)
    assert client.get("/personale/log-ind", follow_redirects=False).status_code == 429


def test_guessing_at_receipts_has_a_limit_also_from_one_address(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    rats = reports_rats(service.browser()).sends()
    tight(monkeypatch, "UNLOCK_PER_ADDRESS")
    stranger = service.browser()
    assert stranger.posts(rats.path, {"proof": "11 11 11 11"}).status == 422
    refused(stranger.posts(rats.path, {"proof": "20 30 40 50"}))


def test_giving_powers_of_attorney_has_a_limit_and_keeps_what_was_typed(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    tight(monkeypatch, "GIVE_POWER_PER_PERSON")
    karen = gives(service.citizen("karen"), "lene")
    assert karen.path == "/fuldmagter"
    refused(gives(karen, "lene"))
    assert karen.value("holder_name") == "Lene Kristensen"
    assert "Du har givet mange fuldmagter på kort tid." in karen.words
    with service.database.reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(PowerOfAttorney)) == 1
    assert gives(service.citizen("bo"), "lene").path == "/fuldmagter", "for her alone"


def test_staff_cannot_guess_references_all_day(service: Service, monkeypatch: pytest.MonkeyPatch):
    reference = moves_alone(service.citizen("ada")).sends().path.removeprefix("/kvittering/")
    tight(monkeypatch, "LOOK_UP_PER_PERSON")
    staff = service.staff("caseworker")
    asked = {"reference": new_reference(), "reason": "case", "other": ""}
    assert staff.posts("/personale/opslag", asked).status == 422
    refused(staff.posts("/personale/opslag", asked | {"reference": reference}))
    assert staff.value("reference") == reference
    with service.database.reading.begin() as session:
        assert session.scalars(select(AccessLogRow)).all() == [], "nothing was shown"


def test_printing_what_we_hold_has_a_limit(service: Service, monkeypatch: pytest.MonkeyPatch):
    tight(monkeypatch, "PRINT_PER_PERSON")
    ada = service.citizen("ada").client
    assert ada.get("/mine-data.pdf").status_code == 200
    assert ada.get("/mine-data.pdf").status_code == 429
    assert ada.get("/mine-data.json").status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/forms", "/api/v1/statistics/daily.csv"])
def test_calls_without_a_token_have_a_limit_and_are_told_as_a_problem(
    service: Service, monkeypatch: pytest.MonkeyPatch, path: str
):
    tight(monkeypatch, "API_PER_ADDRESS")
    client = service.browser().client
    assert client.get(path).status_code in (200, 401)
    answer = client.get(path)
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0


def test_steps_are_not_counted(service: Service):
    moves_alone(service.citizen("ada"))
    with database().reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(LimitWindow)) == 0
