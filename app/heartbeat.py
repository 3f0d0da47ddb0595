"""The worker's heartbeat: a file it touches while every lane moves, for the health check to read.

A file on the worker's own machine, since a worker is not ill because the database is.
"""

import os
import tempfile
import time
from pathlib import Path

HEARTBEAT = Path(tempfile.gettempdir()) / f"hovedindgang-worker-{os.getuid()}"
HEARTBEAT_SECONDS = 60.0


def beat() -> None:
    """The worker of this machine is well."""
    HEARTBEAT.touch()


def problem() -> str | None:
    """What is wrong with the worker of this machine; None when it is well."""
    try:
        age = time.time() - HEARTBEAT.stat().st_mtime
    except FileNotFoundError:
        return "has not started"
    return None if age < HEARTBEAT_SECONDS else f"has said nothing for {age:.0f} seconds"
