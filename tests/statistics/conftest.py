"""What happened, for tests to count."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest

from app.clock import today
from app.database import Database
from app.facts import Fact

Happened = Callable[..., None]


@pytest.fixture
def happened(database: Database) -> Happened:
    """Note facts of a day some days ago: `times` of one kind."""

    def note(
        kind: str,
        *,
        times: int = 1,
        days_ago: int = 0,
        code: str = "0657",
        form: str = "flytning",
        channel: str = "SLVBTJN",
        kle: str = "23.05.10",
    ) -> None:
        day = today() - timedelta(days=days_ago)
        with database.writing.begin() as session:
            session.add_all(
                Fact(
                    at=datetime.combine(day, time(11), UTC),
                    day=day,
                    kind=kind,
                    municipality_code=code,
                    form_slug=form,
                    form_version=1,
                    kle=kle,
                    channel=channel,
                )
                for _ in range(times)
            )

    return note
