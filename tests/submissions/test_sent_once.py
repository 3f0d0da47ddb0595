"""However often »Send« is pressed, one submission: by constraint, not by luck."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.facts import Fact
from app.outbox import Errand
from app.submissions.models import Draft, Submission
from tests.service import Service
from tests.submissions.walks import moves_alone


def counts(service: Service) -> tuple[int, int, int]:
    with service.database.reading.begin() as session:
        submissions = session.scalar(select(func.count()).select_from(Submission))
        errands = session.scalar(select(func.count()).select_from(Errand))
        sent = session.scalar(
            select(func.count()).select_from(Fact).where(Fact.kind == "transaction")
        )
    return submissions or 0, errands or 0, sent or 0


def test_pressed_again_after_the_answer_came(service: Service):
    ada = moves_alone(service.citizen("ada"))
    page = ada.page
    first = ada.sends().path
    ada.page = page
    assert ada.sends().path == first
    assert counts(service) == (1, 3, 1)


def test_the_back_button_leads_to_the_receipt(service: Service):
    ada = moves_alone(service.citizen("ada"))
    draft = ada.value("draft")
    receipt = ada.sends().path
    ada.posts("/flytning/kontroller", {"draft": draft, "revision": "1"})
    assert ada.path == receipt
    ada.opens("/flytning/kontroller")
    assert ada.path == receipt


def test_eight_presses_at_once(committed_service: Service):
    ada = moves_alone(committed_service.citizen("ada"))
    fields = {name: ada.value(name) for name in ("draft", "revision")}
    key = ada.client.cookies["session"]

    def press(_: int) -> str:
        browser = committed_service.browser()
        browser.client.cookies.set("session", key)
        return browser.posts("/flytning/kontroller", fields).path

    with ThreadPoolExecutor(8) as presses:
        addresses = set(presses.map(press, range(8)))
    assert len(addresses) == 1
    assert counts(committed_service) == (1, 3, 1)


def test_the_constraint_holds_by_itself(service: Service):
    ada = moves_alone(service.citizen("ada"))
    ada.sends()
    with service.database.reading.begin() as session:
        sent = session.scalars(select(Submission)).one()
        values = {
            column.key: getattr(sent, column.key)
            for column in Submission.__table__.columns
            if column.key not in ("id", "reference")
        }
    with pytest.raises(IntegrityError), service.database.writing.begin() as session:
        session.add(Submission(**values, reference="2222-2222"))


def test_what_was_changed_in_another_tab_is_not_sent_unseen(service: Service):
    ada = moves_alone(service.citizen("ada"))
    seen = ada.page
    ada.opens("/flytning/kontakt").sends(phone="99 99 99 99", truth="yes")
    ada.page = seen
    ada.sends()
    assert ada.status == 409
    assert "99 99 99 99" in ada.words
    assert counts(service)[0] == 0
    assert ada.sends().path.startswith("/kvittering/")


def test_a_crash_between_commit_and_answer_sends_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    ada = moves_alone(service.citizen("ada"))
    fields = {name: ada.value(name) for name in ("draft", "revision")}
    monkeypatch.setattr("app.submissions.sending.go", _crash)
    assert ada.posts("/flytning/kontroller", fields).status == 500
    monkeypatch.undo()
    # Kept already, though nobody was told; pressed again, they are.
    assert counts(service) == (1, 3, 1)
    ada.posts("/flytning/kontroller", fields)
    assert ada.path.startswith("/kvittering/")
    assert counts(service) == (1, 3, 1)


def _crash(address: str) -> None:
    raise RuntimeError("the power went")


def test_a_sent_draft_can_be_begun_anew(service: Service):
    ada = moves_alone(service.citizen("ada"))
    ada.sends()
    moves_alone(ada).sends()
    assert counts(service)[0] == 2
    with service.database.reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 2


def test_nobody_is_told_that_all_went_well_before_it_is_kept(committed_service: Service):
    def fail(session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("the disk is full"))

    ada = moves_alone(committed_service.citizen("ada"))
    sessions = committed_service.database.writing
    event.listen(sessions, "before_commit", fail)
    assert ada.sends().status == 503
    assert committed_service.browser().starts("rotter").status == 503
    event.remove(sessions, "before_commit", fail)
    assert counts(committed_service) == (0, 0, 0)
