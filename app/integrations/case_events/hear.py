"""Hearing what a case system tells of a case: kept once, and the case is where its latest event
says. In the same transaction the citizen is promised to be told."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import facts, files
from app.cases.complaints import last_day_to_complain
from app.cases.models import CaseEvent
from app.cases.timeline import ANSWERED, MOST_EVENTS, events_of
from app.clock import danish_day, now
from app.errors import Gone
from app.files import File
from app.forms.catalogue import published
from app.integrations.case_events.told import PDF, NotUsable, Told
from app.municipalities.municipality import Municipality
from app.outbox import DELIVER, Errand, target_of
from app.submissions.case_messages import supplemented_at
from app.submissions.keeping import keep_as_told
from app.submissions.models import Submission
from app.submissions.news import promise_news
from app.submissions.reference import tidy_reference

CLOCKS_DIFFER = timedelta(minutes=5)
# A system that knows the day only says midnight.
BEFORE_SENDING = timedelta(days=1)
FURTHEST_AHEAD = timedelta(days=5 * 366)


class NoSuchCase(Exception):
    """Not there, or not theirs: the same for both, so that nothing can be guessed."""


class OtherwiseTold(Exception):
    """An event of that id was told before, with other content."""


def hear(
    session: Session, municipality: Municipality, case_system: str, reference: str, told: Told
) -> str:
    """Keep what the case system tells, unless it has told it before; the state of the case.

    Raises `NoSuchCase`, `Gone` once the case has been cleared out, `NotUsable` or `OtherwiseTold`.
    """
    submission = _theirs(session, municipality, case_system, reference)
    events = list(events_of(session, [submission.id]).get(submission.id, ()))
    known = next((each for each in events if each.given_id == told.given_id), None)
    if known is None:
        _refuse_unlikely(submission, told)
        if len(events) >= MOST_EVENTS:
            raise NotUsable(f"A case has at most {MOST_EVENTS} events.")
        _note_answer(session, submission, events, told)
        event = _kept(session, municipality, submission, len(events) + 1, told)
        events.append(event)
        events.sort(key=lambda each: (each.at, each.number))
        keep_as_told(submission, events, supplemented_at(session, submission.id))
        promise_news(session, municipality, submission, events, event)
    elif not _is_the_same(session, known, told):
        raise OtherwiseTold
    return events[-1].state


def _theirs(
    session: Session, municipality: Municipality, case_system: str, reference: str
) -> Submission:
    """The submission, held until the transaction ends, so that events are heard one by one.

    It is theirs once they have filed it, and before we know that, once we have tried to give it to
    them: their answer may have been lost. What was withdrawn before anybody had it is nobody's.
    """
    tried = exists().where(
        Errand.submission_id == Submission.id,
        Errand.kind == DELIVER,
        Errand.target == target_of(municipality.code, case_system),
        Errand.attempts > 0,
    )
    found = session.scalars(
        select(Submission)
        .where(
            Submission.reference == (tidy_reference(reference) or ""),
            Submission.municipality_code == municipality.code,
            Submission.withdrawn_at.is_(None),
            (Submission.filed_in == case_system) | (Submission.filed_in.is_(None) & tried),
        )
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise NoSuchCase
    if found.cleared_at is not None:
        raise Gone("What we held of this case has been cleared out.")
    return found


def _refuse_unlikely(submission: Submission, told: Told) -> None:
    if told.at > now() + CLOCKS_DIFFER:
        raise NotUsable("`at` is in the future.")
    if told.at < submission.submitted_at - BEFORE_SENDING:
        raise NotUsable("`at` is before the form was sent.")
    if told.expected_on is not None and told.expected_on > danish_day(told.at + FURTHEST_AHEAD):
        raise NotUsable("`expected_on` is more than five years ahead.")


def _is_the_same(session: Session, event: CaseEvent, told: Told) -> bool:
    same = (event.at, event.state, event.text, event.is_decision, event.expected_on) == (
        told.at,
        told.state,
        told.text,
        told.is_decision,
        told.expected_on,
    )
    if not same or event.document_name != told.document_name:
        return False
    if event.document_file_id is None or told.document is None:
        return event.document_file_id is None and told.document is None
    kept = session.get_one(File, event.document_file_id)
    return kept.sha256 == files.sha256_of(told.document)


def _kept(
    session: Session,
    municipality: Municipality,
    submission: Submission,
    number: int,
    told: Told,
) -> CaseEvent:
    moment = now()
    file = files.store(session, told.document, PDF) if told.document is not None else None
    event = CaseEvent(
        submission_id=submission.id,
        number=number,
        given_id=told.given_id,
        at=told.at,
        received_at=moment,
        state=told.state,
        text=told.text,
        is_decision=told.is_decision,
        complain_by=_complain_by(municipality, submission, max(told.at, moment), told),
        expected_on=told.expected_on,
        document_file_id=file and file.id,
        document_name=told.document_name,
    )
    session.add(event)
    return event


def _complain_by(
    municipality: Municipality, submission: Submission, shown_at: datetime, told: Told
) -> date | None:
    """Counted from when the citizen can read it here, not from when it was written."""
    if not told.is_decision:
        return None
    form, offer = (
        published().get(submission.form_slug),
        municipality.offers.get(submission.form_slug),
    )
    return last_day_to_complain(danish_day(shown_at), form, offer)


def _note_answer(
    session: Session, submission: Submission, events: Sequence[CaseEvent], told: Told
) -> None:
    """One fact for each case: how long its answer took, and nothing of whose it is."""
    if told.state not in ANSWERED or any(each.state in ANSWERED for each in events):
        return
    took = danish_day(told.at) - danish_day(submission.submitted_at)
    facts.note(
        session,
        facts.ANSWER,
        municipality_code=submission.municipality_code,
        form_slug=submission.form_slug,
        form_version=submission.form_version,
        kle=submission.kle,
        channel=submission.channel,
        days=max(0, took.days),
    )
