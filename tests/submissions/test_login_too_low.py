"""A form that asks for a surer login than they have: they get it, and nothing typed is lost."""

import pytest
from sqlalchemy import delete, select

from app.auth.models import LoginUnderWay, SessionRow
from app.forms.catalogue import published
from app.submissions.models import Draft
from tests.citizen import Browser
from tests.service import Service
from tests.submissions.leaving_behind import BROUGHT_BACK, SAME, ada, logs_in, sends
from tests.submissions.walks import day_fields, reports_rats

__all__ = ["ada"]


@pytest.fixture
def high(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    """The move asks for the highest level."""
    monkeypatch.setattr(published()["flytning"], "login", "high")
    return service


def test_a_form_that_needs_more_leads_to_a_step_up_and_straight_back(high: Service):
    ada = high.citizen("ada", loa="substantial")
    answer = ada.client.post("/flytning", headers=SAME, follow_redirects=False)
    assert answer.headers["location"] == "/log-ind?niveau=high&tilbage=/flytning"
    asked = ada.client.get(answer.headers["location"], follow_redirects=False)
    logs_in(ada, str(asked.headers["location"]), "ada", "High")
    assert ada.path == "/flytning/dig", "begun at once, as they had asked for"


def test_in_the_middle_of_a_form_nothing_is_lost(
    service: Service, ada: Browser, monkeypatch: pytest.MonkeyPatch
):
    drafts = select(Draft.id)
    with service.database.reading.begin() as session:
        before = session.scalars(drafts).all()
    monkeypatch.setattr(published()["flytning"], "login", "high")
    typed = day_fields("move_date", 7)
    logs_in(ada, sends(ada, **typed), "ada", "High")
    assert (ada.path, BROUGHT_BACK in ada.words) == ("/flytning/hvornaar", True)
    assert ada.value("move_date-day") == typed["move_date__day"]
    assert ada.sends().path == "/flytning/hvorhen"
    with service.database.reading.begin() as session:
        assert session.scalars(drafts).all() == before


def test_whoever_comes_back_with_too_little_still_has_what_they_typed(
    service: Service, ada: Browser, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr(published()["flytning"], "login", "high")
        address = sends(ada, **day_fields("move_date", 7))
        logs_in(ada, address, "ada", "Substantial")
        assert ada.sees == "Siden kræver et mere sikkert login"
        (again,) = ada.page.cssselect("main a.button-primary")
        asked = ada.client.get(again.get("href"), follow_redirects=False)
        logs_in(ada, str(asked.headers["location"]), "ada", "High")
        assert (ada.path, BROUGHT_BACK in ada.words) == ("/flytning/hvornaar", True)


def test_a_stranger_is_asked_for_the_level_at_once(high: Service):
    answer = high.browser().client.get("/flytning/dig", follow_redirects=False)
    assert answer.headers["location"] == "/log-ind?tilbage=/flytning/dig&niveau=high"


def test_a_form_without_login_never_asks_for_one(service: Service):
    browser = reports_rats(service.browser())
    with service.database.reading.begin() as session:
        assert session.scalars(select(LoginUnderWay)).all() == []
    # Nor when the visit is over: it begins again at the form's own first page.
    with service.database.writing.begin() as session:
        session.execute(delete(SessionRow))
    fields = {name: browser.value(name) for name in ("draft", "revision")}
    for path in ("/rotter/kontroller", "/rotter/hvor"):
        answer = browser.client.post(path, data=fields, headers=SAME, follow_redirects=False)
        assert answer.headers["location"] == "/rotter"
