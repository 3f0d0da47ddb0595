"""Sends the receipt by Digital Post, to applicant and to whoever acted for them: `send_letter`."""

from uuid import UUID

from app import files
from app.database import Database
from app.integrations.digital_post.handing_over import addressed, hand_over, refuse_withdrawn
from app.integrations.digital_post.letter import About, Letter, Link
from app.languages import Translate, translate_to
from app.municipalities.municipality import Municipality, read
from app.outbox.models import Errand
from app.outbox.outcomes import Done, HandedOver, NotYet
from app.receipts.receipt import filename_of
from app.submissions.letters import Recipient, recipient_of
from app.submissions.models import Submission

# Where a case has no number yet, it is known by our reference, in our own system.
OURS = "Hovedindgang"


def send_letter(database: Database, errand: Errand) -> Done | HandedOver:
    """Send the receipt as a letter, once, to whom the errand is about; raises `NotYet`,
    `NoLonger`, `Unavailable` or `Refused`."""
    with database.reading.begin() as session:
        submission = session.get_one(Submission, errand.submission_id)
        refuse_withdrawn(submission)
        if submission.receipt_file_id is None:
            raise NotYet("Brevet venter på kvitteringen.")
        pdf = files.content_of(session, submission.receipt_file_id)
        municipality = read(session, submission.municipality_code)
    assert municipality is not None

    def written(message_id: UUID) -> Letter:
        return letter_of(message_id, submission, municipality, errand, pdf)

    return hand_over(database, errand, municipality, written)


def letter_of(
    message_id: UUID,
    submission: Submission,
    municipality: Municipality,
    errand: Errand,
    pdf: bytes,
) -> Letter:
    """The letter, in the language of the submission."""
    t = translate_to(submission.language)
    return Letter(
        message_id=message_id,
        reference=submission.reference,
        title=t("Kvittering: {form} ({reference})").format(
            form=submission.texts["form_title"], reference=submission.reference
        ),
        notification=t("Du har fået en kvittering fra {municipality}.").format(
            municipality=municipality.name
        ),
        language=submission.language,
        created_at=submission.submitted_at,
        addressed=addressed(submission, municipality, recipient_of(errand.about)),
        about=about_case(submission, recipient_of(errand.about)),
        links=(link_to_case(submission, municipality, recipient_of(errand.about), t),),
        filename=filename_of(submission.reference),
        pdf=pdf,
    )


def about_case(submission: Submission, recipient: Recipient) -> About:
    """The case system's own number for the applicant alone: some number their cases by CPR."""
    if submission.filed_as and submission.filed_in and recipient == "applicant":
        case_number, case_system = submission.filed_as, submission.filed_in
    else:
        case_number, case_system = submission.reference, OURS
    return About(
        case_number=case_number,
        case_system=case_system,
        kle=submission.kle,
        facet=submission.facet,
        kle_title=submission.form_title,
    )


def link_to_case(
    submission: Submission, municipality: Municipality, recipient: Recipient, t: Translate
) -> Link:
    """The case's page, which is the applicant's; whoever acted sees nothing of it as themselves,
    so they are led to where they choose whom they act for, if they still may."""
    if recipient == "applicant":
        case = f"{municipality.base_url}/mine-sager/{submission.reference}"
        return Link(t("Følg din sag"), "INFORMATION", case)
    return Link(
        t("Vælg, hvem du handler for"), "SELVBETJENING", f"{municipality.base_url}/fuldmagter"
    )
