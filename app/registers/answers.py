"""What a register may answer, checked field by field; what it adds beside that is left alone."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import BeforeValidator, ConfigDict, StringConstraints

Relation = Literal["spouse", "partner", "child", "parent", "other"]
STRICT = ConfigDict(strict=True)


def _known_relation(relation: object) -> object:
    """A relation we have no word for yet is still a relation."""
    return relation if relation in get_args(Relation) or not isinstance(relation, str) else "other"


Text: TypeAlias = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
Digits10: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{10}$")]
KnownRelation: TypeAlias = Annotated[Relation, BeforeValidator(_known_relation)]


@dataclass(frozen=True)
class Address:
    """One address (adresse), as the address register and the civil register both write it."""

    __pydantic_config__ = STRICT

    id: Text
    street: Text
    number: Text
    floor: Text
    door: Text
    postal_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    city: Text
    municipality_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    text: Text


@dataclass(frozen=True)
class Name:
    """`addressing` is the name as the person wants it on an envelope (personadresseringsnavn)."""

    __pydantic_config__ = STRICT

    addressing: Text
    first: Text = ""
    middle: Text = ""
    last: Text = ""


@dataclass(frozen=True)
class AddressProtection:
    """Navne- og adressebeskyttelse, as the register says it is today."""

    __pydantic_config__ = STRICT

    protected: bool


@dataclass(frozen=True)
class Relative:
    """Somebody related to the person asked about, or living with them.

    `custody`: the person asked about has (part in) custody (forældremyndighed) of this one.
    """

    __pydantic_config__ = STRICT

    cpr: Digits10
    name: Text
    relation: KnownRelation
    birth_date: date
    protected: bool
    custody: bool


@dataclass(frozen=True)
class Child(Relative):
    """A child of the person asked about, wherever it lives."""

    __pydantic_config__ = STRICT

    at_same_address: bool


@dataclass(frozen=True)
class Person:
    """What the civil register knows of one person. `status` is CPR's: 1 active, 90 dead …"""

    __pydantic_config__ = STRICT

    cpr: Digits10
    name: Name
    birth_date: date
    status: int
    address_protection: AddressProtection
    address: Address | None
    household: tuple[Relative, ...]
    children: tuple[Child, ...]
