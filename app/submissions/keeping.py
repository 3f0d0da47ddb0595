"""How long a submission is kept: counted from when its case was closed, else from when it was
filed or was last told of.

A case that is under way is not cleared out under the citizen's eyes, and one whose system has gone
silent is not kept for ever. One that waits for the citizen's answer waits for as long as it takes,
and while somebody has complained nothing is cleared out (`complaints.py`).
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.cases.models import CaseEvent
from app.cases.timeline import CLOSED, INFORMATION_REQUESTED
from app.clock import DENMARK
from app.submissions.models import Submission

# A complaint that came on the last day must reach the staff who note it here.
HEARD_OF_WITHIN = timedelta(days=7)


def keep_as_told(
    submission: Submission, events: Sequence[CaseEvent], supplemented_at: datetime | None
) -> None:
    """Set `closed_at` and `keep_until` by all that was told, oldest first, and when the citizen
    last answered.

    An open case is kept `keep_days` after it was filed, after the last that was told of it, and
    after the day its answer is expected, whichever is last; and every one for a week after the last
    day for a complaint, and `keep_days` after a complaint was over. While the citizen is asked for
    something and has not answered there is no such day.
    """
    latest = events[-1] if events else None
    submission.closed_at = latest.at if latest and latest.state == CLOSED else None
    if _waits_for_citizen(latest, supplemented_at):
        submission.keep_until = None
        return
    if submission.closed_at is not None:
        since = [submission.closed_at]
    else:
        since = [_end_of(each.expected_on) for each in events if each.expected_on]
        moments = (submission.filed_at, latest and latest.at, supplemented_at)
        since += [each for each in moments if each]
    if submission.complaint_over_at is not None:
        since.append(submission.complaint_over_at)
    complaints = [
        _end_of(each.complain_by) + HEARD_OF_WITHIN for each in events if each.complain_by
    ]
    if since:
        kept = max(since) + timedelta(days=submission.keep_days)
        submission.keep_until = max([kept, *complaints])


def _waits_for_citizen(latest: CaseEvent | None, supplemented_at: datetime | None) -> bool:
    if latest is None or latest.state != INFORMATION_REQUESTED:
        return False
    return supplemented_at is None or supplemented_at < latest.received_at


def _end_of(day: date) -> datetime:
    """When the day is over in Denmark."""
    return datetime.combine(day + timedelta(days=1), time.min, DENMARK)
