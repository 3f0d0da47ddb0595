"""What a case system is told of a submission, read from what was kept when it was sent."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session

from app import files
from app.database import Database
from app.integrations.case_systems import CaseFile, Document
from app.municipalities.municipality import Municipality
from app.receipts.address import signed_address
from app.receipts.receipt import filename_of
from app.submissions.attachments import Attachment, sent_with
from app.submissions.models import Submission

SHOWN_TO_CASE_SYSTEMS = ("label", "value", "origin")


def receipt_of(
    session: Session, database: Database, submission: Submission, municipality: Municipality
) -> Document | None:
    """The receipt as a document; None until it is made."""
    if submission.receipt_file_id is None:
        return None
    file = session.get_one(files.File, submission.receipt_file_id)
    return Document(
        id=str(file.id),
        name=filename_of(submission.reference),
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        url=signed_address(municipality, submission.reference),
        parts=partial(files.chunks, database.reading, file.id),
    )


def attachments_of(
    session: Session, database: Database, submission: Submission, municipality: Municipality
) -> Sequence[Document]:
    """What was sent with the submission, as documents."""
    found = sent_with(session, submission.id)
    return documents_of(found, database, submission, municipality)


def documents_of(
    attachments: Sequence[Attachment],
    database: Database,
    submission: Submission,
    municipality: Municipality,
) -> Sequence[Document]:
    """Attachments of the submission, or told to its case since, as documents."""
    return [
        Document(
            id=str(each.id),
            name=each.name,
            media_type=each.media_type,
            size=each.size,
            sha256=each.sha256,
            url=signed_address(municipality, submission.reference, f"attachments/{each.id}"),
            parts=partial(files.chunks, database.reading, each.file_id),
        )
        for each in attachments
    ]


def case_file_of(
    submission: Submission,
    municipality: Municipality,
    receipt: Document | None = None,
    attachments: Sequence[Document] = (),
) -> CaseFile:
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
        receipt=receipt,
        attachments=attachments,
        case_number=submission.filed_as or "",
    )
