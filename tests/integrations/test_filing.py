"""A case is filed the same way whoever says so, once, and what is told later goes where it is."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from app import outbox
from app.database import Database
from app.integrations import deliver
from app.integrations.case_systems.sf2900 import Sf2900
from app.integrations.filing import filed
from app.municipalities import current
from app.municipalities.models import CaseSystemRow, OfferRow
from app.outbox import Errand, ending
from app.submissions import case_messages
from app.submissions.models import Submission
from app.worker.errands import do
from tests.integrations.receipts import a_receipt, distributes, sends_receipt
from tests.integrations.served import the_errand, the_submission
from tests.service import Service
from tests.submissions.uploading import at_pictures, picture, sends_the_rest
from tests.submissions.walks import moves_alone

# By then whoever presses has come to the database, and waits.
SOON_SECONDS = 0.5
RECORDS, PERMITS = "0657 records", "0657 permits"
NUMBER = "2026-4711"
BY_HAND = {"sagsnummer": NUMBER, "note": "Oprettet af mig."}


@pytest.fixture
def sent(service: Service) -> Service:
    """A picture of a rat is on its way to an SF2900; the municipality has another system too, and
    somebody has asked to have it withdrawn, which waits there by mistake."""
    service.app.state.token = distributes(service)
    sends_the_rest(at_pictures(service.browser()).attaches(picture()))
    with service.database.writing.begin() as session:
        row = CaseSystemRow(
            municipality_code="0657", name="permits", kind="events", url="http://x", options={}
        )
        session.add(row)
        submission = session.scalars(select(Submission)).one()
        case_messages.send(session, submission, "withdrawn", "Rotten er væk")
        session.execute(update(Errand).where(Errand.kind == "tell").values(target=PERMITS))
    current.forget()
    return service


def answers_at_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sf2900, "WANTS_RECEIPT", False)
    monkeypatch.setattr(Sf2900, "file", lambda *_: NUMBER)
    do(service.database, claimed(service), {})


def answers_later(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    with service.database.writing.begin() as session:
        (errand,) = outbox.claim(session, [outbox.DELIVER])
        ending.hand_over(session, errand)
    accepts(service)


def is_done_by_hand(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/personale/afleveringer/{the_errand(service.database, 'deliver').id}"
    service.staff("operations").opens(address).posts(f"{address}/gjort-i-haanden", BY_HAND)


def accepts(service: Service, number: str = NUMBER) -> None:
    receipt = a_receipt(the_submission(service.database).id, "ACCEPTERET", f"Sagsnummer: {number}")
    assert sends_receipt(service, service.app.state.token, receipt).status_code == 200


def claimed(service: Service) -> Errand:
    with service.database.writing.begin() as session:
        (errand,) = outbox.claim(session, [outbox.DELIVER])
    return errand


def targets(database: Database, kind: str) -> list[str]:
    with database.reading.begin() as session:
        return list(session.scalars(select(Errand.target).where(Errand.kind == kind)))


@pytest.mark.parametrize(
    ("files", "attachments"),
    [(answers_at_once, [RECORDS]), (answers_later, [RECORDS]), (is_done_by_hand, [])],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_however_it_comes_about_the_same_follows(
    sent: Service,
    monkeypatch: pytest.MonkeyPatch,
    files: Callable[[Service, pytest.MonkeyPatch], None],
    attachments: list[str],
):
    files(sent, monkeypatch)
    submission = the_submission(sent.database)
    assert (submission.filed_as, submission.filed_in) == (NUMBER, "records")
    assert submission.filed_at is not None
    assert submission.keep_until is not None
    assert the_errand(sent.database, "deliver").done_at is not None
    assert targets(sent.database, "tell") == [RECORDS]
    # Whoever does it by hand lays the files on the case too.
    assert targets(sent.database, "attach") == attachments


def test_what_is_said_later_of_a_case_made_by_hand_promises_nothing(
    sent: Service, monkeypatch: pytest.MonkeyPatch
):
    with sent.database.writing.begin() as session:
        (errand,) = outbox.claim(session, [outbox.DELIVER])
        ending.hand_over(session, errand)
    is_done_by_hand(sent, monkeypatch)
    accepts(sent, "17")
    assert the_submission(sent.database).filed_as == NUMBER
    assert targets(sent.database, "attach") == []


def test_told_twice_each_attachment_is_promised_once(
    sent: Service, monkeypatch: pytest.MonkeyPatch
):
    answers_later(sent, monkeypatch)
    accepts(sent)
    with sent.database.writing.begin() as session:
        filed(session, the_submission(sent.database).id, "17", "permits", documents_alone=True)
    assert targets(sent.database, "attach") == [RECORDS]
    assert the_submission(sent.database).filed_in == "records"


def test_where_the_form_goes_from_now_on_is_nothing_to_a_case_that_is_filed(
    sent: Service, monkeypatch: pytest.MonkeyPatch
):
    answers_later(sent, monkeypatch)
    with sent.database.writing.begin() as session:
        session.execute(update(OfferRow).values(case_system="permits"))
        session.execute(update(Errand).where(Errand.kind == "deliver").values(target=PERMITS))
        submission = session.scalars(select(Submission)).one()
        case_messages.send(session, submission, "supplemented", "Den var brun")
    current.forget()
    assert targets(sent.database, "tell") == [RECORDS, RECORDS]


def test_an_errand_that_was_begun_before_it_was_moved_tells_the_system_that_has_the_case(
    sent: Service, monkeypatch: pytest.MonkeyPatch
):
    begun = the_errand(sent.database, "tell")
    answers_later(sent, monkeypatch)
    assert begun.target == PERMITS
    case_system, case_file = deliver.opened(sent.database, begun)
    assert isinstance(case_system, Sf2900)
    assert case_file.case_number == NUMBER


def test_staff_and_a_receipt_at_the_same_moment_do_not_wait_for_each_other(
    committed_service: Service,
):
    service = committed_service
    moves_alone(service.citizen("ada")).sends()
    errand = the_errand(service.database, "deliver")
    staff = service.staff("operations")
    with ThreadPoolExecutor(1) as pool:
        # As a receipt holds them: the submission, then the errand.
        with service.database.writing.begin() as session:
            session.get_one(Submission, errand.submission_id, with_for_update=True)
            address = f"/personale/afleveringer/{errand.id}/gjort-i-haanden"
            pressed = pool.submit(staff.posts, address, BY_HAND)
            time.sleep(SOON_SECONDS)
            session.get_one(Errand, errand.id, with_for_update=True)
        pressed.result(timeout=20)
    assert the_submission(service.database).filed_as == NUMBER
