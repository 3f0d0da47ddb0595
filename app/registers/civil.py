"""The civil register (folkeregister): what is known of a person, or nothing at all.

A silent, broken or unknowing register is never in the way: the citizen types instead.
"""

import logging
from dataclasses import asdict
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from app.clock import today as danish_today
from app.forms.family import ADULT_AGE, age
from app.registers.answers import Person, Relative
from app.registers.asking import Silent, Unknown, ask_for

log = logging.getLogger(__name__)
_person = TypeAdapter(Person)


def look_up(url: str, cpr: str) -> Person | None:
    """The person with this CPR number (ten digits); None when the register cannot say.

    Takes at most two seconds. `url` is the register's address, without a slash at the end.
    """
    try:
        person = ask_for(_person, f"{url}/persons/lookup", {"cpr": cpr})
        if person.cpr != cpr:
            raise Silent("the answer is about somebody else")
        return person
    except Unknown:
        log.warning("civil register: unknown person")
    except Silent as trouble:
        log.warning("civil register is silent: %s", trouble)
    return None


def prefill_of(person: Person, today: date | None = None) -> dict[str, Any]:
    """What forms may fill in by themselves, by prefill name; what is not known is not there.

    A child under 18 is in the household only for those who have custody of it. Whoever is
    protected keeps their number, so that we know them again when it is typed, and loses their name.
    """
    day = today or danish_today()
    known: dict[str, Any] = {
        "person.cpr": person.cpr,
        "person.name": person.name.addressing,
        "person.household": [
            _entry(member)
            for member in person.household
            if member.custody or age(member.birth_date, day) >= ADULT_AGE
        ],
        "person.children": [
            _entry(child)
            for child in person.children
            if child.custody and child.at_same_address and age(child.birth_date, day) < ADULT_AGE
        ],
    }
    if person.digital_post is not None:
        known["person.digital_post"] = person.digital_post
    if person.address:
        known["person.address"] = asdict(person.address)
    return known


def _entry(relative: Relative) -> dict[str, Any]:
    return {
        "cpr": relative.cpr,
        "name": "" if relative.protected else relative.name,
        "relation": relative.relation,
        "birth_date": relative.birth_date.isoformat(),
        "protected": relative.protected,
        "custody": relative.custody,
    }
