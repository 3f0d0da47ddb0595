"""The worker: keeps what the outbox has promised, and does the nightly jobs.

One crew makes receipts, another asks systems outside, so that neither waits for the other; how a
slow system is kept from holding all hands is the outbox's to say. Several workers share the work;
asked to stop, each finishes the errands in hand.
"""

import os
import signal
import threading
import time
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app import access_chains, contacts, heartbeat, limits, outbox
from app.auth import clearing
from app.auth.powers import powers
from app.database import Database, database
from app.every_table import every_table
from app.integrations.alarms.watch import watch
from app.integrations.counting.completed import let_go_of_counts
from app.integrations.counting.started import count_starts
from app.integrations.draft_notices import send_notices
from app.municipalities.production import refuse_standins
from app.nightly import Job, run_if_due
from app.observing import set_up_logs
from app.operations import readiness
from app.outbox import far_off
from app.receipts import opening, pdf
from app.settling import settle
from app.statistics.count import recount
from app.submissions.clearing import clear_out_drafts, clear_out_submissions
from app.submissions.lapsing import NIGHT_HOUR, promise_notices
from app.submissions.news import let_go_of_news
from app.timekeeping import doubt
from app.worker.errands import ERRANDS as ERRANDS
from app.worker.errands import run_next as run_next
from app.worker.threads import STUCK_SECONDS, Crew, Lane

JOBS = (
    Job("recount", 2, recount),
    *(
        Job(name, NIGHT_HOUR, work, clears_out=True)
        for name, work in (
            ("clear out sessions", clearing.clear_out_old),
            ("clear out limits", limits.clear_out_old),
            ("promise draft notices", promise_notices),
            ("clear out drafts", clear_out_drafts),
            ("let go of counts", let_go_of_counts),
            ("let go of news", let_go_of_news),
            ("clear out submissions", clear_out_submissions),
            ("clear out unlocked receipts", opening.clear_out_old),
            ("clear out contacts", contacts.clear_out_old),
            ("look after access log", access_chains.look_after),
            ("clear out powers of attorney", powers.clear_out_old),
        )
    ),
)
NIGHTLY_POLL_SECONDS = 60.0
WATCH_SECONDS = 60.0
STARTS_SECONDS = 60.0
NOTICES_SECONDS = 60.0
BEAT_SECONDS = 5.0
# A PDF is made under one lock.
HANDS_FOR_RECEIPTS = 1
# Twice what one system may hold at once where nobody has said otherwise.
HANDS_FOR_OTHERS = 8
# On a machine they share, whoever drains what an outage left makes way for the citizens' pages.
NICENESS = 10

log = structlog.get_logger()


def run() -> int:
    """Work until asked to stop (SIGTERM or SIGINT); 1 if a lane died or is stuck.

    Raises `UnsafeSettings` in a production that would send citizens' data to a stand-in.
    """
    set_up_logs()
    os.nice(NICENESS)
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

    others = [kind for kind in ERRANDS if kind != outbox.RECEIPT]
    crews = [
        Crew("receipts", stop, database(), (outbox.RECEIPT,), HANDS_FOR_RECEIPTS),
        Crew("others", stop, database(), others, HANDS_FOR_OTHERS),
    ]
    nightly = Lane("nightly", stop, NIGHTLY_POLL_SECONDS, partial(run_night, database()))
    watching = Lane("watch", stop, WATCH_SECONDS, partial(watch, database()))
    starts = Lane("starts", stop, STARTS_SECONDS, partial(count_starts, database()))
    notices = Lane("notices", stop, NOTICES_SECONDS, partial(send_notices, database()))
    lanes = [*crews, nightly, watching, starts, notices]
    settle()
    for lane in lanes:
        lane.start()
    log.info("worker started", lanes=[lane.name for lane in lanes])

    while well := all(lane.moves for lane in lanes):
        heartbeat.beat(readiness.troubles())
        _renew_leases(crews)
        with suppress(Empty):
            asked_to_stop.get(timeout=BEAT_SECONDS)
            break
    stop.set()
    deadline = time.monotonic() + (STUCK_SECONDS if well else 0)
    for lane in lanes:
        while lane.is_alive() and time.monotonic() < deadline:
            _renew_leases(crews)
            lane.join(BEAT_SECONDS)
    log.info("worker stopped", well=well)
    return 0 if well else 1


def _renew_leases(crews: list[Crew]) -> None:
    try:
        for crew in crews:
            crew.renew_leases()
    except SQLAlchemyError as problem:
        # The lanes say the same; what is under way is done once more if it lasts.
        log.error("leases not renewed", exc_info=problem)


def run_night(database: Database) -> bool:
    """Do one nightly job that is due; False when there is none."""
    bring_back_what_is_far_off(database)
    return any(run_if_due(database, job) for job in JOBS)


def bring_back_what_is_far_off(database: Database) -> None:
    """Each minute: what a clock that was ahead has put off until the moment it thought it was."""
    with database.writing.begin() as session:
        brought = 0 if doubt(session) else far_off.bring_back(session)
    if brought:
        log.warning("errands were put off too long", number=brought)
