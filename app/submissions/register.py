"""What fills in a form: what the registers say of an applicant, and what they have written at »Mine
data«. Asked when a draft is begun, and again when it is taken up after a while, since it may lie
for weeks.

No transaction is open while a register is asked, and a silent one changes nothing. A parent and a
guardian act by the register's word, so it is asked again whether they still may: whoever acts by
it today, by whatever right they began.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app import contacts
from app.auth.powers import relations
from app.auth.powers.right import RightEnded
from app.clock import now
from app.database import database
from app.forms.family import WITHHELD
from app.forms.form import Form
from app.forms.prefill import FROM_CITIZEN, contact, person
from app.municipalities.municipality import Municipality
from app.registers import civil, companies
from app.registers.answers import Person
from app.submissions import drafts
from app.submissions.acting import NoDraft
from app.submissions.filling import Filling


def ask(
    form: type[Form],
    municipality: Municipality,
    applicant: Mapping[str, Any],
    acted_by: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    """What the registers know of them and what they have given themselves, by prefill name;
    nothing when no question asks or nobody answers. Takes at most two seconds, and two more where
    somebody acts by the register's word. Raises `RightEnded` when it no longer gives it."""
    actor = None
    if acted_by is not None and _by_register(acted_by):
        actor = _who_still_may(municipality, acted_by, applicant["cpr"])
        if actor is None:
            return {}
    asked = _asked_for(form, applicant)
    given = _given(municipality, applicant) if asked & FROM_CITIZEN and acted_by is None else {}
    said = _said(municipality, applicant, acted_by, actor) if asked - FROM_CITIZEN else {}
    return dict(said) | given


def _who_still_may(
    municipality: Municipality, acted_by: Mapping[str, Any], cpr: str
) -> Person | None:
    """Whoever acts for the one of that number by the register's word, as it has them; None when it
    is silent. Raises `RightEnded` when it no longer gives it."""
    actor = relations.who_acts(municipality, acted_by)
    if actor is not None and not relations.still_holds(actor, acted_by, cpr):
        raise RightEnded("no_longer")
    return actor


def _said(
    municipality: Municipality,
    applicant: Mapping[str, Any],
    acted_by: Mapping[str, Any] | None,
    actor: Person | None,
) -> Mapping[str, Any]:
    """What the registers say; `actor` is who acts, where the register gave them the right."""
    if applicant["kind"] == "company":
        company = companies.look_up(municipality.company_register_url, applicant["cvr"])
        return companies.prefill_of(company) if company is not None else {}
    found = civil.look_up(municipality.civil_register_url, applicant["cpr"])
    if found is None:
        return {}
    said = civil.prefill_of(found)
    if acted_by is None:
        return said
    return _for_another(said, _hidden(found, acted_by, actor))


def _hidden(found: Person, acted_by: Mapping[str, Any], actor: Person | None) -> frozenset[str]:
    """What of a child or a ward is kept from whoever acts, since they gave it to nobody: name and
    address of one who is protected, and an address that is not whoever acts' to see."""
    if actor is None:
        return frozenset()
    if found.address_protection.protected:
        return frozenset({person.name, person.address})
    sees = _sees_address(found, acted_by, actor)
    return frozenset() if sees else frozenset({person.address})


def _sees_address(found: Person, acted_by: Mapping[str, Any], actor: Person) -> bool:
    """Whether they may see where a child or a ward lives: not where anybody in that household is
    protected, nor a parent who lives elsewhere, since it is the other parent's address too."""
    if any(each.protected for each in found.household):
        return False
    if acted_by["capacity"] != "parent":
        return True
    return actor.address is not None and actor.address == found.address


def with_newest(filling: Filling) -> Filling:
    """The filling with what the registers say today; raises `NoDraft` if the draft is thrown away
    meanwhile, and it may have been sent."""
    draft, acted_by = filling.draft, filling.who.acted_by
    asked = _asked_for(filling.form, draft.applicant) or _by_register(acted_by)
    if not asked or now() < draft.ask_again_at:
        return filling
    said = ask(filling.form, filling.municipality, draft.applicant, acted_by)
    with database().writing.begin() as session:
        newest = drafts.keep_register(session, draft, said)
    if newest is None:
        raise NoDraft(filling.form.slug)
    return filling.with_draft(newest)


def may_still_act(filling: Filling) -> bool:
    """Whether somebody who acts by the register's word may send now: it is asked once more, at most
    two seconds, with no transaction open. A silent register's last word holds for `GOOD_FOR`; after
    that nothing can be sent until it answers. Raises `RightEnded` when it no longer gives it."""
    acted_by = filling.who.acted_by
    if acted_by is None or not _by_register(acted_by):
        return True
    actor = _who_still_may(filling.municipality, acted_by, filling.who.applicant["cpr"])
    said_at = datetime.fromisoformat(acted_by["proven"]["at"])
    return actor is not None or now() - said_at < drafts.GOOD_FOR


def _by_register(acted_by: Mapping[str, Any] | None) -> bool:
    return acted_by is not None and acted_by["capacity"] in ("parent", "guardian")


def _for_another(said: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """What whoever acts may see of the applicant: name and address, but for what is `hidden`, and
    nothing of the others who live there, who gave nobody a right to see them; one who comes along
    can be typed. Nor whether the applicant is exempt from Digital Post."""
    kept = said | {person.household: WITHHELD, person.children: []}
    hidden |= {person.digital_post}
    return {name: answer for name, answer in kept.items() if name not in hidden}


def _given(municipality: Municipality, applicant: Mapping[str, Any]) -> dict[str, Any]:
    """What the applicant has written at »Mine data«. Nobody who acts for them is shown it: it is
    the sender that the municipality may have to reach."""
    with database().reading.begin() as session:
        found = contacts.contact_of(session, municipality.code, applicant["cpr"])
    if found is None:
        return {}
    given = {contact.phone: found.phone, contact.email: found.email}
    return {name: value for name, value in given.items() if value}


def _asked_for(form: type[Form], applicant: Mapping[str, Any]) -> frozenset[str]:
    """The prefill names that the form asks for and that somebody of this kind can be known by."""
    known = {"citizen": ("person.", "contact."), "company": ("company.",)}
    kinds = known.get(str(applicant.get("kind")), ())
    names = {
        name
        for question in form.questions.values()
        for name in (question.prefill, getattr(question, "among", None))
        if name and name.startswith(kinds)
    }
    return frozenset(names)
