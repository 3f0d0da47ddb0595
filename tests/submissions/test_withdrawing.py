"""What was sent can be taken back while nobody has it; whoever has it is asked to stop."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from app import facts, outbox, worker
from app.clock import now
from app.facts import Fact
from app.integrations.outside import Refused, Unavailable
from app.municipalities import current
from app.municipalities.models import CaseSystemRow
from app.outbox.models import Errand
from app.outbox.outcomes import Done
from app.submissions.clearing import clear_out_submissions
from app.submissions.models import Submission
from app.worker.errands import ERRANDS
from tests.citizen import Browser
from tests.integrations.served import fall_due, served, the_errand, the_submission
from tests.service import Service, committed_service
from tests.submissions.sent import letters
from tests.submissions.walks import moves_alone

__all__ = ["committed_service", "served"]


def sent_by_ada(service: Service) -> Browser:
    """Ada, at the page of what she has just sent."""
    ada = moves_alone(service.citizen("ada")).sends()
    return ada.opens(f"/mine-sager/{ada.path.removeprefix('/kvittering/')}")


def takes_back(ada: Browser, **said: str) -> Browser:
    return ada.opens(f"{ada.path}/traek-tilbage").sends(**said)


def cases(service: Service) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{service.standins}/case-system/cases.json").json()
    return found


def test_before_anybody_has_it_it_is_gone(committed_service: Service):
    ada = takes_back(sent_by_ada(committed_service))
    assert "Trukket tilbage" in ada.words
    assert "Du har trukket det tilbage" in ada.words
    assert the_submission(committed_service.database).withdrawn_at is not None
    while worker.run_next(committed_service.database):
        pass
    assert cases(committed_service) == []
    assert letters(committed_service) == []
    assert the_submission(committed_service.database).receipt_made_at is not None
    assert ada.opens("/mine-sager").sees == "Mine sager"
    assert "Trukket tilbage" in ada.words


def test_the_case_that_is_there_is_asked_to_stop(served: Service):
    ada = sent_by_ada(served)
    worker.run_next(served.database, ["deliver"])
    ada.opens(f"{ada.path}/traek-tilbage")
    assert "Bed kommunen stoppe sagen" in ada.words
    ada.sends(reason="Jeg flytter alligevel ikke")
    assert "Du har bedt kommunen stoppe sagen" in ada.words
    assert worker.run_next(served.database, ["tell"])
    (case,) = cases(served)
    assert "Jeg flytter alligevel ikke" in str(case)
    assert the_errand(served.database, "tell").done_at is not None


@pytest.mark.parametrize("problem", [Unavailable("Intet svar."), KeyError("x")], ids=str)
def test_an_attempt_that_may_have_come_through_counts_as_had(
    served: Service, monkeypatch: pytest.MonkeyPatch, problem: Exception
):
    ada = sent_by_ada(served)

    def lost(*_: object) -> Done:
        raise problem

    with monkeypatch.context() as trouble:
        trouble.setitem(ERRANDS, "deliver", lost)
        worker.run_next(served.database, ["deliver"])
    takes_back(ada, reason="")
    assert the_submission(served.database).withdrawn_at is None
    fall_due(served.database)
    worker.run_next(served.database, ["tell"])
    assert the_errand(served.database, "tell").done_at is None, "it waits for the case"
    worker.run_next(served.database, ["deliver"])
    fall_due(served.database)
    worker.run_next(served.database, ["tell"])
    assert len(cases(served)) == 1
    assert the_errand(served.database, "tell").done_at is not None


def test_what_was_refused_is_with_nobody(
    committed_service: Service, monkeypatch: pytest.MonkeyPatch
):
    ada = sent_by_ada(committed_service)

    def refused(*_: object) -> Done:
        raise Refused("Afvist.")

    monkeypatch.setitem(ERRANDS, "deliver", refused)
    worker.run_next(committed_service.database, ["deliver"])
    takes_back(ada)
    assert the_submission(committed_service.database).withdrawn_at is not None
    delivery = the_errand(committed_service.database, "deliver")
    assert (delivery.gave_up_at, delivery.dropped_at is not None) == (None, True)


def test_what_never_came_through_is_with_nobody(served: Service, monkeypatch: pytest.MonkeyPatch):
    ada = sent_by_ada(served)
    with served.database.writing.begin() as session:
        session.execute(update(CaseSystemRow).values(url="http://127.0.0.1:9"))
    current.forget()
    worker.run_next(served.database, ["deliver"])
    assert the_errand(served.database, "deliver").failures == 1
    takes_back(ada)
    assert the_submission(served.database).withdrawn_at is not None


def test_what_may_have_come_through_is_asked_about_and_the_page_says_so(
    served: Service, monkeypatch: pytest.MonkeyPatch
):
    ada = sent_by_ada(served)

    def lost(*_: object) -> Done:
        raise Unavailable("Systemet svarede ikke i tide.")

    monkeypatch.setitem(ERRANDS, "deliver", lost)
    worker.run_next(served.database, ["deliver"])
    ada.opens(f"{ada.path}/traek-tilbage")
    assert "Kommunen har måske fået sagen" in ada.words


def test_while_somebody_is_at_it_it_is_not_dropped(committed_service: Service):
    ada = sent_by_ada(committed_service)
    with committed_service.database.writing.begin() as session:
        outbox.claim(session, ["deliver"])
    takes_back(ada, reason="")
    assert the_submission(committed_service.database).withdrawal_asked_at is not None
    assert the_errand(committed_service.database, "deliver").dropped_at is None


def test_pressed_twice_it_is_told_once(committed_service: Service):
    ada = sent_by_ada(committed_service)
    here = f"{ada.path}/traek-tilbage"
    for _ in range(2):
        ada.posts(here)
    ada.opens(here)
    assert ada.path == here.removesuffix("/traek-tilbage")
    with committed_service.database.reading.begin() as session:
        noted = session.scalars(select(Fact).where(Fact.kind == facts.WITHDRAWAL)).all()
    assert len(noted) == 1


def test_a_long_story_is_asked_to_be_shorter_and_is_not_lost(served: Service):
    ada = sent_by_ada(served)
    worker.run_next(served.database, ["deliver"])
    takes_back(ada, reason="x" * 501)
    assert ada.status == 422
    assert ada.value("reason") == "x" * 501
    assert the_submission(served.database).withdrawal_asked_at is None


def test_nobody_takes_back_anothers(committed_service: Service):
    ada = sent_by_ada(committed_service)
    bo = committed_service.citizen("bo")
    assert bo.opens(f"{ada.path}/traek-tilbage").status == 404
    assert bo.posts(f"{ada.path}/traek-tilbage").status == 404
    assert the_submission(committed_service.database).withdrawn_at is None


def test_what_was_taken_back_is_cleared_out_as_if_it_was_filed(committed_service: Service):
    takes_back(sent_by_ada(committed_service))
    with committed_service.database.writing.begin() as session:
        session.execute(update(Errand).values(done_at=now()))
        session.execute(update(Submission).values(keep_until=now() - timedelta(days=1)))
    with committed_service.database.writing.begin() as session:
        clear_out_submissions(session)
    assert the_submission(committed_service.database).cleared_at is not None
