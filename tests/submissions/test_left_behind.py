"""What was typed when the session was over comes back after the login."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import delete, func, select, update

from app.auth import under_way
from app.auth.models import LoginUnderWay, SessionRow
from app.clock import now
from app.forms.catalogue import published
from app.submissions import left_behind
from tests.citizen import Browser
from tests.limiting import tight
from tests.service import Service
from tests.submissions.leaving_behind import (
    BROUGHT_BACK,
    SAME,
    ada,
    kept,
    logs_in,
    sends,
    sends_too_late,
    tries_again,
)
from tests.submissions.walks import day_fields

__all__ = ["ada"]


def test_it_stands_in_the_fields_again_and_is_not_saved_until_they_press(
    service: Service, ada: Browser
):
    before = kept(service)
    typed = day_fields("move_date", 7)
    address = sends_too_late(service, ada, **typed)
    assert address.startswith(f"{service.standins}/idp/citizen/authorize?")

    logs_in(ada, address, "ada")

    assert (ada.path, ada.status) == ("/flytning/hvornaar", 200)
    assert BROUGHT_BACK in ada.words
    for name, value in typed.items():
        assert ada.value(name.replace("__", "-")) == value
    assert kept(service) == before
    assert ada.sends().path == "/flytning/hvorhen"
    assert kept(service) != before


def test_what_cannot_be_understood_comes_back_as_it_was_typed(service: Service, ada: Browser):
    logs_in(ada, sends_too_late(service, ada, move_date__day="<31>"), "ada")
    assert ada.value("move_date-day") == "<31>"
    assert ada.problems() == []


def test_it_comes_back_once(service: Service, ada: Browser):
    logs_in(ada, sends_too_late(service, ada, **day_fields("move_date", 7)), "ada")
    ada.opens("/flytning/hvornaar")
    assert BROUGHT_BACK not in ada.words
    assert ada.value("move_date-day") == ""
    with service.database.reading.begin() as session:
        living = select(SessionRow.left_behind).where(
            SessionRow.seen_at > now() - timedelta(hours=1)
        )
        assert session.scalars(living).all() == [None]


def test_another_person_sees_nothing_of_it(service: Service, ada: Browser):
    logs_in(ada, sends_too_late(service, ada, **day_fields("move_date", 7)), "bo")
    ada.starts("flytning")
    assert BROUGHT_BACK not in ada.words
    with service.database.reading.begin() as session:
        rows = session.scalars(select(SessionRow.left_behind)).all()
    # It stood in Bo's session, unseen, until the first page that he opened.
    assert set(rows) == {None}


def test_on_another_page_it_is_not_shown(service: Service, ada: Browser):
    address = sends_too_late(service, ada, **day_fields("move_date", 7))
    back = urlsplit(httpx.get(f"{address}&login_hint=ada").headers["location"])
    ada.client.get(f"{back.path}?{back.query}", follow_redirects=False)
    ada.opens("/flytning/dig")
    assert BROUGHT_BACK not in ada.words


def test_nothing_of_it_is_readable_in_the_database(service: Service, ada: Browser):
    sends_too_late(service, ada, move_date__day="tredive")
    with service.database.reading.begin() as session:
        connection = session.connection()
        rows = connection.exec_driver_sql("SELECT secrets FROM logins_under_way").scalars().all()
    assert rows
    assert not any(b"tredive" in bytes(each) for each in rows)


def test_ten_minutes_later_it_is_gone(service: Service, ada: Browser):
    address = sends_too_late(service, ada, **day_fields("move_date", 7))
    with service.database.writing.begin() as session:
        session.execute(update(LoginUnderWay).values(started_at=now() - timedelta(minutes=11)))
    logs_in(ada, address, "ada")
    assert ada.status == 400


def test_more_than_a_page_can_hold_is_not_kept_and_the_login_goes_on(
    service: Service, ada: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(left_behind, "MOST_BYTES", 100)
    address = sends_too_late(service, ada, move_date__day="x" * 100)
    draft = ada.value("draft")
    assert address == f"/log-ind?tilbage=/flytning/hvornaar%3Fkladde%3D{draft}"


@pytest.mark.parametrize("draft", ["", "a", "00000000-0000-7000-8000-000000000000", None])
def test_what_is_about_no_draft_of_ours_is_not_kept(
    service: Service, ada: Browser, draft: str | None
):
    """Anybody could fill the database with it. `None`: one that lies at another municipality."""
    sent = {"draft": draft or "", "revision": "1", "move_date-day": "7"}
    stranger = service.browser()
    if draft is None:
        sent["draft"] = ada.value("draft")
        stranger = service.browser("vallensbaek.localhost")
    answer = stranger.client.post(
        "/flytning/hvornaar", data=sent, headers=SAME, follow_redirects=False
    )
    assert answer.headers["location"] == "/log-ind?tilbage=/flytning/hvornaar"
    with service.database.reading.begin() as session:
        assert session.scalars(select(LoginUnderWay)).all() == []


def test_logins_that_never_came_back_are_cleared_as_others_set_out(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(under_way, "CLEARED_AT_ONCE", 2)
    browser = service.browser().client
    for _ in range(3):
        browser.get("/log-ind", follow_redirects=False)
    with service.database.writing.begin() as session:
        session.execute(update(LoginUnderWay).values(started_at=now() - under_way.AT_MOST))
    lying = select(func.count()).select_from(LoginUnderWay)
    for left in (2, 2, 3):
        browser.get("/log-ind", follow_redirects=False)
        with service.database.reading.begin() as session:
            assert session.scalar(lying) == left


def test_giving_up_at_the_login_keeps_it_for_another_try(service: Service, ada: Browser):
    address = sends_too_late(service, ada, **day_fields("move_date", 7))
    state = parse_qs(urlsplit(address).query)["state"][0]
    ada.opens(f"/log-ind/svar?state={state}&error=access_denied")
    assert ada.status == 403
    logs_in(ada, tries_again(ada), "ada")
    assert BROUGHT_BACK in ada.words


def test_too_many_logins_from_the_address_keep_it_for_another_try(
    service: Service, ada: Browser, monkeypatch: pytest.MonkeyPatch
):
    typed = {"draft": ada.value("draft"), "revision": ada.value("revision"), "move_date-day": "<3>"}
    with service.database.writing.begin() as session:
        session.execute(delete(SessionRow))
    with monkeypatch.context() as patch:
        tight(patch, "LOGIN_PER_ADDRESS", times=0)
        answer = ada.client.post(ada.address, data=typed, headers=SAME, follow_redirects=False)
        assert int(answer.headers["retry-after"]) > 0
        ada.posts(ada.address, typed)
        assert (ada.status, ada.sees) == (429, "Du er ikke logget ind")
    logs_in(ada, tries_again(ada), "ada")
    assert (BROUGHT_BACK in ada.words, ada.value("move_date-day")) == (True, "<3>")


def test_too_many_logins_of_one_person_keep_it_and_the_session_they_have(
    service: Service, ada: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(published()["flytning"], "login", "high")
    address = sends(ada, **day_fields("move_date", 7))
    with monkeypatch.context() as patch:
        tight(patch, "LOGIN_PER_PERSON", times=0)
        logs_in(ada, address, "ada", "High")
        assert (ada.status, ada.sees) == (429, "Du er ikke logget ind")
        assert "Prøv igen om" in ada.words
    logs_in(ada, tries_again(ada), "ada", "High")
    assert (ada.path, BROUGHT_BACK in ada.words) == ("/flytning/hvornaar", True)


def test_the_page_that_saves_itself_keeps_the_answers_and_no_session_alive(
    service: Service, ada: Browser
):
    silent = now() - timedelta(minutes=20)
    with service.database.writing.begin() as session:
        session.execute(update(SessionRow).values(seen_at=silent))
    fields = {name: ada.value(name) for name in ("draft", "revision")}
    day = {name.replace("__", "-"): value for name, value in day_fields("move_date", 7).items()}
    answer = ada.client.post(
        ada.address,
        data=fields | day | {"_action": "later"},
        headers=SAME | {"sign-of-life": "no"},
        follow_redirects=False,
    )
    assert answer.status_code == 204
    assert int(answer.headers["draft-revision"]) == int(fields["revision"]) + 1
    assert "move_date" in kept(service)
    with service.database.reading.begin() as session:
        assert session.scalars(select(SessionRow.seen_at)).one() == silent
