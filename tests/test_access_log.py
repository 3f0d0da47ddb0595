"""What staff have looked at is noted beside it, and read by the citizen alone."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from app.access_log import AccessLogRow, a_citizen, accesses
from app.database import Database
from app.sealed import digests
from app.settings import settings
from tests.looking import ADA, ANOTHER_KEY, BO, HEADS, ROWS, faults, looked, looks


def test_a_citizen_reads_who_looked_at_what_and_why(database: Database):
    with database.writing.begin() as session:
        looks(session)
        looks(session, what="change", about="9XPM-HWRH", reason="Prøv igen")
        looks(session, cpr=BO)
        looks(session, code="0187")
        newest, first = accesses(session, "0657", a_citizen(ADA))
    assert (newest.what, newest.about, newest.reason) == ("change", "9XPM-HWRH", "Prøv igen")
    assert (first.staff_name, first.staff_roles) == ("Mette Madsen", ["caseworker", "frontdesk"])
    assert newest.at >= first.at
    assert faults(database) == []


def test_an_access_stands_or_falls_with_what_it_is_noted_beside(database: Database):
    with database.writing() as session:
        looks(session)
        session.rollback()
    with database.reading.begin() as session:
        assert accesses(session, "0657", a_citizen(ADA)) == []
    assert faults(database) == []


def test_nothing_of_it_can_be_read_in_the_database(database: Database):
    looked(database, 1)
    with database.reading.begin() as session:
        kept = [
            session.connection().exec_driver_sql(f"SELECT * FROM {table.name}").one()
            for table in (ROWS, HEADS)
        ]
    for secret in (ADA, "Mette", "mette", "Grund", "K7FE-TJ4T", "caseworker"):
        for row in kept:
            assert not any(
                secret.encode() in (bytes(value) if isinstance(value, memoryview | bytes)
                                    else str(value).encode())
                for value in row
            )  # fmt: skip


def test_the_same_access_twice_has_two_hashes(database: Database):
    with database.writing.begin() as session:
        looks(session)
        looks(session, cpr=BO)
        hashes = set(session.scalars(select(AccessLogRow.hash)))
    assert len(hashes) == 2


def test_a_new_key_breaks_no_chain(database: Database, monkeypatch: pytest.MonkeyPatch):
    looked(database, 2)
    both = settings().model_copy(update={"secret_keys": f"{ANOTHER_KEY},{settings().secret_keys}"})
    monkeypatch.setattr("app.sealed.settings", lambda: both)
    looked(database, 2)
    assert faults(database) == []
    with database.reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(HEADS)) == 1
        assert len(accesses(session, "0657", a_citizen(ADA))) == 4


def test_two_who_look_at_once_are_both_noted(committed_database: Database):
    """Also where the chain is begun by both."""
    rounds, problems = 10, []
    barrier = Barrier(2)

    def keeps_looking() -> None:
        for cpr in (ADA, BO):
            barrier.wait()
            try:
                looked(committed_database, rounds, cpr=cpr)
            except Exception as problem:
                problems.append(problem)

    both = [Thread(target=keeps_looking) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert problems == []
    assert faults(committed_database) == []
    with committed_database.reading.begin() as session:
        for cpr in (ADA, BO):
            assert len(accesses(session, "0657", a_citizen(cpr))) == 2 * rounds


def test_a_head_that_appears_meanwhile_is_met_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    """What a second writer meets on PostgreSQL, when both begin one chain."""
    looked(database, 1)
    right, blind = digests, [True]

    def sees_nothing_at_first(text: str) -> list[bytes]:
        return [bytes(32)] if blind and blind.pop() else right(text)

    monkeypatch.setattr("app.access_log.digests", sees_nothing_at_first)
    looked(database, 1)
    assert faults(database) == []
    with database.reading.begin() as session:
        assert len(accesses(session, "0657", a_citizen(ADA))) == 2
