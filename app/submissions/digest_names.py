"""What the keyed digests of drafts and submissions are digests of, told from their sealed columns.

Everything that finds a case by its people goes by these, so a new key can be given to old rows.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID


def of_applicant(municipality_code: str, applicant: Mapping[str, Any]) -> str:
    """Of whose case it is: a citizen or a company. Raises `KeyError` for somebody anonymous, who
    is known by their visit alone."""
    if applicant["kind"] == "company":
        return f"{municipality_code} cvr {applicant['cvr']}"
    return f"{municipality_code} cpr {applicant['cpr']}"


def of_acting(
    municipality_code: str, applicant: Mapping[str, Any], acted_by: Mapping[str, Any] | None
) -> str:
    """Of whoever acts: the applicant, another citizen, or somebody in the company."""
    if acted_by is None:
        return of_applicant(municipality_code, applicant)
    if acted_by["kind"] == "company_person":
        # A colleague does not see what somebody has begun, only what was sent.
        return f"{of_applicant(municipality_code, applicant)} by {acted_by['uuid']}"
    return f"{municipality_code} cpr {acted_by['cpr']}"


def of_visit(municipality_code: str, session_id: UUID) -> str:
    """Of somebody we do not know, and do not ask."""
    return f"{municipality_code} session {session_id}"
