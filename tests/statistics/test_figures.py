"""The figures of a period, some days counted at night, the newest as they are asked for."""

from datetime import date, timedelta

from app.clock import today
from app.database import Database
from app.facts import ACTIVATION, TRANSACTION
from app.statistics.count import recount
from app.statistics.figures import FormCount, by_day, by_form, counted_at


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def totals(database: Database, first: int, last: int = 0) -> tuple[int, int]:
    with database.reading.begin() as session:
        found = by_form(session, "0657", days_ago(first), days_ago(last))
    return sum(each.activations for each in found), sum(each.transactions for each in found)


def test_a_form_sent_now_is_seen_now(database: Database, happened):
    happened(ACTIVATION)
    happened(TRANSACTION)
    assert totals(database, 7) == (1, 1)


def test_no_day_is_counted_twice_or_left_out_where_night_and_day_meet(database: Database, happened):
    for days in range(6):
        happened(ACTIVATION, days_ago=days)
    with database.writing.begin() as session:
        recount(session)
    happened(ACTIVATION, days_ago=1)
    assert totals(database, 5) == (7, 0)
    assert totals(database, 5, 2) == (4, 0)
    assert totals(database, 3, 1) == (4, 0)
    assert totals(database, 0) == (1, 0)


def test_another_municipality_is_in_none_of_the_figures(database: Database, happened):
    happened(ACTIVATION, code="0187", times=3)
    happened(ACTIVATION, code="0187", days_ago=5)
    with database.writing.begin() as session:
        recount(session)
    assert totals(database, 20) == (0, 0)


def test_forms_and_channels_stand_apart(database: Database, happened):
    happened(TRANSACTION, form="rotter", channel="TLFIND")
    happened(TRANSACTION, form="rotter", times=2)
    happened(TRANSACTION)
    with database.reading.begin() as session:
        found = by_form(session, "0657", today(), today())
    assert [(each.form_slug, each.channel, each.transactions) for each in found] == [
        ("flytning", "SLVBTJN", 1),
        ("rotter", "SLVBTJN", 2),
        ("rotter", "TLFIND", 1),
    ]


def test_each_day_has_its_row(database: Database, happened):
    happened(ACTIVATION, days_ago=8)
    happened(TRANSACTION, days_ago=8)
    happened(ACTIVATION)
    with database.writing.begin() as session:
        recount(session)
    with database.reading.begin() as session:
        found = by_day(session, "0657", days_ago(9), today())
    assert [(each.day, each.activations, each.transactions) for each in found] == [
        (days_ago(8), 1, 1),
        (today(), 1, 0),
    ]


def test_figures_say_as_of_when_they_stand(database: Database, happened):
    happened(ACTIVATION, days_ago=8)
    with database.reading.begin() as session:
        assert counted_at(session, "0657", days_ago(9), days_ago(5)) is None
        assert counted_at(session, "0657", days_ago(9), today()) is not None
    with database.writing.begin() as session:
        recount(session)
    with database.reading.begin() as session:
        assert counted_at(session, "0657", days_ago(9), days_ago(5)) is not None


def test_completion_is_sent_of_started():
    def completion(activations: int, transactions: int) -> int | None:
        return FormCount("flytning", "23.05.10", "SLVBTJN", activations, transactions).completion

    assert completion(8, 5) == 63
    assert completion(3, 3) == 100
    assert completion(2, 3) == 150
    assert completion(0, 3) is None
