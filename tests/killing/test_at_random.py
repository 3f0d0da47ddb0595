"""A bad day on each database: twenty rounds of kills in all, hundreds with `--kill-rounds`."""

import random

import pytest

from tests.integrations.served import served
from tests.killing.bad_day import KINDS, MOVERS_A_ROUND, SENT_A_ROUND, BadDay
from tests.killing.counted import counted, interrupted
from tests.killing.forked import forked
from tests.ports import free_port
from tests.service import Service, committed_service, standins

__all__ = ["committed_service", "served", "standins"]

pytestmark = pytest.mark.long


def test_whatever_is_killed_when_everything_is_done_once(
    served: Service, request: pytest.FixtureRequest
):
    seed = request.config.getoption("kill_seed")
    rounds = request.config.getoption("kill_rounds")
    with forked() as programs:
        day = BadDay(
            service=served,
            programs=programs,
            port=free_port(),
            # One worker writes a SQLite database; a second would only wait for it.
            workers=1 if served.database.is_sqlite else 2,
            chance=random.Random(seed),
        )
        day.begins()
        day.passes(rounds)
        day.ends()
        found, hit = counted(served), interrupted(served)
    led_to = day.presses.led_to
    receipts = {each for each in led_to if each.startswith("/kvittering/")}
    stopped = {each for each in led_to if each.startswith("/mine-sager/")}
    print(f"seed {seed}, rounds {day.rounds}, killed {dict(day.kills)}")
    print(f"presses broken off {day.presses.broken_off}, attempts interrupted {hit}")
    print(f"led to {len(receipts)} receipts, {len(stopped)} stopped; found {found}")
    assert {name: set(each.values()) for name, each in found.items()} == {
        "sent": {len(receipts)},
        "letters": {MOVERS_A_ROUND * day.rounds},
        "sms": {found["sms"]["promised"]},
        "attachments": {day.pictures},
        "messages": {len(stopped)},
    }
    assert len(receipts) == SENT_A_ROUND * day.rounds
    # A kill that hits nothing proves nothing.
    assert min(hit.get(kind, 0) for kind in KINDS) > 0, hit
    assert day.presses.broken_off >= day.kills["web before COMMIT"] > 0
