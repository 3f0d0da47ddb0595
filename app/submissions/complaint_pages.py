"""Staff's pages about complaints: which cases are kept for one, and the one of a case."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.auth.people import Staff
from app.auth.roles import StaffPage
from app.auth.visitor import staff_opening
from app.clock import today
from app.database import ReadingSession, RequestSession, database
from app.forms.dates import understand_date
from app.forms.messages import InvalidAnswer
from app.forms.posted import Posted
from app.languages import Translate
from app.municipalities.current import CurrentMunicipality
from app.pages import go, page, translator_of
from app.security import PostedForm
from app.submissions.complaints import (
    OPENED,
    end_complaint,
    note_complaint,
    submission_for,
    under_complaint,
)
from app.submissions.looks import note_access
from app.submissions.models import Submission

PAGE: StaffPage = "/personale/klager"
ComplaintStaff = Annotated[Staff, Depends(staff_opening(PAGE))]
LONGEST_NOTE = 500
# What the list says was done; as addresses name it.
NOTED, OVER, TOO_LATE = "gemmes", "slut", "for-sent"

router = APIRouter(prefix=PAGE, include_in_schema=False)


@router.get("")
def show_complaints(
    request: Request,
    municipality: CurrentMunicipality,
    staff: ComplaintStaff,
    session: ReadingSession,
    nu: str = "",
) -> Response:
    """Which form and reference, never who or what about: nothing to note in the access log."""
    found = under_complaint(session, municipality, staff)
    return page(request, "staff/complaints.html", submissions=found, said=nu)


@router.get("/{submission_id}")
def show_complaint(
    request: Request,
    submission_id: UUID,
    municipality: CurrentMunicipality,
    staff: ComplaintStaff,
) -> Response:
    """What was written of it may name somebody, and is shown once the access log says so."""
    with database().writing.begin() as session:
        submission = submission_for(session, municipality, staff, submission_id)
        if submission.complaint is not None:
            note_access(session, staff, submission, "read", OPENED)
    return _page(request, submission)


@router.post("/{submission_id}")
def note(
    request: Request,
    submission_id: UUID,
    municipality: CurrentMunicipality,
    staff: ComplaintStaff,
    posted: PostedForm,
) -> Response:
    since, problems = _read(posted, translator_of(request))
    with database().writing.begin() as session:
        submission = submission_for(session, municipality, staff, submission_id)
        if submission.complaint_noted_at is None and problems:
            return _page(request, submission, posted, problems)
        noted = note_complaint(session, staff, submission, since, posted.one("note"))
    return go(f"{PAGE}?nu={NOTED if noted else TOO_LATE}")


@router.post("/{submission_id}/slut")
def end(
    submission_id: UUID,
    municipality: CurrentMunicipality,
    staff: ComplaintStaff,
    session: RequestSession,
) -> Response:
    submission = submission_for(session, municipality, staff, submission_id)
    ended = end_complaint(session, staff, submission)
    return go(f"{PAGE}?nu={OVER if ended else TOO_LATE}")


def _read(posted: Posted, t: Translate) -> tuple[date, dict[str, str]]:
    """The day as it was typed, today where it cannot be read, and what is wrong, by field."""
    typed, wrote, problems, since = posted.one("dato"), posted.one("note"), {}, today()
    if not typed:
        problems["dato"] = t("Skriv, hvornår der blev klaget.")
    else:
        try:
            since = understand_date(typed, today())
        except InvalidAnswer as wrong:
            problems["dato"] = wrong.say(t)
    if since > today():
        problems["dato"] = t("Datoen er ikke kommet endnu. Skriv den dag, der blev klaget.")
    if not wrote:
        problems["note"] = t("Skriv kort, hvad der er klaget over.")
    elif len(wrote) > LONGEST_NOTE:
        problems["note"] = t("Skriv det kortere, med højst 500 tegn.")
    return since, problems


def _page(
    request: Request,
    submission: Submission,
    posted: Posted | None = None,
    problems: dict[str, str] | None = None,
) -> Response:
    kept = submission.complaint
    return page(
        request,
        "staff/complaint.html",
        status=422 if problems else 200,
        submission=submission,
        since=kept and date.fromisoformat(kept["since"]),
        asked={name: posted.one(name) if posted else "" for name in ("dato", "note")},
        problems=problems or {},
    )
