"""The digests of visits that have opened a receipt, made anew while their session is there."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.receipts.models import UnlockedReceipt
from app.rekeying import Rekeying, is_digest, set_aside
from app.submissions.rekeying import newest_of_visits


def _anew(session: Session, rows: Sequence[Row[Any]]) -> Iterator[dict[str, bytes]]:
    visits = newest_of_visits(session)
    for row in rows:
        kept = row.session_digest
        yield {"session_digest": visits.get(kept) or set_aside() if is_digest(kept) else kept}


# One visit that opened the same receipt under two secrets: one of the two rows is enough.
UNLOCKED_RECEIPTS = Rekeying(
    UnlockedReceipt, ("session_digest",), (), _anew, gives_way="session_digest"
)
