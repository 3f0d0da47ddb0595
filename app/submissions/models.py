"""The tables of drafts and submissions. What is personal is sealed; state is timestamps."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Base
from app.ids import new_id
from app.sealed import SealedJSON

_NOTICE_DUE = text("notice_due_at IS NOT NULL")
_UNDER_COMPLAINT = text("complaint_noted_at IS NOT NULL")


class Draft(Base):
    """A form somebody has begun (kladde).

    `acting_digest` says who acts, `applicant_digest` whose case it is, and both are needed to
    open it; `about` is the digest of what it is about, or empty. One is open for each of these,
    by constraint.
    What the registers said is to be asked for again at `ask_again_at`.
    `revision` grows with every change, so that a second tab is told, not overwritten.
    `notice_promised_at` is when it was promised to tell that the draft will be deleted, void once
    it is changed, and `notice_due_at` when that is to be tried; None when there is nobody to tell.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        Index(
            "uq_drafts_open",
            "municipality_code",
            "acting_digest",
            "applicant_digest",
            "form_slug",
            "about",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        Index("ix_drafts_sent", "municipality_code", "acting_digest", "submitted_at"),
        Index(
            "ix_drafts_notice_due",
            "notice_due_at",
            sqlite_where=_NOTICE_DUE,
            postgresql_where=_NOTICE_DUE,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    form_slug: Mapped[str] = mapped_column(String(60))
    form_version: Mapped[int]
    acting_digest: Mapped[bytes] = mapped_column(LargeBinary)
    applicant_digest: Mapped[bytes] = mapped_column(LargeBinary)
    about: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    applicant: Mapped[dict[str, Any]] = mapped_column(SealedJSON("drafts.applicant"))
    acted_by: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("drafts.acted_by"))
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJSON("drafts.answers"))
    origins: Mapped[dict[str, str]] = mapped_column(SealedJSON("drafts.origins"))
    register: Mapped[dict[str, Any]] = mapped_column(SealedJSON("drafts.register"))
    ask_again_at: Mapped[datetime] = mapped_column(default=now)
    revision: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    notice_promised_at: Mapped[datetime | None]
    notice_due_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]


class Submission(Base):
    """What was sent (indsendelse): final, frozen as the citizen saw it, never edited.

    `rows` are in Danish for the case worker, `shown` is the same in the citizen's language; each
    row is `{"step", "label", "value", "origin"}`. `texts` holds what the receipt says besides:
    `what_happens_next`, `still_to_do`, `complaint` and so on, in the citizen's language. From here
    on nothing needs the form: it may change or close tomorrow.

    `applicant` is whose case it is and `acted_by` who acted for them, each with how it was
    `proven`. Each gets a letter: `letter_sent_at` and `acting_letter_sent_at`. `filed_as` is the
    case system's own number, sealed too: some number their cases by CPR number.

    `withdrawn_at` is when the citizen took it back, before anybody had it, and
    `withdrawal_asked_at` when they asked whoever had it to stop.

    `filed_in` is the municipality's name for the case system that has the case, and alone may tell
    us more of it. `expected_on` is the day by which an answer was promised. `closed_at` is when the
    case system closed the case; None again if it was taken up anew.

    `complaint_noted_at` stands while staff say that somebody has complained, and `complaint` is
    what they wrote then: `{"since", "staff", "note"}`, the day in ISO 8601. `complaint_over_at` is
    when they last said that a complaint was over.

    `keep_until` counts from when the case was closed, else filed (`keeping.py`), never from
    sending. What is cleared out keeps its reference and its times, and nothing of anybody.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        Index("ix_submissions_applicant_digest", "municipality_code", "applicant_digest"),
        Index(
            "ix_submissions_under_complaint",
            "municipality_code",
            "complaint_noted_at",
            sqlite_where=_UNDER_COMPLAINT,
            postgresql_where=_UNDER_COMPLAINT,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), unique=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    reference: Mapped[str] = mapped_column(String(9), unique=True)
    form_slug: Mapped[str] = mapped_column(String(60))
    form_version: Mapped[int]
    form_title: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2))
    kle: Mapped[str] = mapped_column(String(8))
    facet: Mapped[str] = mapped_column(String(3))
    channel: Mapped[str] = mapped_column(String(8))
    is_decision: Mapped[bool]
    acting_digest: Mapped[bytes] = mapped_column(LargeBinary)
    applicant_digest: Mapped[bytes] = mapped_column(LargeBinary)
    proof_digests: Mapped[list[str]] = mapped_column(SealedJSON("submissions.proof_digests"))
    applicant: Mapped[dict[str, Any]] = mapped_column(SealedJSON("submissions.applicant"))
    acted_by: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("submissions.acted_by"))
    case_title: Mapped[str] = mapped_column(SealedJSON("submissions.case_title"))
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJSON("submissions.answers"))
    rows: Mapped[list[dict[str, str]]] = mapped_column(SealedJSON("submissions.rows"))
    shown: Mapped[list[dict[str, str]]] = mapped_column(SealedJSON("submissions.shown"))
    texts: Mapped[dict[str, str]] = mapped_column(SealedJSON("submissions.texts"))
    keep_days: Mapped[int]
    submitted_at: Mapped[datetime]
    expected_on: Mapped[date | None]
    filed_at: Mapped[datetime | None]
    filed_in: Mapped[str | None] = mapped_column(String(40))
    filed_as: Mapped[str | None] = mapped_column(SealedJSON("submissions.filed_as"))
    receipt_made_at: Mapped[datetime | None]
    receipt_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"), index=True)
    letter_sent_at: Mapped[datetime | None]
    acting_letter_sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    keep_until: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_asked_at: Mapped[datetime | None]
    complaint_noted_at: Mapped[datetime | None]
    complaint: Mapped[dict[str, str] | None] = mapped_column(SealedJSON("submissions.complaint"))
    complaint_over_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]

    @property
    def is_anonymous(self) -> bool:
        """Whether it was sent without login."""
        return self.applicant.get("kind") == "anonymous"

    @property
    def address(self) -> str:
        """Where whoever sent it follows it: without login that is its receipt."""
        return f"/{'kvittering' if self.is_anonymous else 'mine-sager'}/{self.reference}"
