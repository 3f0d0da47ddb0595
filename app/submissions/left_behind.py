"""What was typed on a page that could not be kept when it was sent, since the session was over, or
they act for another or are somebody else of their login by now: it stands in the fields again when
they come back.

Only on that page, only in that draft, which must be theirs, once, and not saved until they press.
Nobody has said yet who they are: only what is about a draft that lies here is kept at all.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from uuid import UUID

from fastapi import Request
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.auth.models import SessionRow
from app.database import database
from app.errors import LeftBehind
from app.forms import case_answer
from app.forms.posted import Posted
from app.municipalities.current import municipality_of
from app.municipalities.municipality import Municipality
from app.submissions.drafts import is_for_another_applicant
from app.submissions.filling import Filling
from app.submissions.models import Draft, Submission
from app.way_back import here

MOST_BYTES = 16 * 1024


def left_behind_in(request: Request, posted: Posted) -> LeftBehind | None:
    """What is worth keeping of a page that was sent; None for one without anything typed, with
    more than is written on a page of ours, or about a draft that is not here."""
    fields = {name: values for name, values in posted.fields().items() if name != "_action"}
    kept = LeftBehind(here(request), posted.one("draft"), fields)
    if not fields.keys() - {"draft", "revision"}:
        return None
    if len(json.dumps(fields, ensure_ascii=False).encode()) > MOST_BYTES:
        return None
    answers_case = case_answer.ADDRESS.fullmatch(request.url.path) is not None
    return kept if _is_here(municipality_of(request), kept.draft, sent=answers_case) else None


def _is_here(municipality: Municipality, draft: str, *, sent: bool) -> bool:
    """Whether there is such a draft: one that lies open, or, where a case is answered, was sent."""
    try:
        draft_id = UUID(draft)
    except ValueError:
        return False
    asked = select(Draft.id).where(
        Draft.id == draft_id,
        Draft.municipality_code == municipality.code,
        Draft.submitted_at.is_not(None) if sent else Draft.submitted_at.is_(None),
    )
    with database().reading.begin() as session:
        return session.scalars(asked).first() is not None


def leave_behind(request: Request, left: LeftBehind | None) -> None:
    """Keep what was typed with this visit, until its page is opened again."""
    session_id = getattr(request.state, "session_id", None)
    if left is None or session_id is None:
        return
    with database().writing.begin() as session:
        session.execute(
            update(SessionRow).where(SessionRow.id == session_id).values(left_behind=asdict(left))
        )


def take_up(request: Request, filling: Filling) -> Posted | None:
    """What this visit left behind on this page of this draft; whatever it was, it is now gone. Only
    what they began for another applicant waits until they act for them again."""
    return _take_up(request, filling.draft.id, partial(_waits, filling))


def take_up_answer(request: Request, submission: Submission) -> Posted | None:
    """The same on the page where its case is answered."""
    return _take_up(request, submission.draft_id, lambda session, left: False)


def _take_up(
    request: Request, draft_id: UUID, waits: Callable[[Session, LeftBehind], bool]
) -> Posted | None:
    session_id = getattr(request.state, "left_behind_in", None)
    if session_id is None:
        return None
    with database().writing.begin() as session:
        found = select(SessionRow.left_behind).where(SessionRow.id == session_id).with_for_update()
        kept = session.scalars(found).one_or_none()
        if kept is None:
            return None
        left = LeftBehind(**kept)
        # The address may leave it to us which draft it is: the draft itself must be the one.
        same_page = left.path.partition("?")[0] == request.url.path
        same = same_page and left.draft == str(draft_id)
        if not same and waits(session, left):
            return None
        session.execute(
            update(SessionRow).where(SessionRow.id == session_id).values(left_behind=None)
        )
    return Posted.of(left.fields) if same else None


def _waits(filling: Filling, session: Session, left: LeftBehind) -> bool:
    try:
        draft_id = UUID(left.draft)
    except ValueError:
        return False
    who = filling.who
    return who is not None and is_for_another_applicant(
        session, filling.municipality, who, draft_id
    )
