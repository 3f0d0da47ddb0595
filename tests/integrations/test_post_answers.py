"""What the post tells later: it moves the errand, once, and only its own municipality's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app import outbox, worker
from app.integrations.digital_post import sf1601
from app.integrations.digital_post.hear import CAME_BACK
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from app.outbox import ending
from app.outbox.models import Attempt
from tests.integrations.posting import (
    DELIVERED,
    FAILED,
    PRINTED,
    RECEIVED,
    a_letter_is_sent,
    status,
    the_message,
    told,
)
from tests.integrations.served import fall_due, the_errand, the_submission
from tests.service import Service


def the_outcomes(service: Service) -> list[str | None]:
    errand = the_errand(service.database, "send_letter")
    with service.database.reading.begin() as session:
        found = select(Attempt.outcome).where(Attempt.errand_id == errand.id)
        return list(session.scalars(found.order_by(Attempt.number)))


@pytest.mark.parametrize(("code", "channel"), [(DELIVERED, "digital"), (PRINTED, "paper")])
def test_a_letter_that_was_delivered_is_done_and_says_how_it_went(
    service: Service, code: str, channel: str
):
    message_id = a_letter_is_sent(service)
    assert told(service, status(message_id, code)).status_code == 204
    message = the_message(service)
    assert (message.channel, message.bounced_at) == (channel, None)
    assert message.delivered_at is not None
    assert the_errand(service.database, "send_letter").done_at is not None
    assert the_outcomes(service) == ["handed_over", "done"]


def test_what_is_on_its_way_is_not_done(service: Service):
    message_id = a_letter_is_sent(service)
    assert told(service, status(message_id, RECEIVED)).status_code == 204
    errand = the_errand(service.database, "send_letter")
    assert (errand.done_at, errand.gave_up_at) == (None, None)
    assert the_message(service).delivered_at is None


def test_told_twice_it_is_done_once(service: Service):
    message_id = a_letter_is_sent(service)
    for _ in range(2):
        assert told(service, status(message_id)).status_code == 204
    assert the_outcomes(service) == ["handed_over", "done"]


@pytest.mark.parametrize(
    "order",
    [
        (DELIVERED, RECEIVED),
        (FAILED, DELIVERED),
        (DELIVERED, FAILED),
        (FAILED, RECEIVED, DELIVERED, FAILED),
    ],
)
def test_in_any_order_that_it_was_delivered_is_the_last_word(
    service: Service, order: tuple[str, ...]
):
    message_id = a_letter_is_sent(service)
    for code in order:
        assert told(service, status(message_id, code)).status_code == 204
    errand = the_errand(service.database, "send_letter")
    assert errand.done_at is not None
    assert errand.gave_up_at is None


def test_a_letter_that_came_back_is_for_a_person_to_see_in_plain_words(service: Service):
    message_id = a_letter_is_sent(service)
    cpr = the_submission(service.database).applicant["cpr"]
    assert told(service, status(message_id, FAILED, f"Ukendt: {cpr}")).status_code == 204
    errand = the_errand(service.database, "send_letter")
    assert errand.gave_up_at is not None
    assert errand.last_problem == CAME_BACK
    with service.database.reading.begin() as session:
        said = session.scalars(select(Attempt.said).where(Attempt.outcome == "refused")).one()
    assert said == "Ukendt: …"
    assert the_submission(service.database).letter_sent_at is not None


def test_tried_again_it_is_another_message_so_that_the_post_does_not_know_it(service: Service):
    first = a_letter_is_sent(service)
    told(service, status(first, FAILED))
    errand = the_errand(service.database, "send_letter")
    staff = service.staff("operations")
    staff.opens("/personale/afleveringer")
    staff.client.post(
        f"/personale/afleveringer/{errand.id}/proev-igen", headers={"origin": "http://localhost"}
    )
    assert worker.run_next(service.database, ["send_letter"])
    second = the_message(service)
    assert (second.number, second.id == first) == (2, False)
    # What is said of the first is of no matter now, but that it was delivered after all.
    assert told(service, status(first, FAILED)).status_code == 204
    assert the_errand(service.database, "send_letter").gave_up_at is None
    assert told(service, status(second.id)).status_code == 204
    assert the_errand(service.database, "send_letter").done_at is not None


@pytest.mark.parametrize(("code", "done"), [(DELIVERED, True), (FAILED, False)])
def test_an_answer_that_comes_before_we_know_that_it_was_taken(
    service: Service, monkeypatch: pytest.MonkeyPatch, code: str, done: bool
):
    """The errand is still leased: we have sent it, and not yet written that down."""
    send = sf1601.send

    def answered_at_once(address: str, message: object) -> None:
        send(address, message)  # type: ignore[arg-type]
        errand = the_errand(service.database, "send_letter")
        assert errand.leased_until is not None
        assert told(service, status(the_message(service).id, code)).status_code == 204

    monkeypatch.setattr(sf1601, "send", answered_at_once)
    a_letter_is_sent(service)
    errand = the_errand(service.database, "send_letter")
    assert (errand.done_at is not None, errand.gave_up_at is not None) == (done, not done)
    assert errand.leased_until is None
    assert the_outcomes(service) == ["handed_over", "done" if done else "refused"]
    assert the_submission(service.database).letter_sent_at is not None


def test_an_answer_that_is_lost_is_asked_for_again_after_five_days(service: Service):
    message_id = a_letter_is_sent(service)
    errand = the_errand(service.database, "send_letter")
    assert errand.handed_over_at is not None
    assert errand.due_at - errand.handed_over_at == timedelta(days=5) == ending.LATEST_ANSWER
    fall_due(service.database)
    assert worker.run_next(service.database, ["send_letter"])
    assert the_message(service).id == message_id
    assert told(service, status(message_id)).status_code == 204
    assert the_outcomes(service) == ["handed_over", "handed_over", "done"]


def test_what_was_delivered_is_not_sent_again(service: Service):
    message_id = a_letter_is_sent(service)
    told(service, status(message_id))
    with service.database.writing.begin() as session:
        errand = the_errand(service.database, "send_letter")
        session.execute(
            update(outbox.Errand).where(outbox.Errand.id == errand.id).values(done_at=None)
        )
    fall_due(service.database)
    sent_at = the_message(service).sent_at
    assert worker.run_next(service.database, ["send_letter"])
    assert the_errand(service.database, "send_letter").done_at is not None
    assert the_message(service).sent_at == sent_at


def test_nobody_without_the_token_is_heard(service: Service):
    message_id = a_letter_is_sent(service)
    wrong = told(service, status(message_id), token="not-ours")
    assert wrong.status_code == 401
    assert wrong.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert told(service, status(message_id), token=None).status_code == 401
    assert the_errand(service.database, "send_letter").done_at is None


def test_another_municipalitys_letter_is_not_there(service: Service):
    message_id = a_letter_is_sent(service)
    other = told(service, status(message_id), host="vallensbaek.localhost")
    assert other.status_code == 404
    assert other.json() == told(service, status(uuid4())).json()
    assert the_errand(service.database, "send_letter").done_at is None


def test_a_municipalitys_token_opens_its_own_post_alone(service: Service):
    with service.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0187")
        row.post_token_digest = b"\x00" * 32
    current.forget()
    answer = told(service, status(uuid4()), host="vallensbaek.localhost")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        status("not-a-uuid"),
        status(uuid4(), "Borte"),
        status(uuid4()).replace("PKO_PostStatus", "Status"),
        status(uuid4()).replace("http://serviceplatformen.dk", "http://elsewhere.example"),
        '<!DOCTYPE x [<!ENTITY e "Fejlet">]>' + status(uuid4(), "&e;"),
    ],
)
def test_what_cannot_be_read_is_refused(service: Service, content: str):
    assert told(service, content).status_code == 400


def test_only_xml_is_taken_and_not_much_of_it(service: Service):
    assert told(service, status(uuid4()), media_type="application/json").status_code == 415
    assert told(service, status(uuid4()) + " " * 65536).status_code == 413


def test_where_the_post_gives_no_answers_a_letter_that_was_taken_is_done(service: Service):
    with service.database.writing.begin() as session:
        session.execute(update(MunicipalityRow).values(post_token_digest=None))
    current.forget()
    message_id = a_letter_is_sent(service)
    assert the_errand(service.database, "send_letter").done_at is not None
    message = the_message(service)
    assert (message.delivered_at, message.channel) == (None, None)
    assert message.sent_at is not None
    assert told(service, status(message_id)).status_code == 401


def test_the_id_is_kept_before_anything_is_sent(service: Service, monkeypatch: pytest.MonkeyPatch):
    def fails(address: str, message: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(sf1601, "send", fails)
    message_id = a_letter_is_sent(service)
    assert message_id.version == 4
    assert the_message(service).sent_at is None
