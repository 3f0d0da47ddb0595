"""My cases (mine sager): what lies open, what was sent, and how far it has come.

Only what belongs to the login: what somebody does in a form without login, they do as anybody.
Whoever acts for another sees what they do for them and nothing else; a company's people see all
that was sent for it, and who of the staff has looked at it, which citizens see at »Mine data«.
"""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.access_log import Access, a_company, accesses
from app.auth.powers.scope import Scope
from app.auth.roles import ROLE_NAMES
from app.auth.visitor import CurrentVisitor, Visitor, must_be_sure
from app.cases.timeline import ANSWERED, MOST_EVENTS
from app.cases.usual import usual_days
from app.contacts import contact_of
from app.database import ReadingSession
from app.errors import LoginNeeded, PageNotFound
from app.forms.catalogue import published
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import page, translator_of
from app.submissions.acting import Acting, acting_known
from app.submissions.attachments import sent_with, told_with_each
from app.submissions.case_documents import document_of
from app.submissions.drafts import open_drafts
from app.submissions.filling import Filling
from app.submissions.lapsing import deleted_on
from app.submissions.letters import Recipient
from app.submissions.models import Submission
from app.submissions.post_messages import letter_to
from app.submissions.progress import WITHDRAWN, Progress, with_progress
from app.submissions.reference import tidy_reference
from app.submissions.who import applicant_in_words, sender_in_words
from app.way_back import here

router = APIRouter(include_in_schema=False)


@router.get("/mine-sager")
def my_cases(
    request: Request,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
) -> Response:
    who, covered = _who(request, municipality, visitor), visitor.covered
    return page(
        request,
        "my_cases/list.html",
        fillings=open_fillings(session, municipality, who, covered),
        cases=with_progress(session, _submissions(session, municipality, who, covered)),
        deleted_on=deleted_on,
    )


@router.get("/mine-sager/{reference}")
def my_case(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
) -> Response:
    submission = case_of(request, session, municipality, visitor, reference)
    (case,) = with_progress(session, [submission])
    # Whether somebody is exempt from Digital Post is nobody else's to know.
    reader: Recipient = "acted_by" if visitor.acting_for is not None else "applicant"
    said, t = (submission.applicant, submission.acted_by), translator_of(request)
    return page(
        request,
        "my_cases/show.html",
        case=case,
        usual_days=_usual_days(session, case),
        applicant=applicant_in_words(*said, t),
        sender=sender_in_words(*said, t),
        accesses=_accesses(session, submission),
        letter=letter_to(session, submission, reader),
        attachments=sent_with(session, submission.id),
        files=told_with_each(session, [each.id for each in case.supplements]),
        news=_told_of(session, submission, visitor),
        role_names=ROLE_NAMES,
    )


@router.get("/mine-sager/{reference}/dokumenter/{number}")
def send_document(
    request: Request,
    reference: str,
    number: Annotated[int, Path(ge=1, le=MOST_EVENTS)],
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
) -> Response:
    """What the case system sent with the event of that number."""
    submission = case_of(request, session, municipality, visitor, reference)
    return document_of(session, submission, number)


def _told_of(session: Session, submission: Submission, visitor: Visitor) -> str:
    """Of what a citizen is told in their own case; empty for everybody else."""
    if visitor.citizen is None or visitor.acting_for or submission.applicant["kind"] != "citizen":
        return ""
    contact = contact_of(session, submission.municipality_code, visitor.citizen.cpr)
    return "all" if contact is None else contact.news


def _usual_days(session: Session, case: Progress) -> int | None:
    """How long such cases usually take; nobody asks once it is answered, or taken back."""
    if case.state in (*ANSWERED, WITHDRAWN):
        return None
    submission = case.submission
    return usual_days(session, submission.municipality_code, submission.form_slug)


def case_of(
    request: Request,
    session: Session,
    municipality: Municipality,
    visitor: Visitor,
    reference: str,
) -> Submission:
    """What was sent under that reference, if it is among what they may see; raises `LoginNeeded`,
    `StepUpNeeded` or `PageNotFound`."""
    who = _who(request, municipality, visitor)
    named = Submission.reference == (tidy_reference(reference) or "")
    found = _submissions(session, municipality, who, visitor.covered, named)
    if not found:
        raise PageNotFound
    return found[0]


def _accesses(session: Session, submission: Submission) -> list[Access]:
    """Who of the staff has looked at a company's case, newest first."""
    if submission.applicant["kind"] != "company":
        return []
    company = a_company(submission.applicant["cvr"])
    found = accesses(session, submission.municipality_code, company)
    return [each for each in found if each.about == submission.reference]


def _who(request: Request, municipality: Municipality, visitor: Visitor) -> Acting:
    """Who acts; raises `LoginNeeded` or `StepUpNeeded`."""
    who = acting_known(municipality, visitor)
    if who is None:
        raise LoginNeeded(here(request))
    must_be_sure(visitor, here(request))
    return who


def open_fillings(
    session: Session, municipality: Municipality, who: Acting, covered: Scope
) -> list[Filling]:
    """Their open drafts of the forms offered here, of those their right covers, newest first."""
    forms = published()
    return [
        Filling(forms[draft.form_slug], municipality, draft, who)
        for draft in open_drafts(session, municipality, who)
        if draft.form_slug in forms
        and draft.form_slug in municipality.offers
        and covered.covers(draft.form_slug, forms[draft.form_slug].filing.kle)
    ]


def _submissions(
    session: Session,
    municipality: Municipality,
    who: Acting,
    covered: Scope,
    *only: ColumnElement[bool],
) -> Sequence[Submission]:
    """What they may see of what was sent, newest first; all of it, or `only` some."""
    sent = session.scalars(
        select(Submission)
        .where(Submission.municipality_code == municipality.code, *who.theirs(), *only)
        .order_by(Submission.submitted_at.desc())
    )
    return [each for each in sent if covered.covers(each.form_slug, each.kle)]


def submission_of_draft(session: Session, draft_id: UUID) -> Submission:
    """What a sent draft became."""
    return session.scalars(select(Submission).where(Submission.draft_id == draft_id)).one()
