"""How keyed digests follow a new secret: each part says how those of its tables are made anew.

A digest cannot be opened. What it is of is found again among what is sealed beside it, or among
what lives on elsewhere. What nobody can meet any more is set aside: random bytes, fewer than a
digest has, so that it is known again and stands in nobody's way.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.database import Base

DIGEST_BYTES = hashlib.sha256().digest_size
SET_ASIDE_BYTES = 16


@dataclass(frozen=True)
class Rekeying:
    """The keyed digests of one table, by the names of their columns, and how they are made anew.

    `anew` is given rows with the primary key, `digests` and `needs`, and says for each row, in the
    same order, the value of each digest by the newest key: the same for what is that already, None
    for what cannot be found again and is not to be lost. It reads what else it needs in the
    session, which sees everything that stood there before the rows. `gives_way` is what is set
    aside in a row that would otherwise be another's double. The rows of `followed_by` hold the
    primary key of this table, under the same names, and take it over in the same transaction.
    """

    table: type[Base]
    digests: tuple[str, ...]
    needs: tuple[str, ...]
    anew: Callable[[Session, Sequence[Row[Any]]], Iterable[Mapping[str, Any]]]
    gives_way: str | None = None
    followed_by: type[Base] | None = None


def is_digest(kept: bytes | None) -> bool:
    """Whether a column holds a digest: not nothing, and not something set aside."""
    return kept is not None and len(kept) == DIGEST_BYTES


def set_aside() -> bytes:
    """What stands in the place of a digest that nobody can meet any more."""
    return os.urandom(SET_ASIDE_BYTES)
