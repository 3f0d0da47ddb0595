"""Who of the staff has looked at a citizen's data or changed something about it, and why.

One insert each, inside the caller's transaction: what is not noted is not shown. The entries about
one citizen, one company or one case that nobody logged in to send are a chain in one municipality:
each holds the SHA-256 of itself and of the one before, so that none can be changed, moved, put in
or taken out unseen (`python -m app verify-log`). A chain cannot miss its own last entry; a head per
chain, kept beside it, does. Whoever can write in both tables can still cut entries off at the start
or the end of a chain, or take a whole one away, and with our keys write others in their place:
against that, the worker logs a digest of all chains each night, and only a log kept elsewhere
holds it.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NewType, Protocol
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Row, UniqueConstraint, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import now
from app.database import Base, table_of
from app.ids import new_id
from app.rekeying import Rekeying
from app.sealed import SealedJSON, digest, digests, with_newest_key

What = Literal["read", "change"]
# Whose data it was, in the words that the sealed entries hold. A citizen's is the number alone, as
# the first chains have it; the other two begin with a letter, so that none can be mistaken.
Subject = NewType("Subject", str)
# What stands before the first entry there ever was.
NOTHING_BEFORE = bytes(32)
SALT_BYTES = 16
# A new chain can be begun by two at once; the second finds the first's head the next time.
TRIES = 3


class AccessLogRow(Base):
    """One look or change by one of the staff (opslag i adgangsloggen).

    `subject_digest` is the keyed digest of the `Subject` named in the sealed entry. The entry is
    `{"subject", "who": {"name", "uuid", "roles"}, "what", "about", "reason", "salt"}`; by the salt
    nobody can guess an entry and try its hash.
    """

    __tablename__ = "access_log"
    __table_args__ = (UniqueConstraint("municipality_code", "subject_digest", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    subject_digest: Mapped[bytes] = mapped_column(LargeBinary)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    entry: Mapped[dict[str, Any]] = mapped_column(SealedJSON("access_log.entry"))
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AccessLogHead(Base):
    """Where a chain begins and ends: `begins_after` is the hash before its first entry,
    which is not number 1 where old ones have been cleared out."""

    __tablename__ = "access_log_heads"

    municipality_code: Mapped[str] = mapped_column(
        ForeignKey("municipalities.code"), primary_key=True
    )
    subject_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    subject: Mapped[str] = mapped_column(SealedJSON("access_log_heads.subject"))
    begins_at: Mapped[int]
    begins_after: Mapped[bytes] = mapped_column(LargeBinary)
    last_number: Mapped[int]
    last_hash: Mapped[bytes] = mapped_column(LargeBinary)


class Reader(Protocol):
    """A member of staff, as far as the log names them."""

    @property
    def name(self) -> str: ...
    @property
    def uuid(self) -> str: ...
    @property
    def roles(self) -> Iterable[str]: ...


@dataclass(frozen=True)
class Access:
    """An entry as it is read; `about` is a reference or empty, `what` is `read` or `change`."""

    at: datetime
    staff_name: str
    staff_roles: Sequence[str]
    what: str
    about: str
    reason: str


def a_citizen(cpr: str) -> Subject:
    """The citizen with that CPR number, ten digits."""
    return Subject(cpr)


def a_company(cvr: str) -> Subject:
    """The company with that CVR number, eight digits."""
    return Subject(f"cvr {cvr}")


def a_case(reference: str) -> Subject:
    """What nobody logged in to send, of which we know no more than its reference."""
    return Subject(f"case {reference}")


def note(
    session: Session,
    *,
    municipality_code: str,
    subject: Subject,
    staff: Reader,
    what: What,
    about: str,
    reason: str,
) -> None:
    """Note one access in the caller's transaction, which shows nothing before it is written.

    `about` is a reference or empty, `reason` plain Danish that the subject reads.
    """
    entry = {
        "subject": subject,
        "who": {"name": staff.name, "uuid": staff.uuid, "roles": sorted(staff.roles)},
        "what": what,
        "about": about,
        "reason": reason,
        "salt": secrets.token_hex(SALT_BYTES),
    }
    for tries_left in reversed(range(TRIES)):
        try:
            with session.begin_nested():
                _append(session, municipality_code, entry)
            return
        except IntegrityError:
            if not tries_left:
                raise


def accesses(session: Session, municipality_code: str, subject: Subject) -> list[Access]:
    """Every access to the subject's data in one municipality, newest first."""
    rows = session.execute(
        select(AccessLogRow.at, AccessLogRow.entry)
        .where(
            AccessLogRow.municipality_code == municipality_code,
            AccessLogRow.subject_digest.in_(digests(digested(municipality_code, subject))),
        )
        .order_by(AccessLogRow.number.desc())
    )
    return [_access(at, entry) for at, entry in rows]


def digested(municipality_code: str, subject: str) -> str:
    """The text whose keyed digest names the subject's chain, in both tables."""
    return f"{municipality_code} access log {subject}"


def hash_of(
    *, number: int, at: datetime, municipality_code: str, entry: Mapping[str, Any], previous: bytes
) -> bytes:
    """The SHA-256 of an entry and of what came before: over JSON in UTF-8 with sorted keys and no
    spaces, the moment in UTC with microseconds (ISO 8601). Of what is unsealed, so that a new key
    breaks no chain."""
    canonical = json.dumps(
        {
            "number": number,
            "at": at.isoformat(timespec="microseconds"),
            "municipality": municipality_code,
            "entry": entry,
            "previous_hash": previous.hex(),
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).digest()


def _append(session: Session, municipality_code: str, entry: Mapping[str, Any]) -> None:
    """Put the entry at the end of its chain. Whoever holds the head holds it: others wait."""
    name = digested(municipality_code, entry["subject"])
    heads = table_of(AccessLogHead)
    head = session.execute(
        select(heads)
        .where(
            heads.c.municipality_code == municipality_code,
            heads.c.subject_digest.in_(digests(name)),
        )
        .with_for_update()
    ).first()
    number = 1 if head is None else head.last_number + 1
    previous = NOTHING_BEFORE if head is None else head.last_hash
    at = now()
    hashed = hash_of(
        number=number, at=at, municipality_code=municipality_code, entry=entry, previous=previous
    )
    chain = {
        "municipality_code": municipality_code,
        "subject_digest": digest(name) if head is None else head.subject_digest,
    }
    end = {"last_number": number, "last_hash": hashed}
    if head is None:
        start = {"subject": entry["subject"], "begins_at": number, "begins_after": previous}
        session.execute(insert(heads), chain | start | end)
    else:
        session.execute(
            update(heads)
            .where(*(heads.c[column] == value for column, value in chain.items()))
            .values(**end)
        )
    row = {"number": number, "at": at, "entry": entry, "previous_hash": previous, "hash": hashed}
    session.execute(insert(table_of(AccessLogRow)), chain | row)


def _access(at: datetime, entry: Mapping[str, Any]) -> Access:
    who = entry["who"]
    return Access(at, who["name"], who["roles"], entry["what"], entry["about"], entry["reason"])


def _anew(_: Session, rows: Sequence[Row[Any]]) -> Iterator[dict[str, bytes | None]]:
    for row in rows:
        whose = digested(row.municipality_code, row.subject)
        yield {"subject_digest": with_newest_key(row.subject_digest, [whose])}


# A chain keeps its head, so that what is noted meanwhile stands in the same chain.
CHAINS = Rekeying(AccessLogHead, ("subject_digest",), ("subject",), _anew, followed_by=AccessLogRow)
