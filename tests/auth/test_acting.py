"""Whom one can act for, what the pages say meanwhile, and which forms it opens."""

import pytest

from app.forms.catalogue import published
from app.standins import persons
from tests.auth.acting import acts_for, gives, holds_power, presses, withdraws
from tests.service import Service, service, standins
from tests.standins_server import behave

__all__ = ["service", "standins"]


def test_a_silent_register_is_said_and_stops_nothing_else(service: Service):
    behave(service.standins, "civil-register", "down")
    bo = service.citizen("bo").opens("/fuldmagter")
    assert "Folkeregistret svarer ikke lige nu" in bo.words
    assert "Giv en fuldmagt" in bo.words


def test_parents_see_the_children_they_have_custody_of_and_no_others(service: Service):
    bo = service.citizen("bo").opens("/fuldmagter")
    for name in ("Dicte", "Emil", "Frida"):
        assert f"Handl for {name} Lund" in bo.words
    jonas = service.citizen("jonas").opens("/fuldmagter")
    assert "Klara" not in jonas.words


def test_a_child_is_named_in_the_page_without_its_number(service: Service):
    bo = service.citizen("bo").opens("/fuldmagter")
    for key in ("dicte", "emil", "frida"):
        assert persons.by_key(key).cpr not in bo.text


def test_a_guardian_can_act_for_their_ward(service: Service):
    tage = acts_for(service.citizen("tage"), "Sigrid Bang")
    assert "Du handler for Sigrid Bang" in tage.words


def test_nobody_acts_for_somebody_the_register_does_not_name(service: Service):
    jonas = service.citizen("jonas")
    assert jonas.posts("/fuldmagter/handl", {"who": "relation:00"}).status == 404
    assert jonas.posts("/fuldmagter/handl", {"who": ""}).status == 404


def test_the_banner_stands_on_every_page_until_they_stop(service: Service):
    lene = holds_power(service, "lene", "karen")
    for path in (
        "/",
        "/flytning",
        "/rotter",
        "/mine-sager",
        "/fuldmagter",
        "/privatliv",
        "/vielse",
    ):
        assert "Du handler for Karen Kristensen" in lene.opens(path).words, path
    presses(lene, "Handl for dig selv igen")
    assert lene.path == "/fuldmagter"
    assert "Du handler for Karen" not in lene.words


def test_one_given_by_a_less_sure_login_opens_no_form_that_asks_for_more(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(published()["adressebeskyttelse"], "login", "high")
    for loa, status in (("substantial", 403), ("high", 200)):
        gives(service.citizen("karen", loa=loa), "lene")
        lene = service.citizen("lene", loa="high").opens("/fuldmagter")
        presses(lene, "Sig ja til fuldmagten fra Karen")
        acts_for(lene, "Karen Kristensen").posts("/adressebeskyttelse")
        assert lene.status == status
        said = "mindre sikkert, end opgaven kræver" in lene.words
        assert said == (status == 403)
        assert ("mindre sikkert" in lene.opens("/adressebeskyttelse").words) == said
        assert lene.starts("flytning").path == "/flytning/dig"
        withdraws(service, "karen")


def test_questions_say_beside_the_name_whom_they_speak_to(service: Service):
    said = "I spørgsmål og svar betyder »du«, »din« og »jeg« Karen Kristensen."
    lene = holds_power(service, "lene", "karen").starts("flytning")
    assert said in lene.words
    assert said not in lene.opens("/fuldmagter").words
    for_nobody = "Det, du sender her, bliver ikke sendt for nogen anden."
    assert for_nobody not in lene.words
    assert for_nobody in lene.opens("/rotter").words
    lene.sends()
    assert said not in lene.words
    assert for_nobody in lene.words
    presses(lene.opens("/flytning"), "Handl for dig selv igen")
    assert "I spørgsmål og svar betyder" not in lene.starts("flytning").words


def test_pages_about_oneself_say_so_while_one_acts_for_another(service: Service):
    lene = service.citizen("lene")
    pages = ("/fuldmagter", "/fuldmagter/giv", "/mine-data")
    assert not any("Denne side handler om dig selv" in lene.opens(each).words for each in pages)
    lene = holds_power(service, "lene", "karen")
    assert all("Denne side handler om dig selv" in lene.opens(each).words for each in pages)
