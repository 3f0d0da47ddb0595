"""The chains of the access log: shortened when old, with a digest of each day."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from app import access_chains, access_log
from app.access_chains import clear_out_old, digest_as_of, look_after
from app.access_log import AccessLogRow, a_citizen, accesses, digested
from app.clock import today
from app.database import Database
from app.sealed import digest
from tests.looking import (
    ADA,
    ANOTHER_KEY,
    BO,
    HEADS,
    ROWS,
    change,
    fault,
    faults,
    looked,
    looks,
    remove,
)
from tests.operations.copies import says


def as_if_old(database: Database, *numbers: int, cpr: str = ADA, years: int = 6) -> None:
    """Let entries be so old, in a chain that was made then: each hash follows the last."""
    with database.writing.begin() as session:
        name = digest(digested("0657", cpr))
        rows = session.scalars(
            select(AccessLogRow)
            .where(AccessLogRow.subject_digest == name)
            .order_by(AccessLogRow.number)
        ).all()
        before = rows[0].previous_hash
        for row in rows:
            if row.number in numbers:
                row.at -= timedelta(days=years * 365)
            row.previous_hash = before
            before = row.hash = access_log.hash_of(
                number=row.number,
                at=row.at,
                municipality_code="0657",
                entry=row.entry,
                previous=before,
            )
        session.execute(
            update(HEADS).where(HEADS.c.subject_digest == name).values(last_hash=before)
        )


def test_what_is_five_years_old_goes_from_the_start_of_its_chain(database: Database):
    looked(database, 4)
    looked(database, 2, cpr=BO)
    looked(database, 1, code="0187")
    as_if_old(database, 1, 2)
    as_if_old(database, 1, 2, cpr=BO)
    assert faults(database) == []
    with database.writing.begin() as session:
        assert clear_out_old(session) == 2
        assert clear_out_old(session) == 0
        assert [each.reason for each in accesses(session, "0657", a_citizen(ADA))] == [
            "Grund nummer 4",
            "Grund nummer 3",
        ]
        assert accesses(session, "0657", a_citizen(BO)) == []
        assert len(accesses(session, "0187", a_citizen(ADA))) == 1
        assert session.scalar(select(func.count()).select_from(HEADS)) == 2
    assert faults(database) == []
    looked(database, 1)
    looked(database, 1, cpr=BO)
    assert faults(database) == []
    with database.writing.begin() as session:
        remove(3)(session)
    assert fault(database)[:2] == ("0657", 3)


def test_an_old_entry_behind_a_young_one_waits_for_it(database: Database):
    looked(database, 3)
    as_if_old(database, 1, 3)
    with database.writing.begin() as session:
        clear_out_old(session)
        assert len(accesses(session, "0657", a_citizen(ADA))) == 2
    assert faults(database) == []


def test_nothing_is_taken_from_a_chain_that_is_not_all_there(database: Database):
    """Half of it may stand under a new key, or somebody has been at it."""
    looked(database, 4)
    as_if_old(database, 1, 2)
    with database.writing.begin() as session:
        change(4, subject_digest=bytes(32))(session)
        assert clear_out_old(session) == 0
        change(4, subject_digest=session.scalars(select(HEADS.c.subject_digest)).one())(session)
        assert clear_out_old(session) == 1
    assert faults(database) == []


def test_the_digest_of_a_day_changes_only_if_what_was_noted_before_does(database: Database):
    looked(database, 3)
    looked(database, 1, cpr=BO)
    as_if_old(database, 1, 2, years=2)
    with database.writing.begin() as session:
        before = digest_as_of(session, today())
        assert before.chains == 1
        looks(session)
        looks(session, cpr=BO)
        assert digest_as_of(session, today()) == before
        remove(2)(session)
        assert digest_as_of(session, today()) != before
    with database.writing.begin() as session:
        session.execute(delete(ROWS))
        session.execute(delete(HEADS))
        assert faults(database) == []
        assert digest_as_of(session, today()).chains == 0


@pytest.mark.parametrize("gone", [(1,), (1, 2), (3,), (2, 3)], ids=str)
def test_what_is_cut_off_a_chain_with_its_head_changes_the_digest(
    database: Database, gone: tuple[int, ...]
):
    """No key is needed to cut an end off and write in the head that nothing ever stood there."""
    looked(database, 3)
    as_if_old(database, 1, 2, 3, years=1)
    with database.writing.begin() as session:
        before = digest_as_of(session, today())
        remove(*gone)(session)
        left = session.execute(select(ROWS).order_by(ROWS.c.number)).all()
        session.execute(
            update(HEADS).values(
                begins_at=left[0].number,
                begins_after=left[0].previous_hash,
                last_number=left[-1].number,
                last_hash=left[-1].hash,
            )
        )
    assert faults(database) == [], "the chain alone cannot tell"
    with database.reading.begin() as session:
        assert digest_as_of(session, today()) != before


def test_clearing_out_leaves_the_digests_of_a_year_as_they_are(database: Database):
    looked(database, 3)
    looked(database, 2, cpr=BO)
    as_if_old(database, 1, 2)
    as_if_old(database, 3, years=1)
    as_if_old(database, 1, 2, cpr=BO)
    with database.writing.begin() as session:
        before = digest_as_of(session, today())
        assert before.chains == 1
        assert clear_out_old(session) == 2
        assert digest_as_of(session, today()) == before
    assert faults(database) == []


def test_the_night_logs_the_digest_and_nothing_personal(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    looked(database, 2)
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(
        access_chains.log, "info", lambda event, **more: said.append({"event": event} | more)
    )
    with database.writing.begin() as session:
        look_after(session)
        as_of_today = digest_as_of(session, today())
    assert said == [
        {
            "event": "access log",
            "as_of": today().isoformat(),
            "chains": 0,
            "digest": as_of_today.value,
            "chains_shortened": 0,
        }
    ]


@pytest.mark.long
def test_the_command_says_in_a_sentence_whether_all_is_whole(committed_database: Database):
    looked(committed_database, 2)
    done = says("verify-log")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Whole: the access log has 1 chain, and nothing in it is broken.\n"
    looked(committed_database, 1, code="0187")
    as_of = says("verify-log", "--as-of", today().isoformat())
    assert "the access log has 2 chains, and" in as_of.stdout
    with committed_database.reading.begin() as session:
        assert digest_as_of(session, today()).value in as_of.stdout

    with committed_database.writing.begin() as session:
        session.execute(
            update(ROWS)
            .where(ROWS.c.municipality_code == "0657", ROWS.c.number == 2)
            .values(previous_hash=bytes(32))
        )
    done = says("verify-log")
    assert done.returncode == 1
    assert done.stderr == (
        "Broken: a chain of municipality 0657 at number 2: "
        "the entry does not follow the one before.\n"
    )
    for personal in (ADA, "Mette", "Grund"):
        assert personal not in done.stderr + done.stdout


@pytest.mark.long
def test_without_the_key_it_says_so(committed_database: Database):
    looked(committed_database, 1)
    done = says("verify-log", SECRET_KEYS=ANOTHER_KEY)
    assert done.returncode == 1
    assert "cannot be opened: it was changed, or a key is missing" in done.stderr
