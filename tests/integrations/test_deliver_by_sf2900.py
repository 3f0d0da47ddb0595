"""From a sent form, through Fordelingskomponenten and its receipts, to a case that is filed."""

import time
from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import select, update

from app import outbox, worker
from app.clock import now
from app.municipalities.municipality import read
from app.outbox.models import Errand, Target
from app.security import RECEIPTS_OF_SF2900
from tests.integrations.distribution import objects
from tests.integrations.posting import the_post_answers
from tests.integrations.receipts import a_receipt, distributes, sends_receipt
from tests.integrations.served import the_errand, the_submission
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.uploading import PNG, at_pictures, picture, sends_the_rest
from tests.submissions.walks import moves_alone

PATIENCE_SECONDS = 20.0


@pytest.fixture
def token(served: Service) -> str:
    """Herning uses the component, which knows where to send its receipts."""
    token = distributes(served)
    address = f"{at(served)}{RECEIPTS_OF_SF2900}"
    destination = {"address": address, "token": token, "seconds": 0.05}
    httpx.post(f"{served.standins}/sf2900/receipts-to", json=destination).raise_for_status()
    the_post_answers(served)
    return token


def at(served: Service) -> str:
    with served.database.reading.begin() as session:
        herning = read(session, "0657")
    assert herning is not None
    return herning.base_url


def works(served: Service, until: Callable[[], bool]) -> None:
    """The worker, for as long as it takes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not until():
        assert time.monotonic() < deadline, objects(served.standins)
        whatever_waits_for_no_answer_falls_due(served)
        while worker.run_next(served.database):
            pass
        time.sleep(0.05)


def whatever_waits_for_no_answer_falls_due(served: Service) -> None:
    waits = Errand.done_at.is_(None), Errand.handed_over_at.is_(None)
    with served.database.writing.begin() as session:
        session.execute(update(Errand).where(*waits).values(due_at=now(), leased_until=None))
        session.execute(update(Target).values(rests_until=None, next_at=None))


def all_done(served: Service) -> bool:
    with served.database.reading.begin() as session:
        undone = select(Errand.key).where(Errand.done_at.is_(None))
        return session.scalars(undone.limit(1)).first() is None


def all_accepted(served: Service) -> bool:
    said = [[each["state"] for each in thing["receipts"]] for thing in objects(served.standins)]
    return all("ACCEPTERET" in states for states in said)


def given_up(served: Service) -> bool:
    return the_errand(served.database, "deliver").gave_up_at is not None


@pytest.mark.parametrize(
    "manner",
    [
        "ok",
        *(pytest.param(each, marks=pytest.mark.long) for each in ("backwards", "doubles", "warns")),
    ],
)
def test_a_move_is_filed_under_the_number_that_comes_back(served: Service, token: str, manner: str):
    behave(served.standins, "sf2900", manner)
    moves_alone(served.citizen("ada")).sends()
    works(served, lambda: all_done(served))
    (thing,) = objects(served.standins)
    sent = the_submission(served.database)
    assert (sent.filed_as, sent.filed_in) == (thing["number"], "records")
    assert sent.reference in thing["title"]
    assert "Ada Holm" in thing["xml"]


@pytest.mark.parametrize(
    ("manner", "state"),
    [("rejects", "AFVIST"), pytest.param("fails", "FEJLET", marks=pytest.mark.long)],
)
def test_what_is_rejected_waits_for_a_person_and_can_be_sent_again(
    served: Service, token: str, manner: str, state: str
):
    behave(served.standins, "sf2900", manner)
    moves_alone(served.citizen("ada")).sends()
    works(served, lambda: given_up(served))
    errand = the_errand(served.database, "deliver")
    assert state in (errand.last_problem or "")
    behave(served.standins, "sf2900", "ok")
    with served.database.writing.begin() as session:
        outbox.try_again(session, [errand.id])
    works(served, lambda: all_done(served))
    (thing,) = objects(served.standins)
    assert thing["times_received"] == 2
    assert the_submission(served.database).filed_as == thing["number"]


def test_attachments_follow_as_documents_once_it_is_accepted(served: Service, token: str):
    rats = at_pictures(served.browser()).attaches(picture("rotte.jpg"), picture("hul.png", PNG))
    sends_the_rest(rats)
    works(served, lambda: all_done(served))
    found = {each["filename"]: each for each in objects(served.standins)}
    assert set(found) == {"formular.pdf", "rotte.jpg", "hul.png"}
    form = found["formular.pdf"]
    assert {each["belongs_to"] for each in found.values()} == {"", form["transaction"]}
    address = f"{served.standins}/sf2900/objects/{found['hul.png']['transaction']}/file"
    assert httpx.get(address).content == PNG


def test_accepted_though_our_own_answer_was_lost_its_attachments_still_follow(
    served: Service, token: str
):
    sends_the_rest(at_pictures(served.browser()).attaches(picture("rotte.jpg")))
    behave(served.standins, "sf2900", "loses_answer", count=1)
    works(served, lambda: bool(objects(served.standins)))
    transaction = the_submission(served.database).id
    assert sends_receipt(served, token, a_receipt(transaction, "ACCEPTERET")).status_code == 200
    works(served, lambda: all_done(served))
    assert sorted(each["kind"] for each in objects(served.standins)) == ["DOKUMENT", "FORMULAR"]


def test_an_attachment_that_is_rejected_is_open_again(served: Service, token: str):
    sends_the_rest(at_pictures(served.browser()).attaches(picture("rotte.jpg")))
    # Its own receipts come first, or the last of them would answer ours.
    works(served, lambda: all_done(served) and all_accepted(served))
    about = the_errand(served.database, "attach").about
    assert sends_receipt(served, token, a_receipt(about, "AFVIST")).status_code == 200
    errand = the_errand(served.database, "attach")
    assert errand.done_at is None
    assert errand.gave_up_at is not None


def test_its_page_shows_what_came_and_sends_a_receipt_at_a_press(served: Service, token: str):
    behave(served.standins, "sf2900", "quiet")
    moves_alone(served.citizen("ada")).sends()
    works(served, lambda: bool(objects(served.standins)))
    (thing,) = objects(served.standins)
    page = f"{served.standins}/sf2900/objects/{thing['transaction']}"
    assert "submission" in httpx.get(page).text
    pressed = httpx.post(f"{page}/receipts", data={"state": "ACCEPTERET"}, timeout=20)
    assert pressed.status_code == 303
    assert "ACCEPTERET" in httpx.get(page).text
    assert the_submission(served.database).filed_as == thing["number"]
