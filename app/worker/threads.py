"""The threads of the worker: a crew that does errands, and a lane for what comes one at a time.

Neither dies of what it meets, and both say whether they are stuck.
"""

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence

import structlog

from app import outbox
from app.database import Database
from app.integrations.limits import limits_of_targets
from app.outbox.models import Errand
from app.outbox.targets import Limit
from app.timekeeping import doubt
from app.worker.errands import do

AFTER_TROUBLE_SECONDS = 5.0
POLL_SECONDS = 0.5
# While errands are under way more may soon be begun: one ends, or its target may be asked again.
BUSY_POLL_SECONDS = 0.05
# To claim one costs what it costs to claim several: whoever is done just after waits along.
GATHER_SECONDS = 0.01
# No errand takes so long: whoever has not moved since is stuck.
STUCK_SECONDS = 300.0

log = structlog.get_logger()


class ClockInDoubt(Exception):
    """Nothing is begun while our clock cannot be believed; the text says what is wrong with it."""


class Lane(threading.Thread):
    """One thread of work: turn after turn, with a pause when there is nothing to do."""

    def __init__(
        self, name: str, stop: threading.Event, pause_seconds: float, turn: Callable[[], bool]
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.stop = stop
        self.pause_seconds = pause_seconds
        self.turn = turn
        self.turned_at = time.monotonic()

    def run(self) -> None:
        while not self.stop.is_set():
            self.turned_at = time.monotonic()
            try:
                pause = 0.0 if self.turn() else self.pause_seconds
            except Exception as problem:
                # The database is away, say. What was promised still stands in it.
                log.error("lane in trouble", lane=self.name, exc_info=problem)
                pause = AFTER_TROUBLE_SECONDS
            self.stop.wait(pause)

    @property
    def moves(self) -> bool:
        """Whether the lane lives and is not stuck."""
        return self.is_alive() and time.monotonic() - self.turned_at < STUCK_SECONDS


class Crew(Lane):
    """A lane that claims errands of some kinds, for `hands` threads to do at the same time."""

    def __init__(
        self,
        name: str,
        stop: threading.Event,
        database: Database,
        kinds: Collection[str],
        hands: int,
    ) -> None:
        super().__init__(name, stop, POLL_SECONDS, self._claim)
        self.database = database
        self.kinds = kinds
        self.hands = hands
        self._held: dict[int, tuple[Errand, float]] = {}
        self._lock = threading.Lock()
        self._freed = threading.Event()

    def run(self) -> None:
        super().run()
        while self._held:
            self._freed.clear()
            self._freed.wait(POLL_SECONDS)

    def renew_leases(self) -> None:
        """Tell that whoever holds an errand here lives; not of one that is stuck."""
        oldest = time.monotonic() - STUCK_SECONDS
        with self._lock:
            held = [errand for errand, since in self._held.values() if since > oldest]
        if held:
            with self.database.writing.begin() as session:
                outbox.still_at_it(session, held)

    @property
    def moves(self) -> bool:
        with self._lock:
            began = [since for _, since in self._held.values()]
        return super().moves and all(time.monotonic() - each < STUCK_SECONDS for each in began)

    def _claim(self) -> bool:
        """Begin as much as there are hands and work for; True when there may be more at once."""
        if self._held:
            self.stop.wait(GATHER_SECONDS)
        self._freed.clear()
        free = self.hands - len(self._held)
        limits = limits_of_targets(self.database)
        found: Sequence[Errand] = ()
        if free:
            with self.database.writing.begin() as session:
                if reason := doubt(session):
                    raise ClockInDoubt(reason)
                found = outbox.claim(session, self.kinds, limits=limits, most=free)
        for errand in found:
            with self._lock:
                self._held[id(errand)] = (errand, time.monotonic())
            # One that hangs must not keep the program from ending.
            threading.Thread(target=self._do, args=(errand, limits), daemon=True).start()
        if not found and self._held:
            self._freed.wait(BUSY_POLL_SECONDS)
        return bool(found or self._held)

    def _do(self, errand: Errand, limits: Mapping[str, Limit]) -> None:
        try:
            do(self.database, errand, limits)
        except Exception as problem:
            # It could not even be written down how it ended: its lease runs out.
            log.error("lane in trouble", lane=self.name, exc_info=problem)
        finally:
            with self._lock:
                del self._held[id(errand)]
            self._freed.set()
