"""Limits: how often one person or one address may do what could be guessed or flooded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from fastapi import Request
from sqlalchemy import func, select, text, update

from app import limits
from app.clock import now
from app.database import Database, open_database
from app.errors import TooMany
from app.limits import LIMITS, Limit, LimitWindow, address_of, clear_out_old, spend
from app.settings import settings
from tests.databases import used_by_the_app

TWICE = Limit("twice", 2, 60)
ROOT = Path(__file__).parent.parent


def coming_from(host: str) -> Request:
    return Request({"type": "http", "client": (host, 50000), "headers": []})


def test_more_than_that_is_too_many_and_says_when_to_try_again(database: Database):
    spend(TWICE, "ada")
    spend(TWICE, "ada")
    with pytest.raises(TooMany) as refused:
        spend(TWICE, "ada")
    assert 0 < refused.value.retry_after_seconds <= 3600
    spend(TWICE, "bo")
    spend(Limit("something else", 2, 60), "ada")


def test_the_next_window_begins_at_nought(database: Database, monkeypatch: pytest.MonkeyPatch):
    later = now() + timedelta(hours=1)
    for moment in (now(), later):
        monkeypatch.setattr(limits, "now", lambda moment=moment: moment)
        for _ in range(2):
            spend(TWICE, "ada")
        with pytest.raises(TooMany):
            spend(TWICE, "ada")


def test_two_limits_are_spent_in_one_write_and_the_one_that_is_reached_refuses(database: Database):
    for _ in range(2):
        spend(TWICE, "ada", (Limit("often", 100, 60), "here"))
    with pytest.raises(TooMany):
        spend(Limit("often", 100, 60), "here", (TWICE, "ada"))
    with database.reading.begin() as session:
        assert sorted(session.scalars(select(LimitWindow.spent))) == [3, 3]


def test_processes_count_together(committed_url: str):
    """Two databases as two processes have them, and many threads in each."""
    limit = Limit("together", 25, 60)

    def one_more(opened: Database) -> bool:
        with opened.writing.begin() as session:
            (spent,) = limits._add_to(session, limits._windows([(limit, "ada")])).values()
        return spent <= limit.times

    processes = [open_database(committed_url) for _ in range(2)]
    with ThreadPoolExecutor(8) as threads:
        let_through = list(threads.map(one_more, processes * 25))
    for each in processes:
        each.dispose()
    assert sum(let_through) == limit.times


def test_a_refusal_in_one_process_is_one_in_the_next(committed_url: str):
    for _ in range(2):
        one = open_database(committed_url)
        with used_by_the_app(one):
            spend(TWICE, "ada")
        one.dispose()
    other = open_database(committed_url)
    with used_by_the_app(other), pytest.raises(TooMany):
        spend(TWICE, "ada")
    other.dispose()


def test_a_row_says_neither_who_nor_from_where(database: Database):
    spend(limits.LOGIN_PER_ADDRESS, "192.0.2.7")
    with database.reading.begin() as session:
        row = session.execute(text("SELECT * FROM limit_windows")).one()
    assert "192.0.2.7" not in str(row)
    assert b"192.0.2.7" not in b"".join(bytes(each) for each in row if isinstance(each, bytes))


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_counted_as_one_house(host: str, counted: str):
    assert address_of(coming_from(host)) == counted


def test_windows_that_have_ended_are_cleared_out(database: Database):
    spend(TWICE, "ada")
    spend(TWICE, "bo")
    with database.writing.begin() as session:
        first = session.scalars(select(LimitWindow.who_digest)).first()
        session.execute(
            update(LimitWindow)
            .where(LimitWindow.who_digest == first)
            .values(ends_at=now() - timedelta(seconds=1))
        )
        clear_out_old(session)
        assert session.scalar(select(func.count()).select_from(LimitWindow)) == 1


def test_a_refusal_is_counted_by_the_name_of_its_limit(database: Database):
    before = limits.REFUSED.labels("twice")._value.get()
    for _ in range(2):
        spend(TWICE, "ada")
    with pytest.raises(TooMany):
        spend(TWICE, "ada")
    assert limits.REFUSED.labels("twice")._value.get() == before + 1


@pytest.mark.parametrize(
    ("environment", "proxies", "warned"),
    [("production", "", True), ("production", "10.0.0.5", False), ("demo", "", False)],
)
def test_it_is_said_at_start_when_no_proxy_is_trusted(
    monkeypatch: pytest.MonkeyPatch, environment: str, proxies: str, warned: bool
):
    """Behind a proxy nobody trusts, everybody has the proxy's address, and one limit."""
    told = settings().model_copy(update={"environment": environment, "trusted_proxies": proxies})
    monkeypatch.setattr(limits, "settings", lambda: told)
    with structlog.testing.capture_logs() as lines:
        limits.warn_of_one_address()
    assert [line["setting"] for line in lines] == (["TRUSTED_PROXIES"] if warned else [])


@pytest.mark.parametrize("file", ["README.md", "docs/operations.md"])
def test_every_limit_is_written_down(file: str):
    told = (ROOT / file).read_text()
    for limit in LIMITS:
        assert f"| `{limit.name}` | {limit.times} | {limit.minutes} |" in told, limit


def test_no_two_limits_have_one_name():
    assert len({limit.name for limit in LIMITS}) == len(LIMITS)
