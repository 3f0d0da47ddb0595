"""`/metrics` tells the one who watches what is promised and not done, and how long it has been."""

from datetime import timedelta

from sqlalchemy import update
from starlette.testclient import TestClient

from app import outbox, worker
from app.clock import now
from app.database import Database
from app.outbox import Errand, ending
from tests.operations.away import away
from tests.service import Service, the_app
from tests.submissions.walks import moves_alone


def figures() -> dict[str, float]:
    """Our figures of errands, by name and kind, as Prometheus gets them."""
    client = TestClient(the_app(), base_url="http://10.0.0.1", client=("127.0.0.1", 50000))
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert "hovedindgang_requests_total" in answer.text
    pairs = [line.rsplit(" ", 1) for line in answer.text.splitlines() if line[0] != "#"]
    figures = {name.removeprefix("hovedindgang_"): float(value) for name, value in pairs}
    ours = ("database_answers", "undone_", "given_up_", "oldest_undone_")
    return {name: value for name, value in figures.items() if name.startswith(ours)}


def test_what_waits_is_counted_by_kind_with_the_age_of_the_oldest(service: Service):
    for key in ("ada", "karen"):
        moves_alone(service.citizen(key)).sends()
    assert worker.run_next(service.database, ["make_receipt"])
    long_ago = now() - timedelta(days=11)
    with service.database.writing.begin() as session:
        (deliver,) = outbox.claim(session, ["deliver"])
        session.execute(update(Errand).where(Errand.id == deliver.id).values(promised_at=long_ago))
        ending.give_up(session, deliver, "afvist")

    found = figures()
    assert found["database_answers"] == 1
    assert found['undone_errands{kind="make_receipt"}'] == 1
    assert found['undone_errands{kind="deliver"}'] == 2
    assert found['given_up_errands{kind="deliver"}'] == 1
    assert found['given_up_errands{kind="make_receipt"}'] == 0
    age = timedelta(seconds=found['oldest_undone_errand_seconds{kind="deliver"}'])
    assert timedelta(0) <= age - timedelta(days=11) < timedelta(minutes=1)
    assert found['oldest_undone_errand_seconds{kind="make_receipt"}'] < 60
    assert not any("0657" in name for name in found)


def test_tried_again_it_is_as_old_as_before(service: Service):
    moves_alone(service.citizen("ada")).sends()
    with service.database.writing.begin() as session:
        session.execute(update(Errand).values(promised_at=now() - timedelta(days=11)))
    with service.database.writing.begin() as session:
        (deliver,) = outbox.claim(session, ["deliver"])
        outbox.try_again(session, [deliver.id])
    age = figures()['oldest_undone_errand_seconds{kind="deliver"}']
    assert age > timedelta(days=11).total_seconds()


def test_while_nothing_waits_there_is_no_age(database: Database):
    assert figures() == {"database_answers": 1}


def test_a_database_that_is_away_leaves_the_other_figures(
    committed_database: Database, committed_url: str
):
    with away(committed_database, committed_url):
        assert figures() == {"database_answers": 0}
    assert figures() == {"database_answers": 1}
