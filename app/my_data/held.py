"""What we hold about a citizen in one municipality, gathered in one short look.

Only what is theirs to see: answers as the pages show them, never what a register has said about
others beside them, some of whom are protected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access_log import Access, a_citizen, accesses
from app.auth.open_sessions import OpenSession, open_sessions
from app.auth.people import Citizen
from app.auth.powers.models import PowerOfAttorney
from app.auth.powers.powers import given_by
from app.auth.powers.scope import EVERYTHING
from app.cases.models import CaseEvent
from app.cases.timeline import events_of
from app.clock import now
from app.contacts import Contact, contact_of
from app.forms.prefill import person
from app.municipalities.municipality import Municipality
from app.submissions.acting import Acting, acting_citizen
from app.submissions.attachments import Attachment, sent_with_each, told_with_each
from app.submissions.case_messages import CaseMessage, messages_to
from app.submissions.filling import Filling
from app.submissions.mine import open_fillings
from app.submissions.models import Draft, Submission

# Of what the registers said, only what is about the citizen alone.
OWN = {"name": person.name, "address": person.address}


@dataclass(frozen=True)
class SentForAnother:
    """That they sent a form for somebody else, when, and by what right: `acted_by` is what was kept
    of themselves. Whom it was for, and the answers, are the other's (GDPR article 15(4))."""

    reference: str
    form_slug: str
    form_title: str
    submitted_at: datetime
    acted_by: Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """All of it, newest first in each part, as of `at`; of powers of attorney those that they have
    `given`, and those `received` that were written for them. By the id of each submission,
    `attachments` are what went with it, `events` what was told of its case and `messages` what they
    have written to it, oldest first; by the id of each message, `files` are what goes with it."""

    municipality: Municipality
    citizen: Citizen
    at: datetime
    contact: Contact | None
    fillings: Sequence[Filling]
    submissions: Sequence[Submission]
    attachments: Mapping[UUID, Sequence[Attachment]]
    events: Mapping[UUID, Sequence[CaseEvent]]
    messages: Mapping[UUID, Sequence[CaseMessage]]
    files: Mapping[UUID, Sequence[Attachment]]
    for_others: Sequence[SentForAnother]
    given: Sequence[PowerOfAttorney]
    received: Sequence[PowerOfAttorney]
    open_sessions: Sequence[OpenSession]
    accesses: Sequence[Access]


def held_about(
    session: Session,
    municipality: Municipality,
    citizen: Citizen,
    session_id: UUID | None,
    received: Sequence[PowerOfAttorney],
) -> Held:
    """What we hold; `session_id` is the visit they are here in, `received` was found before, since
    the register may have to be asked for it."""
    who = acting_citizen(municipality, citizen)
    submissions = _submissions(session, municipality, who.applicant_digests)
    sent = [each.id for each in submissions]
    messages = messages_to(session, sent)
    return Held(
        municipality=municipality,
        citizen=citizen,
        at=now(),
        contact=contact_of(session, municipality.code, citizen.cpr),
        fillings=open_fillings(session, municipality, who, EVERYTHING),
        submissions=submissions,
        attachments=sent_with_each(session, sent),
        events=events_of(session, sent),
        messages=messages,
        files=told_with_each(session, [each.id for told in messages.values() for each in told]),
        for_others=_sent_for_others(session, municipality, who),
        given=given_by(session, municipality, citizen),
        received=received,
        open_sessions=[] if session_id is None else open_sessions(session, session_id),
        accesses=accesses(session, municipality.code, a_citizen(citizen.cpr)),
    )


def from_registers(filling: Filling) -> dict[str, Any]:
    """What the registers said about the citizen when the draft was begun or taken up."""
    said = filling.draft.register
    return {name: said[prefill] for name, prefill in OWN.items() if prefill in said}


def _submissions(
    session: Session, municipality: Municipality, digests: Sequence[bytes]
) -> Sequence[Submission]:
    """What is about them, whoever sent it."""
    return session.scalars(
        select(Submission)
        .where(
            Submission.municipality_code == municipality.code,
            Submission.applicant_digest.in_(digests),
        )
        .order_by(Submission.submitted_at.desc())
    ).all()


def _sent_for_others(
    session: Session, municipality: Municipality, who: Acting
) -> Sequence[SentForAnother]:
    """Found by the drafts, which have an index for it; the answers are never opened."""
    found = (
        select(
            Submission.reference,
            Submission.form_slug,
            Submission.form_title,
            Submission.submitted_at,
            Submission.acted_by,
        )
        .join(Draft, Draft.id == Submission.draft_id)
        .where(
            Draft.municipality_code == municipality.code,
            Draft.acting_digest.in_(who.digests),
            Submission.acting_digest.in_(who.digests),
            Submission.applicant_digest.not_in(who.applicant_digests),
        )
        .order_by(Submission.submitted_at.desc())
    )
    return [SentForAnother(*row) for row in session.execute(found) if row.acted_by]
