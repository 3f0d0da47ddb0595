"""Whole journeys, measured: `python -m benchmarks.journey`, by hand; `--help` says what else.

Citizens walk from login to receipt, many at a time, through real web processes, over loopback, on
durable databases; the bare floor is walked in the same run. Only the CPU of the web processes
counts: load and the world outside are processes of their own. Bounded in count and in time.
"""

import argparse
import asyncio
import json
import os
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import uvloop

from benchmarks import report, stores, walks
from benchmarks.browser import Browser
from benchmarks.measure import Requests, Run, Stopwatch, cpu_seconds, together
from benchmarks.programs import Program, environment_for, free_port, run, serving
from benchmarks.stores import Store
from benchmarks.walks import Walk

WARMING_UP = 24
# Whatever else the machine does meets floor and ours alike when they take turns.
ROUNDS = 4
CITIZENS = (1, 8, 32)
WALKS: dict[str, Walk] = {
    "floor": walks.floor,
    "three steps": walks.three_steps,
    "relocation": walks.relocation,
}

STORES: dict[str, Callable[[], AbstractContextManager[Store]]] = {
    "sqlite": stores.sqlite,
    "postgresql": stores.postgresql,
}


@dataclass(frozen=True)
class Bounds:
    """No run walks more journeys, nor much longer."""

    journeys: int
    seconds: float

    def of(self, rounds: int) -> "Bounds":
        """The share of one round."""
        return Bounds(-(-self.journeys // rounds), self.seconds / rounds)


def main() -> None:
    chosen = _options()
    bounds = Bounds(chosen.journeys, chosen.seconds)
    runs: list[Run] = []
    with outside() as world, ExitStack() as stack:
        for name in chosen.databases:
            store: Store = stack.enter_context(STORES[name]())
            for processes in chosen.processes:
                measured = measure(store, world, processes, chosen.walks, chosen.citizens, bounds)
                for each in measured:
                    report.show_run(each, runs)
                    runs.append(each)
            if chosen.receipts and name == chosen.databases[0]:
                measure_worker(store, world, chosen.receipts)
    report.show_kinds(runs)
    report.show_goals(runs)


def measure(
    store: Store,
    world: int,
    processes: int,
    names: Sequence[str],
    citizens: Sequence[int],
    bounds: Bounds,
) -> Iterator[Run]:
    """Each walk with each number of citizens, floor and ours by turns, on fresh databases."""
    with ExitStack() as stack:
        programs = {}
        for name in names:
            kind = "floor" if name == "floor" else "ours"
            if kind not in programs:
                start = floor_program if kind == "floor" else our_program
                programs[kind] = stack.enter_context(start(store, world, processes))
                report.show_start(kind, store.name, programs[kind])
        for name in names:
            program = programs["floor" if name == "floor" else "ours"]
            asyncio_run(walk_many(program, WALKS[name], 8, Bounds(WARMING_UP, 30), Requests()))
        for many in citizens:
            walked: dict[str, list[Run]] = {name: [] for name in names}
            for _ in range(ROUNDS):
                for name in names:
                    program = programs["floor" if name == "floor" else "ours"]
                    walked[name].append(
                        one_round(name, store.name, processes, program, many, bounds.of(ROUNDS))
                    )
            yield from (together(rounds) for rounds in walked.values())


def one_round(
    name: str, database: str, processes: int, program: Program, citizens: int, bounds: Bounds
) -> Run:
    requests = Requests()
    before = cpu_seconds(program.processes)
    with Stopwatch() as watch:
        journeys = asyncio_run(walk_many(program, WALKS[name], citizens, bounds, requests))
    return Run(
        name=name,
        database=database,
        processes=processes,
        citizens=citizens,
        journeys=journeys,
        seconds=watch.seconds,
        cpu_seconds=cpu_seconds(program.processes) - before,
        megabytes=program.megabytes,
        requests=requests,
    )


async def walk_many(
    program: Program, walk: Walk, citizens: int, bounds: Bounds, requests: Requests
) -> int:
    """So many citizens at a time, one after the other, until a bound is met; how many arrived."""
    deadline = asyncio.get_running_loop().time() + bounds.seconds
    processes = program.processes
    # What a request costs can be told apart only while nobody else asks.
    cpu = (lambda: cpu_seconds(processes)) if citizens == 1 else None
    begun = arrived = 0

    async def one_after_the_other() -> None:
        nonlocal begun, arrived
        while begun < bounds.journeys and asyncio.get_running_loop().time() < deadline:
            begun += 1
            async with Browser(program.port, requests, cpu) as browser:
                await walk(browser)
            arrived += 1

    await asyncio.gather(*(one_after_the_other() for _ in range(citizens)))
    return arrived


def asyncio_run(walking: Coroutine[Any, Any, int]) -> int:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(walking)


@contextmanager
def outside() -> Iterator[int]:
    """The world outside, at the port that is given."""
    port = free_port()
    with serving({}, port, "/jwks", "benchmarks.outside", "--port", str(port)):
        yield port


@contextmanager
def our_program(store: Store, world: int, processes: int) -> Iterator[Program]:
    """The web program with the three-step form, on a database of its own."""
    port = free_port()
    environment = environment_for(store.empty(), port, world)
    run(environment, "benchmarks.program", "migrate")
    more = ("--processes", str(processes))
    with serving(environment, port, "/", "benchmarks.program", "web", *more) as program:
        yield program


@contextmanager
def floor_program(store: Store, world: int, processes: int) -> Iterator[Program]:
    port = free_port()
    environment = {"DATABASE_URL": store.empty()}
    more = ("--port", str(port), "--processes", str(processes))
    with serving(environment, port, "/step/1", "benchmarks.floor", *more) as program:
        yield program


def measure_worker(store: Store, world: int, receipts: int) -> None:
    """Receipts and deliveries of relocations that nobody has handled yet, one kind at a time."""
    port = free_port()
    environment = environment_for(store.empty(), port, world)
    run(environment, "benchmarks.program", "migrate")
    with serving(environment, port, "/", "benchmarks.program", "web") as program:
        bounds = Bounds(receipts + 10, 60)
        asyncio_run(walk_many(program, walks.relocation, 4, bounds, Requests()))
    for kind in ("make_receipt", "deliver"):
        told = run(environment, "benchmarks.errands", kind, str(receipts))
        report.show_errands(kind, store.name, **json.loads(told.splitlines()[-1]))


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks.journey")
    options.add_argument("--quick", action="store_true", help="SQLite, one process, short runs")
    options.add_argument("--databases", nargs="+", choices=list(STORES))
    options.add_argument("--processes", nargs="+", type=int, help="web processes, such as 1 2")
    options.add_argument("--citizens", nargs="+", type=int, default=CITIZENS)
    options.add_argument("--walks", nargs="+", choices=list(WALKS), default=list(WALKS))
    options.add_argument("--journeys", type=int, help="at most so many in a run")
    options.add_argument("--seconds", type=float, help="at most so long a run")
    options.add_argument("--receipts", type=int, help="receipts and deliveries; 0 for none")
    chosen = options.parse_args()
    chosen.databases = chosen.databases or ["sqlite"] + ["postgresql"] * (not chosen.quick)
    chosen.processes = chosen.processes or ([1] if chosen.quick else [1, 2])
    chosen.journeys = chosen.journeys or (200 if chosen.quick else 800)
    chosen.seconds = chosen.seconds or (6.0 if chosen.quick else 8.0)
    if chosen.receipts is None:
        chosen.receipts = 20 if chosen.quick else 60
    return chosen


if __name__ == "__main__":
    print(f"{os.cpu_count()} cores, loopback")
    main()
