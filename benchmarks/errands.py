"""The worker's errands of one kind, one after the other, in a process of their own.

`python -m benchmarks.errands KIND MOST`: prints how many, and what they took, as JSON.
"""

import json
import sys
import time

from app.database import database
from app.every_table import every_table
from app.observing import set_up_logs
from app.settling import settle
from app.worker import run_next
from benchmarks.measure import Stopwatch

WARMING_UP = 3


def main(kind: str, most: int) -> None:
    set_up_logs()
    every_table()
    settle()
    for _ in range(WARMING_UP):
        run_next(database(), (kind,))
    before, done = time.process_time(), 0
    with Stopwatch() as watch:
        while done < most and run_next(database(), (kind,)):
            done += 1
    cpu_seconds = time.process_time() - before
    print(json.dumps({"done": done, "seconds": watch.seconds, "cpu_seconds": cpu_seconds}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
