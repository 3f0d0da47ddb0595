"""Sends an SMS (NemSMS) beside the letter, to a citizen who wants it: `send_sms`."""

from uuid import UUID

from app.database import Database
from app.integrations.digital_post.handing_over import addressed, hand_over, refuse_withdrawn
from app.integrations.digital_post.letter import Sms
from app.languages import translate_to
from app.municipalities.municipality import read
from app.outbox.models import Errand
from app.outbox.outcomes import Done, HandedOver, NoLonger, NotYet
from app.submissions.letters import recipient_of
from app.submissions.models import Submission
from app.submissions.post_messages import letter_to


def send_sms(database: Database, errand: Errand) -> Done | HandedOver:
    """Send the SMS, once, when the letter that it tells of is on its way, by the post or by hand;
    raises `NotYet`, `NoLonger`, `Unavailable` or `Refused`."""
    with database.reading.begin() as session:
        submission = session.get_one(Submission, errand.submission_id)
        refuse_withdrawn(submission)
        letter = letter_to(session, submission, recipient_of(errand.about))
        municipality = read(session, submission.municipality_code)
    assert municipality is not None
    if letter is None:
        raise NoLonger("Der kommer ikke noget brev.")
    if not letter.is_on_its_way:
        raise NotYet("Sms'en venter på brevet.")
    t = translate_to(submission.language)

    def written(message_id: UUID) -> Sms:
        return Sms(
            message_id=message_id,
            reference=submission.reference,
            title=t("Kvittering på vej"),
            text=t("{municipality} har modtaget det, der er sendt. Kvitteringen er på vej.").format(
                municipality=municipality.name
            ),
            addressed=addressed(submission, municipality, recipient_of(errand.about)),
        )

    return hand_over(database, errand, municipality, written)
