"""Tells the counter that a form was completed: the errand `count`."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.integrations.outside import ask
from app.municipalities.municipality import read
from app.outbox import COUNT
from app.outbox.ending import KEEP_TRYING
from app.outbox.models import Errand
from app.outbox.outcomes import Done
from app.submissions.models import Submission


def count(database: Database, errand: Errand) -> Done:
    """Ask for the address of the form's completion; where the municipality has taken it away
    meanwhile, there is nothing more to do. Raises `Unavailable` or `Refused`.

    Where the answer is lost it may be counted twice: a counter knows no id to be told by.
    """
    with database.reading.begin() as session:
        submission = session.get_one(Submission, errand.submission_id)
        municipality = read(session, submission.municipality_code)
    assert municipality is not None
    offer = municipality.offers.get(submission.form_slug)
    address = offer.counting.get("completed") if offer else None
    if not address:
        return Done(lambda session: _dropped(session, errand))
    ask("GET", address)
    return Done()


def let_go_of_counts(session: Session, after: timedelta = KEEP_TRYING) -> None:
    """What could not be counted in ten days never is: a figure is nothing to wait for, and nothing
    for a person to do by hand."""
    moment = now()
    session.execute(
        update(Errand)
        .where(
            Errand.kind == COUNT,
            Errand.done_at.is_(None),
            Errand.leased_until.is_(None),
            Errand.tries_since < moment - after,
        )
        .values(done_at=moment, dropped_at=moment, gave_up_at=None),
        execution_options={"synchronize_session": False},
    )


def _dropped(session: Session, errand: Errand) -> None:
    session.execute(update(Errand).where(Errand.id == errand.id).values(dropped_at=now()))
