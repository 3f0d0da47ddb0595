"""Who can be at the other end: a citizen, a company's person, or a member of the staff."""

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias

from app.auth.kle import covers
from app.auth.roles import OPENED_BY, StaffPage

Loa = Literal["low", "substantial", "high"]
Kind = Literal["citizen", "company", "staff"]

KINDS: tuple[Kind, ...] = ("citizen", "company", "staff")
LEVELS: tuple[Loa, ...] = ("low", "substantial", "high")
# What a login is asked for where no page has said more: MitID's own default.
USUAL_LEVEL: Loa = "substantial"


@dataclass(frozen=True)
class Citizen:
    """A citizen (borger) who has logged in; `loa` is how sure the login is of it (NSIS).

    `uuid` is the login's own name for the person; `protected` says that name and address are, and
    is for no page to show.
    """

    # Kept out of repr, which ends up in tracebacks.
    cpr: str = field(repr=False)
    name: str = field(repr=False)
    uuid: str = field(repr=False)
    loa: Loa
    protected: bool = field(default=False, repr=False)

    kind: ClassVar[Kind] = "citizen"


@dataclass(frozen=True)
class Company:
    """A company or an association (virksomhed, forening) that somebody has logged in for.

    `cvr` is eight digits, `p_number` ten or empty; `role` is `represents` where the login says that
    they may bind it (tegningsberettiget), else empty. `person_name`, `cpr` (ten digits, or empty),
    `uuid` and `loa` are the person's.
    """

    cvr: str
    name: str
    p_number: str
    role: str
    person_name: str = field(repr=False)
    cpr: str = field(repr=False)
    uuid: str = field(repr=False)
    loa: Loa

    kind: ClassVar[Kind] = "company"

    @property
    def called(self) -> str:
        """What pages call it: its name, or its CVR number where the login gave none."""
        return self.name or f"CVR {self.cvr}"


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

    def covers(self, kle_number: str) -> bool:
        """Whether the KLE numbers they were given cover this one, of three levels (28.09.40)."""
        return covers(self.kle, kle_number)

    def pages(self, municipality_code: str) -> list[StaffPage]:
        """The pages they may open in that municipality, as the menu shows them."""
        return [page for page in OPENED_BY if self.may_open(page, municipality_code)]


def at_least(loa: Loa, needed: Loa | Literal["none"]) -> bool:
    """Whether a login at `loa` is good enough where `needed` is asked for."""
    return needed == "none" or LEVELS.index(loa) >= LEVELS.index(needed)


Identity: TypeAlias = Citizen | Company | Staff


def is_same(one: Identity, other: Identity) -> bool:
    """Whether two logins are of one and the same, however sure each of them is."""
    return _who(one) == _who(other)


def _who(person: Identity) -> tuple[str, str]:
    number = getattr(person, "cvr", "") or getattr(person, "cpr", "")
    return person.kind, number or person.uuid


@dataclass(frozen=True)
class Login:
    """What a login provider has told of one login: everybody it may be, and its own names for it.

    `subject` and `sid` are the provider's names for the person and for its session (`sid` may be
    empty); `id_token` is shown to it when they log out.
    """

    identities: tuple[Identity, ...]
    issuer: str
    subject: str = field(repr=False)
    sid: str = field(default="", repr=False)
    id_token: str = field(default="", repr=False)

    @property
    def level(self) -> Loa | None:
        """How sure the login is; None for staff, whose own provider answers for that."""
        return next((each.loa for each in self.identities if not isinstance(each, Staff)), None)

    @property
    def only(self) -> Identity | None:
        """The one it must be; None where somebody has to choose."""
        return self.identities[0] if len(self.identities) == 1 else None


def to_keep(person: Identity) -> dict[str, Any]:
    """The person as the session keeps them, sealed."""
    kept = asdict(person) | {"kind": person.kind}
    if isinstance(person, Staff):
        kept |= {"roles": sorted(person.roles), "kle": list(person.kle)}
    return kept


def from_kept(kept: dict[str, Any]) -> Identity:
    """The person that `to_keep` kept."""
    values = {name: value for name, value in kept.items() if name != "kind"}
    if kept["kind"] == "citizen":
        return Citizen(**values)
    if kept["kind"] == "company":
        return Company(**values)
    roles, kle = frozenset(values.pop("roles")), tuple(values.pop("kle"))
    return Staff(roles=roles, kle=kle, **values)
