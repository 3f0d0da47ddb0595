"""Whom the civil register says a citizen may act for: children in their custody, and wards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.auth.acting_for import ActingFor
from app.auth.people import Citizen
from app.clock import now, today
from app.forms.capacities import Capacity
from app.forms.family import ADULT_AGE, age
from app.municipalities.municipality import Municipality
from app.registers import civil
from app.registers.answers import Person

# How the right of each is known.
HOW: dict[Capacity, str] = {"parent": "custody", "guardian": "guardianship"}


@dataclass(frozen=True)
class Relations:
    """What the register said: whom they may act for, and what it calls them; `silent` when it
    said nothing."""

    silent: bool
    people: Sequence[ActingFor] = ()
    name: str = ""


def ask(municipality: Municipality, citizen: Citizen) -> Relations:
    """Takes at most two seconds; no transaction may be open meanwhile."""
    person = civil.look_up(municipality.civil_register_url, citizen.cpr)
    if person is None:
        return Relations(silent=True)
    # Who is protected themselves is not named to a child or a ward by a receipt.
    protected = person.address_protection.protected
    own_name = "" if protected else citizen.name or person.name.addressing
    return Relations(False, _people(person, own_name), person.name.addressing)


def who_acts(municipality: Municipality, acted_by: Mapping[str, Any]) -> Person | None:
    """Whoever acts, as the register has them; None when it says nothing. Takes at most two
    seconds; no transaction may be open meanwhile."""
    return civil.look_up(municipality.civil_register_url, acted_by["cpr"])


def still_holds(person: Person, acted_by: Mapping[str, Any], cpr: str) -> bool:
    """Whether the register still says that this person may act so for the one of that number."""
    return any(
        each.cpr == cpr and each.capacity == acted_by["capacity"] for each in _people(person, "")
    )


def _people(person: Person, own_name: str) -> list[ActingFor]:
    day, moment = today(), now().isoformat()

    def known(capacity: Capacity, cpr: str, name: str, born: date) -> ActingFor:
        proven = {"how": HOW[capacity], "register": "civil_register", "at": moment}
        return ActingFor(capacity, cpr, name, own_name, born, proven)

    children = [
        known("parent", child.cpr, "" if child.protected else child.name, child.birth_date)
        for child in person.children
        if child.custody and age(child.birth_date, day) < ADULT_AGE
    ]
    wards = [
        known("guardian", ward.cpr, "" if ward.protected else ward.name, ward.birth_date)
        for ward in person.guardian_of
    ]
    return children + wards
