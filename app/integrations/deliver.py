"""Delivers a submission (indsendelse) to its case system: the errand `deliver`.

Read, close the session, ask, write: no transaction is open while a remote system thinks. Between
its answer and our writing it down we may die; then it is asked again, and answers the same.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from app.clock import now
from app.database import Database
from app.integrations.case_systems import Account, CaseFile, CaseSystem, Unavailable
from app.integrations.case_systems.events import Events
from app.municipalities.municipality import Municipality, read
from app.receipts.address import signed_address
from app.submissions.models import Submission

# How each kind of case system is opened, with the municipality's account there.
CASE_SYSTEMS: dict[str, Callable[[Account], CaseSystem]] = {"events": Events}
SHOWN_TO_CASE_SYSTEMS = ("label", "value", "origin")


def deliver(database: Database, submission_id: UUID) -> None:
    """File the submission and keep the case number; the first answer wins.

    Raises `Unavailable` or `Refused`.
    """
    with database.reading.begin() as session:
        submission = session.get_one(Submission, submission_id)
        municipality = read(session, submission.municipality_code)
    if submission.filed_at is not None:
        return
    assert municipality is not None

    case_system = case_system_of(municipality, submission.form_slug)
    case_number = case_system.file(case_file_of(submission, municipality), NothingNoted())

    moment = now()
    with database.writing.begin() as session:
        session.execute(
            update(Submission)
            .where(Submission.id == submission_id, Submission.filed_at.is_(None))
            .values(
                filed_as=case_number,
                filed_at=moment,
                keep_until=moment + timedelta(days=submission.keep_days),
            )
        )


class NothingNoted:
    """Notes of an errand that has only one step."""

    def get(self, step: str) -> str | None:
        return None

    def put(self, step: str, what: str) -> None:
        pass


def case_system_of(municipality: Municipality, form_slug: str) -> CaseSystem:
    """The case system the municipality has chosen; raises `Unavailable` while there is none."""
    offer = municipality.offers.get(form_slug)
    setup = municipality.case_systems.get(offer.case_system) if offer else None
    if offer is None or setup is None or not setup.url:
        raise Unavailable("Kommunens opsætning mangler et fagsystem til denne formular.")
    options = {**setup.options, **offer.case_system_options}
    return CASE_SYSTEMS[setup.kind](Account(setup.name, setup.url, setup.secret, options))


def case_file_of(submission: Submission, municipality: Municipality) -> CaseFile:
    """All that the case system is told."""
    source = municipality.base_url
    return CaseFile(
        id=str(submission.id),
        source=source,
        reference=submission.reference,
        form_slug=submission.form_slug,
        form_version=submission.form_version,
        form_title=submission.form_title,
        kle=submission.kle,
        facet=submission.facet,
        schema_url=f"{source}/api/v1/forms/{submission.form_slug}/{submission.form_version}/schema",
        municipality_code=municipality.code,
        municipality_cvr=municipality.cvr,
        municipality_name=municipality.name,
        channel=submission.channel,
        applicant=submission.applicant,
        acted_by=submission.acted_by,
        submitted_at=submission.submitted_at,
        case_title=submission.case_title,
        answers=submission.answers,
        rows=[{name: row[name] for name in SHOWN_TO_CASE_SYSTEMS} for row in submission.rows],
        receipt_url=signed_address(municipality, submission.reference),
    )
