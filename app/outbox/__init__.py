"""The outbox: what we have promised to do, written in the transaction that promises it.

State is timestamps. An errand is done at least once; whoever does it must bear being asked twice.

Whoever claims an errand holds it by its number of attempts, for as long as the lease is renewed.
Whoever lost it, because they slept too long, can no longer put the errand back or give it up, nor
note a step of it (`notes.py`); but work that is done is done, whoever did it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.orm import Session

from app.clock import now
from app.database import table_of
from app.outbox import targets
from app.outbox.by_people import try_again as try_again
from app.outbox.models import Attempt
from app.outbox.models import Errand as Errand
from app.outbox.targets import Limit

RECEIPT = "make_receipt"
DELIVER = "deliver"
ATTACH = "attach"
TELL = "tell"
LETTER = "send_letter"
SMS = "send_sms"
COUNT = "count"
NEWS = "send_news"
NEWS_SMS = "send_news_sms"
NEWS_MAIL = "mail_news"
# Targets that are no case system of a municipality's own.
OURSELVES = "receipts"
DIGITAL_POST = "digital-post"
COUNTING = "counting"
MAIL = "mail"
# Renewed while whoever holds it lives; after that it is anybody's.
LEASE = timedelta(seconds=30)


def target_of(municipality_code: str, name: str) -> str:
    """Where an errand is done, as errands name it."""
    return f"{municipality_code} {name}"


def name_of(target: str) -> str:
    """What its municipality calls it."""
    return target.partition(" ")[2]


def promise(
    session: Session,
    kind: str,
    *,
    key: str,
    target: str,
    submission_id: UUID,
    municipality_code: str,
    about: str = "",
) -> Errand:
    """Promise an errand in the caller's transaction. The key lets there be one of it: a second
    fails with the transaction that it stands in."""
    errand = Errand(
        kind=kind,
        key=key,
        about=about,
        target=target_of(municipality_code, target),
        submission_id=submission_id,
        municipality_code=municipality_code,
    )
    session.add(errand)
    return errand


def claim(
    session: Session,
    kinds: Collection[str],
    *,
    limits: Mapping[str, Limit] | None = None,
    most: int = 1,
) -> Sequence[Errand]:
    """Take up to `most` errands of one target, those that have waited longest; none when there is
    nothing to do, or nobody who may be asked. If we crash, they fall due again by themselves."""
    moment = now()
    for each in targets.waiting(session, moment):
        if not (_is_done_there(kinds, each.target) and each.may_be_asked(moment)):
            continue
        limit = (limits or {}).get(each.target, Limit())
        with session.begin_nested() as looked_at:
            target = targets.held(session, each.target)
            room = min(most, targets.room_at(session, target, limit, moment))
            found = _take(session, kinds, each.target, room, moment) if room else ()
            if found:
                targets.begun(target, len(found), limit, moment)
                return found
            # Nobody holds two targets: whoever holds them in another order would wait for ever.
            looked_at.rollback()
    return ()


def _is_done_there(kinds: Collection[str], target: str) -> bool:
    """Whether any of these kinds is done at the target: what we do ourselves nobody else does."""
    ours = target.endswith(f" {OURSELVES}")
    return any((kind == RECEIPT) == ours for kind in kinds)


def _take(
    session: Session, kinds: Collection[str], target: str, most: int, moment: datetime
) -> Sequence[Errand]:
    found = session.scalars(
        select(Errand)
        .where(
            Errand.target == target,
            Errand.due_at <= moment,
            Errand.done_at.is_(None),
            Errand.gave_up_at.is_(None),
            Errand.kind.in_(kinds),
        )
        .order_by(Errand.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for errand in found:
        errand.due_at = errand.leased_until = moment + LEASE
        errand.attempts += 1
    if found:
        session.flush()
        session.execute(
            insert(table_of(Attempt)),
            [
                {"errand_id": errand.id, "number": errand.attempts, "began_at": moment}
                for errand in found
            ],
        )
    return found


def still_at_it(session: Session, held: Collection[Errand]) -> None:
    """Whoever holds these is alive: their leases begin anew."""
    until = now() + LEASE
    mine = tuple_(Errand.id, Errand.attempts).in_([(each.id, each.attempts) for each in held])
    session.execute(
        update(Errand)
        .where(mine, Errand.leased_until.is_not(None))
        .values(due_at=until, leased_until=until)
    )
