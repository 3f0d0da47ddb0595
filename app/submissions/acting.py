"""Who acts, and whose case it is: what opens a draft, a submission and its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from app.auth.acting_for import ActingFor
from app.auth.people import Citizen, Company, Loa, at_least
from app.auth.visitor import Visitor
from app.errors import LoginNeeded, StepUpNeeded
from app.forms.form import Form
from app.municipalities.municipality import Municipality
from app.sealed import digest, digests
from app.submissions import digest_names
from app.submissions.models import Submission


class NoDraft(Exception):
    """Nothing begun here: the start page of `slug` is where to go."""

    def __init__(self, slug: str) -> None:
        super().__init__("no draft")
        self.slug = slug


class WrongApplicant(Exception):
    """The form is for others than they are just now: for companies, or for citizens."""

    def __init__(self, form: type[Form]) -> None:
        super().__init__("wrong applicant")
        self.form = form


class NotCovered(Exception):
    """Whoever acts for another may not do so in this form; they go on acting. `why` is what
    `in_the_way` says."""

    def __init__(self, form: type[Form], why: str) -> None:
        super().__init__("not covered")
        self.form = form
        self.why = why


class OtherApplicant(Exception):
    """The draft is their own work for another applicant than just now: they began or ended acting
    for somebody in another window."""

    def __init__(self, form: type[Form]) -> None:
        super().__init__("other applicant")
        self.form = form


@dataclass(frozen=True)
class Acting:
    """The one at the keyboard, and whose case it is.

    `digest` and `applicant_digest` are what a new draft is kept under; `digests` and
    `applicant_digests` are all that open an old one: with older keys, and from this visit before
    login. `applicant` and `acted_by` are kept and delivered, each with how it was proven.
    """

    digest: bytes
    digests: tuple[bytes, ...]
    applicant_digest: bytes
    applicant_digests: tuple[bytes, ...]
    applicant: Mapping[str, Any]
    acted_by: Mapping[str, Any] | None = None

    @property
    def for_another(self) -> bool:
        """Whether a citizen acts for somebody else: then they see only what they do for them."""
        return self.acted_by is not None and self.acted_by["kind"] == "citizen"

    def theirs(self) -> tuple[ColumnElement[bool], ...]:
        """What was sent that they may see: their own or their company's, whoever sent it; and
        acting for another, what they sent themselves."""
        own = Submission.applicant_digest.in_(self.applicant_digests)
        return (own, Submission.acting_digest.in_(self.digests)) if self.for_another else (own,)

    def may_see(self, submission: Submission) -> bool:
        """The same, of one that is read already."""
        return submission.applicant_digest in self.applicant_digests and (
            not self.for_another or submission.acting_digest in self.digests
        )


def acting(municipality: Municipality, visitor: Visitor) -> Acting | None:
    """Who acts in this visit; None before there is either a login or a session."""
    session_id = visitor.session_id
    in_visit = acting_in_visit(municipality, session_id) if session_id is not None else None
    known = acting_known(municipality, visitor)
    if known is None or in_visit is None:
        return known or in_visit
    return replace(
        known,
        digests=known.digests + in_visit.digests,
        applicant_digests=known.applicant_digests + in_visit.digests,
    )


def acting_known(municipality: Municipality, visitor: Visitor) -> Acting | None:
    """The citizen or company, wherever they log in: what a visit began or sent without login is
    not theirs. None for anybody else."""
    if visitor.company is not None:
        return _for_company(municipality, visitor.company)
    if visitor.citizen is None:
        return None
    if visitor.acting_for is not None:
        return _for_another(municipality, visitor.citizen, visitor.acting_for)
    return acting_citizen(municipality, visitor.citizen)


def acting_citizen(municipality: Municipality, citizen: Citizen) -> Acting:
    """The citizen, for themselves."""
    applicant = {
        "kind": "citizen",
        "cpr": citizen.cpr,
        "name": citizen.name,
        "proven": {"how": "mitid", "level": citizen.loa},
    }
    return _acting(municipality, applicant, None)


def acting_in_visit(municipality: Municipality, session_id: UUID) -> Acting:
    """Somebody we do not know, and do not ask, known only by this visit."""
    name = digest_names.of_visit(municipality.code, session_id)
    own, all_own = digest(name), tuple(digests(name))
    return Acting(own, all_own, own, all_own, {"kind": "anonymous"})


def acting_in(form: type[Form], municipality: Municipality, visitor: Visitor, back: str) -> Acting:
    """Who acts in this form. Where it needs no login nobody is named, though they may have logged
    in for something else.

    Raises `LoginNeeded`, `StepUpNeeded` or `WrongApplicant` where the form needs more or another
    login, `NotCovered` where they may not act for the other in it, and `NoDraft` for a stranger in
    a form without login.
    """
    if form.login == "none":
        if visitor.session_id is None:
            raise NoDraft(form.slug)
        return acting_in_visit(municipality, visitor.session_id)
    person = visitor.citizen or visitor.company
    who = acting_known(municipality, visitor)
    if person is None or who is None:
        raise LoginNeeded(back, level=form.login)
    if person.kind not in form.applicants:
        raise WrongApplicant(form)
    if why := in_the_way(form, visitor):
        raise NotCovered(form, why)
    if not at_least(person.loa, form.login):
        raise StepUpNeeded(form.login, back)
    return who


def in_the_way(form: type[Form], visitor: Visitor) -> str:
    """Why whoever acts for another may not use the form for them: it is `not_sent_by` somebody with
    their right, `not_covered` by the power of attorney, or `given_too_low`: the grantor could not
    have sent it themselves with the login they gave it by. Empty for nothing, and for whoever acts
    for themselves."""
    if visitor.acting_for is None or form.login == "none":
        return ""
    if any(each.capacity == visitor.acting_for.capacity for each in form.not_sent_by):
        return "not_sent_by"
    if not visitor.covered.covers(form.slug, form.filing.kle):
        return "not_covered"
    given_at: Loa = visitor.acting_for.proven.get("level", "high")
    return "" if at_least(given_at, form.login) else "given_too_low"


def _for_company(municipality: Municipality, company: Company) -> Acting:
    """Their role stands with whoever acts: `represents` where the login says that they may bind the
    company, else empty, which does not say that they may not."""
    proven = {"how": "mitid_erhverv", "level": company.loa}
    applicant = {
        "kind": "company",
        "cvr": company.cvr,
        "p_number": company.p_number,
        "name": company.name,
        "proven": proven,
    }
    acted_by = {
        "kind": "company_person",
        "role": company.role,
        "name": company.person_name,
        "uuid": company.uuid,
        "capacity": "for_company",
        "proven": proven,
    }
    return _acting(municipality, applicant, acted_by)


def _for_another(municipality: Municipality, citizen: Citizen, other: ActingFor) -> Acting:
    """How whoever acts logged in stands with them; the right itself proves both."""
    applicant = {
        "kind": "citizen",
        "cpr": other.cpr,
        "name": other.name,
        "proven": dict(other.proven),
    }
    level: Loa = citizen.loa
    acted_by = {
        "kind": "citizen",
        "cpr": citizen.cpr,
        "name": other.own_name,
        "capacity": other.capacity,
        "proven": {**other.proven, "level": level},
    }
    return _acting(municipality, applicant, acted_by)


def _acting(
    municipality: Municipality, applicant: Mapping[str, Any], acted_by: Mapping[str, Any] | None
) -> Acting:
    name = digest_names.of_acting(municipality.code, applicant, acted_by)
    whose = digest_names.of_applicant(municipality.code, applicant)
    return Acting(
        digest(name),
        tuple(digests(name)),
        digest(whose),
        tuple(digests(whose)),
        applicant,
        acted_by,
    )
