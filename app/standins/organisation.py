"""A company or an association in the stand-ins: its CVR number, its units, and who is in it."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["active", "closed"]


@dataclass(frozen=True)
class ProductionUnit:
    """A place where the organisation does its work (produktionsenhed), with its P number."""

    p_number: str
    name: str
    place: tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Organisation:
    """One organisation (virksomhed eller forening).

    Places are street, number, floor, door, postal code, as a person's `home`. `person` is the key
    of whoever logs in for it, »« for nobody; `represents`: that person alone may bind it.
    """

    cvr: str
    name: str
    form_of_business: str
    place: tuple[str, str, str, str, str] | None
    units: tuple[ProductionUnit, ...] = ()
    person: str = ""
    represents: bool = False
    status: Status = "active"

    @property
    def login_key(self) -> str:
        """What a test calls the login of its person, such as »victor@99000104«."""
        return f"{self.person}@{self.cvr}"
