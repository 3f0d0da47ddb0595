"""Sealing anew with the newest key what an older one sealed, while the service runs.

Read, sealed and written in small bites, and written only where nobody has changed it meanwhile:
the service's own change wins, and is sealed with the newest key by itself.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Column, LargeBinary, Table, bindparam, func, literal, select, type_coerce
from sqlalchemy import literal_column as number
from sqlalchemy import update as change
from sqlalchemy.engine import CursorResult

from app.commands.batches import next_batch
from app.commands.soundness import sealed_columns
from app.database import Database
from app.sealed import KEY_ID_BYTES, CannotOpen, SealedBytes, SealedJSON, keys, seal, unseal


@dataclass
class Resealed:
    """How many values of each sealed column were sealed anew, and how many none of our keys opens,
    by the place they are sealed for."""

    anew: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)


def reseal(database: Database) -> Resealed:
    """Seal anew, once through all that is sealed."""
    done = Resealed()
    for column in sealed_columns():
        _reseal_column(database, column, done)
    return done


def _reseal_column(database: Database, column: Column[Any], done: Resealed) -> None:
    table, raw = column.table, type_coerce(column, LargeBinary)
    assert isinstance(table, Table)
    assert isinstance(column.type, SealedJSON | SealedBytes)
    sealed_for = column.type.place
    key_id = func.substr(raw, number("2"), number(str(KEY_ID_BYTES)), type_=LargeBinary)
    sealed_before = select(*table.primary_key.columns, raw).where(
        column.is_not(None), key_id != literal(keys()[0].name, LargeBinary)
    )
    last = None
    while True:
        with database.reading.begin() as session:
            rows = next_batch(session, sealed_before, table, last)
        if not rows:
            return
        last = rows[-1]
        changes = []
        for row in rows:
            old = row[-1]
            try:
                new = seal(unseal(old, sealed_for), sealed_for)
            except CannotOpen:
                done.closed[sealed_for] += 1
            else:
                named = {f"key_{place}": row[place] for place in range(len(row) - 1)}
                changes.append({**named, "old": old, "new": new})
        done.anew[sealed_for] += _write(database, table, column, changes)


def _write(
    database: Database, table: Table, column: Column[Any], changes: list[dict[str, Any]]
) -> int:
    """How many rows were still as they were read."""
    if not changes:
        return 0
    whose = [
        key == bindparam(f"key_{place}", type_=key.type)
        for place, key in enumerate(table.primary_key.columns)
    ]
    as_read = type_coerce(column, LargeBinary) == bindparam("old", type_=LargeBinary)
    new = type_coerce(bindparam("new", type_=LargeBinary), LargeBinary)
    with database.writing.begin() as session:
        written = session.execute(
            change(table).where(*whose, as_read).values({column: new}), changes
        )
    return cast(CursorResult[Any], written).rowcount
