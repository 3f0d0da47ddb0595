"""Who acts, and whose case it is: what opens a draft, a submission and its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.auth.people import at_least
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
    names = []
    applicant: dict[str, Any] = {"kind": "anonymous"}
    if visitor.citizen is not None:
        names.append(f"{municipality.code} cpr {visitor.citizen.cpr}")
        applicant = {
            "kind": "citizen",
            "cpr": visitor.citizen.cpr,
            "name": visitor.citizen.name,
        }
    if visitor.session_id is not None:
        names.append(_session_name(municipality, visitor.session_id))
    if not names:
        return None
    return Acting(
        digest=digest(names[0]),
        digests=tuple(found for name in names for found in digests(name)),
        applicant=applicant,
    )


def acting_in_visit(municipality: Municipality, session_id: UUID) -> Acting:
    """Somebody we do not know, and do not ask, known only by this visit."""
    name = _session_name(municipality, session_id)
    return Acting(digest(name), tuple(digests(name)), {"kind": "anonymous"})


def _session_name(municipality: Municipality, session_id: UUID) -> str:
    return f"{municipality.code} session {session_id}"


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
    found = acting(municipality, visitor)
    assert found is not None  # whoever has logged in has a session
    return found
