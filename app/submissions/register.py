"""What the registers say of an applicant: asked when a draft is begun, and again when it is taken
up after a while. Addresses change, and so does who is protected; a draft may lie for weeks.

No transaction is open while a register is asked, and a silent one changes nothing.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.clock import now
from app.database import database
from app.forms.form import Form
from app.municipalities.municipality import Municipality
from app.registers import civil
from app.submissions import drafts
from app.submissions.acting import NoDraft
from app.submissions.filling import Filling

GOOD_FOR = timedelta(hours=12)
# Each page would otherwise wait two seconds for a register that is down.
AFTER_SILENCE = timedelta(minutes=2)


def ask(form: type[Form], municipality: Municipality, cpr: str) -> Mapping[str, Any]:
    """What the registers know of them, by prefill name; nothing when no question asks or no
    register answers. Takes at most two seconds."""
    if not _concerns(form, cpr):
        return {}
    person = civil.look_up(municipality.civil_register_url, cpr)
    return civil.prefill_of(person) if person is not None else {}


def with_newest(filling: Filling) -> Filling:
    """The filling with what the registers say today; raises `NoDraft` if it is gone meanwhile."""
    draft, cpr = filling.draft, str(filling.draft.applicant.get("cpr", ""))
    good_for = GOOD_FOR if draft.register else AFTER_SILENCE
    if not _concerns(filling.form, cpr) or now() - draft.asked_at < good_for:
        return filling
    said = ask(filling.form, filling.municipality, cpr)
    with database().writing.begin() as session:
        newest = drafts.keep_register(session, draft, said or draft.register)
    if newest is None:
        raise NoDraft(filling.form.slug)
    return filling.with_draft(newest)


def _concerns(form: type[Form], cpr: str) -> bool:
    return bool(cpr) and any(
        question.prefill or getattr(question, "among", None) for question in form.questions.values()
    )
