"""What a case system (fagsystem) is to us: something that files a case and answers its number.

One file here for each kind of system; it translates a `CaseFile` into what that system wants,
and the system's answer into a case number, `Unavailable` or `Refused`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.integrations.outside import Refused, Unavailable

__all__ = ["CaseFile", "CaseSystem", "Refused", "Unavailable"]


@dataclass(frozen=True)
class CaseFile:
    """All that a case system gets to know of a submission, as values.

    `id` is the same however often we ask; `source` is the municipality's own address. `rows` are
    what the citizen saw, in Danish: `{"label", "value", "origin"}`. Addresses are absolute, and
    `receipt_url` opens for a short while only.
    """

    id: str
    source: str
    reference: str
    form_slug: str
    form_version: int
    form_title: str
    kle: str
    facet: str
    schema_url: str
    municipality_code: str
    municipality_cvr: str
    municipality_name: str
    channel: str
    applicant: Mapping[str, Any]
    acted_by: Mapping[str, Any] | None
    submitted_at: datetime
    case_title: str
    answers: Mapping[str, Any]
    rows: Sequence[Mapping[str, str]]
    receipt_url: str


class CaseSystem(Protocol):
    """A municipality's case system."""

    def file(self, case_file: CaseFile) -> str:
        """Open a case and return its number. Asked twice with one id, open one case.

        Raises `Unavailable` (later) or `Refused` (a person must look).
        """
