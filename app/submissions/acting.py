"""Who acts, and whose case it is: what opens a draft, a submission and its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.auth.people import Citizen, at_least
from app.auth.visitor import Visitor
from app.errors import LoginNeeded, NotAllowed
from app.forms.form import Form
from app.municipalities.municipality import Municipality
from app.sealed import digest, digests


class NoDraft(Exception):
    """Nothing begun here: the start page of `slug` is where to go."""

    def __init__(self, slug: str) -> None:
        super().__init__("no draft")
        self.slug = slug


@dataclass(frozen=True)
class Acting:
    """The one at the keyboard. `digest` is what a new draft is kept under; `digests` are all
    that open an old one: with older keys, and from this visit before login."""

    digest: bytes
    digests: tuple[bytes, ...]
    applicant: Mapping[str, Any]

    @property
    def cpr(self) -> str:
        """Their CPR number, ten digits; empty for somebody not logged in."""
        return str(self.applicant.get("cpr", ""))


def acting(municipality: Municipality, visitor: Visitor) -> Acting | None:
    """Who acts in this visit; None before there is either a login or a session."""
    session_id = visitor.session_id
    in_visit = acting_in_visit(municipality, session_id) if session_id is not None else None
    if visitor.citizen is None:
        return in_visit
    citizen = acting_citizen(municipality, visitor.citizen)
    return replace(citizen, digests=citizen.digests + (in_visit.digests if in_visit else ()))


def acting_citizen(municipality: Municipality, citizen: Citizen) -> Acting:
    """The citizen, wherever they log in: what a visit began or sent without login is not theirs."""
    applicant = {"kind": "citizen", "cpr": citizen.cpr, "name": citizen.name}
    name = name_of_citizen(municipality.code, citizen.cpr)
    return Acting(digest(name), tuple(digests(name)), applicant)


def acting_in_visit(municipality: Municipality, session_id: UUID) -> Acting:
    """Somebody we do not know, and do not ask, known only by this visit."""
    name = name_of_visit(municipality.code, session_id)
    return Acting(digest(name), tuple(digests(name)), {"kind": "anonymous"})


def name_of_citizen(municipality_code: str, cpr: str) -> str:
    """What the digest of a citizen is made of."""
    return f"{municipality_code} cpr {cpr}"


def name_of_visit(municipality_code: str, session_id: UUID) -> str:
    """What the digest of a visit without login is made of."""
    return f"{municipality_code} session {session_id}"


def acting_in(form: type[Form], municipality: Municipality, visitor: Visitor, back: str) -> Acting:
    """Who acts in this form. Where it needs no login nobody is named, though they may have logged
    in for something else.

    Raises `LoginNeeded` or `NotAllowed` where the form needs more, `NoDraft` for a stranger in a
    form without login.
    """
    if form.login == "none":
        if visitor.session_id is None:
            raise NoDraft(form.slug)
        return acting_in_visit(municipality, visitor.session_id)
    if visitor.citizen is None:
        raise LoginNeeded(back)
    if not at_least(visitor.citizen.loa, form.login):
        raise NotAllowed
    return acting_citizen(municipality, visitor.citizen)
