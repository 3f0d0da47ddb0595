"""What a power of attorney covers, and how that is said."""

from app.auth.powers.scope import EVERYTHING, from_kept, of_chosen
from app.municipalities import current
from app.municipalities.models import OfferRow
from tests.auth.acting import gives
from tests.service import Service, service, standins

__all__ = ["service", "standins"]


def test_forms_and_areas_are_covered_as_they_are_chosen():
    flytning = of_chosen(["flytning"])
    assert flytning.covers("flytning", "23.05.10")
    assert not flytning.covers("adressebeskyttelse", "23.05.05")
    area = of_chosen(["area:23"])
    assert area.covers("adressebeskyttelse", "23.05.05")
    assert not area.covers("lokaler", "18.15.12")
    assert EVERYTHING.covers("lokaler", "18.15.12")
    assert from_kept(area.to_keep()) == area


def test_an_area_is_named_by_its_tasks_and_no_number(service: Service):
    karen = service.citizen("karen").opens("/fuldmagter/giv")
    said = "på samme område som »Meld flytning« og »Navne- og adressebeskyttelse«, også dem"
    assert said in karen.words
    assert "området 23" not in karen.words
    gives(karen, "lene", "area:23")
    assert said in karen.words


def test_an_area_is_named_by_what_is_offered_here(service: Service):
    with service.database.writing.begin() as session:
        session.delete(session.get_one(OfferRow, ("0657", "adressebeskyttelse")))
    current.forget()
    karen = service.citizen("karen").opens("/fuldmagter/giv")
    gives(karen, "lene", "area:23")
    assert "på samme område som »Meld flytning«, også dem" in karen.opens("/fuldmagter").words
    assert "Navne- og adressebeskyttelse" not in karen.words
