"""Staff look a submission up by its reference and say why; the citizen can read that they did."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import limits
from app.auth.people import Staff
from app.auth.roles import StaffPage
from app.auth.visitor import staff_opening
from app.database import database
from app.errors import TooMany
from app.forms.messages import in_danish
from app.forms.posted import Posted
from app.languages import Translate
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import page, retry_after, translator_of
from app.security import PostedForm
from app.submissions.attachments import sent_with, told_with_each
from app.submissions.looks import note_access
from app.submissions.models import Submission
from app.submissions.post_messages import messages_of
from app.submissions.progress import with_progress
from app.submissions.reference import tidy_reference
from app.submissions.who import applicant_in_words, sender_in_words

PAGE: StaffPage = "/personale/opslag"
LookingStaff = Annotated[Staff, Depends(staff_opening(PAGE))]
OTHER = "other"
# As the citizen reads them.
REASONS = {
    "case": "Jeg behandler sagen",
    "asked": "Borgeren har henvendt sig om sagen",
    "delivery": "Noget er gået galt med sagen eller kvitteringen",
    "complaint": "Klage, tilsyn eller aktindsigt",
}
LONGEST_REASON = 200
LEAST_LETTERS = 3
# Letters by name that are drawn as nothing (Hangul fillers), however they are normalised.
INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0")
# One answer for what is not there and what is not theirs to see, so that nothing can be guessed.
NOT_FOUND = (
    "Vi finder ingen indsendelse med det referencenummer, som du har adgang til. "
    "Se efter, om det er skrevet rigtigt."
)

router = APIRouter(prefix=PAGE, include_in_schema=False)


@dataclass(frozen=True)
class Asked:
    """What was typed, and what is wrong with it, by field."""

    reference: str = ""
    reason: str = ""
    other: str = ""

    @property
    def reason_in_words(self) -> str:
        """Why, as the citizen reads it."""
        return self.other if self.reason == OTHER else REASONS[self.reason]

    def problems(self, t: Translate) -> dict[str, str]:
        """What must be put right before anything is looked up, by field."""
        said = {}
        if not self.reference:
            said["reference"] = t("Skriv referencenummeret.")
        if self.reason != OTHER and self.reason not in REASONS:
            said["reason"] = t("Vælg, hvorfor du slår sagen op.")
        elif self.reason == OTHER and not _says_something(self.other):
            said["other"] = t("Skriv, hvorfor du slår sagen op.")
        elif self.reason == OTHER and len(self.other) > LONGEST_REASON:
            said["other"] = t("Skriv det kortere, med højst 200 tegn.")
        return said


class NotLookedUp(Exception):
    """Nothing was shown; `problems` says by field why, and `many` that it was tried too often."""

    def __init__(self, asked: Asked, problems: dict[str, str], many: TooMany | None = None) -> None:
        super().__init__("not looked up")
        self.asked, self.problems, self.many = asked, problems, many


def _says_something(reason: str) -> bool:
    """Whether there are letters to read in it: some that Unicode calls letters show nothing."""
    letters = {letter for letter in unicodedata.normalize("NFKC", reason) if letter.isalpha()}
    return len(letters - INVISIBLE) >= LEAST_LETTERS


@router.get("")
def ask(request: Request, staff: LookingStaff) -> Response:
    return _form(request, Asked(), {})


@router.post("")
def show(
    request: Request,
    municipality: CurrentMunicipality,
    staff: LookingStaff,
    posted: PostedForm,
) -> Response:
    """The submission, with what can be fetched of it."""
    asked = _asked(posted)
    try:
        with looking_up(request, municipality, staff, posted) as (session, submission):
            (case,) = with_progress(session, [submission])
            post = messages_of(session, submission.id)
            attachments = sent_with(session, submission.id)
            files = told_with_each(session, [each.id for each in case.supplements])
    except NotLookedUp as problem:
        return form_with(request, problem)
    return page(
        request,
        "staff/submission.html",
        case=case,
        post=post,
        files=files,
        attachments=attachments,
        asked=asked,
        reason=asked.reason_in_words,
        people=_people(submission),
        may_note_complaints=staff.may_open("/personale/klager", municipality.code),
    )


@contextmanager
def looking_up(
    request: Request, municipality: Municipality, staff: Staff, posted: Posted
) -> Iterator[tuple[Session, Submission]]:
    """The submission that is asked for, once the access log says that it is shown: one
    transaction, committed before the answer leaves. Each try is counted: a reference may be
    guessed. Raises `NotLookedUp`."""
    asked, t = _asked(posted), translator_of(request)
    if problems := asked.problems(t):
        raise NotLookedUp(asked, problems)
    try:
        limits.spend(limits.LOOK_UP_PER_PERSON, f"{municipality.code} {staff.uuid}")
    except TooMany as many:
        wait = t("Der er slået for mange op på kort tid. Vent {minutes} min., og prøv igen.")
        said = {"reference": wait.format(minutes=many.minutes)}
        raise NotLookedUp(asked, said, many) from None
    with database().writing.begin() as session:
        submission = _find(session, municipality, staff, asked.reference)
        if submission is None:
            raise NotLookedUp(asked, {"reference": t(NOT_FOUND)})
        note_access(session, staff, submission, "read", asked.reason_in_words)
        yield session, submission


def _people(submission: Submission) -> dict[str, str]:
    """Who applied and who sent it, by what right. Whoever applied for themselves is named by their
    answers alone: what the login called them may be protected."""
    applicant, acted_by = submission.applicant, submission.acted_by
    if acted_by is None:
        nameless = {**applicant, "name": ""}
        return {"applicant": "", "sender": sender_in_words(nameless, None, in_danish)}
    return {
        "applicant": applicant_in_words(applicant, acted_by, in_danish),
        "sender": sender_in_words(applicant, acted_by, in_danish),
    }


def _asked(posted: Posted) -> Asked:
    return Asked(
        reference=posted.one("reference"),
        reason=posted.one("reason"),
        other=" ".join(posted.one("other").split()),
    )


def _find(
    session: Session, municipality: Municipality, staff: Staff, typed: str
) -> Submission | None:
    """The submission, if it is there, has not been cleared out, and is theirs to see."""
    found = session.scalars(
        select(Submission).where(
            Submission.reference == (tidy_reference(typed) or ""),
            Submission.municipality_code == municipality.code,
            Submission.cleared_at.is_(None),
        )
    ).one_or_none()
    return found if found is not None and staff.covers(found.kle) else None


def form_with(request: Request, problem: NotLookedUp) -> Response:
    """The form again, with what must be put right in it."""
    return _form(request, problem.asked, problem.problems, problem.many)


def _form(
    request: Request, asked: Asked, problems: dict[str, str], many: TooMany | None = None
) -> Response:
    status = 422 if problems else 200
    return page(
        request,
        "staff/look_up.html",
        status=429 if many else status,
        headers=retry_after(many) if many else None,
        asked=asked,
        problems=problems,
        reasons=REASONS,
    )
