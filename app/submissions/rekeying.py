"""The digests of drafts and submissions, made anew: of whom and what they are is sealed beside
them, or, of a visit without login, the session is still there."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.auth.models import SessionRow
from app.rekeying import Rekeying, is_digest, set_aside
from app.sealed import digests, with_newest_key
from app.submissions import digest_names
from app.submissions.filling import name_of_about
from app.submissions.models import Draft, Submission
from app.submissions.proof import bound

PEOPLE = ("acting_digest", "applicant_digest")
# Whose case it is, and who acted for them.
People: TypeAlias = tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]


def newest_of_visits(session: Session) -> dict[bytes, bytes]:
    """The digest by the newest key of each visit whose session is still there, by what it may be
    kept under."""
    known: dict[bytes, bytes] = {}
    for found in session.execute(select(SessionRow.municipality_code, SessionRow.id)):
        newest, *older = digests(digest_names.of_visit(found.municipality_code, found.id))
        known |= dict.fromkeys((newest, *older), newest)
    return known


def _drafts_anew(session: Session, rows: Sequence[Row[Any]]) -> Iterator[dict[str, Any]]:
    visits = cache(partial(newest_of_visits, session))
    sent = _people_of_sent(session, [row.id for row in rows if not row.applicant])
    for row in rows:
        people = sent.get(row.id, (row.applicant, row.acted_by))
        yield {
            **{name: _person(getattr(row, name), row, people, visits) for name in PEOPLE},
            "about": _about(row),
        }


def _people_of_sent(session: Session, draft_ids: Sequence[UUID]) -> dict[UUID, People]:
    """The people of drafts that were sent, and so emptied: they stand in the submissions."""
    found = session.execute(
        select(Submission.draft_id, Submission.applicant, Submission.acted_by).where(
            Submission.draft_id.in_(draft_ids)
        )
    )
    return {each.draft_id: (each.applicant, each.acted_by) for each in found}


def _submissions_anew(session: Session, rows: Sequence[Row[Any]]) -> Iterator[dict[str, Any]]:
    visits = cache(partial(newest_of_visits, session))
    for row in rows:
        people = (row.applicant, row.acted_by)
        yield {
            **{name: _person(getattr(row, name), row, people, visits) for name in PEOPLE},
            "proof_digests": _proofs(row),
        }


def _person(kept: bytes, row: Row[Any], people: People, visits: Any) -> bytes | None:
    if not is_digest(kept):
        return kept
    applicant, acted_by = people
    # Somebody anonymous, and what was cleared out, names nobody.
    if not applicant or applicant["kind"] == "anonymous":
        return visits().get(kept) or set_aside()
    code = row.municipality_code
    names = (
        digest_names.of_applicant(code, applicant),
        digest_names.of_acting(code, applicant, acted_by),
    )
    return with_newest_key(kept, names)


def _about(row: Row[Any]) -> bytes:
    """What the draft is about is one of its answers, or was one and is taken back or sent."""
    if not is_digest(row.about):
        return bytes(row.about)
    code, slug = row.municipality_code, row.form_slug
    names = (name_of_about(code, slug, answer) for answer in row.answers.values())
    return with_newest_key(row.about, names) or set_aside()


def _proofs(row: Row[Any]) -> list[str] | None:
    """Each proof is one of the answers, whatever its form asks for today."""
    names = [bound(row.reference, str(answer)) for answer in row.answers.values()]
    found = [with_newest_key(bytes.fromhex(kept), names) for kept in row.proof_digests]
    known = [each.hex() for each in found if each is not None]
    return known if len(known) == len(found) else None


DRAFTS = Rekeying(
    Draft,
    (*PEOPLE, "about"),
    ("municipality_code", "form_slug", "applicant", "acted_by", "answers"),
    _drafts_anew,
    # Two of one person's, begun under two secrets: both stay, and whichever is gone on with says
    # again what it is about.
    gives_way="about",
)
SUBMISSIONS = Rekeying(
    Submission,
    (*PEOPLE, "proof_digests"),
    ("municipality_code", "reference", "applicant", "acted_by", "answers"),
    _submissions_anew,
)
