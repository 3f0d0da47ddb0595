"""Where one moves to: an address that is searched for, picked or typed."""

from sqlalchemy import select

from app.submissions.models import Draft
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import (
    TYPED_ADDRESS,
    day_fields,
)


def test_a_silent_address_register_stops_nobody(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends().sends(**day_fields("move_date", 3))
    behave(service.standins, "addresses", "500")
    ada.sends(new_address="Møllevej 12", button="search:new_address")
    assert "Vi kan ikke slå adresser op lige nu" in ada.words
    ada.sends(**TYPED_ADDRESS)
    assert ada.sees == "Hvordan skal du bo på den nye adresse?", ada.problems()


def test_an_address_is_searched_and_picked_without_javascript(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends().sends(**day_fields("move_date", 3))
    ada.sends(new_address="møllevej 6", button="search:new_address")
    assert ada.status == 200
    picks = ada.page.cssselect("input[type=radio][name=new_address-pick]")
    assert len(picks) > 1
    ada.sends(new_address__pick=picks[0].get("value"))
    assert ada.sees == "Hvordan skal du bo på den nye adresse?", ada.problems()
    with service.database.reading.begin() as session:
        picked = session.scalars(select(Draft)).one().answers["new_address"]
    assert picked["street"] == "Møllevej"
    assert picked["municipality_code"] == "0657"


def test_an_invented_address_is_not_believed(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends().sends(**day_fields("move_date", 3))
    ada.sends(new_address="Slottet 1", new_address__pick="00000000-made-up")
    assert ada.status == 422
    assert ada.value("new_address") == "Slottet 1"


def test_nobody_moves_home_or_to_another_municipality_here(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends().sends(**day_fields("move_date", 3))
    ada.sends(**TYPED_ADDRESS | {"new_address__number": "4"})
    assert ada.problems() == ["Skriv en anden adresse end den, du allerede er registreret på."]
    ada.sends(new_address="Syvhøjvænge 6", new_address__pick="", button="search:new_address")
    picks = ada.page.cssselect("input[type=radio][name=new_address-pick]")
    ada.sends(new_address__pick=picks[0].get("value"))
    assert ada.status == 422
    assert "meldes til den kommune, du flytter til" in ada.problems()[0]


def test_floor_and_door_are_offered_where_the_address_has_none(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends().sends(**day_fields("move_date", 3))
    ada.sends(new_address="Mindegade 3", button="search:new_address")
    picks = ada.page.cssselect("input.pick-without-flat")
    assert picks
    ada.sends(new_address__pick=picks[0].get("value"), new_address__floor="1")
    with service.database.reading.begin() as session:
        picked = session.scalars(select(Draft)).one().answers["new_address"]
    assert picked["text"] == "Mindegade 3, 1., 7400 Herning"
    # Seen again and sent again, it stays.
    ada.opens("/flytning/hvorhen").sends()
    with service.database.reading.begin() as session:
        assert session.scalars(select(Draft)).one().answers["new_address"] == picked
