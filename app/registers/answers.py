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
Digits8: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
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
class Ward:
    """Somebody whose guardian (værge) is the person asked about."""

    __pydantic_config__ = STRICT

    cpr: Digits10
    name: Text
    birth_date: date
    protected: bool


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
    guardian_of: tuple[Ward, ...] = ()
    digital_post: bool | None = None


@dataclass(frozen=True)
class ProductionUnit:
    """A place where an organisation does its work (produktionsenhed)."""

    __pydantic_config__ = STRICT

    p_number: Digits10
    name: Text
    address: Address | None


@dataclass(frozen=True)
class Company:
    """What the company register knows of a company or an association."""

    __pydantic_config__ = STRICT

    cvr: Digits8
    name: Text
    form_of_business: Text
    status: Literal["active", "closed"]
    address: Address | None
    production_units: tuple[ProductionUnit, ...]
