"""What stands on a receipt (kvittering): only what was kept when the submission was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from app.languages import translate_to
from app.municipalities.municipality import Municipality
from app.submissions.models import Submission
from app.submissions.who import applicant_in_words, sender_in_words


@dataclass(frozen=True)
class Row:
    """One answer as the citizen saw it; `origin` is `register`, `citizen` or `staff`."""

    label: str
    value: str
    origin: str


@dataclass(frozen=True)
class Section:
    """The answers of one step (trin)."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Receipt:
    """A receipt, in the citizen's language.

    `form_title` is the form's title in Danish, for a page that is read in another language.
    `applicant` is whose case it is and `sender` who sent it and how we know, both in words; empty
    where it was sent without login. `for_company` says that it is a company's case, `by_another`
    that whoever sent it is not the applicant.
    `belongs_to_citizen` is false where it was sent without login: it is not among anybody's cases.
    `can_be_unlocked` says that it can then be opened elsewhere, by what only the sender knows.
    """

    language: str
    reference: str
    title: str
    form_title: str
    authority: str
    municipality: Municipality
    applicant: str
    sender: str
    for_company: bool
    by_another: bool
    belongs_to_citizen: bool
    can_be_unlocked: bool
    sent_moment: datetime
    sections: Sequence[Section]
    what_happens_next: str
    still_to_do: str
    is_decision: bool
    complaint: str


def receipt_of(submission: Submission, municipality: Municipality) -> Receipt:
    """The receipt of a submission."""
    texts = submission.texts
    applicant, acted_by = submission.applicant, submission.acted_by
    t = translate_to(submission.language)
    return Receipt(
        language=submission.language,
        reference=submission.reference,
        title=texts["form_title"],
        form_title=submission.form_title,
        authority=texts["authority"],
        municipality=municipality,
        applicant=applicant_in_words(applicant, acted_by, t),
        sender=sender_in_words(applicant, acted_by, t),
        for_company=applicant["kind"] == "company",
        by_another=acted_by is not None and acted_by["kind"] == "citizen",
        belongs_to_citizen=applicant["kind"] != "anonymous",
        can_be_unlocked=bool(submission.proof_digests),
        sent_moment=submission.submitted_at,
        sections=[
            Section(title, [Row(row["label"], row["value"], row["origin"]) for row in rows])
            for title, rows in groupby(submission.shown, key=lambda row: row["step_title"])
        ],
        what_happens_next=texts["what_happens_next"],
        still_to_do=texts.get("still_to_do", ""),
        is_decision=submission.is_decision,
        complaint=texts.get("complaint", ""),
    )


def filename_of(reference: str) -> str:
    """What the PDF is called when it is saved."""
    return f"kvittering-{reference}.pdf"
