"""Work that must not grow faster than what is sent: done in a program of its own, which the system
kills when it has used more processor time than linear work could ever need.

No clock is read, so that a busy machine changes nothing.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Importing the app takes about a second of it.
SECONDS = 15
LIMIT = f"import resource; resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))\n"


def is_done_in_time(program: str) -> None:
    """Run a few lines of Python that fail, or go on for ever, where something is wrong."""
    done = subprocess.run(
        [sys.executable, "-c", LIMIT + program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:] or f"killed by signal {-done.returncode}"
