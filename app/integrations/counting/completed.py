"""Tells the counter that a form was completed: the errand `count`."""

from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.integrations.outside import ask
from app.municipalities.municipality import read
from app.outbox import COUNT
from app.outbox.clearing import let_go_of_old
from app.outbox.ending import KEEP_TRYING, drop_as_done
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
        return Done(partial(drop_as_done, errand=errand))
    ask("GET", address)
    return Done()


def let_go_of_counts(session: Session, after: timedelta = KEEP_TRYING) -> None:
    """What could not be counted in ten days never is: a figure is nothing to wait for, and nothing
    for a person to do by hand."""
    let_go_of_old(session, (COUNT,), now() - after)
