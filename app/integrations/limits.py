"""How each target may be asked: as its municipality has said of its case system."""

import time

from sqlalchemy import select

from app.database import Database
from app.municipalities.models import CaseSystemRow
from app.outbox import target_of
from app.outbox.targets import Limit

REMEMBER_SECONDS = 5.0

_remembered: dict[int, tuple[float, dict[str, Limit]]] = {}


def limits_of_targets(database: Database) -> dict[str, Limit]:
    """By target; one that is not there has the usual limit. At most five seconds old."""
    read_at, found = _remembered.get(id(database), (0.0, {}))
    if time.monotonic() - read_at < REMEMBER_SECONDS:
        return found
    with database.reading.begin() as session:
        rows = session.execute(
            select(
                CaseSystemRow.municipality_code,
                CaseSystemRow.name,
                CaseSystemRow.most_at_once,
                CaseSystemRow.most_per_minute,
            )
        ).all()
    found = {target_of(code, name): Limit(*limit) for code, name, *limit in rows}
    _remembered.clear()
    _remembered[id(database)] = (time.monotonic(), found)
    return found
