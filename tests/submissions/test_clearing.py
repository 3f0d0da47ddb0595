"""What is cleared out is gone, and only what may be."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app import outbox
from app.clock import now
from app.files import File, FileChunk, store
from app.outbox import ending
from app.outbox.by_people import done_by_hand
from app.outbox.models import Attempt, Errand
from app.submissions import case_messages, clearing
from app.submissions.case_messages import CaseMessage
from app.submissions.clearing import clear_out_submissions
from app.submissions.models import Submission
from tests.service import Service
from tests.submissions.walks import moves_alone


def test_a_filed_submission_past_its_time_is_emptied(service: Service):
    ada = moves_alone(service.citizen("ada"))
    receipt = ada.sends().path
    _said_much(service)
    _filed(service, days_ago=31)
    _clear_out(service)
    with service.database.reading.begin() as session:
        submission = session.scalars(select(Submission)).one()
        assert submission.answers == {}
        assert submission.applicant == {}
        assert submission.filed_as is None, "a case may be numbered by CPR number"
        assert submission.filed_at is not None
        assert session.scalar(select(func.count()).select_from(File)) == 0
        assert session.scalar(select(func.count()).select_from(FileChunk)) == 0
        assert session.scalar(select(func.count()).select_from(CaseMessage)) == 0
        assert session.scalars(select(Attempt.said)).all() == [None]
        assert session.scalars(select(Errand.by_hand)).all() == [None] * 4
    assert ada.opens(receipt).status == 410
    assert "slettet" in ada.words
    assert "Her er ingen sager endnu" in ada.opens("/mine-sager").words


def test_what_is_undelivered_is_never_cleared_out(service: Service):
    receipt = moves_alone(service.citizen("ada")).sends().path
    _filed(service, days_ago=31, errands_done=False)
    _clear_out(service)
    assert service.citizen("ada").opens(receipt).status == 200


def test_what_is_still_kept_stays(service: Service):
    receipt = moves_alone(service.citizen("ada")).sends().path
    _filed(service, days_ago=29)
    _clear_out(service)
    assert service.citizen("ada").opens(receipt).status == 200


def test_more_than_one_transaction_bears_is_cleared_out_in_several(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(clearing, "AT_ONCE", 2)
    for person in ("ada", "bo", "karen"):
        moves_alone(service.citizen(person)).sends()
    _filed(service, days_ago=31)
    assert _clear_out(service)
    assert not _clear_out(service)
    with service.database.reading.begin() as session:
        assert None not in session.scalars(select(Submission.cleared_at)).all()


def _said_much(service: Service) -> None:
    """The case was told something, its system answered in words, and staff wrote a note."""
    with service.database.writing.begin() as session:
        submission = session.scalars(select(Submission)).one()
        case_messages.send(session, submission, "withdrawn", "Jeg flytter ikke")
        (delivery,) = outbox.claim(session, ["deliver"])
        ending.put_back(session, delivery, "Nede.", said="Vi kender ikke Ada")
        done_by_hand(session, delivery, "Mette Madsen", "Lagt ind for Ada")


def _filed(service: Service, days_ago: int, errands_done: bool = True) -> None:
    moment = now() - timedelta(days=days_ago)
    with service.database.writing.begin() as session:
        for submission in session.scalars(select(Submission)):
            submission.filed_at, submission.filed_as = moment, "S1"
            submission.keep_until = moment + timedelta(days=30)
            submission.receipt_file_id = store(session, b"%PDF", "application/pdf").id
        if errands_done:
            session.execute(update(Errand).values(done_at=moment))


def _clear_out(service: Service) -> bool:
    with service.database.writing.begin() as session:
        return clear_out_submissions(session)
