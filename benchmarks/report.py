"""Prints what was measured: a line as each run ends, then each kind of request, then the goals."""

from collections.abc import Iterator, Sequence

from benchmarks.measure import Run, percentile
from benchmarks.programs import Program
from benchmarks.walks import STEP_POST

MOST_TIMES_THE_FLOOR = 2.0
LEAST_PER_SECOND = 80.0
MOST_STEP_POST_MS = 50.0
MOST_MEGABYTES = 150.0


def show_start(kind: str, database: str, program: Program) -> None:
    sizes = _sizes(program.megabytes)
    print(
        f"{kind} on {database}: first page {program.first_page_seconds:.2f} s after a cold start, "
        f"{sizes} MB",
        flush=True,
    )


def show_run(run: Run, before: Sequence[Run]) -> None:
    sizes = _sizes(run.megabytes)
    posts = run.requests.took[STEP_POST]
    print(
        f"{run.name:12} {run.database:10} {run.processes} web, {run.citizens:2} citizens: "
        f"{run.per_second:6.1f} journeys/s, {run.cpu_ms:6.2f} ms CPU each{_times(run, before)}, "
        f"step POST p50 {percentile(posts, 50):.1f} p99 {percentile(posts, 99):.1f} ms, "
        f"{sizes} MB ({run.journeys} in {run.seconds:.1f} s)",
        flush=True,
    )


def show_kinds(runs: Sequence[Run]) -> None:
    """Each kind of request: p50 and p99 by number of citizens, CPU and size where one walked."""
    for name, database, processes in dict.fromkeys(
        (run.name, run.database, run.processes) for run in runs
    ):
        mine = [
            run
            for run in runs
            if (run.name, run.database, run.processes) == (name, database, processes)
        ]
        print(f"\n{name} on {database}, {processes} web: p50 / p99 in ms")
        heads = "".join(f"{run.citizens:>12} cit." for run in mine)
        print(f"  {'':16}{heads}{'CPU ms':>10}{'bytes':>9}")
        for kind in mine[0].requests.took:
            times = "".join(
                f"{percentile(took, 50):>8.1f} /{percentile(took, 99):>7.1f}"
                for took in (run.requests.took[kind] for run in mine)
            )
            alone = next((run.requests for run in mine if run.requests.cpu), None)
            cpu = f"{percentile(alone.cpu[kind], 50):>10.2f}" if alone else f"{'':10}"
            print(f"  {kind:16}{times}{cpu}{mine[0].requests.bytes[kind]:>9}")


def show_errands(
    kind: str, database: str, *, done: int, seconds: float, cpu_seconds: float
) -> None:
    print(
        f"worker, {kind} on {database}: {1000 * cpu_seconds / done:.1f} ms CPU each, "
        f"{done / seconds:.1f} a second ({done})",
        flush=True,
    )


def show_goals(runs: Sequence[Run]) -> None:
    print("\nGoals, on each database, for the three-step form:")
    for line in _goals(runs):
        print(f"  {line}")


def _goals(runs: Sequence[Run]) -> Iterator[str]:
    for run in runs:
        if run.name != "three steps" or run.citizens != 8:
            continue
        where = f"{run.database}, {run.processes} web, 8 citizens"
        floor = _floor_of(run, runs)
        if floor is not None:
            ratio = run.cpu_ms / floor.cpu_ms
            yield judged(ratio <= MOST_TIMES_THE_FLOOR, f"{where}: {ratio:.2f} × floor's CPU")
            speed = run.per_second / floor.per_second
            yield f"       {where}: {speed:.2f} × floor's journeys a second"
        if run.processes == 1:
            speed = run.per_second
            yield judged(speed >= LEAST_PER_SECOND, f"{where}: {speed:.0f} journeys/s")
        slowest = percentile(run.requests.took[STEP_POST], 99)
        yield judged(slowest < MOST_STEP_POST_MS, f"{where}: step POST p99 {slowest:.0f} ms")
        most = max(run.megabytes)
        yield judged(most < MOST_MEGABYTES, f"{where}: {most:.0f} MB")


def _sizes(megabytes: Sequence[float]) -> str:
    return " + ".join(f"{size:.0f}" for size in megabytes)


def judged(met: bool, words: str) -> str:
    """A goal in words, and whether it was met."""
    return f"{'met   ' if met else 'MISSED'} {words}"


def _times(run: Run, before: Sequence[Run]) -> str:
    floor = _floor_of(run, before)
    return "" if floor is None else f" ({run.cpu_ms / floor.cpu_ms:.2f} × floor)"


def _floor_of(run: Run, runs: Sequence[Run]) -> Run | None:
    """The floor under the same conditions."""
    if run.name == "floor":
        return None
    same = (run.database, run.processes, run.citizens)
    return next(
        (
            each
            for each in runs
            if each.name == "floor" and (each.database, each.processes, each.citizens) == same
        ),
        None,
    )
