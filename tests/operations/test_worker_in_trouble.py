"""The database fails under a worker: what a case system has done already becomes one case, once."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import write_trouble
from app.database import Database
from app.integrations.deliver import deliver
from app.integrations.outside import Unavailable
from app.outbox import Errand
from app.outbox.models import Attempt
from app.outbox.outcomes import Done, HandedOver
from app.submissions.models import Submission
from app.worker import ERRANDS, run_next
from tests.integrations.served import fall_due, served
from tests.operations.away import away, full, locked, read_only
from tests.service import Service
from tests.submissions.walks import moves_alone

__all__ = ["served"]

KINDS = ("deliver",)
# Longer than what a page of SQLite's has left for it.
SAID = "Systemet er nede, og det siger det længe. " * 500


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits ten seconds for a lock."""
    monkeypatch.setattr("app.database.WAIT_SECONDS", 0.2)


TROUBLES: dict[str, Callable[[Database, str], AbstractContextManager[None]]] = {
    "locked": locked,
    "away": away,
    "full": lambda database, _: full(database),
    "read-only": lambda database, _: read_only(database),
}
# A server's own disk and rights are its own matter.
SQLITE_ONLY = ("full", "read-only")


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("answers", [True, False], ids=["did it", "was down"])
def test_an_end_that_cannot_be_written_is_one_case_later(
    served: Service,
    committed_url: str,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
    answers: bool,
):
    database = served.database
    if trouble in SQLITE_ONLY and not database.is_sqlite:
        return
    moves_alone(served.citizen("ada")).sends()

    with ExitStack() as stack, monkeypatch.context() as now_it_fails:

        def then_it_fails(found: Database, errand: Errand) -> Done | HandedOver:
            outcome = deliver(found, errand)
            stack.enter_context(TROUBLES[trouble](database, committed_url))
            if not answers:
                raise Unavailable(SAID)

            def keep(session: Session) -> None:
                outcome.keep(session)
                fills(session, errand)

            return Done(keep)

        now_it_fails.setitem(ERRANDS, "deliver", then_it_fails)
        # What there is no room for is put back where there is room for that.
        is_put_back = answers and trouble == "full"
        with nullcontext() if is_put_back else pytest.raises(SQLAlchemyError):
            run_next(database, KINDS)
        assert (write_trouble.last() is None) == (trouble == "away")
        # And a worker that goes on asking meanwhile dies of it no more than it does anything.
        with suppress(SQLAlchemyError):
            assert not run_next(database, KINDS)
    assert len(cases(served)) == 1
    assert the_delivery(database).done_at is None

    fall_due(database)
    assert run_next(database, KINDS)
    (case,) = cases(served)
    with database.reading.begin() as session:
        assert session.scalars(select(Submission.filed_as)).one() == case["case_number"]
        outcomes = session.scalars(select(Attempt.outcome).order_by(Attempt.number)).all()
    assert the_delivery(database).done_at is not None
    first = "failed" if is_put_back else None
    assert outcomes == [first, "done"], "how the first ended nobody could write, or only that"


def fills(session: Session, errand: Errand) -> None:
    """More is kept than fits where something stood before."""
    session.get_one(Errand, errand.id).last_problem = SAID
    session.flush()


def cases(service: Service) -> list[dict[str, str]]:
    found: list[dict[str, str]] = httpx.get(f"{service.standins}/case-system/cases.json").json()
    return found


def the_delivery(database: Database) -> Errand:
    with database.reading.begin() as session:
        return session.scalars(
            select(Errand).where(Errand.kind == "deliver").execution_options(populate_existing=True)
        ).one()
