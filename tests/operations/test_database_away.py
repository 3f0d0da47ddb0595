"""When the database is locked, full or away: a calm page, nothing half done, and on it goes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import pytest
from sqlalchemy import func, select

from app.database import Base, Database
from app.municipalities import current
from app.submissions.models import Draft
from tests.citizen import Browser
from tests.operations.away import away, full, locked, read_only
from tests.service import Service
from tests.submissions.walks import moves_alone

PAUSE = "Selvbetjeningen holder en kort pause"
Trouble = Callable[[Database, str], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits ten seconds for a lock."""
    monkeypatch.setattr("app.database.WAIT_SECONDS", 0.2)


TROUBLES: dict[str, Trouble] = {
    "locked": locked,
    "away": away,
    "full": lambda database, _: full(database),
    "read-only": lambda database, _: read_only(database),
}
# A server's own disk and rights are its own matter.
SQLITE_ONLY = {"full", "read-only"}


def troubles(database: Database) -> list[str]:
    return [name for name in TROUBLES if database.is_sqlite or name not in SQLITE_ONLY]


def test_a_step_that_cannot_be_saved_is_said_so_and_can_be_sent_again(
    committed_service: Service, committed_url: str
):
    database = committed_service.database
    bo = committed_service.citizen("bo").starts("flytning").sends()
    before = the_draft(database)
    for name in troubles(database):
        if name == "full":
            continue  # A step fits where the one before it stood: for that there is room.
        with TROUBLES[name](database, committed_url):
            pauses(lambda: bo.sends(who="me"))
        after = the_draft(database)
        assert (after.revision, after.answers) == (before.revision, before.answers), name
        bo.opens("/flytning/hvem")
    bo.sends(who="me")
    assert bo.path == "/flytning/hvornaar"
    assert the_draft(database).revision == before.revision + 1


def test_what_cannot_be_sent_is_not_sent_by_half(committed_service: Service, committed_url: str):
    database = committed_service.database
    ada = moves_alone(committed_service.citizen("ada"))
    before = rows(database)
    for name in troubles(database):
        with TROUBLES[name](database, committed_url):
            pauses(ada.sends)
        assert "Det bliver kun sendt én gang." in ada.words
        # That somebody tried is counted by itself, before anything else is done.
        assert rows(database) | {"limit_windows": before["limit_windows"]} == before, name
        ada.opens("/flytning/kontroller")
    ada.sends()
    assert ada.path.startswith("/kvittering/")
    assert rows(database)["submissions"] == 1


def test_even_the_municipality_may_be_forgotten_meanwhile(
    committed_service: Service, committed_database: Database, committed_url: str
):
    ada = committed_service.citizen("ada")
    ada.opens("/")
    with away(committed_database, committed_url):
        current.forget()
        for path in ("/", "/mine-sager", "/flytning"):
            pauses(partial(ada.opens, path))
        answer = ada.client.get("/api/v1/forms")
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
    assert ada.opens("/mine-sager").status == 200


def pauses(act: Callable[[], Browser]) -> None:
    """The calm page, which says what is kept."""
    browser = act()
    assert (browser.status, browser.sees) == (503, PAUSE)
    assert "Svar på sider, du er gået videre fra, er gemt" in browser.words


def the_draft(database: Database) -> Draft:
    with database.reading.begin() as session:
        return session.scalars(select(Draft)).one()


def rows(database: Database) -> dict[str, int]:
    with database.reading.begin() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
