"""Whom one moves with, as the citizen meets it."""

from sqlalchemy import select

from app.standins import persons
from app.submissions.models import Draft
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import (
    moves_alone,
    types_who_they_are,
)


def test_one_who_lives_alone_is_not_asked_who_moves(service: Service):
    ada = service.citizen("ada").starts("flytning")
    assert ada.sends().path == "/flytning/hvornaar"
    olena = service.citizen("olena").starts("flytning")
    assert olena.sends().path == "/flytning/hvornaar"


def test_whom_one_moves_with_comes_from_the_register_when_they_are_picked(service: Service):
    bo = service.citizen("bo").starts("flytning")
    bo.sends().sends(who="me_and_others").sends(co_movers=["h0", "h1"])
    assert bo.path == "/flytning/foraeldre"
    with service.database.reading.begin() as session:
        assert session.scalars(select(Draft)).one().origins["co_movers"] == "register"


def test_whoever_moves_with_adults_alone_is_not_asked_about_children(service: Service):
    bo = service.citizen("bo").starts("flytning")
    bo.sends().sends(who="me_and_others").sends(co_movers=["h0"])
    assert bo.path == "/flytning/hvornaar"


def test_a_father_without_custody_moves_no_child_by_its_number(service: Service):
    jonas, klara = service.citizen("jonas").starts("flytning"), persons.by_key("klara")
    jonas.sends()
    assert [each.get("value") for each in jonas.page.cssselect("[name=who]")] == [
        "me",
        "me_and_others",
    ]
    jonas.sends(who="child")
    assert jonas.status == 422
    jonas.sends(who="me_and_others")
    jonas.sends(co_movers="h0", co_movers__cpr=klara.cpr, co_movers__name=klara.name)
    assert jonas.status == 422
    assert "forældremyndighed" in jonas.problems()[0]
    assert jonas.value("co_movers-cpr") == klara.cpr
    stranger = persons.by_key("dicte")
    before = jonas.problems()
    jonas.sends(co_movers__cpr=stranger.cpr, co_movers__name=stranger.name)
    assert jonas.problems() == before


def test_a_minor_reports_a_move_and_her_mother_may_report_it_for_her(service: Service):
    moves_alone(service.citizen("rosa")).sends()
    susanne = service.citizen("susanne").starts("flytning").sends().sends(who="child")
    assert susanne.sees == "Hvilke børn flytter?"
    assert "Rosa Storm" in susanne.words


def test_under_a_silent_register_each_who_moves_is_written(service: Service):
    behave(service.standins, "civil-register", "down")
    bo = types_who_they_are(service.citizen("bo").starts("flytning"))
    bo.sends(who="me_and_others")
    assert "på hver, der flytter med dig, både voksne og børn." in bo.words
    assert "Vælg alle" not in bo.words
    assert "ikke står på listen" not in bo.words
    bo.sends(
        co_movers__cpr=persons.by_key("camilla").cpr,
        co_movers__name="Camilla",
        button="add:co_movers",
    )
    assert bo.page.cssselect("details.details[open] #co_movers-cpr"), "the next one is added too"
    bo.opens("/flytning/hvem").sends(who="child")
    assert "på hvert barn under 18 år, som bor hos dig" in bo.words
    assert "Vælg blandt" not in bo.words
    assert "viser vi det ikke på listen" not in bo.words


def test_what_a_register_says_is_chosen_among(service: Service):
    bo = service.citizen("bo").starts("flytning").sends().sends(who="me_and_others")
    assert "Vælg alle, der flytter sammen med dig." in bo.words
    assert "ikke står på listen" in bo.words
    assert "på hver, der flytter med dig" not in bo.words
