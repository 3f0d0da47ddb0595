"""The ledger as the benchmark reads it, and a place with one submission in it to copy."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
from sqlalchemy import func, select, update

from app.clock import now
from app.database import Database, open_database
from app.municipalities.models import CaseSystemRow
from app.outbox import DELIVER
from app.outbox.models import Errand, Target
from benchmarks import walks
from benchmarks.browser import Unexpected
from benchmarks.journey import Bounds, asyncio_run, walk_many
from benchmarks.measure import Requests
from benchmarks.programs import Program, environment_for, free_port, run, serving
from benchmarks.stores import Store

POLL_SECONDS = 0.2
PATIENCE_SECONDS = 1800.0


@dataclass(frozen=True)
class Ledger:
    """What is promised in one database, and how long ago."""

    database: Database

    def undone(self, before: datetime) -> int:
        """Deliveries promised by then and not done."""
        asked = select(func.count()).where(
            Errand.done_at.is_(None), Errand.kind == DELIVER, Errand.promised_at <= before
        )
        with self.database.reading.begin() as session:
            return session.scalar(asked) or 0

    def is_down(self) -> bool:
        """Whether some target rests."""
        asked = select(func.count()).where(Target.down_since.is_not(None))
        with self.database.reading.begin() as session:
            return session.scalar(asked) != 0

    def per_second(self, after: datetime) -> float:
        """Deliveries a second, from the first to the last that was done since then."""
        asked = select(func.count(), func.min(Errand.done_at), func.max(Errand.done_at)).where(
            Errand.kind == DELIVER, Errand.done_at > after
        )
        with self.database.reading.begin() as session:
            number, first, last = session.execute(asked).tuples().one()
        if first is None or last is None or first == last:
            raise Unexpected("nothing was delivered")
        return float((number - 1) / (last - first).total_seconds())

    def allow(self, at_once: int, per_minute: int) -> None:
        """How every case system may be asked from now on."""
        with self.database.writing.begin() as session:
            limit = {"most_at_once": at_once, "most_per_minute": per_minute}
            session.execute(update(CaseSystemRow).values(**limit))


@dataclass(frozen=True)
class Place:
    """A database that is migrated, the settings of its programs, and where its cases are opened."""

    environment: dict[str, str]
    ledger: Ledger
    port: int
    case_system_port: int

    @contextmanager
    def web(self) -> Iterator[Program]:
        arguments = ("benchmarks.program", "web")
        with serving(self.environment, self.port, "/", *arguments) as program:
            yield program

    @contextmanager
    def case_system(self) -> Iterator[str]:
        """Up, at the address that is given, for as long as it is entered."""
        port = self.case_system_port
        arguments = ("benchmarks.case_system", "--port", str(port))
        with serving({}, port, "/cases", *arguments):
            yield f"http://127.0.0.1:{port}"

    def waits(self, number: int) -> datetime:
        """So many deliveries wait, all promised by the moment that is given."""
        run(self.environment, "benchmarks.waiting", str(number))
        return now()


@contextmanager
def place(store: Store, world: int) -> Iterator[Place]:
    """A new one, in which somebody has sent one submission."""
    url, port, case_system_port = store.empty(), free_port(), free_port()
    environment = environment_for(url, port, world)
    environment["CASE_SYSTEM_URL"] = f"http://127.0.0.1:{case_system_port}/events"
    run(environment, "benchmarks.program", "migrate")
    database = open_database(url)
    found = Place(environment, Ledger(database), port, case_system_port)
    with found.web() as web:
        asyncio_run(walk_many(web, walks.three_steps, 1, Bounds(1, 60), Requests()))
    try:
        yield found
    finally:
        database.dispose()


def expect_one_case_each(address: str, number: int) -> int:
    """The case system has one case for each; how many were asked for more than once, which is no
    fault where an answer was lost."""
    said: dict[str, int] = httpx.get(f"{address}/cases", trust_env=False).json()
    if said["cases"] != number:
        raise Unexpected(f"{number} deliveries, and the case system says {said}")
    return said["asked"] - number


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not what():
        if time.monotonic() > deadline:
            raise Unexpected("it does not come to an end")
        time.sleep(POLL_SECONDS)
