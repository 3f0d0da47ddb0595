"""That staff looked at a submission, or changed something in it, as the access log notes it."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app import access_log
from app.auth.people import Staff
from app.submissions.models import Submission

# What whoever acted for another reads instead of the reason.
FOR_ANOTHER = "En sag, du sendte for en anden. Den anden kan se hvorfor."


def note_access(
    session: Session, staff: Staff, submission: Submission, what: access_log.What, reason: str
) -> None:
    """Note it for whose submission it is, a citizen or a company; of what nobody logged in to
    send, for the case itself.

    Whoever acted for them stands in the case too and is told that somebody saw it; which case and
    why is not theirs to know, least of all once the right to act has ended.
    """
    note_accesses(session, staff, [submission], what, reason)


def note_accesses(
    session: Session,
    staff: Staff,
    submissions: Iterable[Submission],
    what: access_log.What,
    reason: str,
) -> None:
    """The same for several submissions of one municipality, each once."""
    noted = {
        (subject, about, why, each.municipality_code)
        for each in submissions
        for subject, (about, why) in _to_note(each, reason).items()
    }
    # In one order, so that two who note in the same chains never wait for each other.
    for subject, about, why, municipality_code in sorted(noted):
        access_log.note(
            session,
            municipality_code=municipality_code,
            subject=subject,
            staff=staff,
            what=what,
            about=about,
            reason=why,
        )


def _to_note(submission: Submission, reason: str) -> dict[access_log.Subject, tuple[str, str]]:
    noted = {_applicant_of(submission): (submission.reference, reason)}
    for subject in _acting_in(submission):
        noted.setdefault(subject, ("", FOR_ANOTHER))
    return noted


def _applicant_of(submission: Submission) -> access_log.Subject:
    applicant = submission.applicant
    if applicant.get("cvr"):
        return access_log.a_company(applicant["cvr"])
    if applicant.get("cpr"):
        return access_log.a_citizen(applicant["cpr"])
    return access_log.a_case(submission.reference)


def _acting_in(submission: Submission) -> list[access_log.Subject]:
    """Whoever acted for the applicant, where we know their number."""
    cpr = (submission.acted_by or {}).get("cpr")
    return [access_log.a_citizen(cpr)] if cpr else []
