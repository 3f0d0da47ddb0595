"""What staff have looked at is noted, in chains that nobody can change unseen."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app import access_chains, access_log
from app.access_chains import Broken, all_chains, clear_out_old, digest_as_of, look_after
from app.access_log import AccessLogHead, AccessLogRow, a_citizen, accesses, digested, note
from app.auth.people import Staff
from app.clock import now, today
from app.database import Database, table_of
from app.ids import new_id
from app.sealed import digest, digests
from app.settings import settings
from tests.operations.copies import says

ROWS = table_of(AccessLogRow)
HEADS = table_of(AccessLogHead)
METTE = Staff("Mette Madsen", "mette", frozenset({"frontdesk", "caseworker"}), ("*",), "0657")
ADA, BO = "7405880012", "7002101111"
ANOTHER_KEY = "another-key-that-has-at-least-32-characters"


def looks(session: Session, cpr: str = ADA, code: str = "0657", **more: Any) -> None:
    said: dict[str, Any] = {"what": "read", "about": "K7FE-TJ4T", "reason": "Jeg behandler sagen"}
    note(session, municipality_code=code, subject=a_citizen(cpr), staff=METTE, **(said | more))


def looked(database: Database, times: int, **more: Any) -> None:
    for each in range(times):
        with database.writing.begin() as session:
            looks(session, reason=f"Grund nummer {each + 1}", **more)


def faults(database: Database) -> list[Broken]:
    with database.reading.begin() as session:
        return [each for each in all_chains(session) if each is not None]


def fault(database: Database) -> tuple[str, int, str]:
    (found,) = faults(database)
    return found.municipality_code, found.number, found.why


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


def change(which: int, **values: Any) -> Callable[[Session], Any]:
    return lambda session: session.execute(
        update(ROWS).where(ROWS.c.number == which).values(**values)
    )


def swap(session: Session) -> None:
    """Let two entries change places."""
    for before, after in ((1, 101), (2, 1), (101, 2)):
        change(before, number=after)(session)


def remove(*numbers: int) -> Callable[[Session], Any]:
    return lambda session: session.execute(delete(ROWS).where(ROWS.c.number.in_(numbers)))


def put_in(session: Session) -> None:
    """An entry in the middle, for which the others have made room."""
    for number in (4, 3):
        change(number, number=number + 1)(session)
    add(session, number=3, after=2)


def put_at_the_end(session: Session) -> None:
    add(session, number=5, after=4)


def add(session: Session, number: int, after: int) -> None:
    """An entry that hashes rightly after another."""
    other = session.execute(select(ROWS).where(ROWS.c.number == after)).one()
    moment, entry = now(), dict(other.entry) | {"reason": "Opdigtet"}
    hashed = access_log.hash_of(
        number=number, at=moment, municipality_code="0657", entry=entry, previous=other.hash
    )
    session.execute(
        insert(ROWS).values(
            id=new_id(),
            municipality_code="0657",
            subject_digest=other.subject_digest,
            number=number,
            at=moment,
            entry=entry,
            previous_hash=other.hash,
            hash=hashed,
        )
    )


def with_another_reason(session: Session) -> None:
    row = session.execute(select(ROWS).where(ROWS.c.number == 3)).one()
    change(3, entry=row.entry | {"reason": "Jeg var nysgerrig"})(session)


def about_another_citizen(session: Session) -> None:
    row = session.execute(select(ROWS).where(ROWS.c.number == 3)).one()
    change(3, entry=row.entry | {"subject": BO})(session)


def unreadable(session: Session) -> None:
    session.connection().exec_driver_sql(
        "UPDATE access_log SET entry = previous_hash WHERE number = 3"
    )


def headless(session: Session) -> None:
    session.execute(delete(HEADS))


def with_a_head_cut_short(session: Session) -> None:
    row = session.execute(select(ROWS).where(ROWS.c.number == 3)).one()
    session.execute(update(HEADS).values(last_number=3, last_hash=row.hash))


@pytest.mark.parametrize(
    ("tamper", "number"),
    [
        (with_another_reason, 3),
        (about_another_citizen, 3),
        (unreadable, 3),
        (change(3, at=now() - timedelta(days=1)), 3),
        (change(3, hash=bytes(32)), 3),
        (change(3, previous_hash=bytes(32)), 3),
        (swap, 1),
        (remove(1), 1),
        (remove(2), 2),
        (remove(2, 3), 2),
        (remove(4), 4),
        (remove(1, 2, 3, 4), 1),
        (put_in, 4),
        (put_at_the_end, 6),
        (headless, 1),
        (with_a_head_cut_short, 5),
    ],
    ids=[
        "another reason", "another citizen", "unreadable", "another moment", "another hash",
        "another hash before", "another order", "the first gone", "one gone", "two gone",
        "the last gone", "all gone", "one put in", "one put at the end", "the head gone",
        "the head cut short",
    ],
)  # fmt: skip
def test_tampering_is_found_where_it_was_done(
    database: Database, tamper: Callable[[Session], Any], number: int
):
    looked(database, 4)
    looked(database, 2, cpr=BO, code="0187")
    assert faults(database) == []
    with database.writing.begin() as session:
        others = session.execute(select(ROWS).where(ROWS.c.municipality_code == "0187")).all()
        session.execute(delete(ROWS).where(ROWS.c.municipality_code == "0187"))
        head = session.execute(select(HEADS).where(HEADS.c.municipality_code == "0187")).one()
        session.execute(delete(HEADS).where(HEADS.c.municipality_code == "0187"))
        tamper(session)
        session.execute(insert(HEADS), head._asdict())
        session.execute(insert(ROWS), [row._asdict() for row in others])
    assert fault(database)[:2] == ("0657", number)


def test_an_entry_moved_to_another_citizens_chain_is_found(database: Database):
    looked(database, 1)
    looked(database, 1, cpr=BO)
    with database.writing.begin() as session:
        one, two = session.execute(select(HEADS)).all()
        session.execute(
            update(ROWS)
            .where(ROWS.c.subject_digest == one.subject_digest)
            .values(subject_digest=two.subject_digest, number=2)
        )
    assert {each.why for each in faults(database)} >= {"every entry of it is gone"}
    assert len(faults(database)) == 2


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


def test_the_command_says_in_a_sentence_whether_all_is_whole(committed_database: Database):
    looked(committed_database, 2)
    looked(committed_database, 1, code="0187")
    done = says("verify-log")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Whole: the access log has 2 chains, and none of them is broken.\n"
    as_of = says("verify-log", "--as-of", today().isoformat())
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


def test_without_the_key_it_says_so(committed_database: Database):
    looked(committed_database, 1)
    done = says("verify-log", SECRET_KEYS=ANOTHER_KEY)
    assert done.returncode == 1
    assert "cannot be opened: it was changed, or a key is missing" in done.stderr
