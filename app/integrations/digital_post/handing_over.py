"""Handing a message over to the post of its municipality, and what that means for its errand."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.database import Database
from app.integrations.digital_post import sf1601
from app.integrations.digital_post.hear import taken
from app.integrations.digital_post.letter import Addressed, Letter, Sms
from app.integrations.outside import Unavailable
from app.municipalities.municipality import Municipality
from app.outbox.models import Errand
from app.outbox.outcomes import Done, HandedOver, NoLonger
from app.submissions.letters import Recipient, person_of
from app.submissions.models import Submission
from app.submissions.post_messages import message_of
from app.submissions.withdrawing import WITHDRAWN


def hand_over(
    database: Database,
    errand: Errand,
    municipality: Municipality,
    written: Callable[[UUID], Letter | Sms],
) -> Done | HandedOver:
    """Send what is `written` under the message's id, once. Where the post answers later the errand
    waits for it, else it is done. Raises `Unavailable` or `Refused`.

    The id is kept before anything is sent: the answer may be here before we know that it was taken.
    """
    with database.writing.begin() as session:
        message = message_of(session, errand)
    if message.delivered_at is not None:
        return Done()
    sf1601.send(municipality.digital_post_url, written(message.id))
    keep: Callable[[Session], None] = partial(taken, message_id=message.id)
    return HandedOver(keep) if municipality.post_answers else Done(keep)


def refuse_withdrawn(submission: Submission) -> None:
    """Raise `NoLonger` for what was taken back: what was promised of it is let go with it, and
    whoever was at it at that moment lets go of it here."""
    if submission.withdrawn_at is not None:
        raise NoLonger(WITHDRAWN)


def addressed(
    submission: Submission, municipality: Municipality, recipient: Recipient
) -> Addressed:
    """From the municipality to one of a submission's people; raises `Unavailable`."""
    return addressed_to(municipality, person_of(submission, recipient))


def addressed_to(municipality: Municipality, person: Mapping[str, Any]) -> Addressed:
    """From the municipality to a citizen or a company, as they are kept; raises `Unavailable` while
    the municipality is not set up for it."""
    if not municipality.cvr or not municipality.digital_post_url:
        raise Unavailable("Kommunens opsætning mangler CVR-nummer eller adresse til Digital Post.")
    is_company = person["kind"] == "company"
    return Addressed(
        sender_cvr=municipality.cvr,
        sender_name=municipality.name,
        recipient_kind="CVR" if is_company else "CPR",
        recipient_id=person["cvr" if is_company else "cpr"],
    )
