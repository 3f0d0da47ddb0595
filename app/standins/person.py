"""A test person: who they are, where they live, whom they belong to, and why they exist."""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from app.standins.numbers import synthetic_cpr

ACTIVE, DISAPPEARED, EMIGRATED, DEAD = 1, 70, 80, 90
NAMESPACE = uuid.UUID("6f1d5a52-3d5c-4d8a-9a0e-5c1b8c0a7e11")


@dataclass(frozen=True)
class Person:
    """One person in the stand-ins. Relations are keys of other persons.

    `home` is street, number, floor, door, postal code, and names an address in `streets.py`.
    """

    key: str
    first: str
    last: str
    born: date
    sex: Literal["K", "M"]
    why: str
    home: tuple[str, str, str, str, str] | None
    middle: str = ""
    status: int = ACTIVE
    protected: bool = False
    spouse: str = ""
    partner: str = ""
    parents: tuple[str, ...] = ()
    custody: tuple[str, ...] = ()
    guardian: str = ""
    has_login: bool = True
    refused: str = ""
    gets_digital_post: bool = True
    passes_modulus_11: bool = True

    @cached_property
    def cpr(self) -> str:
        return synthetic_cpr(self.born, self.sex, passes_modulus_11=self.passes_modulus_11)

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.first, self.middle, self.last) if part)

    @property
    def login_id(self) -> str:
        """What the login provider calls them: never the CPR number."""
        return str(uuid.uuid5(NAMESPACE, f"citizen:{self.key}"))

    def age(self, today: date) -> int:
        before_birthday = (today.month, today.day) < (self.born.month, self.born.day)
        return today.year - self.born.year - before_birthday


@dataclass(frozen=True)
class Colleague:
    """Somebody employed by a municipality, as the staff's login provider knows them."""

    key: str
    name: str
    email: str
    roles: tuple[str, ...]
    municipality_code: str
    municipality: str
    kle: tuple[str, ...]
    why: str
    refused: str = ""

    @property
    def login_id(self) -> str:
        return str(uuid.uuid5(NAMESPACE, f"staff:{self.key}"))
