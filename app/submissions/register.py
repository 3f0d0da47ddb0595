"""What fills in a form: what the registers say of an applicant, and what they have written at »Mine
data«. Asked when a draft is begun, and again when it is taken up after a while, since it may lie
for weeks.

No transaction is open while a register is asked, and a silent one changes nothing.
"""

from collections.abc import Mapping
from typing import Any

from app import contacts
from app.clock import now
from app.database import database
from app.forms.form import Form
from app.forms.prefill import FROM_CITIZEN, FROM_REGISTERS, contact
from app.municipalities.municipality import Municipality
from app.registers import civil
from app.submissions import drafts
from app.submissions.acting import NoDraft
from app.submissions.filling import Filling


def ask(form: type[Form], municipality: Municipality, cpr: str) -> Mapping[str, Any]:
    """What the registers know of them and what they have given themselves, by prefill name;
    nothing when no question asks or nobody answers. Takes at most two seconds."""
    asked = _asked_for(form, cpr)
    given = _given(municipality, cpr) if asked & FROM_CITIZEN else {}
    person = None
    if asked & FROM_REGISTERS:
        person = civil.look_up(municipality.civil_register_url, cpr)
    return given if person is None else civil.prefill_of(person) | given


def with_newest(filling: Filling) -> Filling:
    """The filling with what the registers say today; raises `NoDraft` if the draft is thrown away
    meanwhile, and it may have been sent."""
    draft, cpr = filling.draft, str(filling.draft.applicant.get("cpr", ""))
    if now() < draft.ask_again_at or not _asked_for(filling.form, cpr):
        return filling
    said = ask(filling.form, filling.municipality, cpr)
    with database().writing.begin() as session:
        newest = drafts.keep_register(session, draft, said)
    if newest is None:
        raise NoDraft(filling.form.slug)
    return filling.with_draft(newest)


def _given(municipality: Municipality, cpr: str) -> dict[str, Any]:
    """What the applicant has written at »Mine data«."""
    with database().reading.begin() as session:
        found = contacts.contact_of(session, municipality.code, cpr)
    if found is None:
        return {}
    given = {contact.phone: found.phone, contact.email: found.email}
    return {name: value for name, value in given.items() if value}


def _asked_for(form: type[Form], cpr: str) -> frozenset[str]:
    """The prefill names that the form asks for; none for somebody we do not know."""
    if not cpr:
        return frozenset()
    names = {
        name
        for question in form.questions.values()
        for name in (question.prefill, getattr(question, "among", None))
        if name
    }
    return frozenset(names)
