"""Powers of attorney: given, accepted, declined, withdrawn, forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from app.auth.people import Citizen
from app.auth.powers import powers
from app.auth.powers.models import PowerOfAttorney
from app.clock import now, today
from app.sealed import digest
from app.standins import persons
from tests.auth.acting import gives, holds_power, presses, withdraws
from tests.municipality import municipality_with
from tests.service import Service, service, standins

__all__ = ["service", "standins"]

OTHER = "vallensbaek.localhost"
KAREN, LENE = persons.by_key("karen"), persons.by_key("lene")


def test_it_is_given_then_accepted_and_both_see_how_it_stands(service: Service):
    karen = gives(service.citizen("karen"), "lene")
    assert karen.path == "/fuldmagter", karen.problems()
    assert "Lene Kristensen Venter på accept" in karen.words
    lene = service.citizen("lene").opens("/fuldmagter")
    assert "Andre vil give dig fuldmagt Karen Kristensen" in lene.words
    presses(lene, "Sig ja til fuldmagten")
    assert "Karen Kristensen Du har fuldmagt." in lene.words
    assert "Lene Kristensen Gælder" in karen.opens("/fuldmagter").words


def test_it_gives_no_right_before_it_is_accepted(service: Service):
    gives(service.citizen("karen"), "lene")
    with service.database.reading.begin() as session:
        power = session.scalars(select(PowerOfAttorney)).one()
    lene = service.citizen("lene").opens("/fuldmagter")
    assert "Handl for Karen" not in lene.words
    assert lene.posts("/fuldmagter/handl", {"who": f"power:{power.id}"}).status == 404


def test_it_can_be_declined(service: Service):
    karen = gives(service.citizen("karen"), "lene")
    lene = presses(service.citizen("lene").opens("/fuldmagter"), "Sig nej")
    assert "Karen" not in lene.words
    assert "Lene Kristensen Afvist" in karen.opens("/fuldmagter").words


def test_it_is_withdrawn_at_once(service: Service):
    lene = holds_power(service, "lene", "karen")
    assert "Trukket tilbage" in withdraws(service, "karen").words
    lene.opens("/mine-sager")
    assert lene.status == 403
    assert lene.sees == "Du handler nu for dig selv igen"
    assert "Du handler for Karen" not in lene.words
    assert "Karen" not in lene.opens("/fuldmagter").words


def test_nobody_else_can_accept_decline_or_withdraw_it(service: Service):
    gives(service.citizen("karen"), "lene")
    with service.database.reading.begin() as session:
        power = session.scalars(select(PowerOfAttorney)).one()
    ada = service.citizen("ada")
    assert ada.posts(f"/fuldmagter/{power.id}/accepter").status == 404
    assert ada.posts(f"/fuldmagter/{power.id}/afvis").status == 404
    ada.posts(f"/fuldmagter/{power.id}/traek-tilbage")
    with service.database.reading.begin() as session:
        untouched = session.get_one(PowerOfAttorney, power.id)
        assert untouched.state(today()) == "waiting"


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(service: Service):
    karen = service.citizen("karen").opens("/fuldmagter/giv")
    karen.sends(holder_cpr=KAREN.cpr, holder_name="Karen", what="some", until__year="2099")
    assert karen.status == 422
    assert karen.page.findtext(".//title").startswith("Fejl:")
    assert karen.value("holder_cpr") == KAREN.cpr
    assert karen.value("holder_name") == "Karen"
    problems = " ".join(karen.problems())
    for said in ("ikke dit eget", "højst gælde i fem år", "Sæt kryds"):
        assert said in problems


def test_some_tasks_must_be_named(service: Service):
    karen = service.citizen("karen").opens("/fuldmagter/giv")
    karen.sends(holder_cpr=LENE.cpr, holder_name=LENE.name, what="some", declared="yes")
    assert karen.problems() == ["Vælg mindst én opgave, eller vælg alle opgaver."]


def test_a_child_cannot_be_given_one(service: Service):
    dicte = persons.by_key("dicte")
    karen = gives(service.citizen("karen"), "dicte", name=dicte.name)
    assert karen.problems() == ["Den, du giver fuldmagt, skal være fyldt 18 år."]


def test_a_child_cannot_give_one(service: Service):
    rosa = gives(service.citizen("rosa"), "lene")
    assert rosa.problems() == ["Du kan først give fuldmagt, når du er fyldt 18."]


def test_at_one_municipality_it_is_none_at_another(service: Service):
    holds_power(service, "lene", "karen")
    there = service.citizen("lene", host=OTHER).opens("/fuldmagter")
    assert "Karen" not in there.words
    with service.database.reading.begin() as session:
        power = session.scalars(select(PowerOfAttorney)).one()
    assert there.posts("/fuldmagter/handl", {"who": f"power:{power.id}"}).status == 404


def test_no_more_are_given_in_a_day_whatever_became_of_them(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(powers, "MOST_A_DAY", 2)
    for _ in range(2):
        gives(service.citizen("karen"), "lene")
        withdraws(service, "karen")
    third = gives(service.citizen("karen"), "lene")
    assert third.status == 422
    assert third.problems() == [
        "Du har givet for mange fuldmagter det sidste døgn. Prøv igen i morgen."
    ]
    with service.database.writing.begin() as session:
        yesterday = now() - timedelta(hours=25)
        session.execute(update(PowerOfAttorney).values(granted_at=yesterday))
    assert gives(service.citizen("karen"), "lene").status == 200


@pytest.mark.parametrize(
    ("ended", "found"),
    [
        ({}, 1),
        ({"accepted_at": now()}, 1),
        ({"withdrawn_at": now()}, 0),
        ({"declined_at": now()}, 0),
        ({"until": today() - timedelta(days=1)}, 0),
    ],
    ids=["waits", "accepted", "withdrawn", "declined", "expired"],
)
def test_only_those_that_wait_or_hold_are_read_for_the_holder(
    service: Service, ended: dict[str, Any], found: int
):
    gives(service.citizen("karen"), "lene")
    lene = Citizen(cpr=LENE.cpr, name=LENE.name, uuid="lene", loa="substantial")
    with service.database.writing.begin() as session:
        if ended:
            session.execute(update(PowerOfAttorney).values(ended))
        taken = powers.given_to(session, municipality_with("0657"), lene)
        assert len(taken) == found


def test_an_expired_one_is_refused_at_the_next_click(service: Service):
    lene = holds_power(service, "lene", "karen")
    with service.database.writing.begin() as session:
        session.execute(update(PowerOfAttorney).values(until=today() - timedelta(days=1)))
    lene.opens("/flytning")
    assert lene.status == 403
    assert "Fuldmagten er udløbet" in lene.words


def test_the_table_says_nothing_of_anybody(service: Service):
    gives(service.citizen("karen"), "lene")
    with service.database.reading.begin() as session:
        power = session.scalars(select(PowerOfAttorney)).one()
        row = str(
            [
                bytes(each) if isinstance(each, memoryview) else each
                for each in session.execute(text("SELECT * FROM powers_of_attorney")).one()
            ]
        )
    for personal in (KAREN.cpr, KAREN.last, LENE.cpr, LENE.last, "flytning"):
        assert personal not in row
    # What a new key needs to find them again stands in the row itself.
    people = power.people
    for who, kept in (("grantor", power.grantor_digest), ("holder", power.holder_digest)):
        assert digest(powers.digest_name("0657", people[who]["cpr"])) == kept


def test_it_is_forgotten_a_year_after_it_ended(service: Service):
    holds_power(service, "lene", "karen")
    with service.database.writing.begin() as session:
        powers.clear_out_old(session)
        assert session.scalars(select(PowerOfAttorney)).one()
        long_ago = now() - powers.KEEP_ENDED - timedelta(days=1)
        session.execute(update(PowerOfAttorney).values(withdrawn_at=long_ago))
        powers.clear_out_old(session)
        assert session.scalars(select(PowerOfAttorney)).all() == []


def test_one_that_was_withdrawn_says_no_day_until_which_it_holds(service: Service):
    lene = holds_power(service, "lene", "karen")
    karen = withdraws(service, "karen")
    assert "Trukket tilbage" in karen.words
    assert "Gælder til og med" not in karen.words
    for browser in (karen, lene):
        assert "til og med" not in browser.opens("/mine-data").words


def test_the_holder_can_give_it_back_and_then_acts_no_more(service: Service):
    lene = holds_power(service, "lene", "karen").opens("/fuldmagter")
    presses(lene, "Sig fra over for fuldmagten fra Karen Kristensen")
    assert lene.status == 403
    assert "Du har sagt fra over for fuldmagten" in lene.words
    assert "Du handler for" not in lene.words
    assert "Karen" not in lene.opens("/fuldmagter").words
    assert "Lene Kristensen Givet tilbage" in service.citizen("karen").opens("/fuldmagter").words


def test_nobody_else_can_give_it_back(service: Service):
    lene = holds_power(service, "lene", "karen")
    with service.database.reading.begin() as session:
        power = session.scalars(select(PowerOfAttorney)).one()
    for stranger in ("ada", "karen"):
        path = f"/fuldmagter/{power.id}/sig-fra"
        assert service.citizen(stranger).posts(path).status == 404
    assert lene.opens("/mine-sager").status == 200


def test_the_grantor_of_one_that_waits_is_told_what_may_be_wrong(service: Service):
    karen = gives(service.citizen("karen"), "lene")
    assert "se efter, at navn og CPR-nummer er skrevet rigtigt" in karen.words
    presses(service.citizen("lene").opens("/fuldmagter"), "Sig ja")
    assert "se efter, at navn" not in karen.opens("/fuldmagter").words
