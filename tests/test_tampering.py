"""Whoever tampers with the access log is found out, and where."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app import access_log
from app.clock import now
from app.database import Database
from app.ids import new_id
from tests.looking import BO, HEADS, ROWS, change, fault, faults, looked, remove


def swap(session: Session) -> None:
    """Let two entries change places."""
    for before, after in ((1, 101), (2, 1), (101, 2)):
        change(before, number=after)(session)


def put_in(session: Session) -> None:
    """An entry in the middle, for which the others have made room."""
    for number in (4, 3):
        change(number, number=number + 1)(session)
    add(session, number=3, after=2)


def put_at_the_end(session: Session) -> None:
    add(session, number=5, after=4)


def add(session: Session, number: int, after: int) -> None:
    """An entry that hashes rightly after another."""
    other = session.execute(select(ROWS).where(ROWS.c.number == after)).one()
    moment, entry = now(), dict(other.entry) | {"reason": "Opdigtet"}
    hashed = access_log.hash_of(
        number=number, at=moment, municipality_code="0657", entry=entry, previous=other.hash
    )
    session.execute(
        insert(ROWS).values(
            id=new_id(),
            municipality_code="0657",
            subject_digest=other.subject_digest,
            number=number,
            at=moment,
            entry=entry,
            previous_hash=other.hash,
            hash=hashed,
        )
    )


def with_another_reason(session: Session) -> None:
    row = session.execute(select(ROWS).where(ROWS.c.number == 3)).one()
    change(3, entry=row.entry | {"reason": "Jeg var nysgerrig"})(session)


def about_another_citizen(session: Session) -> None:
    row = session.execute(select(ROWS).where(ROWS.c.number == 3)).one()
    change(3, entry=row.entry | {"subject": BO})(session)


def unreadable(session: Session) -> None:
    session.connection().exec_driver_sql(
        "UPDATE access_log SET entry = previous_hash WHERE number = 3"
    )


def headless(session: Session) -> None:
    session.execute(delete(HEADS))


def with_a_head_cut_short(session: Session) -> None:
    row = session.execute(select(ROWS).where(ROWS.c.number == 3)).one()
    session.execute(update(HEADS).values(last_number=3, last_hash=row.hash))


@pytest.mark.parametrize(
    ("tamper", "number"),
    [
        (with_another_reason, 3),
        (about_another_citizen, 3),
        (unreadable, 3),
        (change(3, at=now() - timedelta(days=1)), 3),
        (change(3, hash=bytes(32)), 3),
        (change(3, previous_hash=bytes(32)), 3),
        (swap, 1),
        (remove(1), 1),
        (remove(2), 2),
        (remove(2, 3), 2),
        (remove(4), 4),
        (remove(1, 2, 3, 4), 1),
        (put_in, 4),
        (put_at_the_end, 6),
        (headless, 1),
        (with_a_head_cut_short, 5),
    ],
    ids=[
        "another reason", "another citizen", "unreadable", "another moment", "another hash",
        "another hash before", "another order", "the first gone", "one gone", "two gone",
        "the last gone", "all gone", "one put in", "one put at the end", "the head gone",
        "the head cut short",
    ],
)  # fmt: skip
def test_tampering_is_found_where_it_was_done(
    database: Database, tamper: Callable[[Session], Any], number: int
):
    looked(database, 4)
    looked(database, 2, cpr=BO, code="0187")
    assert faults(database) == []
    with database.writing.begin() as session:
        others = session.execute(select(ROWS).where(ROWS.c.municipality_code == "0187")).all()
        session.execute(delete(ROWS).where(ROWS.c.municipality_code == "0187"))
        head = session.execute(select(HEADS).where(HEADS.c.municipality_code == "0187")).one()
        session.execute(delete(HEADS).where(HEADS.c.municipality_code == "0187"))
        tamper(session)
        session.execute(insert(HEADS), head._asdict())
        session.execute(insert(ROWS), [row._asdict() for row in others])
    assert fault(database)[:2] == ("0657", number)


def test_an_entry_moved_to_another_citizens_chain_is_found(database: Database):
    looked(database, 1)
    looked(database, 1, cpr=BO)
    with database.writing.begin() as session:
        one, two = session.execute(select(HEADS)).all()
        session.execute(
            update(ROWS)
            .where(ROWS.c.subject_digest == one.subject_digest)
            .values(subject_digest=two.subject_digest, number=2)
        )
    assert {each.why for each in faults(database)} >= {"every entry of it is gone"}
    assert len(faults(database)) == 2
