"""Names of what the registers can tell us: what a question asks to be filled in with."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Person:
    """The person the case is about, from CPR."""

    name: str = "person.name"
    address: str = "person.address"
    cpr: str = "person.cpr"
    household: str = "person.household"
    children: str = "person.children"


person = Person()

NAMES = frozenset(getattr(person, field.name) for field in fields(Person))
