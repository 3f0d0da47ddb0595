"""The ledger, measured: `python -m benchmarks.delivery`, by hand; `--help` says what else.

First how many deliveries a second go through a case system that answers at once, beside a floor in
the same run: a bare POST between two durable commits, by as many hands. Then an outage: so many
deliveries wait for a system that is down, it comes back, two workers drain them, and meanwhile
citizens send as steadily as before. Everything is a process of its own, over loopback, on durable
databases.
"""

import argparse
import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from app.clock import now
from app.worker import HANDS_FOR_OTHERS
from benchmarks.journey import STORES, outside
from benchmarks.ledger import Place, expect_one_case_each, place, wait_for
from benchmarks.measure import cpu_seconds
from benchmarks.outage import Outage, show_outage
from benchmarks.programs import run, working
from benchmarks.stores import Store

# As much as the hands of all workers can ask.
NO_LIMIT = (1000, 10_000_000)


def main() -> None:
    chosen = _options()
    with outside() as world, ExitStack() as stack:
        stores: dict[str, Store] = {
            name: stack.enter_context(STORES[name]()) for name in chosen.databases
        }
        for name, store in stores.items():
            for workers in chosen.workers if name == "postgresql" else [1]:
                with place(store, world) as here:
                    measure(here, store.name, workers, chosen.errands)
        if chosen.waiting:
            store = stores.get("postgresql") or next(iter(stores.values()))
            with place(store, world) as here:
                here.ledger.allow(chosen.at_once, chosen.per_minute)
                workers = 2 if store.name == "PostgreSQL" else 1
                outage = Outage(here, workers, chosen.waiting, chosen.idle_seconds, chosen.pace)
                show_outage(store.name, outage.happens(), chosen.at_once, chosen.per_minute)


def measure(here: Place, database: str, workers: int, number: int) -> None:
    """Deliveries a second, and their CPU in the workers; then the floor's, on the same database."""
    here.ledger.allow(*NO_LIMIT)
    # What the template still waits for is done first, and the workers are warm.
    with here.case_system() as address:
        with working(here.environment, workers, "benchmarks.program", "worker") as processes:
            wait_for(lambda: not here.ledger.undone(now()))
            # From when all wait: some are done already.
            began = here.waits(number)
            before, left = cpu_seconds(processes), here.ledger.undone(began)
            wait_for(lambda: not here.ledger.undone(now()))
            used = cpu_seconds(processes) - before
        asked_again = expect_one_case_each(address, number + 1)
        per_second = here.ledger.per_second(began)
        floor_per_second, floor_cpu = floor(here, address, workers, number)
    print(
        f"{database}, {workers} worker{'s' * (workers > 1)}: {per_second:.0f} deliveries a second, "
        f"{1000 * used / left:.1f} ms CPU each; floor {floor_per_second:.0f} a second, "
        f"{1000 * floor_cpu / number:.1f} ms: {per_second / floor_per_second:.2f} × floor's speed, "
        f"{used / left / floor_cpu * number:.1f} × its CPU ({left}, {asked_again} asked for again)",
        flush=True,
    )


def floor(here: Place, address: str, workers: int, number: int) -> tuple[float, float]:
    """The same number of bare deliveries by as many processes and hands: a second, and CPU."""
    share = number // workers

    def one(worker: int) -> dict[str, float]:
        hands = str(HANDS_FOR_OTHERS)
        arguments = (f"{address}/events", str(share), hands, str(worker))
        told: dict[str, float] = json.loads(
            run(here.environment, "benchmarks.bare_delivery", *arguments)
        )
        return told

    with ThreadPoolExecutor(workers) as processes:
        told = list(processes.map(one, range(workers)))
    seconds = max(each["seconds"] for each in told)
    return share * workers / seconds, sum(each["cpu_seconds"] for each in told)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks.delivery")
    options.add_argument("--quick", action="store_true", help="2,000 wait, short runs")
    options.add_argument("--databases", nargs="+", choices=list(STORES), default=list(STORES))
    options.add_argument("--workers", nargs="+", type=int, help="on PostgreSQL, such as 1 2 4")
    options.add_argument("--errands", type=int, help="deliveries for the speed")
    options.add_argument("--waiting", type=int, help="deliveries after the outage; 0 for none")
    options.add_argument("--idle-seconds", type=float, help="how long citizens send before it")
    options.add_argument("--pace", type=float, default=1.0, help="citizens who begin, a second")
    options.add_argument("--at-once", type=int, default=4, help="4 is a case system's default")
    options.add_argument(
        "--per-minute",
        type=int,
        help="how often the case system may be asked in the outage: 1200 is the default for one, "
        "at which 100,000 take 83 minutes; --quick asks 12,000 times",
    )
    chosen = options.parse_args()
    chosen.workers = chosen.workers or ([1, 2] if chosen.quick else [1, 2, 4])
    chosen.errands = chosen.errands or (500 if chosen.quick else 5000)
    if chosen.waiting is None:
        chosen.waiting = 2000 if chosen.quick else 100_000
    chosen.idle_seconds = chosen.idle_seconds or (15.0 if chosen.quick else 300.0)
    chosen.per_minute = chosen.per_minute or (12_000 if chosen.quick else 1200)
    return chosen


if __name__ == "__main__":
    print(f"{os.cpu_count()} cores, loopback")
    main()
