"""The worker's heartbeat: a file it touches while every lane moves, for the health check to read.

A file on the worker's own machine, since a worker is not ill because the database is. What it
holds is what else the worker has to say.
"""

import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

HEARTBEAT = Path(tempfile.gettempdir()) / f"hovedindgang-worker-{os.getuid()}"
HEARTBEAT_SECONDS = 60.0


def beat(troubles: Sequence[str] = ()) -> None:
    """The worker of this machine is well; `troubles` is what it waits for."""
    # On a disk that is full nothing can be said, but still be touched. No worker dies of it.
    with suppress(OSError):
        HEARTBEAT.touch()
        HEARTBEAT.write_text("; ".join(troubles))


def problem() -> str | None:
    """What is wrong with the worker of this machine; None when it is well."""
    try:
        age = time.time() - HEARTBEAT.stat().st_mtime
    except FileNotFoundError:
        return "has not started"
    # A clock that was set back makes the last beat one to come.
    return None if abs(age) < HEARTBEAT_SECONDS else f"has said nothing for {age:.0f} seconds"


def troubles() -> str:
    """What the worker of this machine waits for, though it is well itself; nothing mostly."""
    with suppress(OSError):
        return HEARTBEAT.read_text()
    return ""
