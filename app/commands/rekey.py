"""Making keyed digests anew with the newest key, while the service runs.

Nothing in a digest says which key made it: all rows are read, and those written that are not by
the newest key and that nobody has changed meanwhile.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Column, LargeBinary, Row, Update, bindparam, select, type_coerce
from sqlalchemy import update as change
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError

from app.commands.batches import next_batch
from app.database import Base, Database, table_of
from app.rekeying import Rekeying, set_aside


@dataclass
class Rekeyed:
    """How many rows of each table have new digests, and how many digests could not be found again
    (by column)."""

    anew: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)


def rekey(database: Database, rule: Rekeying, done: Rekeyed) -> None:
    """Make the digests of one table anew, once through all its rows."""
    table = table_of(rule.table)
    keys = list(table.primary_key.columns)
    needed = [table.c[name] for name in (*rule.digests, *rule.needs) if name not in keys]
    asked = select(*keys, *needed, *(_raw(table.c[name]) for name in rule.digests))
    last = None
    while True:
        with database.reading.begin() as session:
            rows = next_batch(session, asked, table, last)
            found = list(rule.anew(session, rows))
        if not rows:
            return
        last = rows[-1]
        changes = []
        for row, anew in zip(rows, found, strict=True):
            for name in (name for name in rule.digests if _is_lost(row, anew, name)):
                done.lost[f"{table.name}.{name}"] += 1
            if any(_is_new(row, anew, name) for name in rule.digests):
                changes.append(_change(rule, row, anew))
        done.anew[table.name] += _write(database, rule, changes)


def _raw(column: Column[Any]) -> Any:
    """The bytes of a digest's column as they stand there, which a sealed one's values are not."""
    return type_coerce(column, LargeBinary).label(f"old_{column.name}")


def _is_lost(row: Row[Any], anew: Mapping[str, Any], name: str) -> bool:
    return anew[name] is None and getattr(row, name) is not None


def _is_new(row: Row[Any], anew: Mapping[str, Any], name: str) -> bool:
    return anew[name] is not None and anew[name] != getattr(row, name)


def _change(rule: Rekeying, row: Row[Any], anew: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for name in rule.digests:
        values[f"old_{name}"] = getattr(row, f"old_{name}")
        values[f"new_{name}"] = getattr(row, name) if anew[name] is None else anew[name]
    keys = table_of(rule.table).primary_key.columns
    return values | {f"key_{place}": row[place] for place, _ in enumerate(keys)}


def _write(database: Database, rule: Rekeying, changes: list[dict[str, Any]]) -> int:
    """How many rows were still as they were read. A row that would be another's double is written
    with what gives way set aside."""
    if not changes:
        return 0
    try:
        return _write_at_once(database, rule, changes)
    except IntegrityError:
        if rule.gives_way is None:
            raise
        if len(changes) > 1:
            return sum(_write(database, rule, [each]) for each in changes)
        (alone,) = changes
        return _write_at_once(database, rule, [alone | {f"new_{rule.gives_way}": set_aside()}])


def _write_at_once(database: Database, rule: Rekeying, changes: list[dict[str, Any]]) -> int:
    table = table_of(rule.table)
    whose = [
        key == bindparam(f"key_{place}", type_=key.type)
        for place, key in enumerate(table.primary_key.columns)
    ]
    as_read = [
        type_coerce(table.c[name], LargeBinary).is_not_distinct_from(
            bindparam(f"old_{name}", type_=LargeBinary)
        )
        for name in rule.digests
    ]
    new = {
        table.c[name]: bindparam(f"new_{name}", type_=table.c[name].type) for name in rule.digests
    }
    with database.writing.begin() as session:
        written = session.execute(change(table).where(*whose, *as_read).values(new), changes)
        if rule.followed_by is not None:
            session.execute(_follow(rule, rule.followed_by), changes)
    return cast(CursorResult[Any], written).rowcount


def _follow(rule: Rekeying, followed_by: type[Base]) -> Update:
    """One statement more, after the lock on the row: what was added before it follows too."""
    table, keys = table_of(followed_by), table_of(rule.table).primary_key.columns
    whose = [
        table.c[key.name] == bindparam(f"key_{place}", type_=key.type)
        for place, key in enumerate(keys)
    ]
    moved: dict[Column[Any], Any] = {
        table.c[name]: bindparam(f"new_{name}") for name in rule.digests if name in keys
    }
    return change(table).where(*whose).values(moved)
