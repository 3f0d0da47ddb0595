"""The digests of citizens in the access log and beside their contact data, made anew from the CPR
number that is sealed in the same row."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app import contacts
from app.access_log import AccessLogHead, AccessLogRow, digested
from app.contacts import ContactRow
from app.database import Base
from app.rekeying import Rekeying
from app.sealed import with_newest_key


def _rule(table: type[Base], digest: str, sealed: str, named: Callable[[Row[Any]], str]) -> Rekeying:
    """How the one digest of a table is made of what `named` finds in the row."""

    def anew(_: Session, rows: Sequence[Row[Any]]) -> Iterator[dict[str, bytes | None]]:
        for row in rows:
            yield {digest: with_newest_key(getattr(row, digest), [named(row)])}

    return Rekeying(table, (digest,), ("municipality_code", sealed), anew)


# An entry noted meanwhile goes under the digest of its head, so the heads come first.
ACCESS_LOG_HEADS = _rule(
    AccessLogHead,
    "subject_digest",
    "subject",
    lambda row: digested(row.municipality_code, row.subject),
)
ACCESS_LOG = _rule(
    AccessLogRow,
    "subject_digest",
    "entry",
    lambda row: digested(row.municipality_code, row.entry["subject"]),
)
CONTACTS = _rule(
    ContactRow,
    "citizen_digest",
    "contact",
    lambda row: contacts.digested(row.municipality_code, row.contact["cpr"]),
)
