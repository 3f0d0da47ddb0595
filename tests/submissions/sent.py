"""What came of what was sent: the submission, its letters, and what the case system is told."""

from typing import Any

import httpx
from sqlalchemy import select

from app import worker
from app.integrations.case_files import case_file_of
from app.integrations.case_systems.events import submission_data
from app.sealed import digest
from app.standins import submission_event
from app.submissions import digest_names
from app.submissions.models import Draft, Submission
from tests.municipality import municipality_with
from tests.service import Service


def the_submission(service: Service) -> Submission:
    with service.database.reading.begin() as session:
        return session.scalars(select(Submission)).one()


def digests_are_of_what_is_sealed(row: Draft | Submission) -> bool:
    """As a new secret needs it, to find the row again."""
    code, said = row.municipality_code, (row.applicant, row.acted_by)
    return (row.acting_digest, row.applicant_digest) == (
        digest(digest_names.of_acting(code, *said)),
        digest(digest_names.of_applicant(code, row.applicant)),
    )


def works(service: Service, *kinds: str) -> None:
    for kind in kinds:
        while worker.run_next(service.database, [kind]):
            pass


def letters(service: Service) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{service.standins}/digital-post/messages.json").json()
    return found


def delivered(sent: Submission) -> dict[str, Any]:
    """What the case system is told, as far as it relies on it."""
    data = submission_data(case_file_of(sent, municipality_with(sent.municipality_code)))
    assert isinstance(data, dict)
    submission_event.Submission.model_validate(data)
    return data
