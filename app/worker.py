"""The worker: keeps what the outbox has promised, and does the nightly jobs.

Each kind of errand has a lane (a thread) of its own, so that a slow case system holds up no
receipt. A lane does one errand at a time, and never dies of one. Several workers share the work;
asked to stop, each finishes the errands in hand.
"""

import signal
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from uuid import UUID

import structlog

from app import access_chains, contacts, heartbeat, limits, outbox
from app.auth import clearing
from app.auth.powers import powers
from app.database import Database, database
from app.every_table import every_table
from app.integrations.deliver import deliver
from app.integrations.outside import Refused, Unavailable
from app.integrations.send_letter import NotYet, send_letter
from app.municipalities.production import refuse_standins
from app.nightly import Job, run_if_due
from app.observing import set_up_logs
from app.outbox import Errand
from app.receipts import opening, pdf
from app.receipts.make import make_receipt
from app.settling import settle
from app.statistics.count import recount
from app.submissions.clearing import clear_out_drafts, clear_out_submissions
from app.submissions.letters import recipient_of

ERRANDS: dict[str, Callable[[Database, UUID], None]] = {
    outbox.RECEIPT: make_receipt,
    "deliver": deliver,
    "send_letter": send_letter,
}
JOBS = (
    Job("recount", 2, recount),
    Job("clear out sessions", 3, clearing.clear_out_old),
    Job("clear out limits", 3, limits.clear_out_old),
    Job("clear out drafts", 3, clear_out_drafts),
    Job("clear out submissions", 3, clear_out_submissions),
    Job("clear out unlocked receipts", 3, opening.clear_out_old),
    Job("clear out contacts", 3, contacts.clear_out_old),
    Job("look after access log", 3, access_chains.look_after),
    Job("clear out powers of attorney", 3, powers.clear_out_old),
)
POLL_SECONDS = 0.5
NIGHTLY_POLL_SECONDS = 60.0
AFTER_TROUBLE_SECONDS = 5.0
BEAT_SECONDS = 5.0
# No errand takes so long: a lane that has not moved since is stuck.
STUCK_SECONDS = 300.0
# A system that is down may keep its lane a fifth of the time; the rest is for the others.
REST_PER_SECOND_WAITED = 4.0

log = structlog.get_logger()


def run() -> int:
    """Work until asked to stop (SIGTERM or SIGINT); 1 if a lane died or is stuck.

    Raises `UnsafeSettings` in a production that would send citizens' data to a stand-in.
    """
    set_up_logs()
    refuse_standins()
    every_table()
    stop = threading.Event()
    # An Event may not be set in a signal handler: it could interrupt the wait for it half-way,
    # and both would wait for ever.
    asked_to_stop: SimpleQueue[int] = SimpleQueue()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda number, _: asked_to_stop.put(number))
    if not pdf.fonts_are_cut_fast():
        log.warning("libharfbuzz-subset is missing: receipts take four times as long to make")

    lanes = [
        Lane(kind, stop, POLL_SECONDS, partial(run_next, database(), (kind,), Resting()))
        for kind in ERRANDS
    ]
    lanes.append(Lane("nightly", stop, NIGHTLY_POLL_SECONDS, partial(run_night, database())))
    settle()
    for lane in lanes:
        lane.start()
    log.info("worker started", lanes=[lane.name for lane in lanes])

    while well := all(lane.moves for lane in lanes):
        heartbeat.beat()
        with suppress(Empty):
            asked_to_stop.get(timeout=BEAT_SECONDS)
            break
    stop.set()
    for lane in lanes:
        lane.join(STUCK_SECONDS if well else 0)
    log.info("worker stopped", well=well)
    return 0 if well else 1


class Resting:
    """The municipalities whose system kept a lane waiting, and until when they are left alone."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def after(self, municipality_code: str, waited_seconds: float) -> None:
        rest = waited_seconds * REST_PER_SECOND_WAITED
        self._until[municipality_code] = time.monotonic() + rest

    @property
    def codes(self) -> Collection[str]:
        moment = time.monotonic()
        self._until = {code: until for code, until in self._until.items() if until > moment}
        return self._until.keys()


def run_next(
    database: Database,
    kinds: Collection[str] = tuple(ERRANDS),
    resting: Resting | None = None,
) -> bool:
    """Run one errand that is due; False when there is nothing to do."""
    with database.writing.begin() as session:
        errand = outbox.claim(session, kinds, resting=resting.codes if resting else ())
    if errand is None:
        return False

    started = time.monotonic()
    try:
        _work_of(errand)(database, errand.submission_id)
    except NotYet as reason:
        with database.writing.begin() as session:
            outbox.postpone(session, errand, str(reason))
    except Unavailable as problem:
        _note("errand put back", errand, problem)
        if resting:
            resting.after(errand.municipality_code, time.monotonic() - started)
        with database.writing.begin() as session:
            outbox.put_back(session, errand, str(problem), wait=problem.retry_after)
    except Refused as problem:
        _note("errand refused", errand, problem)
        with database.writing.begin() as session:
            outbox.give_up(session, errand, str(problem))
    except Exception as problem:
        _note("errand failed", errand, problem)
        with database.writing.begin() as session:
            # Only its kind: what an exception says may quote what a citizen wrote.
            told = f"Der skete en uventet fejl hos os ({type(problem).__name__})."
            outbox.put_back(session, errand, told)
    else:
        with database.writing.begin() as session:
            outbox.tick_off(session, errand)
    return True


def _work_of(errand: Errand) -> Callable[[Database, UUID], None]:
    """What is to be done; the key of a letter says to whom."""
    if recipient_of(errand.key) == "acted_by":
        return partial(send_letter, recipient="acted_by")
    return ERRANDS[errand.kind]


def run_night(database: Database) -> bool:
    """Do one nightly job that is due; False when there is none."""
    return any(run_if_due(database, job) for job in JOBS)


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


def _note(what: str, errand: Errand, problem: Exception) -> None:
    log.warning(
        what,
        errand=str(errand.id),
        kind=errand.kind,
        attempts=errand.attempts,
        municipality=errand.municipality_code,
        exc_info=problem,
    )
