"""The digests of grantor and holder, made anew from the people sealed in the same row."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.auth.powers.models import PowerOfAttorney
from app.auth.powers.powers import digest_name
from app.rekeying import Rekeying
from app.sealed import with_newest_key

DIGEST_OF = {"grantor": "grantor_digest", "holder": "holder_digest"}


def _anew(_: Session, rows: Sequence[Row[Any]]) -> Iterator[dict[str, bytes | None]]:
    for row in rows:
        yield {
            column: with_newest_key(
                getattr(row, column), [digest_name(row.municipality_code, row.people[who]["cpr"])]
            )
            for who, column in DIGEST_OF.items()
        }


POWERS = Rekeying(
    PowerOfAttorney, tuple(DIGEST_OF.values()), ("municipality_code", "people"), _anew
)
