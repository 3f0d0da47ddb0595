"""Who gets the receipt as a letter, and what the errands of each letter are called."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import InstrumentedAttribute

from app.clock import today
from app.forms.cpr_numbers import birth_date
from app.forms.family import age
from app.submissions.models import Submission

Recipient = Literal["applicant", "acted_by"]

SENT_AT: Mapping[Recipient, InstrumentedAttribute[datetime | None]] = {
    "applicant": Submission.letter_sent_at,
    "acted_by": Submission.acting_letter_sent_at,
}
# From here on a child has Digital Post of their own.
OWN_POST_AGE = 15


def recipients(
    applicant: Mapping[str, Any], acted_by: Mapping[str, Any] | None
) -> tuple[Recipient, ...]:
    """Nobody for somebody anonymous. A company gets its own; whoever acts for another gets one
    beside theirs, and instead of a child's under 15."""
    if applicant["kind"] == "company":
        return ("applicant",)
    if applicant["kind"] != "citizen":
        return ()
    if acted_by is None:
        return ("applicant",)
    if acted_by["capacity"] == "parent" and _is_too_young(applicant["cpr"]):
        return ("acted_by",)
    return ("applicant", "acted_by")


def letter_key(reference: str, recipient: Recipient) -> str:
    """The key of the errand."""
    return f"letter:{reference}:receipt:{recipient}"


def sms_key(reference: str, recipient: Recipient) -> str:
    """The key of the errand of the SMS that goes with the letter."""
    return f"sms:{reference}:receipt:{recipient}"


def recipient_of(about: str) -> Recipient:
    """Whom an errand of a letter is about."""
    return "acted_by" if about == "acted_by" else "applicant"


def person_of(submission: Submission, recipient: Recipient) -> Mapping[str, Any]:
    """Who that is, as it was kept."""
    person = submission.applicant if recipient == "applicant" else submission.acted_by
    assert person is not None
    return person


def _is_too_young(cpr: str) -> bool:
    born = birth_date(cpr)
    return born is not None and age(born, today()) < OWN_POST_AGE
