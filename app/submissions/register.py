"""What the registers say of an applicant: asked when a draft is begun, and again when it is taken
up after a while, since it may lie for weeks.

No transaction is open while a register is asked, and a silent one changes nothing.
"""

from collections.abc import Mapping
from typing import Any

from app.clock import now
from app.database import database
from app.forms.form import Form
from app.municipalities.municipality import Municipality
from app.registers import civil
from app.submissions import drafts
from app.submissions.acting import NoDraft
from app.submissions.filling import Filling


def ask(form: type[Form], municipality: Municipality, cpr: str) -> Mapping[str, Any]:
    """What the registers know of them, by prefill name; nothing when no question asks or no
    register answers. Takes at most two seconds."""
    if not _concerns(form, cpr):
        return {}
    person = civil.look_up(municipality.civil_register_url, cpr)
    return civil.prefill_of(person) if person is not None else {}


def with_newest(filling: Filling) -> Filling:
    """The filling with what the registers say today; raises `NoDraft` if the draft is thrown away
    meanwhile, and it may have been sent."""
    draft, cpr = filling.draft, str(filling.draft.applicant.get("cpr", ""))
    if not _concerns(filling.form, cpr) or now() < draft.ask_again_at:
        return filling
    said = ask(filling.form, filling.municipality, cpr)
    with database().writing.begin() as session:
        newest = drafts.keep_register(session, draft, said)
    if newest is None:
        raise NoDraft(filling.form.slug)
    return filling.with_draft(newest)


def _concerns(form: type[Form], cpr: str) -> bool:
    return bool(cpr) and any(
        question.prefill or getattr(question, "among", None) for question in form.questions.values()
    )
