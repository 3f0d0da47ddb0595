"""Files that came in with a step become attachments of its draft, and others are taken away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app import files
from app.database import database
from app.forms.file_names import told_apart
from app.submissions import attachments, drafts
from app.submissions.acting import NoDraft
from app.submissions.attachments import AttachmentRow
from app.submissions.current import read_again
from app.submissions.filling import Filling
from app.submissions.incoming import Arrived
from app.submissions.models import Draft

Answers = dict[str, Any]


def attach(filling: Filling, arrived: Sequence[Arrived], revision: int) -> tuple[Filling, int]:
    """Keep the files with the draft, whatever else is wrong on its page: a browser cannot fill
    them in again. The draft as it stands then, and the revision that whoever saw `revision` sees.

    What is there already is not added twice, so that two presses on one button are one; and what
    another window has added meanwhile stays.
    """
    if not arrived:
        return filling, revision
    with database().writing.begin() as session:
        draft = _locked(session, filling)
        answers = dict(draft.answers)
        unwanted = [each.file.id for each in arrived if not _added(session, filling, answers, each)]
        files.remove(session, unwanted)
        seen = _save(session, filling, draft, answers, revision)
    return read_again(filling), seen


def take_away(filling: Filling, attachment: str, revision: int) -> tuple[Filling, int]:
    """Delete one attachment of the draft, by its id as the page says it; one that is not there is
    gone already."""
    with database().writing.begin() as session:
        draft = _locked(session, filling)
        answers = dict(draft.answers)
        for question in filling.uploads:
            kept = answers.get(question.key) or []
            left = [each for each in kept if each["id"] != attachment]
            if len(left) < len(kept):
                answers[question.key] = left or None
                attachments.remove_one(session, draft.id, UUID(attachment))
        seen = _save(session, filling, draft, answers, revision)
    return read_again(filling), seen


def _locked(session: Session, filling: Filling) -> Draft:
    draft = session.get(Draft, filling.draft.id, with_for_update=True)
    if draft is None or draft.submitted_at is not None:
        raise NoDraft(filling.form.slug)
    return draft


def _added(session: Session, filling: Filling, answers: Answers, arrived: Arrived) -> bool:
    """Whether the file is wanted: not there already, and no more than there may be."""
    question = next(each for each in filling.uploads if each.key == arrived.key)
    kept = answers.get(arrived.key) or []
    file = arrived.file
    if len(kept) >= question.most or any(each["sha256"] == file.sha256 for each in kept):
        return False
    row = AttachmentRow(
        municipality_code=filling.municipality.code,
        draft_id=filling.draft.id,
        question=arrived.key,
        file_id=file.id,
        name=told_apart(arrived.name, [each["name"] for each in kept]),
    )
    session.add(row)
    session.flush()
    shown = {
        "id": str(row.id),
        "name": row.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
    }
    answers[arrived.key] = [*kept, shown]
    return True


def _save(session: Session, filling: Filling, draft: Draft, answers: Answers, revision: int) -> int:
    if answers == draft.answers:
        return revision
    changed = {each.key: answers.get(each.key) for each in filling.uploads}
    origins = filling.with_draft(draft).origins_of(answers, changed)
    drafts.save(session, draft, answers, origins)
    return draft.revision + 1 if revision == draft.revision else revision
