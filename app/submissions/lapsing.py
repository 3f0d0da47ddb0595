"""Drafts that nobody touches (kladder, der bliver glemt): when they are deleted, and the notice
that is promised a week before.

To touch a draft begins its time anew, and makes a notice that was promised before it void.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.clock import DENMARK, now
from app.submissions.models import Draft

KEEP_DRAFTS = timedelta(days=60)
NOTICE = timedelta(days=7)
# Where nobody was up to promise the notice in time, the draft waits for it to be read.
LEAST_NOTICE = timedelta(days=5)
# When drafts are cleared out, by the Danish clock.
NIGHT_HOUR = 3
AT_ONCE = 1000
OPEN = Draft.submitted_at.is_(None)
PROMISED = Draft.notice_promised_at >= Draft.changed_at

log = structlog.get_logger()


def promise_notices(session: Session) -> bool:
    """Promise to tell whoever has left a draft for 53 days that it will be deleted; the worker does
    it nightly. True if there may be more than are promised in one go.

    Without login there is nobody to tell: they cannot come back to it anyway.
    """
    moment = now()
    unpromised = or_(Draft.notice_promised_at.is_(None), ~PROMISED)
    left = session.scalars(
        select(Draft)
        .where(OPEN, unpromised, Draft.changed_at < moment - KEEP_DRAFTS + NOTICE)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for draft in left:
        draft.notice_promised_at = moment
        draft.notice_due_at = moment if draft.applicant.get("kind") != "anonymous" else None
    told = sum(draft.notice_due_at is not None for draft in left)
    log.info("promised notices", what="drafts", number=told, nobody_to_tell=len(left) - told)
    return len(left) == AT_ONCE


def lapsed() -> Sequence[ColumnElement[bool]]:
    """Which drafts are to be deleted: untouched for sixty days, and told of in good time."""
    moment = now()
    return (
        OPEN,
        Draft.changed_at < moment - KEEP_DRAFTS,
        PROMISED,
        Draft.notice_promised_at < moment - LEAST_NOTICE,
    )


def is_noticed(draft: Draft) -> bool:
    """Whether its notice was promised, and nobody has touched it since."""
    promised = draft.notice_promised_at
    return draft.submitted_at is None and promised is not None and promised >= draft.changed_at


def deleted_on(draft: Draft) -> date:
    """The day in whose small hours it is deleted, if nobody touches it."""
    if draft.notice_promised_at is not None and is_noticed(draft):
        noticed_at = draft.notice_promised_at
    else:
        noticed_at = max(draft.changed_at + KEEP_DRAFTS - NOTICE, now())
    return _night_after(max(draft.changed_at + KEEP_DRAFTS, noticed_at + LEAST_NOTICE))


def _night_after(moment: datetime) -> date:
    danish = moment.astimezone(DENMARK)
    return danish.date() + timedelta(days=1 if danish.hour >= NIGHT_HOUR else 0)
