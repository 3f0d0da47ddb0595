"""How long cases usually take, counted from facts without any person in them."""

from datetime import timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import today
from app.facts import ANSWER, Fact

LOOKED_BACK = timedelta(days=90)
# Of fewer, one says too much of another's case, and too little of one's own.
LEAST = 5


def usual_days(session: Session, municipality_code: str, form_slug: str) -> int | None:
    """The median of days from sending to the answer, of the last 90 days' answers to the form here;
    None where they are fewer than five."""
    counted = session.execute(
        select(Fact.days, func.count().label("times"))
        .where(
            Fact.kind == ANSWER,
            Fact.municipality_code == municipality_code,
            Fact.form_slug == form_slug,
            Fact.day > today() - LOOKED_BACK,
        )
        .group_by(Fact.days)
        .order_by(Fact.days)
    ).all()
    days = [each.days for each in counted for _ in range(each.times)]
    return int(median(days) + 0.5) if len(days) >= LEAST else None
