"""Who can be at the other end: a citizen, or a member of the municipality's staff."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from app.auth.roles import OPENED_BY, StaffPage

Loa = Literal["low", "substantial", "high"]
Kind = Literal["citizen", "staff"]

LEVELS: tuple[Loa, ...] = ("low", "substantial", "high")


@dataclass(frozen=True)
class Citizen:
    """A citizen (borger) who has logged in; `loa` is how sure the login is of it (NSIS).

    `uuid` is the login's own name for the person.
    """

    # Kept out of repr, which ends up in tracebacks.
    cpr: str = field(repr=False)
    name: str = field(repr=False)
    uuid: str = field(repr=False)
    loa: Loa

    kind: ClassVar[Kind] = "citizen"


@dataclass(frozen=True)
class Staff:
    """A member of staff (medarbejder), with the roles and KLE numbers they were given."""

    name: str = field(repr=False)
    uuid: str = field(repr=False)
    roles: frozenset[str]
    kle: tuple[str, ...]
    municipality_code: str

    kind: ClassVar[Kind] = "staff"

    def may_open(self, page: StaffPage, municipality_code: str) -> bool:
        """Whether they work in that municipality, and have a role that opens the page."""
        return self.municipality_code == municipality_code and bool(self.roles & OPENED_BY[page])

    def pages(self, municipality_code: str) -> list[StaffPage]:
        """The pages they may open in that municipality, as the menu shows them."""
        return [page for page in OPENED_BY if self.may_open(page, municipality_code)]


def at_least(loa: Loa, needed: Loa | Literal["none"]) -> bool:
    """Whether a login at `loa` is good enough where `needed` is asked for."""
    return needed == "none" or LEVELS.index(loa) >= LEVELS.index(needed)


def to_keep(person: Citizen | Staff) -> dict[str, Any]:
    """The person as the session keeps them, sealed."""
    if isinstance(person, Citizen):
        return {
            "kind": "citizen",
            "cpr": person.cpr,
            "name": person.name,
            "uuid": person.uuid,
            "loa": person.loa,
        }
    return {
        "kind": "staff",
        "name": person.name,
        "uuid": person.uuid,
        "roles": sorted(person.roles),
        "kle": list(person.kle),
        "municipality_code": person.municipality_code,
    }


def from_kept(kept: dict[str, Any]) -> Citizen | Staff:
    """The person that `to_keep` kept."""
    if kept["kind"] == "citizen":
        return Citizen(
            cpr=kept["cpr"],
            name=kept["name"],
            uuid=kept["uuid"],
            loa=kept["loa"],
        )
    return Staff(
        name=kept["name"],
        uuid=kept["uuid"],
        roles=frozenset(kept["roles"]),
        kle=tuple(kept["kle"]),
        municipality_code=kept["municipality_code"],
    )
