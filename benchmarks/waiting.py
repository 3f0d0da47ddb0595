"""Submissions that wait to be delivered, as many as wanted: `python -m benchmarks.waiting NUMBER`.

Each is a real one: its columns are those of a submission that was sent, sealed as they were, with
an id and a reference of its own, and a delivery promised. Only the database copies, so a hundred
thousand are made in a minute.
"""

import sys
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, bindparam, select

from app.clock import now
from app.database import Base, database, table_of
from app.every_table import every_table
from app.ids import new_id
from app.outbox import DELIVER
from app.outbox.models import Errand
from app.submissions.models import Draft, Submission
from app.submissions.reference import new_reference

AT_A_TIME = 1000


def main(number: int) -> None:
    every_table()
    with database().writing.begin() as session:
        template = session.scalars(select(Errand).where(Errand.kind == DELIVER).limit(1)).one()
        submission = session.get_one(Submission, template.submission_id)
        # The template may be delivered already; its copies are not.
        copies = (
            (_copy_of(Draft, submission.draft_id, "id"), "draft"),
            (_copy_of(Submission, submission.id, *NEW[Submission]), "submission"),
            (_copy_of(Errand, template.id, *NEW[Errand]), "errand"),
        )
    references = _references(number)
    for begun in range(0, number, AT_A_TIME):
        new = [_new_rows(each) for each in references[begun : begun + AT_A_TIME]]
        with database().writing.begin() as session:
            for statement, kind in copies:
                session.execute(statement, [each[kind] for each in new])


NEW: dict[type[Base], tuple[str, ...]] = {
    Submission: ("id", "draft_id", "reference", "filed_as", "filed_at", "keep_until"),
    Errand: (
        *("id", "submission_id", "key", "promised_at", "tries_since", "due_at", "leased_until"),
        *("attempts", "failures", "last_problem", "notes", "done_at"),
    ),
}


def _copy_of(mapped: type[Base], template: UUID, *new: str) -> Executable:
    """A row as the template's but for the columns that are `new`; nothing is opened or sealed."""
    table = table_of(mapped)
    columns = [
        bindparam(each.name, type_=each.type) if each.name in new else each
        for each in table.columns
    ]
    copied = select(*columns).where(table.c.id == template)
    return table.insert().from_select([each.name for each in table.columns], copied)


def _references(number: int) -> list[str]:
    """Each another: of a hundred thousand by chance two are the same every other time."""
    found: set[str] = set()
    while len(found) < number:
        found.add(new_reference())
    return list(found)


def _new_rows(reference: str) -> dict[str, dict[str, Any]]:
    moment, draft, submission = now(), new_id(), new_id()
    return {
        "draft": {"id": draft},
        "submission": {
            **dict.fromkeys(NEW[Submission]),
            "id": submission,
            "draft_id": draft,
            "reference": reference,
        },
        "errand": {
            **dict.fromkeys(NEW[Errand]),
            "id": new_id(),
            "submission_id": submission,
            "key": f"deliver:{submission}",
            "promised_at": moment,
            "tries_since": moment,
            "due_at": moment,
            "attempts": 0,
            "failures": 0,
        },
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
