"""Tells whoever sent a form without login that there is news, by e-mail: the errand `mail_news`."""

from functools import partial

from app.database import Database
from app.integrations.mail import AddressRefused, Mail, send
from app.integrations.mail_server import mail_server_of
from app.languages import translate_to
from app.municipalities.municipality import Municipality, read
from app.outbox.ending import drop_as_done
from app.outbox.models import Errand
from app.outbox.outcomes import Done, NoLonger
from app.submissions.models import Submission
from app.submissions.news import address_of, told_of


def mail_news(database: Database, errand: Errand) -> Done:
    """Send the e-mail. An address that the server will not have is nothing anybody can put right,
    and the news stands where the receipt is. Raises `NoLonger`, `Unavailable` or
    `Refused`."""
    with database.reading.begin() as session:
        submission = session.get_one(Submission, errand.submission_id)
        told_of(session, submission, errand)
        municipality = read(session, submission.municipality_code)
    assert municipality is not None
    to = address_of(submission)
    if not to:
        raise NoLonger("Formularen findes ikke længere.")
    try:
        send(mail_server_of(municipality), mail_of(submission, municipality, errand, to))
    except AddressRefused:
        return Done(partial(drop_as_done, errand=errand))
    return Done()


def mail_of(submission: Submission, municipality: Municipality, errand: Errand, to: str) -> Mail:
    """The mail, in the language of the submission: that there is news, and where it stands. Nothing
    of what it is about, since it is in the open on its way."""
    t = translate_to(submission.language)
    text = t(
        "Der er nyt om det, du har sendt til {municipality}.\n\n"
        "Læs det her: {address}\n"
        "Åbn siden med det telefonnummer eller den e-mail, du oplyste.\n\n"
        "Dit referencenummer er {reference}. Du kan ikke svare på denne mail."
    ).format(
        municipality=municipality.name,
        address=f"{municipality.base_url}/kvittering/{submission.reference}",
        reference=submission.reference,
    )
    return Mail(
        id=str(errand.id),
        at=errand.promised_at,
        to=to,
        subject=t("Nyt fra {municipality}").format(municipality=municipality.name),
        text=f"{text}\n",
    )
