"""Figures: CPU time and memory of other processes, percentiles, and what one run came to."""

import math
import os
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self


def cpu_seconds(processes: Sequence[int]) -> float:
    """The CPU time that processes have used so far, all threads, user and system."""
    return sum(time.clock_gettime(_cpu_clock(pid)) for pid in processes)


def _cpu_clock(pid: int) -> int:
    """The kernel's CPU clock of another process (clock_getcpuclockid(3)): nanoseconds, where
    /proc/PID/stat counts hundredths of a second."""
    return (~pid << 3) | 2


def megabytes(pid: int) -> float:
    """Resident memory (RSS) of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def family_of(pid: int) -> list[int]:
    """A process and all that it has started, however indirectly."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    return [pid, *(each for child in children for each in family_of(child))]


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


@dataclass
class Requests:
    """Milliseconds of each request by its kind; CPU too, where one citizen walks alone."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    bytes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """What one run came to: so many citizens walking at the same time, for a while."""

    name: str
    database: str
    processes: int
    citizens: int
    journeys: int
    seconds: float
    cpu_seconds: float
    megabytes: Sequence[float]
    requests: Requests

    @property
    def per_second(self) -> float:
        return self.journeys / self.seconds

    @property
    def cpu_ms(self) -> float:
        """CPU of the web processes per journey."""
        return 1000 * self.cpu_seconds / self.journeys


def together(rounds: Sequence[Run]) -> Run:
    """Several rounds of the same as one run."""
    requests = Requests()
    for each in rounds:
        requests.bytes |= each.requests.bytes
        for kind, took in each.requests.took.items():
            requests.took[kind] += took
        for kind, used in each.requests.cpu.items():
            requests.cpu[kind] += used
    return replace(
        rounds[-1],
        journeys=sum(each.journeys for each in rounds),
        seconds=sum(each.seconds for each in rounds),
        cpu_seconds=sum(each.cpu_seconds for each in rounds),
        requests=requests,
    )


class Stopwatch:
    """Seconds of wall clock between entering and leaving."""

    def __enter__(self) -> Self:
        self._started = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._started
