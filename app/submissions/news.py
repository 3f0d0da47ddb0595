"""News of a case (nyt): who is told when something changes, how, and of what, as they choose.

Promised in the transaction that keeps the event. Where somebody has logged in it is a letter,
beside which they may want an SMS; without login it is an e-mail, to whoever gave an address.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import contacts, outbox
from app.cases.models import CaseEvent
from app.cases.timeline import DECIDED, MUST_BE_TOLD, events_of
from app.clock import now
from app.contacts import Contact
from app.forms.catalogue import published
from app.forms.questions import Email
from app.municipalities.municipality import Municipality
from app.outbox import Errand
from app.outbox.clearing import let_go_of_old
from app.outbox.ending import KEEP_TRYING
from app.outbox.outcomes import NoLonger
from app.submissions.letters import Recipient, person_of, recipients
from app.submissions.models import Submission
from app.submissions.withdrawing import WITHDRAWN

ALL_NEWS = (outbox.NEWS, outbox.NEWS_SMS, outbox.NEWS_MAIL)
NEWER = "Der er kommet nyere besked om sagen."
CLEARED = "Sagen er slettet her."
TEN_DAYS_OVER = "Den nåede ikke frem i løbet af ti dage."


def promise_news(
    session: Session,
    municipality: Municipality,
    submission: Submission,
    events: Sequence[CaseEvent],
    event: CaseEvent,
) -> None:
    """Promise to tell of an event that was just kept; `events` are all of its case, oldest first.

    What has been overtaken is not told of, but a decision always is: from it the time to complain
    runs.
    """
    if event is not events[-1] and not event.is_decision:
        return
    reader = reader_of(submission)
    if reader is None:
        if municipality.smtp_url and municipality.mail_from and address_of(submission):
            _promise(session, submission, event, outbox.NEWS_MAIL, outbox.MAIL)
        return
    wishes = _wishes_of(session, submission, reader)
    if wishes is not None and wishes.news == "needed" and not must_be_told(event):
        return
    _promise(session, submission, event, outbox.NEWS, outbox.DIGITAL_POST)
    if wishes is not None and wishes.sms:
        _promise(session, submission, event, outbox.NEWS_SMS, outbox.DIGITAL_POST)


def must_be_told(event: CaseEvent) -> bool:
    """Whether the citizen must know of it, on paper if need be, whatever they have chosen."""
    return event.state in MUST_BE_TOLD


def reader_of(submission: Submission) -> Recipient | None:
    """Who is told: the applicant, or the parent who acted for a child under 15; None for somebody
    anonymous. Others who acted may have lost their right to since."""
    return next(iter(recipients(submission.applicant, submission.acted_by)), None)


def address_of(submission: Submission) -> str:
    """The e-mail address that was given in a form without login; empty where none was."""
    form = published().get(submission.form_slug)
    if form is None or submission.applicant.get("kind") != "anonymous":
        return ""
    given = (submission.answers.get(each.key) for each in form.proof if isinstance(each, Email))
    return next((str(each) for each in given if each), "")


def told_of(session: Session, submission: Submission, errand: Errand) -> CaseEvent:
    """The event that an errand is about; raises `NoLonger` where nobody wants to hear of it now:
    all but an answer is overtaken by what came after it."""
    if submission.withdrawn_at is not None:
        raise NoLonger(WITHDRAWN)
    if submission.cleared_at is not None:
        raise NoLonger(CLEARED)
    events = events_of(session, [submission.id])[submission.id]
    event = next(each for each in events if each.number == int(errand.about))
    if event is not events[-1] and event.state != DECIDED:
        raise NoLonger(NEWER)
    return event


def letter_of_sms(session: Session, submission: Submission, sms: Errand) -> Errand:
    """The errand of the letter that an SMS goes with."""
    key = _key(outbox.NEWS, submission, int(sms.about))
    return session.scalars(select(Errand).where(Errand.key == key)).one()


def may_be_let_go(session: Session, errand: Errand) -> bool:
    """Whether nobody needs to look at news that cannot be delivered."""
    if errand.kind != outbox.NEWS:
        return errand.kind in ALL_NEWS
    event = session.get(CaseEvent, (errand.submission_id, int(errand.about)))
    return event is None or not must_be_told(event)


def let_go_of_news(session: Session) -> None:
    """What could not be told in ten days stands on the case's page all the same, and holds up no
    clearing out; the worker does it nightly."""
    let_go_of_old(session, ALL_NEWS, now() - KEEP_TRYING, TEN_DAYS_OVER)


def _wishes_of(session: Session, submission: Submission, reader: Recipient) -> Contact | None:
    person = person_of(submission, reader)
    if person["kind"] != "citizen":
        return None
    return contacts.contact_of(session, submission.municipality_code, person["cpr"])


def _promise(
    session: Session, submission: Submission, event: CaseEvent, kind: str, target: str
) -> None:
    outbox.promise(
        session,
        kind,
        key=_key(kind, submission, event.number),
        target=target,
        submission_id=submission.id,
        municipality_code=submission.municipality_code,
        about=str(event.number),
    )


def _key(kind: str, submission: Submission, number: int) -> str:
    return f"{kind}:{submission.reference}:{number}"
