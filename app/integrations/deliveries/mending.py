"""What staff change about errands: try again, send elsewhere, done by hand; each is noted."""

import time
from collections.abc import Callable, Collection
from uuid import UUID

import structlog
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, load_only

from app import outbox
from app.auth.kle import covered
from app.auth.people import Staff
from app.database import Database
from app.integrations.deliveries.errands import WholeErrand
from app.integrations.deliveries.lists import State, in_state
from app.integrations.deliveries.opening import CORRECTED, DONE_BY_HAND, MOVED, PRESSED
from app.integrations.filing import filed, waiting_for_case
from app.municipalities.models import MunicipalityRow
from app.municipalities.municipality import Municipality
from app.municipalities.offering import offer_of, offer_value
from app.outbox import DELIVER, Errand, by_people, target_of
from app.submissions.looks import note_accesses
from app.submissions.models import Submission

# So many in one transaction, so that nobody else waits long for it.
BATCH = 100
# Then the page answers, and says how many are left.
BUDGET_SECONDS = 5.0

log = structlog.get_logger()

# What the access log needs to know of a submission.
_WHOSE = load_only(
    Submission.municipality_code, Submission.reference, Submission.applicant, Submission.acted_by
)


def try_these_again(
    session: Session, municipality: Municipality, staff: Staff, errands: Collection[UUID]
) -> int:
    """Due now, with ten new days to succeed in; how many there still were to try."""
    asked = _of_staff(municipality, staff).where(
        Errand.id.in_(errands), Errand.done_at.is_(None), by_people.nobody_at_it()
    )
    return _try_again(session, staff, asked)


def try_all_again(database: Database, municipality: Municipality, staff: Staff, target: str) -> int:
    """The same for all that wait for a person at a target, the oldest first, a batch at a time and
    for some seconds at most; how many."""
    asked = (
        _of_staff(municipality, staff)
        .where(Errand.target == target_of(municipality.code, target), *in_state(State.STUCK))
        .order_by(Errand.promised_at)
        .limit(BATCH)
    )
    return _in_batches(database, lambda session: _try_again(session, staff, asked))


def move(
    session: Session, municipality: Municipality, staff: Staff, found: WholeErrand, case_system: str
) -> int:
    """Send the case to another of the municipality's case systems; 0 if somebody was first."""
    asked = _movable(municipality, staff, found).where(Errand.id == found.errand.id)
    return _move(session, municipality, staff, asked, case_system)


def move_all(
    database: Database,
    municipality: Municipality,
    staff: Staff,
    found: WholeErrand,
    case_system: str,
) -> int:
    """The same for every case of that form that waits at the same target."""
    asked = (
        _movable(municipality, staff, found)
        .where(Submission.form_slug == found.submission.form_slug)
        .order_by(Errand.promised_at)
        .limit(BATCH)
    )
    return _in_batches(
        database, lambda session: _move(session, municipality, staff, asked, case_system)
    )


def send_form_to(
    session: Session, municipality: Municipality, form_slug: str, case_system: str
) -> None:
    """From now on the form is sent there."""
    row = session.get_one(MunicipalityRow, municipality.code)
    offer = offer_of(session, row, form_slug, new=False)
    log.info(
        "form sent elsewhere",
        municipality=municipality.code,
        form=form_slug,
        before=offer.case_system,
        now=case_system,
    )
    offer_value(session, offer, "case_system", case_system)


def done_by_hand(
    session: Session, staff: Staff, found: WholeErrand, note: str, case_number: str
) -> bool:
    """One of the staff has done it; where it was a case to be filed, it is filed under the number
    they say, with its attachments, which they have laid there too. False if it was done
    already."""
    if not by_people.done_by_hand(session, found.errand, staff.name, note):
        return False
    if found.errand.kind == DELIVER:
        filed(session, found.submission.id, case_number, found.target)
    note_accesses(session, staff, [found.submission], "change", DONE_BY_HAND)
    return True


def correct_case_number(
    session: Session, staff: Staff, found: WholeErrand, case_number: str
) -> None:
    """The case that one of the staff has made has another number than they said: what waits to be
    told to it is tried again from its beginning, with the right one."""
    found.submission.filed_as = case_number
    waiting = waiting_for_case(session, [found.submission.id])
    by_people.move(session, waiting, found.errand.target)
    outbox.try_again(session, waiting)
    note_accesses(session, staff, [found.submission], "change", CORRECTED)


def _in_batches(database: Database, work: Callable[[Session], int]) -> int:
    deadline, changed = time.monotonic() + BUDGET_SECONDS, 0
    while time.monotonic() < deadline:
        with database.writing.begin() as session:
            batch = work(session)
        changed += batch
        if batch < BATCH:
            break
    return changed


def _of_staff(municipality: Municipality, staff: Staff) -> Select[UUID, Submission]:
    return (
        select(Errand.id, Submission)
        .join(Submission, Submission.id == Errand.submission_id)
        .where(Errand.municipality_code == municipality.code, covered(staff.kle, Submission.kle))
        .options(_WHOSE)
        .with_for_update(of=Errand, skip_locked=True)
    )


def _movable(
    municipality: Municipality, staff: Staff, found: WholeErrand
) -> Select[UUID, Submission]:
    """What stands where this errand stands, which no system has taken and nobody is at."""
    return _of_staff(municipality, staff).where(
        Errand.kind == DELIVER,
        Errand.target == found.errand.target,
        Errand.done_at.is_(None),
        Errand.handed_over_at.is_(None),
        by_people.nobody_at_it(),
        Submission.filed_at.is_(None),
    )


def _try_again(session: Session, staff: Staff, asked: Select[UUID, Submission]) -> int:
    rows = session.execute(asked).all()
    note_accesses(session, staff, [submission for _, submission in rows], "change", PRESSED)
    outbox.try_again(session, [errand_id for errand_id, _ in rows])
    return len(rows)


def _move(
    session: Session,
    municipality: Municipality,
    staff: Staff,
    asked: Select[UUID, Submission],
    case_system: str,
) -> int:
    rows = session.execute(asked).all()
    note_accesses(session, staff, [submission for _, submission in rows], "change", MOVED)
    moved = [errand_id for errand_id, _ in rows]
    with_them = waiting_for_case(session, [submission.id for _, submission in rows])
    by_people.move(session, [*moved, *with_them], target_of(municipality.code, case_system))
    outbox.try_again(session, moved)
    return len(moved)
