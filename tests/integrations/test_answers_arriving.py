"""The post's answers reach the service a moment later, in every order it may happen in."""

import time
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from app import worker
from app.outbox.models import Attempt
from app.submissions.post_messages import PostMessage
from tests.integrations.posting import the_message, the_post_answers
from tests.integrations.served import the_errand
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import moves_alone

PATIENCE_SECONDS = 30


def moves(served: Service, key: str = "ada") -> None:
    """Somebody moves, and the post is handed the letter; it knows where to answer."""
    the_post_answers(served)
    moves_alone(served.citizen(key)).sends()
    worker.run_next(served.database, ["make_receipt"])
    worker.run_next(served.database, ["send_letter"])


def wait_until(look: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def the_letter(served: Service) -> UUID:
    return the_errand(served.database, "send_letter").id


def is_done(served: Service) -> bool:
    return the_errand(served.database, "send_letter").done_at is not None


@pytest.mark.parametrize(
    ("key", "channel", "last"),
    [
        ("ada", "digital", "Afleveret Digital Post"),
        ("karen", "paper", "Afleveret til print og kuvertering"),
    ],
)
def test_the_post_answers_by_which_channel_it_went(
    served: Service, key: str, channel: str, last: str
):
    moves(served, key)
    wait_until(lambda: is_done(served))
    message = the_message(served)
    assert message.channel == channel
    page = httpx.get(f"{served.standins}/digital-post/messages/{message.id}").text
    assert last in page
    assert "204" in page


@pytest.mark.parametrize("mode", ["twice", "out_of_order", "first", "contradicts"])
def test_in_whatever_order_it_answers_the_letter_is_done_once(served: Service, mode: str):
    behave(served.standins, "post-answers", mode, count=1)
    moves(served)
    wait_until(lambda: is_done(served))
    with served.database.reading.begin() as session:
        outcomes = select(Attempt.outcome).where(Attempt.errand_id == the_letter(served))
        assert list(session.scalars(outcomes)).count("done") == 1
        assert len(session.scalars(select(PostMessage)).all()) == 1
    assert the_errand(served.database, "send_letter").gave_up_at is None


def test_a_letter_that_bounces_is_given_up(served: Service):
    behave(served.standins, "digital-post", "bounces", count=1)
    moves(served)
    wait_until(lambda: the_errand(served.database, "send_letter").gave_up_at)
    assert the_message(served).bounced_at is not None
