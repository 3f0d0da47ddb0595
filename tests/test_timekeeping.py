"""Whether our clock is believed: one that jumps is in doubt until it is back or stands by it."""

from datetime import UTC, datetime, timedelta

import pytest

from app import timekeeping
from app.database import Database
from app.timekeeping import DOUBTED_FOR, Watch, doubt

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
JUMPS = [
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=365),
    timedelta(minutes=-2),
    timedelta(days=-1),
]


class Clocks:
    """The clock on the wall, and the one that nobody can set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.running = NOON, 1000.0
        monkeypatch.setattr(timekeeping, "now", lambda: self.wall)
        monkeypatch.setattr(timekeeping, "seconds_running", lambda: self.running)
        self.watch = Watch(NOON, 1000.0)
        monkeypatch.setattr(timekeeping, "watch", self.watch)

    def pass_by(self, time: timedelta) -> None:
        self.wall += time
        self.running += time.total_seconds()

    def jump(self, by: timedelta) -> None:
        self.wall += by


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    return Clocks(monkeypatch)


def test_a_clock_that_runs_is_believed_however_seldom_it_is_looked_at(clocks: Clocks):
    for seconds in (1, 3600, 86_400 * 30):
        clocks.pass_by(timedelta(seconds=seconds))
        assert clocks.watch.look() == timedelta()


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_is_in_doubt_and_back_again_it_is_not(clocks: Clocks, jump: timedelta):
    clocks.pass_by(timedelta(hours=5))
    clocks.jump(jump)
    assert clocks.watch.look() == jump
    clocks.pass_by(timedelta(minutes=1))
    assert clocks.watch.look() == jump
    clocks.jump(-jump)
    assert clocks.watch.look() == timedelta()
    clocks.pass_by(timedelta(minutes=1))
    assert clocks.watch.look() == timedelta()


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_that_stands_is_believed_after_a_while(clocks: Clocks, jump: timedelta):
    clocks.jump(jump)
    assert clocks.watch.look() == jump
    clocks.pass_by(DOUBTED_FOR + timedelta(seconds=1))
    assert clocks.watch.look() == timedelta()


def test_ours_is_held_against_the_databases(database: Database, monkeypatch: pytest.MonkeyPatch):
    with database.reading.begin() as session:
        assert doubt(session) is None
        Clocks(monkeypatch).jump(timedelta())
        if database.is_sqlite:
            assert doubt(session) is None
        else:
            assert "the database's" in (doubt(session) or "")
