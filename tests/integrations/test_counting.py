"""A counter outside is told that forms are started and sent, and nothing of anybody."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update

from app import facts, worker
from app.clock import now
from app.facts import Fact
from app.integrations.alarms.models import Alarm
from app.integrations.alarms.watch import watch
from app.integrations.counting.completed import let_go_of_counts
from app.integrations.counting.models import ToldStarts
from app.integrations.counting.started import SETTLED, count_starts
from app.municipalities import current
from app.municipalities.models import OfferRow
from app.outbox.models import Errand
from app.submissions.clearing import clear_out_submissions
from app.submissions.models import Submission
from tests.integrations.served import fall_due, the_errand, the_submission
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import moves_alone


def test_a_form_that_is_sent_is_counted_once_and_says_nothing_more(service: Service):
    _counts(service, completed="flytning-slut")
    moves_alone(service.citizen("ada")).sends()
    assert _told(service) == {}
    assert worker.run_next(service.database, ["count"])
    assert _told(service) == {"flytning-slut": 1}
    (count,) = httpx.get(f"{service.standins}/counting/counts.json").json()
    assert count["told_besides"] == [], "no cookie, no referrer"
    assert the_errand(service.database, "count").done_at is not None
    assert not worker.run_next(service.database, ["count"])


def test_what_nobody_counts_is_not_promised(service: Service):
    _counts(service, started="flytning-start")
    moves_alone(service.citizen("ada")).sends()
    with service.database.reading.begin() as session:
        assert session.scalars(select(Errand.kind).where(Errand.kind == "count")).all() == []


@pytest.mark.parametrize("mode", ["down", "500", "429", "redirect", "loses_answer"])
def test_a_counter_that_is_down_is_asked_again_and_nobody_is_told_or_woken(
    service: Service, mode: str
):
    _counts(service, completed="flytning-slut")
    receipt = moves_alone(service.citizen("ada")).sends().path
    behave(service.standins, "counting", mode, count=1)
    assert worker.run_next(service.database, ["count"])
    assert the_errand(service.database, "count").last_problem
    reference = receipt.removeprefix("/kvittering/")
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    assert "Venter" not in ada.words
    with service.database.writing.begin() as session:
        session.execute(
            update(Errand).where(Errand.kind == "count").values(promised_at=_days_ago(2))
        )
    watch(service.database)
    with service.database.reading.begin() as session:
        alarms = session.scalars(select(Alarm.target)).all()
    assert "0657 counting" not in alarms
    fall_due(service.database)
    assert worker.run_next(service.database, ["count"])
    assert _told(service) == {"flytning-slut": 2 if mode == "loses_answer" else 1}


def test_staff_see_it_among_what_was_promised(service: Service):
    _counts(service, completed="flytning-slut")
    moves_alone(service.citizen("ada")).sends()
    behave(service.standins, "counting", "422", count=1)
    assert worker.run_next(service.database, ["count"])
    page = service.staff("operations").opens("/personale/afleveringer")
    assert "Tælling af, at en formular er sendt" in page.words
    assert "Tælleren" in page.words
    errand = the_errand(service.database, "count")
    assert "svar 422" in page.opens(f"/personale/afleveringer/{errand.id}").words
    page.posts(f"/personale/afleveringer/{errand.id}/proev-igen", {"fra": "aerinde"})
    assert worker.run_next(service.database, ["count"])
    assert _told(service) == {"flytning-slut": 1}


def test_what_is_not_counted_in_ten_days_is_let_go(service: Service):
    _counts(service, completed="flytning-slut")
    moves_alone(service.citizen("ada")).sends()
    for days, let_go in ((9, False), (11, True)):
        with service.database.writing.begin() as session:
            session.execute(update(Errand).values(tries_since=_days_ago(days), gave_up_at=now()))
            let_go_of_counts(session)
        errand = the_errand(service.database, "count")
        assert (errand.dropped_at is not None, errand.done_at is not None) == (let_go, let_go)
    assert the_errand(service.database, "deliver").done_at is None, "only what is a figure"


def test_a_count_keeps_nothing_from_being_cleared_out(service: Service):
    _counts(service, completed="flytning-slut")
    moves_alone(service.citizen("ada")).sends()
    with service.database.writing.begin() as session:
        moment = _days_ago(1)
        session.execute(update(Submission).values(filed_at=moment, keep_until=moment))
        session.execute(update(Errand).where(Errand.kind != "count").values(done_at=moment))
        clear_out_submissions(session)
    assert the_submission(service.database).cleared_at is not None
    behave(service.standins, "counting", "422", count=1)
    assert worker.run_next(service.database, ["count"])
    with service.database.writing.begin() as session:
        session.execute(update(Errand).values(gave_up_at=None))
    fall_due(service.database)
    assert worker.run_next(service.database, ["count"])
    assert _told(service) == {"flytning-slut": 1}


def test_what_was_taken_back_was_sent_all_the_same(service: Service):
    _counts(service, completed="flytning-slut")
    ada = moves_alone(service.citizen("ada"))
    reference = ada.sends().path.removeprefix("/kvittering/")
    ada.opens(f"/mine-sager/{reference}/traek-tilbage").sends(reason="")
    assert the_submission(service.database).withdrawn_at is not None
    assert worker.run_next(service.database, ["count"])
    assert _told(service) == {"flytning-slut": 1}


def test_without_an_address_any_more_there_is_nothing_to_do(service: Service):
    _counts(service, completed="flytning-slut")
    moves_alone(service.citizen("ada")).sends()
    _counts(service)
    assert worker.run_next(service.database, ["count"])
    errand = the_errand(service.database, "count")
    assert errand.done_at is not None
    assert errand.dropped_at is not None
    assert _told(service) == {}


def test_starts_are_counted_from_when_the_municipality_says_so(service: Service):
    _starts(service, 2)
    _counts(service, started="flytning-start")
    count_starts(service.database)
    assert _told(service) == {}, "what was before is nobody's to tell"
    _starts(service, 3)
    count_starts(service.database)
    assert _told(service) == {}, "others may still be on their way"
    _time_passes(service, SETTLED)
    count_starts(service.database)
    count_starts(service.database)
    assert _told(service) == {"flytning-start": 3}


def test_each_form_and_municipality_has_its_own_count(service: Service):
    _counts(service, started="flytning-start")
    count_starts(service.database)
    _starts(service, 1)
    _starts(service, 1, slug="rotter")
    _starts(service, 1, code="0187")
    with service.database.writing.begin() as session:
        _note(session, kind=facts.TRANSACTION)
    _time_passes(service, SETTLED)
    count_starts(service.database)
    assert _told(service) == {"flytning-start": 1}


@pytest.mark.parametrize("mode", ["down", "422"])
def test_starts_wait_for_a_counter_that_is_down(service: Service, mode: str):
    _counts(service, started="flytning-start")
    count_starts(service.database)
    _starts(service, 3)
    _time_passes(service, SETTLED)
    behave(service.standins, "counting", mode, count=1, after=1)
    count_starts(service.database)
    assert _told(service) == {"flytning-start": 1}
    if mode != "422":
        count_starts(service.database)
        assert _told(service) == {"flytning-start": 1}, "it asked us to wait"
        _rests_no_more(service)
    count_starts(service.database)
    assert _told(service) == {"flytning-start": 3}


def test_a_start_whose_answer_is_lost_is_told_again_rather_than_never(service: Service):
    _counts(service, started="flytning-start")
    count_starts(service.database)
    _starts(service, 2)
    _time_passes(service, SETTLED)
    behave(service.standins, "counting", "loses_answer", count=1)
    count_starts(service.database)
    count_starts(service.database)
    assert _told(service) == {"flytning-start": 3}


def test_starts_of_ten_days_ago_are_told_no_more(service: Service):
    _counts(service, started="flytning-start")
    count_starts(service.database)
    _starts(service, 2)
    _time_passes(service, timedelta(days=11))
    _starts(service, 1)
    _time_passes(service, SETTLED)
    count_starts(service.database)
    assert _told(service) == {"flytning-start": 1}


def test_another_worker_at_it_is_left_alone(service: Service):
    _counts(service, started="flytning-start")
    count_starts(service.database)
    _starts(service, 1)
    _time_passes(service, SETTLED)
    with service.database.writing.begin() as session:
        session.execute(update(ToldStarts).values(leased_until=now() + timedelta(seconds=60)))
    count_starts(service.database)
    assert _told(service) == {}
    _rests_no_more(service)
    count_starts(service.database)
    assert _told(service) == {"flytning-start": 1}


def test_an_address_taken_away_and_given_again_begins_anew(service: Service):
    _counts(service, started="flytning-start")
    count_starts(service.database)
    _counts(service)
    _starts(service, 1)
    _time_passes(service, SETTLED)
    count_starts(service.database)
    with service.database.reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(ToldStarts)) == 0
    _counts(service, started="flytning-start")
    count_starts(service.database)
    count_starts(service.database)
    assert _told(service) == {}


def _counts(service: Service, **codes: str) -> None:
    """Herning has the counter's addresses for its form."""
    addresses = {
        what: f"{service.standins}/counting/hits?code={code}" for what, code in codes.items()
    }
    with service.database.writing.begin() as session:
        session.get_one(OfferRow, ("0657", "flytning")).counting = addresses
    current.forget()


def _told(service: Service) -> Mapping[str, int]:
    found: list[dict[str, Any]] = httpx.get(f"{service.standins}/counting/counts.json").json()
    return {each["code"]: each["times_received"] for each in found}


def _starts(service: Service, number: int, slug: str = "flytning", code: str = "0657") -> None:
    with service.database.writing.begin() as session:
        for _ in range(number):
            _note(session, code=code, slug=slug)


def _note(
    session: Any, kind: str = facts.ACTIVATION, code: str = "0657", slug: str = "flytning"
) -> None:
    facts.note(
        session,
        kind,
        municipality_code=code,
        form_slug=slug,
        form_version=1,
        kle="23.05.10",
        channel="SLVBTJN",
    )


def _time_passes(service: Service, time: timedelta) -> None:
    """All that has happened is that much longer ago."""
    with service.database.writing.begin() as session:
        for fact in session.scalars(select(Fact)):
            fact.at -= time + timedelta(seconds=1)


def _rests_no_more(service: Service) -> None:
    with service.database.writing.begin() as session:
        session.execute(update(ToldStarts).values(leased_until=None))


def _days_ago(days: int) -> Any:
    return now() - timedelta(days=days)
