"""The service answering on a port, so that the case system can fetch schemas and receipts."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from app.clock import now
from app.database import Database
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from app.outbox.models import Errand, Target
from app.submissions.models import Submission
from tests.service import Service
from tests.standins_server import serving


@pytest.fixture
def served(committed_service: Service) -> Iterator[Service]:
    """The service on a database that commits, at the address its municipalities say."""
    with serving(committed_service.app) as address:
        with committed_service.database.writing.begin() as session:
            session.execute(update(MunicipalityRow).values(base_url=address))
        current.forget()
        yield committed_service


def the_submission(database: Database) -> Submission:
    with database.reading.begin() as session:
        return session.scalars(select(Submission)).one()


def the_errand(database: Database, kind: str) -> Errand:
    with database.reading.begin() as session:
        return session.scalars(select(Errand).where(Errand.kind == kind)).one()


def fall_due(database: Database) -> None:
    """Let time pass until every errand not done is due again."""
    with database.writing.begin() as session:
        session.execute(
            update(Errand).where(Errand.done_at.is_(None)).values(due_at=now(), leased_until=None)
        )
        session.execute(update(Target).values(rests_until=None, next_at=None))
