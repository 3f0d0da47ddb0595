"""Files that came in with a step become attachments of its draft, and others are taken away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app import files
from app.database import database
from app.forms.file_names import in_a_sentence, told_apart
from app.forms.messages import InvalidAnswer
from app.forms.questions import Upload
from app.forms.questions.upload import Problems, together
from app.ids import new_id
from app.submissions import attachments, drafts
from app.submissions.acting import NoDraft
from app.submissions.attachments import AttachmentRow
from app.submissions.current import read_again
from app.submissions.filling import Filling
from app.submissions.incoming import Arrived
from app.submissions.models import Draft
from app.submissions.receiving import Received

Answers = dict[str, Any]


@dataclass(frozen=True)
class SortedOut:
    """What becomes of files that have come in: those to keep with the names they get, the ids of
    those to delete, and what is wrong where there was no room for some."""

    wanted: Sequence[tuple[Arrived, str]]
    unwanted: Sequence[UUID]
    problem: InvalidAnswer | None


def sorted_out(
    question: Upload, arrived: Sequence[Arrived], names: Sequence[str], known: Collection[str]
) -> SortedOut:
    """Each is kept once, and no more than there may be: another window may have added some since
    there was room. `names` and `known`, by SHA-256, are what lies there."""
    taken, met = list(names), set(known)
    wanted: list[tuple[Arrived, str]] = []
    crowded_out: list[str] = []
    for each in arrived:
        if each.file.sha256 in met:
            continue
        if len(taken) >= question.most:
            crowded_out.append(in_a_sentence(each.name))
            continue
        taken.append(told_apart(each.name, taken))
        met.add(each.file.sha256)
        wanted.append((each, taken[-1]))
    kept = {each.file.id for each, _ in wanted}
    return SortedOut(
        wanted,
        [each.file.id for each in arrived if each.file.id not in kept],
        question.too_many(crowded_out) if crowded_out else None,
    )


def attach(filling: Filling, received: Received, revision: int) -> tuple[Filling, int, Problems]:
    """Keep the files with the draft, whatever else is wrong on its page: a browser cannot fill
    them in again. The draft as it stands then, the revision that whoever saw `revision` sees, and
    what is wrong with files, by key.

    What is there already is not added twice, so that two presses on one button are one; and what
    another window has added meanwhile stays.
    """
    if not received.files:
        return filling, revision, received.problems
    problems: Problems = {}
    with database().writing.begin() as session:
        draft = _locked(session, filling)
        answers = dict(draft.answers)
        for question in filling.uploads:
            found = _sorted_out_for(question, received.files, answers)
            answers |= _attached(session, filling, answers, question, found)
            files.remove(session, found.unwanted)
            if found.problem is not None:
                problems[question.key] = found.problem
        seen = _save(session, filling, draft, answers, revision)
    return read_again(filling), seen, together(received.problems, problems)


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


def _sorted_out_for(question: Upload, arrived: Sequence[Arrived], answers: Answers) -> SortedOut:
    kept = answers.get(question.key) or []
    return sorted_out(
        question,
        [each for each in arrived if each.key == question.key],
        [each["name"] for each in kept],
        {each["sha256"] for each in kept},
    )


def _attached(
    session: Session, filling: Filling, answers: Answers, question: Upload, found: SortedOut
) -> Answers:
    """The answer with what is wanted; empty where nothing is."""
    if not found.wanted:
        return {}
    rows = [
        AttachmentRow(
            id=new_id(),
            municipality_code=filling.municipality.code,
            draft_id=filling.draft.id,
            question=question.key,
            file_id=each.file.id,
            name=name,
        )
        for each, name in found.wanted
    ]
    session.add_all(rows)
    shown = [
        {
            "id": str(row.id),
            "name": row.name,
            "media_type": each.file.media_type,
            "size": each.file.size,
            "sha256": each.file.sha256,
        }
        for row, (each, _) in zip(rows, found.wanted, strict=True)
    ]
    return {question.key: [*(answers.get(question.key) or []), *shown]}


def _save(session: Session, filling: Filling, draft: Draft, answers: Answers, revision: int) -> int:
    if answers == draft.answers:
        return revision
    changed = {each.key: answers.get(each.key) for each in filling.uploads}
    origins = filling.with_draft(draft).origins_of(answers, changed)
    drafts.save(session, draft, answers, origins)
    return draft.revision + 1 if revision == draft.revision else revision
