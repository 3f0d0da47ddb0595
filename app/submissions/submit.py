"""The moment of submitting: one transaction keeps the answers and promises all that follows."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import contacts, facts, outbox
from app.clock import danish_day, now
from app.forms.messages import Translate, in_danish
from app.municipalities.municipality import Offer
from app.submissions import attachments, drafts
from app.submissions.filling import Filling
from app.submissions.letters import Recipient, letter_key, person_of, recipients, sms_key
from app.submissions.models import Draft, Submission
from app.submissions.proof import proof_digests
from app.submissions.reference import new_reference

CHANNEL = "SLVBTJN"  # KOMHEN: the citizen pressed send


class NotReady(Exception):
    """The draft is not complete, or was changed since the citizen saw the check page."""


def submit(
    session: Session, filling: Filling, revision: int, t: Translate, language: str
) -> Submission:
    """Keep the answers and promise receipt, delivery and letter: all or nothing.

    Sent twice, it is sent once: whoever marks the draft sends it, the second press gets the
    first's submission, and the constraint on `draft_id` stands behind. Raises `NotReady`.
    """
    seen = filling.draft.revision == revision and filling.journey.complete
    if not seen or not drafts.mark_sent(session, filling.draft):
        return _sent_already(session, filling.draft)

    submission = _with_a_reference(session, _frozen(filling, t, language), filling)
    attachments.follow(session, submission, filling.uploads)
    _promise(session, submission, filling.municipality.offers[submission.form_slug])
    facts.note(
        session,
        facts.TRANSACTION,
        municipality_code=submission.municipality_code,
        form_slug=submission.form_slug,
        form_version=submission.form_version,
        kle=submission.kle,
        channel=submission.channel,
    )
    return submission


def _sent_already(session: Session, draft: Draft) -> Submission:
    found = select(Submission).where(Submission.draft_id == draft.id)
    submission = session.scalars(found).one_or_none()
    if submission is None:
        raise NotReady
    return submission


def _frozen(filling: Filling, t: Translate, language: str) -> Submission:
    """The answers as they were shown, and all that was said about them."""
    form, draft, who = filling.form, filling.draft, filling.who
    offer, moment = filling.municipality.offers[form.slug], now()
    return Submission(
        draft_id=draft.id,
        municipality_code=draft.municipality_code,
        form_slug=form.slug,
        form_version=form.version,
        form_title=form.title,
        language=language,
        kle=form.filing.kle,
        facet=form.filing.facet,
        channel=CHANNEL,
        is_decision=form.is_decision,
        acting_digest=draft.acting_digest,
        applicant_digest=draft.applicant_digest,
        # By what right they act today, which may be another than on the day they began.
        applicant=filling.with_chosen_unit(who.applicant),
        acted_by=None if who.acted_by is None else dict(who.acted_by),
        case_title=form.case_title(filling.journey.answers),
        answers=filling.delivered_answers(),
        rows=filling.rows(in_danish, "da"),
        shown=filling.rows(t, language),
        texts=_texts(filling, t),
        keep_days=offer.days_to_keep(form),
        submitted_at=moment,
        expected_on=_expected_on(filling, moment),
    )


def _expected_on(filling: Filling, moment: datetime) -> date | None:
    """The day by which the municipality promises an answer; None where it promises nothing."""
    promised = filling.form.when_we_answer
    days = promised.decision.of(filling.known) if promised else None
    return None if days is None else danish_day(moment) + timedelta(days=days)


def _texts(filling: Filling, t: Translate) -> dict[str, str]:
    form, own = filling.form, filling.municipality.offers[filling.form.slug].texts
    known, answers = filling.known, filling.journey.answers
    texts = {
        "form_title": t(form.title),
        "what_happens_next": form.say_what_happens_next(
            known, t, answers, own.get("what_happens_next")
        ),
        "still_to_do": form.say_what_to_do(known, t, answers),
        "authority": t(form.before_you_start.authority or filling.municipality.name),
    }
    if form.is_decision and form.complaint:
        texts["complaint"] = t(own.get("complaint") or form.complaint)
    return texts


def _with_a_reference(session: Session, submission: Submission, filling: Filling) -> Submission:
    """Give it a reference nobody has; in billions a chance meeting is rare, and tried again."""
    while True:
        submission.reference = new_reference()
        submission.proof_digests = proof_digests(
            filling.form, filling.journey.answers, submission.reference
        )
        try:
            with session.begin_nested():
                session.add(submission)
        except IntegrityError as problem:
            if "reference" not in str(problem.orig):
                raise
            continue
        return submission


def _promise(session: Session, submission: Submission, offer: Offer) -> None:
    """Side by side: a PDF that cannot be made holds up no delivery, and the other way round."""
    shared: dict[str, Any] = {
        "submission_id": submission.id,
        "municipality_code": submission.municipality_code,
    }
    reference = submission.reference
    receipt, case = f"receipt:{reference}", f"case:{reference}"
    outbox.promise(session, outbox.RECEIPT, key=receipt, target=outbox.OURSELVES, **shared)
    outbox.promise(session, outbox.DELIVER, key=case, target=offer.case_system, **shared)
    if offer.counting.get("completed"):
        counted = f"count:{reference}"
        outbox.promise(session, outbox.COUNT, key=counted, target=outbox.COUNTING, **shared)
    for recipient in recipients(submission.applicant, submission.acted_by):
        outbox.promise(
            session,
            outbox.LETTER,
            key=letter_key(reference, recipient),
            target=outbox.DIGITAL_POST,
            about=recipient,
            **shared,
        )
    for recipient in _who_want_sms(session, submission):
        outbox.promise(
            session,
            outbox.SMS,
            key=sms_key(reference, recipient),
            target=outbox.DIGITAL_POST,
            about=recipient,
            **shared,
        )


def _who_want_sms(session: Session, submission: Submission) -> list[Recipient]:
    """Of those who get a letter, the citizens who have chosen it at »Mine data«."""
    letters = recipients(submission.applicant, submission.acted_by)
    people = {each: person_of(submission, each) for each in letters}
    cprs = {each: person["cpr"] for each, person in people.items() if person["kind"] == "citizen"}
    if not cprs:
        return []
    wanted = contacts.who_want_sms(session, submission.municipality_code, cprs.values())
    return [each for each in cprs if cprs[each] in wanted]
