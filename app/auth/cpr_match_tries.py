"""Three tries at a CPR number in fifteen minutes, counted per person at the provider.

A new login gives no new tries, and several processes count together.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.auth.cpr_match_models import CprMatchTries
from app.clock import now
from app.sealed import digest, digests

MOST = 3
WITHIN = timedelta(minutes=15)


class NoTriesLeft(Exception):
    """Nobody may try for this person just now; `seconds` until they may."""

    def __init__(self, seconds: int) -> None:
        super().__init__("no tries left")
        self.seconds = seconds


def take(session: Session, issuer: str, uuid: str) -> int:
    """Use a try, before the broker is asked; gives how many are left. Raises `NoTriesLeft`."""
    row = _row(session, _who(issuer, uuid))
    moment = now()
    tried = _lately(row, moment)
    if len(tried) >= MOST:
        raise NoTriesLeft(_seconds_until_free(tried, moment))
    row.tried_at = [each.isoformat() for each in [*tried, moment]]
    row.last_tried_at = moment
    return MOST - len(row.tried_at)


def give_back(session: Session, issuer: str, uuid: str) -> None:
    """Forget the newest try: the broker never answered it."""
    row = _row(session, _who(issuer, uuid))
    row.tried_at = row.tried_at[:-1]


def forget(session: Session, issuer: str, uuid: str) -> None:
    """Forget all tries: the right number was typed."""
    session.delete(_row(session, _who(issuer, uuid)))


def refuse_without(session: Session, issuer: str, uuid: str) -> None:
    """Raise `NoTriesLeft` where a try would, without using one."""
    row = _found(session, _who(issuer, uuid))
    moment = now()
    tried = [] if row is None else _lately(row, moment)
    if len(tried) >= MOST:
        raise NoTriesLeft(_seconds_until_free(tried, moment))


def _row(session: Session, who: str) -> CprMatchTries:
    """The person's row, locked, so that tries at the same time wait in line."""
    if (row := _found(session, who, lock=True)) is not None:
        return row
    try:
        with session.begin_nested():
            row = CprMatchTries(who_digest=digest(who), who=who, tried_at=[])
            session.add(row)
    except IntegrityError:
        # Somebody else's first try came between.
        row = _found(session, who, lock=True)
        if row is None:
            raise
    return row


def _found(session: Session, who: str, *, lock: bool = False) -> CprMatchTries | None:
    found = select(CprMatchTries).where(CprMatchTries.who_digest.in_(digests(who)))
    return session.scalars(found.with_for_update() if lock else found).first()


def _lately(row: CprMatchTries, moment: datetime) -> list[datetime]:
    tried = [datetime.fromisoformat(each) for each in row.tried_at]
    return [each for each in tried if each > moment - WITHIN]


def _seconds_until_free(tried: list[datetime], moment: datetime) -> int:
    return int((min(tried) + WITHIN - moment).total_seconds()) + 1


def _who(issuer: str, uuid: str) -> str:
    return f"{issuer} {uuid}"
