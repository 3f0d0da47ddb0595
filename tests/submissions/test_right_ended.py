"""A right to act for another that has ended is refused at the next click, whatever page it is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from app.auth.models import SessionRow
from app.auth.powers.models import PowerOfAttorney
from app.clock import now
from app.registers import civil
from app.submissions import drafts, sending
from app.submissions.models import Draft, Submission
from tests.auth.acting import acts_for, gives, holds_power, presses, withdraws
from tests.citizen import Browser
from tests.routes import FILLED, WHO, address
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.sent import the_submission
from tests.submissions.walks import asks_for_protection, moves_alone

# What is no page, or is on the way through a login; neither shows for whom somebody acts.
NO_PAGE = {
    "GET /.well-known/security.txt",
    "GET /api/v1/forms",
    "GET /api/v1/forms/{slug}/{version}/schema",
    "GET /api/v1/statistics/daily.csv",
    "GET /api/v1/submissions/{reference}/attachments/{attachment_id}",
    "GET /api/v1/submissions/{reference}/receipt.pdf",
    "GET /favicon.ico",
    "GET /livez",
    "GET /log-ind",
    "GET /log-ind/niveau",
    "GET /log-ind/svar",
    "GET /metrics",
    "GET /personale/log-ind",
    "GET /readyz",
    "GET /robots.txt",
    "GET /static/{name:path}",
}
PAGES = sorted(route for route in WHO if route.startswith("GET ") and route not in NO_PAGE)


def has_ended(browser: Browser) -> bool:
    return (
        browser.status == 403
        and browser.sees == "Du handler nu for dig selv igen"
        and "Du handler for" not in browser.words
    )


def test_every_page_refuses_and_none_shows_the_other(service: Service):
    lene = moves_alone(holds_power(service, "lene", "karen")).sends()
    filled = {**FILLED, "reference": lene.path.rpartition("/")[2]}
    lene.starts("flytning")
    with service.database.reading.begin() as session:
        acting = session.scalars(
            select(SessionRow.acting_for).where(SessionRow.acting_for.is_not(None))
        ).one()
    withdraws(service, "karen")
    went_on = []
    for route in PAGES:
        lene.opens(address(route.removeprefix("GET "), filled))
        if not has_ended(lene):
            went_on.append(route)
        # As they stood before that click.
        with service.database.writing.begin() as session:
            session.execute(update(SessionRow).values(acting_for=acting))
    assert went_on == []
    for route in sorted(NO_PAGE - {"GET /log-ind", "GET /personale/log-ind", "GET /log-ind/svar"}):
        answer = lene.client.get(address(route.removeprefix("GET "), filled))
        assert "Karen" not in answer.text, route
    assert lene.opens("/static/hovedindgang.css").status == 200
    assert lene.opens("/livez").status == 200


def test_also_one_that_runs_out_or_was_declined(service: Service):
    for ended in ({"until": now().date().replace(year=2020)}, {"declined_at": now()}):
        lene = holds_power(service, "lene", "karen")
        with service.database.writing.begin() as session:
            session.execute(update(PowerOfAttorney).values(**ended))
        assert has_ended(lene.opens("/"))
        assert lene.opens("/").status == 200


def test_one_can_still_stop_and_log_out(service: Service):
    lene = holds_power(service, "lene", "karen")
    withdraws(service, "karen")
    assert lene.posts("/fuldmagter/stop").status == 200
    assert lene.path == "/fuldmagter"

    lene = holds_power(service, "lene", "karen")
    withdraws_newest(service)
    lene.posts("/log-ud")
    assert lene.status == 200
    assert "Du handler for" not in lene.words
    assert "Log ud" not in lene.opens("/").words


def withdraws_newest(service: Service) -> None:
    with service.database.writing.begin() as session:
        session.execute(update(PowerOfAttorney).values(withdrawn_at=now()))


def test_it_costs_one_query_and_only_while_acting(service: Service):
    asked: list[str] = []
    lene = service.citizen("lene")

    def note(*said: object) -> None:
        asked.append(str(said[2]))

    engine = service.database.reading.kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        lene.opens("/")
        assert not any("powers_of_attorney" in each for each in asked)
        holds_power(service, "lene", "karen")
        acts_for(lene, "Karen Kristensen")
        asked.clear()
        lene.opens("/")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert sum("powers_of_attorney" in each for each in asked) == 1


def sent(service: Service) -> int:
    with service.database.reading.begin() as session:
        return len(session.scalars(select(Submission)).all())


def test_a_withdrawal_wins_over_a_press_that_is_under_way(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    lene = moves_alone(holds_power(service, "lene", "karen"))

    def meanwhile(_: object) -> bool:
        withdraws_newest(service)
        return True

    monkeypatch.setattr(sending, "may_still_act", meanwhile)
    assert has_ended(lene.sends())
    assert sent(service) == 0


def test_the_register_is_asked_once_more_before_a_parents_press(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    bo = asks_for_protection(acts_for(service.citizen("bo"), "Emil Lund"))
    asked = civil.look_up

    def without(url: str, cpr: str) -> Any:
        person = asked(url, cpr)
        return person and replace(person, children=())

    monkeypatch.setattr(civil, "look_up", without)
    bo.sends()
    assert (bo.status, bo.sees) == (403, "Du handler nu for dig selv igen")
    assert sent(service) == 0


def test_a_silent_registers_last_word_holds_for_a_while_and_no_longer(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    bo = asks_for_protection(acts_for(service.citizen("bo"), "Emil Lund"))
    behave(service.standins, "civil-register", "down")
    with monkeypatch.context() as old:
        old.setattr(drafts, "GOOD_FOR", timedelta(0))
        bo.sends()
        assert bo.status == 503
        assert "intet er gået tabt" in bo.words
        assert sent(service) == 0
    bo.sends()
    assert bo.path.startswith("/kvittering/")
    assert sent(service) == 1


def acts_by_power(browser: Browser) -> Browser:
    """By the power of attorney, also where the register gives the same right."""
    (power,) = browser.opens("/fuldmagter").page.cssselect("input[value^='power:']")
    return browser.posts("/fuldmagter/handl", {"who": power.get("value")})


def is_no_guardian(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = civil.look_up

    def without(url: str, cpr: str) -> Any:
        person = asked(url, cpr)
        return person and replace(person, guardian_of=())

    monkeypatch.setattr(civil, "look_up", without)


def test_what_a_guardian_began_goes_on_by_a_power_once_they_are_none(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    tage = asks_for_protection(acts_for(service.citizen("tage"), "Sigrid Bang"))
    gives(service.citizen("sigrid"), "tage")
    presses(tage.opens("/fuldmagter"), "Sig ja til fuldmagten fra Sigrid Bang")
    acts_by_power(tage)
    is_no_guardian(monkeypatch)
    with service.database.writing.begin() as session:
        session.execute(update(Draft).values(ask_again_at=now()))
    assert tage.opens("/adressebeskyttelse/kontroller").status == 200
    tage.sends()
    assert tage.path.startswith("/kvittering/")
    acted_by = the_submission(service).acted_by
    assert acted_by is not None
    assert acted_by["capacity"] == "power_of_attorney"


def test_the_register_is_asked_of_a_guardian_who_began_by_a_power(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    tage = service.citizen("tage")
    gives(service.citizen("sigrid"), "tage")
    presses(tage.opens("/fuldmagter"), "Sig ja til fuldmagten fra Sigrid Bang")
    asks_for_protection(acts_by_power(tage))
    begun = tage.whole_path
    withdraws(service, "sigrid")
    assert has_ended(tage.opens(begun))
    acts_for(tage, "Sigrid Bang").opens(begun)
    is_no_guardian(monkeypatch)
    assert has_ended(tage.sends())
    assert sent(service) == 0
