"""The outbox: a promise is kept once, by whoever holds the lease, for as long as it takes."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from app import outbox
from app.clock import now
from app.database import Database
from app.nightly import NightlyRun
from app.outbox import Errand, ending
from app.outbox.answers import answered_no
from app.outbox.by_people import done_by_hand
from app.outbox.models import Attempt
from app.outbox.notes import ErrandNotes
from app.outbox.outcomes import NotYet

KINDS = ("deliver",)


def claimed(database: Database) -> Errand:
    with database.writing.begin() as session:
        (errand,) = outbox.claim(session, KINDS)
    return errand


def nothing_due(database: Database) -> bool:
    with database.writing.begin() as session:
        return not outbox.claim(session, KINDS)


def lease_runs_out(database: Database) -> None:
    with database.writing.begin() as session:
        session.execute(
            update(Errand)
            .where(Errand.leased_until.is_not(None))
            .values(due_at=now(), leased_until=now())
        )
        session.execute(update(Errand).where(Errand.done_at.is_(None)).values(due_at=now()))


def days_pass(database: Database, since: datetime) -> None:
    """Each with a night on which a worker was there."""
    with database.writing.begin() as session:
        for day in range(ending.KEEP_TRYING.days):
            moment = since + timedelta(days=day)
            session.add(NightlyRun(job="recount", day=moment.date(), done_at=moment))


def now_it_is(database: Database) -> Errand:
    with database.reading.begin() as session:
        return session.scalars(
            select(Errand).where(Errand.kind == "deliver").execution_options(populate_existing=True)
        ).one()


def test_what_is_claimed_is_nobody_elses_until_the_lease_runs_out(promised: Database):
    first = claimed(promised)
    assert nothing_due(promised)
    lease_runs_out(promised)
    assert claimed(promised).id == first.id
    assert now_it_is(promised).attempts == 2


def test_whoever_lives_keeps_the_lease(promised: Database, monkeypatch: pytest.MonkeyPatch):
    held = claimed(promised)
    later = now() + outbox.LEASE - timedelta(seconds=1)
    with monkeypatch.context() as then, promised.writing.begin() as session:
        then.setattr(outbox, "now", lambda: later)
        outbox.still_at_it(session, [held])
    assert now_it_is(promised).leased_until == later + outbox.LEASE
    assert now_it_is(promised).due_at == later + outbox.LEASE


def test_whoever_was_passed_by_does_not_keep_it(promised: Database):
    slow = claimed(promised)
    lease_runs_out(promised)
    quick = claimed(promised)
    with promised.writing.begin() as session:
        outbox.still_at_it(session, [slow])
    assert now_it_is(promised).leased_until == quick.leased_until


def test_whoever_lost_the_lease_can_neither_put_back_nor_give_up(promised: Database):
    slow = claimed(promised)
    lease_runs_out(promised)
    quick = claimed(promised)
    with promised.writing.begin() as session:
        ending.give_up(session, slow, "for sent")
        ending.put_back(session, slow, "for sent")
        ending.postpone(session, slow, "for sent")
    held = now_it_is(promised)
    assert (held.gave_up_at, held.last_problem, held.due_at) == (None, None, quick.due_at)


def test_done_is_done_whoever_did_it(promised: Database):
    slow = claimed(promised)
    lease_runs_out(promised)
    quick = claimed(promised)
    with promised.writing.begin() as session:
        ending.give_up(session, quick, "afvist")
    with promised.writing.begin() as session:
        ending.tick_off(session, slow)
    done = now_it_is(promised)
    assert done.done_at is not None
    assert (done.gave_up_at, done.last_problem) == (None, None)


def test_what_is_done_is_not_put_back_by_a_straggler(promised: Database):
    errand = claimed(promised)
    with promised.writing.begin() as session:
        ending.tick_off(session, errand)
    first = now_it_is(promised).done_at
    with promised.writing.begin() as session:
        ending.put_back(session, errand, "for sent")
        ending.give_up(session, errand, "for sent")
        outbox.try_again(session, [errand.id])
        assert session.scalars(select(Attempt.outcome)).one() == "done"
        ending.drop_as_done(session, errand)
        ending.tick_off(session, errand)
    done = now_it_is(promised)
    assert (done.done_at, done.gave_up_at, done.last_problem) == (first, None, None)
    assert done.dropped_at is None


def test_pressed_try_again_while_it_runs_nobody_else_begins(promised: Database):
    running = claimed(promised)
    with promised.writing.begin() as session:
        outbox.try_again(session, [running.id])
    assert nothing_due(promised)
    with promised.writing.begin() as session:
        ending.put_back(session, running, "nede")
    assert now_it_is(promised).last_problem == "nede"


def test_whoever_has_lost_the_errand_notes_nothing_more(promised: Database):
    slept = claimed(promised)
    ErrandNotes(promised, slept).put("case", "S1")
    lease_runs_out(promised)
    second = claimed(promised)
    with pytest.raises(NotYet):
        ErrandNotes(promised, slept).put("opening", "S2")
    ErrandNotes(promised, second).put("opening", "S2")
    assert now_it_is(promised).notes == {"case": "S1", "opening": "S2"}
    with promised.writing.begin() as session:
        done_by_hand(session, second, "Mette", "Lagt ind.")
    with pytest.raises(NotYet):
        ErrandNotes(promised, second).put("case", "S2")


def test_a_target_that_takes_it_again_and_again_and_never_answers(promised: Database):
    for _ in range(2):
        errand = claimed(promised)
        with promised.writing.begin() as session:
            ending.hand_over(session, errand)
        assert now_it_is(promised).last_problem is None
        with promised.writing.begin() as session:
            session.execute(update(Errand).values(due_at=now()))
    errand = claimed(promised)
    errand.tries_since -= ending.KEEP_TRYING + timedelta(minutes=1)
    days_pass(promised, since=errand.tries_since)
    with promised.writing.begin() as session:
        ending.hand_over(session, errand)
    given_up = now_it_is(promised)
    assert given_up.gave_up_at is not None
    assert given_up.last_problem == ending.NO_ANSWER


def test_each_attempt_keeps_its_own_words_in_whatever_order_they_come(promised: Database):
    errand = claimed(promised)
    with promised.writing.begin() as session:
        ending.put_back(session, errand, "Intet svar.", said="Lukket til kl. 9")
        session.execute(update(Errand).values(due_at=now()))
    errand = claimed(promised)
    ErrandNotes(promised, errand).put("case", "S1")
    with promised.writing.begin() as session:
        answered_no(session, session.get_one(Errand, errand.id), "Afvist.", "Forkert KLE")
    # Only now do we come to write that it was taken.
    with promised.writing.begin() as session:
        ending.hand_over(session, errand)
        tried = select(Attempt).where(Attempt.errand_id == errand.id).order_by(Attempt.number)
        words = [(each.outcome, each.problem, each.said) for each in session.scalars(tried)]
    assert words == [
        ("unavailable", "Intet svar.", "Lukket til kl. 9"),
        ("handed_over", None, None),
        ("refused", "Afvist.", "Forkert KLE"),
    ]
    left = now_it_is(promised)
    assert (left.last_problem, left.notes) == ("Afvist.", {"case": "S1"})
    assert left.gave_up_at is not None
    assert left.handed_over_at is None


def test_each_wait_is_longer_up_to_six_hours():
    waits = [ending.backoff(attempts) for attempts in range(1, 30)]
    assert timedelta(seconds=30) <= waits[0] < timedelta(seconds=38)
    assert all(later > earlier * 1.2 for earlier, later in pairwise(waits[:9]))
    assert max(waits) <= ending.LONGEST_WAIT * 1.25
    assert len({wait.total_seconds() for wait in waits[12:]}) > 1


def test_a_system_that_asks_for_time_gets_it(promised: Database):
    errand = claimed(promised)
    with promised.writing.begin() as session:
        ending.put_back(session, errand, "nede", wait=timedelta(hours=3))
    assert now_it_is(promised).due_at > now() + timedelta(hours=2, minutes=59)


def test_after_ten_days_a_person_must_look(promised: Database):
    errand = claimed(promised)
    errand.tries_since -= ending.KEEP_TRYING + timedelta(minutes=1)
    days_pass(promised, since=errand.tries_since)
    with promised.writing.begin() as session:
        ending.put_back(session, errand, "nede")
    given_up = now_it_is(promised)
    assert given_up.gave_up_at is not None
    assert given_up.last_problem == "nede"
    lease_runs_out(promised)
    assert nothing_due(promised)

    with promised.writing.begin() as session:
        outbox.try_again(session, [given_up.id])
    again = claimed(promised)
    assert now() - again.tries_since < timedelta(minutes=1)
    assert again.promised_at == errand.promised_at


def test_postponed_it_looks_again_ever_more_seldom_and_counts_no_try(
    promised: Database, monkeypatch: pytest.MonkeyPatch
):
    errand = claimed(promised)
    errand.tries_since = moment = now()
    with monkeypatch.context() as stopped, promised.writing.begin() as session:
        stopped.setattr(ending, "now", lambda: moment)
        ending.postpone(session, errand, "venter")
    waiting = now_it_is(promised)
    assert waiting.attempts == 0
    assert waiting.due_at == moment + ending.SHORTEST_WAIT

    lease_runs_out(promised)
    errand = claimed(promised)
    errand.tries_since -= timedelta(days=4)
    with promised.writing.begin() as session:
        ending.postpone(session, errand, "venter")
    assert now_it_is(promised).due_at - now() > timedelta(hours=5)
