"""Delivers a submission (indsendelse) to its case system: the errands `deliver` and `attach`.

Read, close the session, ask, write: no transaction is open while a remote system thinks. Between
its answer and our writing it down we may die; then it is asked again, and answers the same.
"""

from collections.abc import Callable
from dataclasses import replace

from app.database import Database
from app.integrations.case_files import attachments_of, case_file_of, receipt_of
from app.integrations.case_systems import (
    Account,
    CaseFile,
    CaseSystem,
    Message,
    NotSetUp,
)
from app.integrations.case_systems.events import Events
from app.integrations.case_systems.filedrop import FileDrop
from app.integrations.case_systems.getorganized import GetOrganized
from app.integrations.case_systems.sbsys import Sbsys
from app.integrations.case_systems.sf2900 import Sf2900
from app.integrations.filing import filed
from app.municipalities.municipality import Municipality, read
from app.outbox import name_of
from app.outbox.models import Errand
from app.outbox.notes import ErrandNotes
from app.outbox.outcomes import Done, HandedOver, NotYet
from app.submissions.models import Submission

# How each kind of case system is opened, with the municipality's account there.
CASE_SYSTEMS: dict[str, Callable[[Account], CaseSystem]] = {
    "events": Events,
    "sbsys": Sbsys,
    "filedrop": FileDrop,
    "getorganized": GetOrganized,
    "sf2900": Sf2900,
}


def deliver(database: Database, errand: Errand) -> Done | HandedOver:
    """File the submission; the first answer wins.

    Raises `NotYet`, `Unavailable` or `Refused`.
    """
    case_system, case_file = opened(database, errand)
    if case_file.case_number:
        return Done()
    if case_file.receipt is None and case_system.WANTS_RECEIPT:
        raise NotYet("Afleveringen venter på kvitteringen.")
    told = replace(case_file, attachments=()) if case_system.DOCUMENTS_ALONE else case_file
    case_number = case_system.file(told, ErrandNotes(database, errand))

    if case_number is None:
        return HandedOver()
    return Done(
        lambda session: filed(
            session,
            errand.submission_id,
            case_number,
            name_of(errand.target),
            documents_alone=case_system.DOCUMENTS_ALONE,
        )
    )


def attach(database: Database, errand: Errand) -> Done:
    """Hand one attachment, which the errand is about, to a case that is there.

    Raises `NotYet`, `Unavailable` or `Refused`.
    """
    case_system, case_file = opened(database, errand)
    if not case_file.case_number:
        raise NotYet("Bilaget venter på, at sagen er afleveret.")
    documents = [each for each in case_file.attachments if each.id == errand.about]
    message = Message(errand.about, "attached", case_file.submitted_at, documents=documents)
    case_system.tell(case_file, message, ErrandNotes(database, errand))
    return Done()


def opened(database: Database, errand: Errand) -> tuple[CaseSystem, CaseFile]:
    """The case system that has the errand's submission or is to have it, and all it is told."""
    with database.reading.begin() as session:
        submission = session.get_one(Submission, errand.submission_id)
        municipality = read(session, submission.municipality_code)
        assert municipality is not None
        documents = (session, database, submission, municipality)
        case_file = case_file_of(
            submission, municipality, receipt_of(*documents), attachments_of(*documents)
        )
        # Once it is filed, where it is filed: an errand may have been begun before it was moved.
        name = submission.filed_in or name_of(errand.target)
    return case_system_of(municipality, submission.form_slug, name), case_file


def case_system_of(municipality: Municipality, form_slug: str, name: str) -> CaseSystem:
    """The municipality's case system of that name, set up for the form; raises `NotSetUp` while
    there is none. What is said of a form's system is said of the one it is usually sent to."""
    offer = municipality.offers.get(form_slug)
    setup = municipality.case_systems.get(name)
    if setup is None or not setup.url:
        raise NotSetUp("Kommunens opsætning mangler et fagsystem til denne formular.")
    of_form = offer.case_system_options if offer and offer.case_system == name else {}
    options = {**setup.options, **of_form}
    return CASE_SYSTEMS[setup.kind](Account(setup.name, setup.url, setup.secret, options))
