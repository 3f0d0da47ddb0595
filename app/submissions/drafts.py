"""Drafts (kladder) in the database: found, begun, saved and thrown away."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app import facts
from app.clock import now
from app.database import table_of
from app.forms.form import Form
from app.forms.prefill import of_citizen, of_registers
from app.municipalities.municipality import Municipality
from app.submissions import attachments
from app.submissions.acting import Acting
from app.submissions.models import Draft

# Made once, since each page of a form asks them, and making one takes longer than asking it.
THEIRS = select(Draft).where(
    Draft.municipality_code == bindparam("municipality_code"),
    Draft.acting_digest.in_(bindparam("digests", expanding=True)),
    Draft.applicant_digest.in_(bindparam("applicant_digests", expanding=True)),
)
OPEN = THEIRS.where(Draft.submitted_at.is_(None)).order_by(Draft.changed_at.desc())
OPEN_OF_FORM = OPEN.where(Draft.form_slug == bindparam("slug"))
# Whoever presses »Back« on a receipt comes to a page of what they have just sent.
BACK_REACHES = timedelta(hours=1)
JUST_SENT = THEIRS.where(
    Draft.form_slug == bindparam("slug"), Draft.submitted_at > bindparam("since")
).order_by(Draft.submitted_at.desc())
NAMED = THEIRS.where(Draft.form_slug == bindparam("slug"), Draft.id == bindparam("id"))
AS_READ = update(table_of(Draft)).where(
    Draft.id == bindparam("draft"),
    Draft.revision == bindparam("before"),
    Draft.submitted_at.is_(None),
)
KEPT = AS_READ.values(
    revision=Draft.revision + 1,
    # What nobody changes stays as it is in the row: a new key may have made it anew meanwhile.
    about=func.coalesce(bindparam("about", type_=LargeBinary), Draft.about),
    **{name: bindparam(name) for name in ("answers", "origins", "changed_at")},
)
ASKED = AS_READ.values(
    revision=bindparam("after"),
    register=bindparam("register"),
    ask_again_at=bindparam("ask_again_at"),
)
# Addresses change, and so does who is protected; but no page should wait for a register that was
# asked today, nor each page two seconds for one that is down.
GOOD_FOR = timedelta(hours=12)
AFTER_SILENCE = timedelta(minutes=2)
SENT = AS_READ.values(
    submitted_at=bindparam("moment"),
    answers={},
    origins={},
    register={},
    applicant={},
    acted_by=None,
).returning(Draft.acting_digest, Draft.applicant_digest)


class AlreadyAbout(Exception):
    """Another open draft of theirs is about the same."""


def open_drafts(
    session: Session, municipality: Municipality, who: Acting, slug: str | None = None
) -> Sequence[Draft]:
    """The open drafts of one person for one applicant, of one form or of all, newest first."""
    found = OPEN if slug is None else OPEN_OF_FORM
    return session.scalars(found, _theirs(municipality, who, slug)).all()


def find_draft(
    session: Session, municipality: Municipality, who: Acting, slug: str, draft_id: UUID | None
) -> Draft | None:
    """The draft of that id if it is theirs, sent or not; without an id their newest open one, or
    the one they have just sent."""
    theirs = _theirs(municipality, who, slug)
    if draft_id is None:
        found = session.scalars(OPEN_OF_FORM, theirs).first()
        since = now() - BACK_REACHES
        return found or session.scalars(JUST_SENT, theirs | {"since": since}).first()
    return session.scalars(NAMED, theirs | {"id": draft_id}).first()


def is_for_another_applicant(
    session: Session, municipality: Municipality, who: Acting, draft_id: UUID | None
) -> bool:
    """Whether they have begun that draft themselves, for somebody whom they do not act for now."""
    found = select(Draft.id).where(
        Draft.id == draft_id,
        Draft.municipality_code == municipality.code,
        Draft.acting_digest.in_(who.digests),
        Draft.applicant_digest.not_in(who.applicant_digests),
    )
    return draft_id is not None and session.scalars(found).first() is not None


def _theirs(municipality: Municipality, who: Acting, slug: str | None) -> dict[str, Any]:
    return {
        "municipality_code": municipality.code,
        "digests": who.digests,
        "applicant_digests": who.applicant_digests,
        "slug": slug,
    }


def begin(
    session: Session,
    municipality: Municipality,
    who: Acting,
    form: type[Form],
    register: Mapping[str, Any],
) -> Draft:
    """A new draft, counted as an activation; or the open one, if there is one already."""
    draft = Draft(
        municipality_code=municipality.code,
        form_slug=form.slug,
        form_version=form.version,
        acting_digest=who.digest,
        applicant_digest=who.applicant_digest,
        applicant=dict(who.applicant),
        acted_by=None if who.acted_by is None else dict(who.acted_by),
        answers={},
        origins={},
        register=dict(register),
        ask_again_at=_ask_again_at(register),
    )
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:
        # Begun in another tab a moment ago: one draft is open for each person and form, or one
        # that does not say yet what it is about.
        found = open_drafts(session, municipality, who, form.slug)
        return next(draft for draft in found if draft.about == b"")
    facts.note(
        session,
        facts.ACTIVATION,
        municipality_code=municipality.code,
        form_slug=form.slug,
        form_version=form.version,
        kle=form.filing.kle,
        channel="SLVBTJN",
    )
    return draft


def save(
    session: Session,
    draft: Draft,
    answers: Mapping[str, Any],
    origins: Mapping[str, str],
    about: bytes | None = None,
) -> bool:
    """Keep the answers; False when somebody changed the draft since it was read.

    Raises `AlreadyAbout` when another open draft is about the same.
    """
    changes = {
        "draft": draft.id,
        "before": draft.revision,
        "answers": dict(answers),
        "origins": dict(origins),
        "about": about,
        "changed_at": now(),
    }
    try:
        # Only what a draft is about can meet the constraint.
        with session.begin_nested() if about is not None else nullcontext():
            changed = session.execute(KEPT, changes)
    except IntegrityError:
        raise AlreadyAbout from None
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def keep_register(session: Session, draft: Draft, said: Mapping[str, Any]) -> Draft | None:
    """Keep what the registers say now, if they say anything, and what the citizen has written at
    »Mine data«; the draft as it stands then, None if it has been thrown away.

    Something new is a change: whoever looks at the old answers in another tab is told.
    """
    register = (of_registers(said) or of_registers(draft.register)) | of_citizen(said)
    asked = {
        "draft": draft.id,
        "before": draft.revision,
        "after": draft.revision + (register != draft.register),
        "register": dict(register),
        "ask_again_at": _ask_again_at(said),
    }
    session.execute(ASKED, asked)
    return session.get(Draft, draft.id)


def _ask_again_at(said: Mapping[str, Any]) -> datetime:
    return now() + (GOOD_FOR if of_registers(said) else AFTER_SILENCE)


def ask_again_for(session: Session, municipality: Municipality, who: Acting) -> None:
    """Let what fills in the open drafts about themselves be asked for again when they are next
    looked at."""
    session.execute(
        update(Draft)
        .where(
            Draft.municipality_code == municipality.code,
            Draft.acting_digest.in_(who.digests),
            Draft.applicant_digest.in_(who.applicant_digests),
            Draft.submitted_at.is_(None),
        )
        .values(ask_again_at=now())
    )


def mark_sent(session: Session, draft: Draft) -> bool:
    """Mark the draft as sent, once; False when it was sent or changed since it was read.

    It is emptied: the submission holds the answers now, and what stays is only the mark. Its
    digests are those of this moment: a new key may have made them anew since the draft was read.
    """
    seen = {"draft": draft.id, "before": draft.revision, "moment": now()}
    marked = session.execute(SENT, seen).one_or_none()
    if marked is None:
        return False
    for name, digest in marked._mapping.items():
        set_committed_value(draft, name, digest)
    return True


def throw_away(session: Session, draft: Draft) -> None:
    """Delete an open draft: the citizen starts over, and we keep nothing we need not."""
    attachments.remove_of_draft(session, draft.id)
    session.execute(delete(Draft).where(Draft.id == draft.id, Draft.submitted_at.is_(None)))
