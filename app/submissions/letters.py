"""Who gets the receipt as a letter, and what the errand of each letter is called."""

from collections.abc import Mapping
from typing import Any, Literal

from app.clock import today
from app.forms.cpr_numbers import birth_date
from app.forms.family import age

Recipient = Literal["applicant", "acted_by"]

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


def _is_too_young(cpr: str) -> bool:
    born = birth_date(cpr)
    return born is not None and age(born, today()) < OWN_POST_AGE
