"""What there is of each thing when a bad day is over: here, at the case systems and in the post."""

from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import facts
from app.facts import Fact
from app.files import File
from app.outbox.models import Attempt, Errand
from app.standins import memo
from app.submissions.attachments import AttachmentRow
from app.submissions.case_messages import CaseMessage
from app.submissions.models import Submission
from tests.service import Service

Equation = dict[str, int]
"""Numbers by what they count; all are the same where nothing is lost and nothing is there twice."""


def counted(service: Service) -> dict[str, Equation]:
    """The equations, by what a citizen would call it."""
    cases = _kept(service, "case-system/cases.json")
    archived = _kept(service, "getorganized/cases.json")
    post = _kept(service, "digital-post/messages.json")
    numbers = {(case["id"], case["case_number"]) for case in cases}
    in_archive = {case["number"] for case in archived}
    with service.database.reading.begin() as session:
        filed = session.execute(select(Submission.id, Submission.filed_as)).all()
        attachments = _number(session, AttachmentRow)
        return {
            "sent": {
                "submissions": len(filed),
                "transactions": _number(session, Fact, Fact.kind == facts.TRANSACTION),
                # Kept beside what was attached; one that nobody owns would be one too many.
                "receipts": _number(session, File) - attachments,
                "cases": len(cases) + len(archived),
                "filed": sum(
                    (str(row.id), row.filed_as) in numbers or row.filed_as in in_archive
                    for row in filed
                ),
            },
            "letters": {
                "promised": _number(session, Errand, Errand.kind == "send_letter"),
                "taken": _of_kind(post, memo.LETTER),
            },
            "sms": {
                "promised": _number(session, Errand, Errand.kind == "send_sms"),
                "taken": _of_kind(post, memo.SMS),
            },
            "attachments": {
                "kept": attachments,
                # Beside each case's receipt.
                "archived": sum(len(case["documents"]) - 1 for case in archived),
            },
            "messages": {
                "kept": _number(session, CaseMessage),
                "told": sum(len(case["told"]) for case in cases),
            },
        }


def interrupted(service: Service) -> dict[str, int]:
    """Attempts that whoever was at it never ended, by the kind of errand."""
    with service.database.reading.begin() as session:
        found = session.execute(
            select(Errand.kind, func.count().label("number"))
            .join(Attempt, Attempt.errand_id == Errand.id)
            .where(Attempt.outcome.is_(None))
            .group_by(Errand.kind)
        )
        return {row.kind: row.number for row in found}


def _of_kind(post: list[dict[str, Any]], kind: str) -> int:
    return sum(each["kind"] == kind for each in post)


def _kept(service: Service, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{service.standins}/{path}", timeout=60).json()
    return found


def _number(session: Session, table: type[Any], *those: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*those)) or 0
