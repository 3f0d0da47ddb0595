"""Counting at night: deleted and counted again, so it can be done any number of times."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import delete, select

from app.clock import now, today
from app.database import Database
from app.facts import ACTIVATION, TRANSACTION, Fact, note
from app.statistics.count import recount
from app.statistics.models import DailyCount


def counted(database: Database) -> list[tuple[int, str, int, int]]:
    """Days ago, municipality, started, sent."""
    with database.reading.begin() as session:
        rows = session.scalars(
            select(DailyCount).order_by(DailyCount.day, DailyCount.municipality_code)
        )
        return [
            (
                (today() - row.day).days,
                row.municipality_code,
                row.activations,
                row.transactions,
            )
            for row in rows
        ]


def count(database: Database, days: int = 10) -> None:
    with database.writing.begin() as session:
        recount(session, days)


def test_what_was_started_and_sent_is_counted_per_day_and_municipality(
    database: Database, happened
):
    happened(ACTIVATION, times=3)
    happened(TRANSACTION, times=2)
    happened(ACTIVATION, code="0187")
    happened(TRANSACTION, days_ago=4)
    count(database)
    assert counted(database) == [(4, "0657", 0, 1), (0, "0187", 1, 0), (0, "0657", 3, 2)]


def test_counting_again_changes_nothing(database: Database, happened):
    happened(ACTIVATION, times=2)
    count(database)
    count(database)
    assert counted(database) == [(0, "0657", 2, 0)]


def test_a_wrong_count_is_put_right_by_counting_again(database: Database, happened):
    happened(ACTIVATION)
    count(database)
    happened(ACTIVATION, days_ago=9)
    with database.writing.begin() as session:
        session.execute(delete(Fact).where(Fact.day == today()))
    count(database)
    assert counted(database) == [(9, "0657", 1, 0)]


def test_days_further_back_stay_as_they_were_counted(database: Database, happened):
    with database.writing.begin() as session:
        session.add(
            DailyCount(
                day=today() - timedelta(days=40),
                municipality_code="0657",
                form_slug="flytning",
                kle="23.05.10",
                channel="SLVBTJN",
                activations=70,
                transactions=63,
                counted_at=now(),
            )
        )
        session.add(
            DailyCount(
                day=today(),
                municipality_code="0657",
                form_slug="flytning",
                kle="23.05.10",
                channel="SLVBTJN",
                activations=1,
                transactions=1,
                counted_at=now(),
            )
        )
    count(database)
    assert counted(database) == [(40, "0657", 70, 63)]


def test_nights_that_were_missed_are_made_up_for(database: Database, happened):
    happened(ACTIVATION, days_ago=30)
    happened(ACTIVATION, days_ago=20)
    count(database)
    assert [row[0] for row in counted(database)] == [30, 20]
    happened(TRANSACTION, days_ago=15)
    count(database)
    assert [row[0] for row in counted(database)] == [30, 20, 15]


def test_other_facts_are_no_starts_and_no_sendings(database: Database, happened):
    happened("paused", times=4)
    count(database)
    assert counted(database) == []


def test_workers_who_count_at_once_do_not_stand_in_each_others_way(
    committed_database: Database,
):
    with committed_database.writing.begin() as session:
        for _ in range(3):
            note(
                session,
                ACTIVATION,
                municipality_code="0657",
                form_slug="flytning",
                form_version=1,
                kle="23.05.10",
                channel="SLVBTJN",
            )
    with ThreadPoolExecutor(4) as workers:
        for counting in [workers.submit(count, committed_database) for _ in range(8)]:
            counting.result()
    assert counted(committed_database) == [(0, "0657", 3, 0)]
