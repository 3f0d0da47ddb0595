"""Large tables in small bites: some rows at a time, in the order of their primary key."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, Table, literal, tuple_
from sqlalchemy.orm import Session

# A row of a file is 256 KiB at most.
ROWS_AT_A_TIME = 50


def next_batch(
    session: Session, asked: Select[Any], table: Table, after: Row[Any] | None
) -> Sequence[Row[Any]]:
    """The next rows of what is asked for, whose first columns are the table's primary key, after
    the last row of the batch before; empty at the end."""
    keys = list(table.primary_key.columns)
    if after is not None:
        last = (literal(after[place], key.type) for place, key in enumerate(keys))
        asked = asked.where(tuple_(*keys) > tuple_(*last))
    return session.execute(asked.order_by(*keys).limit(ROWS_AT_A_TIME)).all()
