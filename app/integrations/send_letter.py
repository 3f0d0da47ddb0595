"""Sends the receipt to the citizen's Digital Post: the errand `send_letter`."""

from uuid import UUID, uuid5

from sqlalchemy import update

from app import files
from app.clock import now
from app.database import Database
from app.integrations.digital_post import sf1601
from app.integrations.digital_post.letter import Letter
from app.integrations.outside import Unavailable
from app.languages import translate_to
from app.municipalities.municipality import Municipality, read
from app.receipts.receipt import filename_of
from app.submissions.models import Submission


class NotYet(Exception):
    """The letter carries the receipt, and the receipt is not made yet."""


def send_letter(database: Database, submission_id: UUID) -> None:
    """Send the receipt as a letter, once; raises `NotYet`, `Unavailable` or `Refused`."""
    with database.reading.begin() as session:
        submission = session.get_one(Submission, submission_id)
        if submission.letter_sent_at is not None:
            return
        if submission.receipt_file_id is None:
            raise NotYet("Brevet venter på kvitteringen.")
        pdf = files.content_of(session, submission.receipt_file_id)
        municipality = read(session, submission.municipality_code)
    assert municipality is not None
    if not municipality.cvr or not municipality.digital_post_url:
        raise Unavailable("Kommunens opsætning mangler CVR-nummer eller adresse til Digital Post.")

    sf1601.send(municipality.digital_post_url, letter_of(submission, municipality, pdf))

    with database.writing.begin() as session:
        session.execute(
            update(Submission)
            .where(Submission.id == submission_id, Submission.letter_sent_at.is_(None))
            .values(letter_sent_at=now())
        )


def letter_of(submission: Submission, municipality: Municipality, pdf: bytes) -> Letter:
    """The letter. Its id follows from the submission's, so that a second attempt is the same."""
    t = translate_to(submission.language)
    return Letter(
        message_id=uuid5(submission.id, "receipt"),
        reference=submission.reference,
        title=t("Kvittering: {form} ({reference})").format(
            form=submission.texts["form_title"], reference=submission.reference
        ),
        language=submission.language,
        created_at=submission.submitted_at,
        sender_cvr=municipality.cvr,
        sender_name=municipality.name,
        recipient_cpr=submission.applicant["cpr"],
        filename=filename_of(submission.reference),
        pdf=pdf,
    )
