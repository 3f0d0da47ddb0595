"""The name on a power of attorney: it must be the holder's own, and hold what names hold."""

import pytest
from sqlalchemy import select

from app.auth.models import SessionRow
from app.auth.people import Citizen
from app.auth.powers.models import PowerOfAttorney
from app.auth.powers.names import fits, is_name
from app.standins import persons
from tests.auth.acting import acts_for, gives, presses
from tests.service import Service, service, standins

__all__ = ["service", "standins"]

KAREN, LENE = persons.by_key("karen"), persons.by_key("lene")


@pytest.mark.parametrize("name", ["Lise Kristensen", "Lene Hansen", "Lene"])
def test_a_name_that_does_not_fit_shows_nothing_to_whoever_has_the_number(
    service: Service, name: str
):
    karen = gives(service.citizen("karen"), "lene", name=name)
    if " " not in name:
        assert karen.status == 422
        return
    lene = service.citizen("lene").opens("/fuldmagter")
    assert "Karen" not in lene.words
    with service.database.reading.begin() as session:
        power = session.scalars(select(PowerOfAttorney)).one()
    for what in ("accepter", "afvis"):
        assert lene.posts(f"/fuldmagter/{power.id}/{what}").status == 404
    assert "Venter på accept" in karen.opens("/fuldmagter").words


def test_names_fit_as_people_write_them():
    assert fits("lene KRISTENSEN", "Lene Kristensen")
    assert fits("Lene Kristensen", "Lene Marie Kristensen")
    assert not fits("Lene", "Lene")
    assert not fits("Kristensen Lene", "Lene Kristensen")


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        ("Lene Marie-Louise O'Brien d’Angelo Jr. Kristensen", True),
        ("Łukasz Žižek Þórsdóttir", True),
        ("Lene (advokat) Kristensen", False),
        ("Lene, advokat, Kristensen", False),
        ("Lene/advokat Kristensen", False),
        ("Lene: advokat Kristensen", False),
        ("Lene 7405880012 Kristensen", False),
        ("Lene \u202eKristensen", False),
        ("- .", False),
    ],
)
def test_a_name_holds_what_names_hold(written: str, is_one: bool):
    assert is_name(written) is is_one


@pytest.mark.parametrize("field", ["holder_name", "own_name"])
def test_nothing_else_is_taken_for_a_name(service: Service, field: str):
    login = Citizen(
        cpr=KAREN.cpr,
        name=KAREN.name if field == "holder_name" else "",
        uuid="karen",
        loa="substantial",
    )
    grantor = service._logged_in(login, "localhost").opens("/fuldmagter/giv")
    names = {"holder_name": LENE.name, field: "Lene (advokat) Kristensen"}
    grantor.sends(holder_cpr=LENE.cpr, what="everything", declared="yes", **names)
    (problem,) = grantor.problems()
    assert problem.startswith("Skriv kun navnet")
    assert grantor.value(field) == "Lene (advokat) Kristensen"


def test_whoever_acts_is_named_as_their_login_has_it(service: Service):
    """Not as the grantor wrote it between first and last name."""
    gives(service.citizen("karen"), "lene", name="Lene Advokat Kristensen")
    lene = service.citizen("lene").opens("/fuldmagter")
    presses(lene, "Sig ja til fuldmagten fra Karen")
    acts_for(lene, "Karen")
    with service.database.reading.begin() as session:
        kept = [row.acting_for for row in session.scalars(select(SessionRow)) if row.acting_for]
    assert [each["own_name"] for each in kept] == [LENE.name]
