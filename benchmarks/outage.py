"""An outage: what waits when a case system comes back is drained, while citizens go on sending."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import now
from benchmarks import walks
from benchmarks.browser import Browser
from benchmarks.journey import asyncio_run
from benchmarks.ledger import Place, expect_one_case_each, wait_for
from benchmarks.measure import Requests, Stopwatch, megabytes, percentile
from benchmarks.programs import Program, working
from benchmarks.report import judged

WARMING_UP_SECONDS = 5.0
LOOK_SECONDS = 1.0
MOST_TIMES_IDLE = 1.5
MOST_TIMES_MEMORY = 1.2
SENDING = ("submit", walks.STEP_POST)
Until = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Drained:
    """What came of it: how many deliveries, at what speed; how long requests took before and
    meanwhile; the megabytes of each worker, second by second while it drained; and how many the
    case system was asked for more than once."""

    number: int
    down_seconds: float
    seconds: float
    per_second: float
    idle: Requests
    draining: Requests
    megabytes: list[list[float]]
    asked_again: int


@dataclass(frozen=True)
class Outage:
    """So many deliveries wait; `pace` is how many citizens begin a second, before and after."""

    here: Place
    workers: int
    number: int
    idle_seconds: float
    pace: float

    def happens(self) -> Drained:
        program = ("benchmarks.program", "worker")
        with (
            self.here.web() as web,
            working(self.here.environment, self.workers, *program) as workers,
        ):
            with self.here.case_system():
                self._citizens_send(web, Requests(), _after(WARMING_UP_SECONDS))
                idle, _ = self._citizens_send(web, Requests(), _after(self.idle_seconds))
                wait_for(lambda: not self.here.ledger.undone(now()))
            with Stopwatch() as down:
                waiting_since = self.here.waits(self.number)
                wait_for(self.here.ledger.is_down)
            with self.here.case_system() as address:
                sizes: list[list[float]] = []
                began = now()
                with Stopwatch() as up:
                    drained = self._drained(waiting_since, workers, sizes)
                    draining, sent = self._citizens_send(web, Requests(), drained)
                per_second = self.here.ledger.per_second(began)
                wait_for(lambda: not self.here.ledger.undone(now()))
                again = expect_one_case_each(address, self.number + sent)
        return Drained(
            self.number, down.seconds, up.seconds, per_second, idle, draining, sizes, again
        )

    def _citizens_send(
        self, web: Program, requests: Requests, until: Until
    ) -> tuple[Requests, int]:
        """One after the other begins, however long those before take; how many sent."""
        return requests, asyncio_run(_walk_steadily(web, requests, self.pace, until))

    def _drained(self, before: datetime, workers: Sequence[int], sizes: list[list[float]]) -> Until:
        async def drained() -> None:
            while await asyncio.to_thread(self.here.ledger.undone, before):
                sizes.append([megabytes(pid) for pid in workers])
                await asyncio.sleep(LOOK_SECONDS)

        return drained


async def _walk_steadily(web: Program, requests: Requests, pace: float, until: Until) -> int:
    async def one() -> None:
        async with Browser(web.port, requests, None) as browser:
            await walks.three_steps(browser)

    ended = asyncio.create_task(until())
    walking: list[asyncio.Task[None]] = []
    while not ended.done():
        walking.append(asyncio.create_task(one()))
        await asyncio.wait([ended], timeout=1 / pace)
    await ended
    await asyncio.gather(*walking)
    return len(walking)


def _after(seconds: float) -> Until:
    return lambda: asyncio.sleep(seconds)


def show_outage(database: str, drained: Drained, at_once: int, per_minute: int) -> None:
    """The figures, and whether they are what we promised ourselves."""
    print(
        f"\n{database}, {drained.number} waiting after an outage, a case system that may be asked "
        f"{per_minute} times a minute by {at_once} at once: drained in {drained.seconds:.0f} s, "
        f"{drained.per_second:.0f} a second from the first (it rests for a while after it is back; "
        f"it was down for {drained.down_seconds:.0f} s); one case each, "
        f"{drained.asked_again} asked for again"
    )
    for worker, sizes in enumerate(zip(*drained.megabytes, strict=True), start=1):
        first, middle, last = sizes[0], sizes[len(sizes) // 2], sizes[-1]
        words = f"worker {worker}: {first:.0f} MB at the start, {middle:.0f} in the middle, "
        words += f"{last:.0f} at the end, {max(sizes):.0f} at most"
        print(judged(max(sizes) <= MOST_TIMES_MEMORY * first, words))
    for kind in SENDING:
        before, meanwhile = drained.idle.took[kind], drained.draining.took[kind]
        times = percentile(meanwhile, 99) / percentile(before, 99)
        words = f"{kind}: p50 {percentile(before, 50):.1f}, p99 {percentile(before, 99):.1f} ms "
        words += f"before ({len(before)}); p50 {percentile(meanwhile, 50):.1f}, p99 "
        words += f"{percentile(meanwhile, 99):.1f} ms meanwhile ({len(meanwhile)}): {times:.2f} ×"
        print(judged(times <= MOST_TIMES_IDLE, words))
