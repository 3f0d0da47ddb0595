"""Names of what a question can ask to be filled in with: what the registers tell us, and what the
citizen has told us themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Person:
    """The person the case is about, from CPR."""

    name: str = "person.name"
    address: str = "person.address"
    cpr: str = "person.cpr"
    household: str = "person.household"
    children: str = "person.children"
    digital_post: str = "person.digital_post"


@dataclass(frozen=True)
class Company:
    """The company or association the case is about, from the company register."""

    cvr: str = "company.cvr"
    name: str = "company.name"
    address: str = "company.address"
    form_of_business: str = "company.form_of_business"
    units: str = "company.units"


@dataclass(frozen=True)
class Contact:
    """How the citizen wants to be reached, as they have written at »Mine data«: their own word, so
    it is never locked and never the register's."""

    phone: str = "contact.phone"
    email: str = "contact.email"


person = Person()
company = Company()
contact = Contact()

FROM_REGISTERS = frozenset(
    getattr(each, field.name) for each in (person, company) for field in fields(each)
)
FROM_CITIZEN = frozenset(getattr(contact, field.name) for field in fields(Contact))
NAMES = FROM_REGISTERS | FROM_CITIZEN


def of_registers(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the registers said, without what the citizen did."""
    return {name: value for name, value in said.items() if name not in FROM_CITIZEN}


def of_citizen(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the citizen said, without what the registers did."""
    return {name: value for name, value in said.items() if name in FROM_CITIZEN}
