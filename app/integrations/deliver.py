"""Delivers a submission (indsendelse) to its case system: the errand `deliver`.

Read, close the session, ask, write: no transaction is open while a remote system thinks. Between
its answer and our writing it down we may die; then it is asked again, and answers the same.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.integrations.case_files import case_file_of, receipt_of
from app.integrations.case_systems import Account, CaseSystem, Unavailable
from app.integrations.case_systems.events import Events
from app.integrations.case_systems.filedrop import FileDrop
from app.integrations.case_systems.getorganized import GetOrganized
from app.integrations.case_systems.sbsys import Sbsys
from app.municipalities.municipality import Municipality, read
from app.outbox import Done, HandedOver, NotYet
from app.outbox.models import Errand
from app.outbox.notes import ErrandNotes
from app.submissions.models import Submission

# How each kind of case system is opened, with the municipality's account there.
CASE_SYSTEMS: dict[str, Callable[[Account], CaseSystem]] = {
    "events": Events,
    "sbsys": Sbsys,
    "filedrop": FileDrop,
    "getorganized": GetOrganized,
}


def deliver(database: Database, errand: Errand) -> Done | HandedOver:
    """File the submission; the first answer wins.

    Raises `NotYet`, `Unavailable` or `Refused`.
    """
    with database.reading.begin() as session:
        submission = session.get_one(Submission, errand.submission_id)
        municipality = read(session, submission.municipality_code)
        assert municipality is not None
        receipt = receipt_of(session, database, submission, municipality)
    if submission.filed_at is not None:
        return Done()
    case_system = case_system_of(municipality, submission.form_slug)
    if receipt is None and case_system.WANTS_RECEIPT:
        raise NotYet("Afleveringen venter på kvitteringen.")

    case_file = case_file_of(submission, municipality, receipt)
    case_number = case_system.file(case_file, ErrandNotes(database, errand.id))
    if case_number is None:
        return HandedOver()
    return Done(partial(filed, submission_id=submission.id, case_number=case_number))


def filed(session: Session, submission_id: UUID, case_number: str) -> None:
    """The case system has the case, under its own number; the first to say so is kept."""
    submission = session.get_one(Submission, submission_id)
    moment = now()
    session.execute(
        update(Submission)
        .where(Submission.id == submission_id, Submission.filed_at.is_(None))
        .values(
            filed_as=case_number,
            filed_at=moment,
            keep_until=moment + timedelta(days=submission.keep_days),
        )
    )


def case_system_of(municipality: Municipality, form_slug: str) -> CaseSystem:
    """The case system the municipality has chosen; raises `Unavailable` while there is none."""
    offer = municipality.offers.get(form_slug)
    setup = municipality.case_systems.get(offer.case_system) if offer else None
    if offer is None or setup is None or not setup.url:
        raise Unavailable("Kommunens opsætning mangler et fagsystem til denne formular.")
    options = {**setup.options, **offer.case_system_options}
    return CASE_SYSTEMS[setup.kind](Account(setup.name, setup.url, setup.secret, options))
