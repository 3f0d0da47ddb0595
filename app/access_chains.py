"""The chains of the access log: whether they are whole, what is too old for them, and the digest
of them all that a log kept elsewhere holds."""

import hashlib
import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import (
    LargeBinary,
    Row,
    and_,
    delete,
    exists,
    func,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from app.access_log import AccessLogHead, AccessLogRow, digested, hash_of
from app.clock import DENMARK, now, today
from app.database import table_of
from app.sealed import CannotOpen, SealedJSON, digests, unseal

# Longer than a claim for compensation lives (forældelsesloven § 3: three years from when somebody
# knew of it), and no longer, since it tells about the citizen and about the staff.
KEEP = timedelta(days=5 * 365)
# So long a digest can be made again and compared: it holds nothing that is cleared out by then.
COMPARABLE = timedelta(days=365)
CHAINS_AT_A_TIME = 1000
ROWS_AT_A_TIME = 500

log = structlog.get_logger()
ROWS = table_of(AccessLogRow)
HEADS = table_of(AccessLogHead)
SAME_CHAIN = and_(
    HEADS.c.municipality_code == ROWS.c.municipality_code,
    HEADS.c.subject_digest == ROWS.c.subject_digest,
)
CHAIN_OF_ROW = tuple_(ROWS.c.municipality_code, ROWS.c.subject_digest)
CHAIN_OF_HEAD = tuple_(HEADS.c.municipality_code, HEADS.c.subject_digest)


@dataclass(frozen=True)
class Broken:
    """The first place where a chain does not hold: whose municipality's, at which number."""

    municipality_code: str
    number: int
    why: str

    def __str__(self) -> str:
        where = f"a chain of municipality {self.municipality_code} at number {self.number}"
        return f"{where}: {self.why}."


@dataclass(frozen=True)
class Digest:
    """One SHA-256 (hexadecimal) over where every chain began and ended at a moment."""

    chains: int
    value: str


def all_chains(session: Session) -> Generator[Broken | None]:
    """Each chain in turn: None for one that is whole, or where it is broken.

    Each of the two statements sees the tables as of one moment, so that nobody needs to stop.
    """
    rows = session.execute(
        select(*_columns())
        .outerjoin(HEADS, SAME_CHAIN)
        .order_by(ROWS.c.municipality_code, ROWS.c.subject_digest, ROWS.c.number)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    with rows:  # whoever stops at the first broken one leaves no cursor open
        for _, chain in groupby(rows, lambda row: (row.municipality_code, row.subject_digest)):
            yield _fault_in(chain)
    without = select(HEADS.c.municipality_code, HEADS.c.begins_at).where(
        ~exists().where(SAME_CHAIN).correlate(HEADS)
    )
    for code, begins_at in session.execute(without):
        yield Broken(code, begins_at, "every entry of it is gone")


def digest_as_of(session: Session, day: date) -> Digest:
    """The digest of all chains as a Danish day began, of the four years before it. What is noted
    later changes it not, and what is changed or taken away among what was noted before does, also
    from the start of a chain. Nor does clearing out change it, for a year."""
    moment = datetime.combine(day, time(), DENMARK)
    ends = (
        select(
            ROWS.c.municipality_code,
            ROWS.c.subject_digest,
            func.min(ROWS.c.number).label("first"),
            func.max(ROWS.c.number).label("number"),
        )
        .where(ROWS.c.at < moment, ROWS.c.at >= moment - (KEEP - COMPARABLE))
        .group_by(ROWS.c.municipality_code, ROWS.c.subject_digest)
        .subquery()
    )
    found = session.execute(
        select(ROWS.c.municipality_code, ends.c.first, ROWS.c.number, ROWS.c.hash)
        .join(
            ends,
            and_(*(ROWS.c[each] == ends.c[each] for each in
                   ("municipality_code", "subject_digest", "number"))),
        )
        # Not by the digest of the subject, which a new key changes.
        .order_by(ROWS.c.municipality_code, ROWS.c.hash)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )  # fmt: skip
    chains, digest = 0, hashlib.sha256()
    for code, first, number, hashed in found:
        chains += 1
        digest.update(f"{code} {first} {number} {hashed.hex()}\n".encode())
    return Digest(chains, digest.hexdigest())


def look_after(session: Session) -> None:
    """Clear out what is too old, and say in the log what an outside one should hold; nightly."""
    cleared = clear_out_old(session)
    digest = digest_as_of(session, today())
    log.info(
        "access log",
        as_of=today().isoformat(),
        chains=digest.chains,
        digest=digest.value,
        chains_shortened=cleared,
    )


def clear_out_old(session: Session) -> int:
    """Take entries older than five years from the start of their chains; how many chains it was.

    The head says where the chain begins from then on, and after which hash; a chain of which
    nothing is left goes, head and all.
    """
    limit = now() - KEEP
    due = _due(session, limit)
    if not due:
        return 0
    kept = ROWS.alias()
    same = and_(
        kept.c.municipality_code == HEADS.c.municipality_code,
        kept.c.subject_digest == HEADS.c.subject_digest,
    )
    first = select(func.min(kept.c.number)).where(same, kept.c.at >= limit).scalar_subquery()
    before = (
        select(kept.c.previous_hash)
        .where(same, kept.c.at >= limit)
        .order_by(kept.c.number)
        .limit(1)
        .scalar_subquery()
    )
    session.execute(
        update(HEADS)
        .where(CHAIN_OF_HEAD.in_(due))
        .values(
            begins_at=func.coalesce(first, HEADS.c.last_number + 1),
            begins_after=func.coalesce(before, HEADS.c.last_hash),
        )
    )
    begins_at = select(HEADS.c.begins_at).where(SAME_CHAIN).scalar_subquery()
    session.execute(delete(ROWS).where(CHAIN_OF_ROW.in_(due), ROWS.c.number < begins_at))
    session.execute(
        delete(HEADS).where(CHAIN_OF_HEAD.in_(due), HEADS.c.begins_at > HEADS.c.last_number)
    )
    return len(due)


def _due(session: Session, limit: datetime) -> Sequence[tuple[str, bytes]]:
    """The chains with something too old, locked by their heads; those in use wait a night.

    Only whole ones: nothing is taken from a chain that has been tampered with, nor from one of
    which a part stands under a new key and a part does not yet.
    """
    old = exists().where(SAME_CHAIN, ROWS.c.at < limit).correlate(HEADS)
    rows = select(func.count()).where(SAME_CHAIN).correlate(HEADS).scalar_subquery()
    found = session.execute(
        select(HEADS.c.municipality_code, HEADS.c.subject_digest)
        .where(old, rows == HEADS.c.last_number - HEADS.c.begins_at + 1)
        .limit(CHAINS_AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    return [(code, subject) for code, subject in found]


def _columns() -> Sequence[Any]:
    """Of each row and its head. What is sealed comes as the bytes it is: a value that cannot be
    opened is a broken chain, and no reason to stop."""
    of_row = ("municipality_code", "subject_digest", "number", "at", "previous_hash", "hash")
    of_head = ("begins_at", "begins_after", "last_number", "last_hash")
    return (
        *(ROWS.c[name] for name in of_row),
        *(HEADS.c[name] for name in of_head),
        type_coerce(ROWS.c.entry, LargeBinary).label("sealed_entry"),
        type_coerce(HEADS.c.subject, LargeBinary).label("sealed_subject"),
    )


def _fault_in(chain: Iterator[Row[Any]]) -> Broken | None:
    last = None
    for row in chain:
        expected = row.begins_at if last is None else last.number + 1
        before = row.begins_after if last is None else last.hash
        why = _fault_of(row, expected, before)
        if why is not None:
            return Broken(row.municipality_code, expected or row.number, why)
        last = row
    assert last is not None
    if (last.number, last.hash) != (last.last_number, last.last_hash):
        return Broken(last.municipality_code, last.number + 1, "the end of it is gone or changed")
    return None


def _fault_of(row: Row[Any], expected: int | None, before: bytes) -> str | None:
    if expected is None:
        return "nothing says where it begins and ends"
    if row.number != expected:
        return "an entry is gone"
    entry = _opened(row.sealed_entry, AccessLogRow.entry.type)
    subject = _opened(row.sealed_subject, AccessLogHead.subject.type)
    if entry is None or subject is None:
        return "what is sealed cannot be opened: it was changed, or a key is missing"
    if entry.get("subject") != subject or row.subject_digest not in digests(
        digested(row.municipality_code, subject)
    ):
        return "the entry is about somebody else"
    if row.previous_hash != before:
        return "the entry does not follow the one before"
    hashed = hash_of(
        number=row.number,
        at=row.at,
        municipality_code=row.municipality_code,
        entry=entry,
        previous=row.previous_hash,
    )
    return None if hashed == row.hash else "the entry was changed"


def _opened(sealed: bytes, column_type: Any) -> Any:
    assert isinstance(column_type, SealedJSON)
    try:
        return json.loads(unseal(sealed, column_type.place))
    except CannotOpen:
        return None
