"""Limits: how often one person or one address may do what could be guessed or flooded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from fastapi import Request
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app import limits
from app.access_log import AccessLogRow
from app.auth.powers.models import PowerOfAttorney
from app.clock import now
from app.database import Database, database, open_database
from app.errors import TooMany
from app.limits import LIMITS, Limit, LimitWindow, address_of, clear_out_old, spend
from app.settings import settings
from app.submissions.models import Draft
from app.submissions.reference import new_reference
from tests.auth.acting import gives
from tests.citizen import Browser
from tests.databases import used_by_the_app
from tests.service import Service, service, standins
from tests.submissions.walks import day_fields, moves_alone, reports_rats

__all__ = ["service", "standins"]

TWICE = Limit("twice", 2, 60)
ROOT = Path(__file__).parent.parent


def coming_from(host: str) -> Request:
    return Request({"type": "http", "client": (host, 50000), "headers": []})


def tight(monkeypatch: pytest.MonkeyPatch, name: str, times: int = 1) -> None:
    """From now on a limit is reached at once."""
    limit = getattr(limits, name)
    monkeypatch.setattr(limits, name, Limit(limit.name, times, limit.minutes))


def test_more_than_that_is_too_many_and_says_when_to_try_again(database: Database):
    spend(TWICE, "ada")
    spend(TWICE, "ada")
    with pytest.raises(TooMany) as refused:
        spend(TWICE, "ada")
    assert 0 < refused.value.retry_after_seconds <= 3600
    spend(TWICE, "bo")
    spend(Limit("something else", 2, 60), "ada")


def test_the_next_window_begins_at_nought(database: Database, monkeypatch: pytest.MonkeyPatch):
    for _ in range(2):
        spend(TWICE, "ada")
    later = now() + timedelta(hours=1)
    monkeypatch.setattr(limits, "now", lambda: later)
    spend(TWICE, "ada")


def test_two_limits_are_spent_in_one_write_and_the_one_that_is_reached_refuses(database: Database):
    for _ in range(2):
        spend(TWICE, "ada", (Limit("often", 100, 60), "here"))
    with pytest.raises(TooMany):
        spend(Limit("often", 100, 60), "here", (TWICE, "ada"))
    with database.reading.begin() as session:
        assert sorted(session.scalars(select(LimitWindow.spent))) == [3, 3]


def test_processes_count_together(committed_url: str):
    """Two databases as two processes have them, and many threads in each."""
    limit = Limit("together", 25, 60)

    def one_more(opened: Database) -> bool:
        with opened.writing.begin() as session:
            (spent,) = limits._add_to(session, limits._windows([(limit, "ada")])).values()
        return spent <= limit.times

    processes = [open_database(committed_url) for _ in range(2)]
    with ThreadPoolExecutor(8) as threads:
        let_through = list(threads.map(one_more, processes * 25))
    for each in processes:
        each.dispose()
    assert sum(let_through) == limit.times


def test_a_refusal_in_one_process_is_one_in_the_next(committed_url: str):
    for _ in range(2):
        one = open_database(committed_url)
        with used_by_the_app(one):
            spend(TWICE, "ada")
        one.dispose()
    other = open_database(committed_url)
    with used_by_the_app(other), pytest.raises(TooMany):
        spend(TWICE, "ada")
    other.dispose()


def test_a_row_says_neither_who_nor_from_where(database: Database):
    spend(limits.LOGIN_PER_ADDRESS, "192.0.2.7")
    with database.reading.begin() as session:
        row = session.execute(text("SELECT * FROM limit_windows")).one()
    assert "192.0.2.7" not in str(row)
    assert b"192.0.2.7" not in b"".join(bytes(each) for each in row if isinstance(each, bytes))


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_counted_as_one_house(host: str, counted: str):
    assert address_of(coming_from(host)) == counted


def test_windows_that_have_ended_are_cleared_out(database: Database):
    spend(TWICE, "ada")
    spend(TWICE, "bo")
    with database.writing.begin() as session:
        first = session.scalars(select(LimitWindow.who_digest)).first()
        session.execute(
            update(LimitWindow)
            .where(LimitWindow.who_digest == first)
            .values(ends_at=now() - timedelta(seconds=1))
        )
        clear_out_old(session)
        assert session.scalar(select(func.count()).select_from(LimitWindow)) == 1


def test_a_refusal_is_counted_by_the_name_of_its_limit(database: Database):
    before = limits.REFUSED.labels("twice")._value.get()
    for _ in range(2):
        spend(TWICE, "ada")
    with pytest.raises(TooMany):
        spend(TWICE, "ada")
    assert limits.REFUSED.labels("twice")._value.get() == before + 1


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


@pytest.mark.parametrize(
    ("environment", "proxies", "warned"),
    [("production", "", True), ("production", "10.0.0.5", False), ("demo", "", False)],
)
def test_it_is_said_at_start_when_no_proxy_is_trusted(
    monkeypatch: pytest.MonkeyPatch, environment: str, proxies: str, warned: bool
):
    """Behind a proxy nobody trusts, everybody has the proxy's address, and one limit."""
    told = settings().model_copy(update={"environment": environment, "trusted_proxies": proxies})
    monkeypatch.setattr(limits, "settings", lambda: told)
    with structlog.testing.capture_logs() as lines:
        limits.warn_of_one_address()
    assert [line["setting"] for line in lines] == (["TRUSTED_PROXIES"] if warned else [])


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


@pytest.mark.parametrize("file", ["README.md", "docs/operations.md"])
def test_every_limit_is_written_down(file: str):
    told = (ROOT / file).read_text()
    for limit in LIMITS:
        assert f"| `{limit.name}` | {limit.times} | {limit.minutes} |" in told, limit


def test_no_two_limits_have_one_name():
    assert len({limit.name for limit in LIMITS}) == len(LIMITS)


def test_steps_are_not_counted(service: Service):
    moves_alone(service.citizen("ada"))
    with database().reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(LimitWindow)) == 0
