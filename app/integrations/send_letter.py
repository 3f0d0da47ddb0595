"""Sends the receipt to Digital Post, to applicant and to whoever acted for them: `send_letter`."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app import files
from app.clock import now
from app.database import Database
from app.integrations.digital_post import sf1601
from app.integrations.digital_post.letter import Letter
from app.integrations.outside import Unavailable
from app.languages import translate_to
from app.municipalities.municipality import Municipality, read
from app.outbox import Done, NotYet
from app.outbox.models import Errand
from app.receipts.receipt import filename_of
from app.submissions.letters import Recipient
from app.submissions.models import Submission

SENT_AT: dict[Recipient, InstrumentedAttribute[datetime | None]] = {
    "applicant": Submission.letter_sent_at,
    "acted_by": Submission.acting_letter_sent_at,
}
MESSAGE: dict[Recipient, str] = {"applicant": "receipt", "acted_by": "receipt acted_by"}


def send_letter(database: Database, errand: Errand) -> Done:
    """Send the receipt as a letter, once, to whom the errand is about; raises `NotYet`,
    `Unavailable` or `Refused`."""
    recipient: Recipient = "acted_by" if errand.about == "acted_by" else "applicant"
    with database.reading.begin() as session:
        submission = session.get_one(Submission, errand.submission_id)
        if getattr(submission, SENT_AT[recipient].key) is not None:
            return Done()
        if submission.receipt_file_id is None:
            raise NotYet("Brevet venter på kvitteringen.")
        pdf = files.content_of(session, submission.receipt_file_id)
        municipality = read(session, submission.municipality_code)
    assert municipality is not None
    if not municipality.cvr or not municipality.digital_post_url:
        raise Unavailable("Kommunens opsætning mangler CVR-nummer eller adresse til Digital Post.")

    letter = letter_of(submission, municipality, pdf, recipient)
    sf1601.send(municipality.digital_post_url, letter)
    return Done(lambda session: _sent(session, submission.id, recipient))


def _sent(session: Session, submission_id: UUID, recipient: Recipient) -> None:
    session.execute(
        update(Submission)
        .where(Submission.id == submission_id, SENT_AT[recipient].is_(None))
        .values({SENT_AT[recipient]: now()})
    )


def letter_of(
    submission: Submission,
    municipality: Municipality,
    pdf: bytes,
    recipient: Recipient = "applicant",
) -> Letter:
    """The letter. Its id follows from the submission's, so that a second attempt is the same."""
    t = translate_to(submission.language)
    person = submission.applicant if recipient == "applicant" else submission.acted_by
    assert person is not None
    return Letter(
        message_id=uuid5(submission.id, MESSAGE[recipient]),
        reference=submission.reference,
        title=t("Kvittering: {form} ({reference})").format(
            form=submission.texts["form_title"], reference=submission.reference
        ),
        language=submission.language,
        created_at=submission.submitted_at,
        sender_cvr=municipality.cvr,
        sender_name=municipality.name,
        recipient_kind="CVR" if person["kind"] == "company" else "CPR",
        recipient_id=person["cvr" if person["kind"] == "company" else "cpr"],
        filename=filename_of(submission.reference),
        pdf=pdf,
    )
