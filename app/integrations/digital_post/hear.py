"""Hearing from the post what became of a message: the errand is done, or a person must look."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import outbox
from app.clock import now
from app.integrations.digital_post.post_status import PostStatus
from app.integrations.remote_words import impersonal
from app.municipalities.municipality import Municipality
from app.outbox import Errand
from app.outbox.answers import answered_in_vain, answered_no, answered_yes
from app.submissions.letters import SENT_AT, recipient_of
from app.submissions.models import Submission
from app.submissions.news import may_be_let_go
from app.submissions.post_messages import Channel, PostMessage, newest_of
from app.submissions.withdrawing import WITHDRAWN

CAME_BACK = (
    "Brevet kunne ikke afleveres, hverken digitalt eller på papir. Se, om modtageren er flyttet "
    "eller død. »Prøv igen« sender brevet på ny."
)
NO_SMS = "Sms'en kunne ikke afleveres. Brevet er sendt for sig."
NO_NEWS = "Beskeden kunne ikke afleveres i Digital Post. Det, den siger, står på sagen."
TEXTS = (outbox.SMS, outbox.NEWS_SMS)


class NoSuchMessage(Exception):
    """Not there, or not theirs: the same for both, so that nothing can be guessed."""


def hear(session: Session, municipality: Municipality, told: PostStatus) -> None:
    """Keep what the post tells; told twice, or in another order, it means the same.

    That a message was delivered is the last word: what is said before or after that it failed
    changes nothing. Raises `NoSuchMessage`.
    """
    message = session.get(PostMessage, told.message_id, with_for_update=True)
    if message is None or message.municipality_code != municipality.code:
        raise NoSuchMessage
    if told.outcome == "on_its_way" or message.delivered_at is not None:
        return
    errand = session.get_one(Errand, message.errand_id)
    if told.outcome == "failed":
        _failed(session, message, errand, told.words)
    else:
        _delivered(session, message, errand, told.outcome)


def taken(session: Session, message_id: UUID) -> None:
    """The post has taken the message. It may have told us what became of it before we came here."""
    message = session.get_one(PostMessage, message_id, with_for_update=True)
    _sent(session, message, session.get_one(Errand, message.errand_id))


def _delivered(session: Session, message: PostMessage, errand: Errand, channel: Channel) -> None:
    message.delivered_at = now()
    message.channel = "nemsms" if errand.kind in TEXTS else channel
    _sent(session, message, errand)
    answered_yes(session, errand)


def _failed(session: Session, message: PostMessage, errand: Errand, words: str) -> None:
    if message.bounced_at is not None:
        return
    message.bounced_at = now()
    _sent(session, message, errand)
    session.flush()
    newest = newest_of(session, errand.id)
    if newest is None or newest.id != message.id:
        # It was sent anew under another id meanwhile, of which we shall hear.
        return
    submission = session.get_one(Submission, errand.submission_id)
    said = impersonal(words, submission)
    if submission.withdrawn_at is not None:
        answered_in_vain(session, errand, WITHDRAWN, said)
    elif errand.kind in TEXTS:
        answered_in_vain(session, errand, NO_SMS, said)
    elif may_be_let_go(session, errand):
        answered_in_vain(session, errand, NO_NEWS, said)
    else:
        answered_no(session, errand, CAME_BACK, said)


def _sent(session: Session, message: PostMessage, errand: Errand) -> None:
    """What the post tells of, it has taken."""
    if message.sent_at is None:
        message.sent_at = now()
    if errand.kind != outbox.LETTER:
        return
    sent_at = SENT_AT[recipient_of(errand.about)]
    session.execute(
        update(Submission)
        .where(Submission.id == errand.submission_id, sent_at.is_(None))
        .values({sent_at: now()})
    )
