"""A bad day on each database: thirty rounds of kills in all, hundreds with `--kill-rounds`."""

import random

import pytest

from tests.integrations.served import served
from tests.killing.bad_day import BadDay
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
        found = day.counted()
    print(f"seed {seed}: {found}, killed {dict(day.kills)}")
    assert len(found.numbers()) == 1, found
    assert found.sent == 3 * rounds
