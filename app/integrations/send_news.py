"""Tells the citizen that something has changed in their case: `send_news`, and an SMS beside it."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from app import files
from app.cases.models import CaseEvent
from app.database import Database
from app.integrations.digital_post.handing_over import addressed, hand_over
from app.integrations.digital_post.letter import Enclosure, Letter, Sms
from app.integrations.outside import Refused
from app.integrations.send_letter import about_case, link_to_case
from app.languages import translate_to
from app.municipalities.municipality import Municipality, read
from app.outbox.ending import drop_as_done
from app.outbox.models import Errand
from app.outbox.outcomes import Done, HandedOver, NoLonger, NotYet
from app.receipts.pdf import letter_pdf
from app.submissions.models import Submission
from app.submissions.news import letter_of_sms, must_be_told, reader_of, told_of


def send_news(database: Database, errand: Errand) -> Done | HandedOver:
    """Send the letter, once. What the citizen must know goes on paper to whoever is exempt, and
    what is good to know does not. Raises `NoLonger`, `Unavailable` or `Refused`."""
    with database.reading.begin() as session:
        submission = session.get_one(Submission, errand.submission_id)
        event = told_of(session, submission, errand)
        municipality = read(session, submission.municipality_code)
        enclosures = _enclosures(session, event)
    assert municipality is not None

    def written(message_id: UUID) -> Letter:
        return _letter(message_id, submission, municipality, event, enclosures)

    try:
        return hand_over(database, errand, municipality, written)
    except Refused:
        if must_be_told(event):
            raise
        return Done(partial(drop_as_done, errand=errand))


def send_news_sms(database: Database, errand: Errand) -> Done | HandedOver:
    """Send the SMS, once, when the letter that it tells of is on its way; raises `NotYet`,
    `NoLonger`, `Unavailable` or `Refused`."""
    with database.reading.begin() as session:
        submission = session.get_one(Submission, errand.submission_id)
        told_of(session, submission, errand)
        letter = letter_of_sms(session, submission, errand)
        municipality = read(session, submission.municipality_code)
    assert municipality is not None
    if letter.dropped_at is not None:
        raise NoLonger("Der kommer ikke noget brev.")
    if letter.done_at is None and letter.handed_over_at is None:
        raise NotYet("Sms'en venter på brevet.")
    t, reader = translate_to(submission.language), reader_of(submission)
    assert reader is not None

    def written(message_id: UUID) -> Sms:
        return Sms(
            message_id=message_id,
            reference=submission.reference,
            title=t("Nyt i en sag"),
            text=t("Der er nyt i en sag hos {municipality}. Læs mere i Digital Post.").format(
                municipality=municipality.name
            ),
            addressed=addressed(submission, municipality, reader),
        )

    return hand_over(database, errand, municipality, written)


def _enclosures(session: Session, event: CaseEvent) -> Sequence[Enclosure]:
    """The document that came with the event, if one did."""
    if event.document_file_id is None:
        return ()
    content = files.content_of(session, event.document_file_id)
    return (Enclosure(event.document_name or "", content),)


def _letter(
    message_id: UUID,
    submission: Submission,
    municipality: Municipality,
    event: CaseEvent,
    enclosures: Sequence[Enclosure],
) -> Letter:
    """The letter, in the language of the submission."""
    t, reader = translate_to(submission.language), reader_of(submission)
    assert reader is not None
    link = link_to_case(submission, municipality, reader, t)
    return Letter(
        message_id=message_id,
        reference=submission.reference,
        title=t("Nyt i sagen: {form} ({reference})").format(
            form=submission.texts["form_title"], reference=submission.reference
        ),
        notification=t("Der er nyt i en sag hos {municipality}.").format(
            municipality=municipality.name
        ),
        language=submission.language,
        created_at=event.received_at,
        addressed=addressed(submission, municipality, reader),
        about=about_case(submission, reader),
        links=(link,),
        filename=t("nyt-i-sagen-{reference}.pdf").format(reference=submission.reference),
        pdf=letter_pdf(
            "letters/news.html",
            submission.language,
            submission=submission,
            event=event,
            municipality=municipality,
            address=link.url if reader == "applicant" else "",
        ),
        enclosures=enclosures,
        digital_only=not must_be_told(event),
    )
