"""Whether our clock can be believed: it is held against PostgreSQL's own, and against itself.

A clock that jumps takes leases from those who live, puts errands off to another year and lets
deadlines pass that have not. So nothing is begun and nothing cleared out while it is in doubt.
One that has just jumped is in doubt for a while: which of its two times is right shows only by its
standing by it, and on SQLite there is no other clock to ask.
"""

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import now

MOST_APART = timedelta(minutes=1)
# Whoever mends a clock by hand, or by NTP, waits so long for the work to go on.
DOUBTED_FOR = timedelta(minutes=5)


def seconds_running() -> float:
    """A clock that nobody can set; it goes on while the machine sleeps, where it can (Linux)."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


@dataclass
class Watch:
    """Our clock since it last jumped: what it said then, and `since` when it has run steadily."""

    said: datetime
    since: float
    jumped_by: timedelta = timedelta()
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def look(self) -> timedelta:
        """By how much it has jumped, for as long as it is in doubt; else nothing. Back where it
        was, it is believed at once."""
        with self._lock:
            moment, running = now(), seconds_running()
            steady = timedelta(seconds=running - self.since)
            jump = moment - self.said - steady
            if abs(jump) > MOST_APART:
                self.jumped_by += jump
                if abs(self.jumped_by) <= MOST_APART:
                    self.jumped_by = timedelta()
                self.said, self.since = moment, running
            elif steady > DOUBTED_FOR:
                self.jumped_by = timedelta()
            return self.jumped_by


# This process's: its clock is believed as it was when the program began.
watch = Watch(now(), seconds_running())


def doubt(session: Session) -> str | None:
    """Why our clock is not to be believed, in a few words; None when it is."""
    jumped = watch.look()
    if jumped:
        return f"has just jumped: {_in_words(jumped)} where it was"
    if session.get_bind().dialect.name == "postgresql":
        theirs = session.scalar(text("SELECT clock_timestamp()"))
        assert theirs is not None
        apart = now() - theirs
        if abs(apart) > MOST_APART:
            return f"{_in_words(apart)} the database's"
    return None


def _in_words(apart: timedelta) -> str:
    direction = "ahead of" if apart > timedelta() else "behind"
    return f"{abs(apart.total_seconds()):.0f} s {direction}"
