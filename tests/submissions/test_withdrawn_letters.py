"""What was taken back is written to nobody about, but what the post had already taken."""

from collections.abc import Collection

from sqlalchemy import select

from app import outbox, worker
from app.outbox import Errand
from app.submissions.withdrawing import WITHDRAWN
from app.worker.errands import do
from tests.auth.acting import holds_power
from tests.citizen import Browser
from tests.integrations.posting import DELIVERED, FAILED, a_letter_is_sent, status, told
from tests.integrations.served import fall_due, the_errand, the_submission
from tests.integrations.test_send_sms import wants_sms
from tests.service import Service
from tests.submissions.sent import letters
from tests.submissions.walks import moves_alone

POST = ("send_letter", "send_sms")


def takes_back(browser: Browser, service: Service) -> None:
    sent = the_submission(service.database)
    browser.opens(f"/mine-sager/{sent.reference}/traek-tilbage").sends()
    assert the_submission(service.database).withdrawn_at is not None


def taken_up(service: Service, kind: str) -> Errand:
    """A worker has claimed it, and not begun."""
    with service.database.writing.begin() as session:
        (errand,) = outbox.claim(session, [kind])
    return errand


def errands_of(service: Service, kinds: Collection[str] = POST) -> list[Errand]:
    with service.database.reading.begin() as session:
        found = select(Errand).where(Errand.kind.in_(kinds)).order_by(Errand.key)
        return list(session.scalars(found))


def everything_is_done(service: Service) -> bool:
    fall_due(service.database)
    while worker.run_next(service.database):
        pass
    return all(each.done_at for each in errands_of(service, worker.ERRANDS))


def test_no_letter_and_no_sms_comes_and_the_ledger_says_why(service: Service):
    wants_sms(service, "lene")
    lene = moves_alone(holds_power(service, "lene", "karen")).sends()
    takes_back(lene, service)
    dropped = errands_of(service)
    assert len(dropped) == 3
    assert all(each.dropped_at and each.last_problem == WITHDRAWN for each in dropped)
    assert everything_is_done(service)
    assert letters(service) == []
    staff = service.staff("operations").opens("/personale/afleveringer")
    staff.opens(f"/personale/afleveringer/{dropped[0].id}")
    assert "Bortfaldet" in staff.words
    assert WITHDRAWN in staff.words


def test_a_worker_about_to_send_it_lets_go_of_it(service: Service):
    """What is leased is not dropped with the rest: without this it would wait for a receipt or a
    letter for ever, and nothing could be cleared out."""
    wants_sms(service)
    ada = moves_alone(service.citizen("ada")).sends()
    held = [taken_up(service, kind) for kind in POST]
    takes_back(ada, service)
    assert not any(each.dropped_at for each in errands_of(service))
    for errand in held:
        do(service.database, errand, {})
    for errand in errands_of(service):
        assert (errand.attempts, errand.leased_until) == (0, None)
        assert errand.dropped_at is not None
    assert everything_is_done(service)
    assert letters(service) == []


def test_the_post_is_not_asked_to_give_back_what_it_has(service: Service):
    message_id = a_letter_is_sent(service)
    takes_back(service.citizen("ada"), service)
    assert the_errand(service.database, "send_letter").dropped_at is None
    assert told(service, status(message_id, DELIVERED)).status_code == 204
    errand = the_errand(service.database, "send_letter")
    assert (errand.done_at is not None, errand.dropped_at) == (True, None)


def test_that_it_came_back_troubles_nobody(service: Service):
    message_id = a_letter_is_sent(service)
    takes_back(service.citizen("ada"), service)
    assert told(service, status(message_id, FAILED)).status_code == 204
    errand = the_errand(service.database, "send_letter")
    assert errand.gave_up_at is None
    assert errand.dropped_at is not None


def test_it_is_not_sent_again_where_the_post_never_answers(service: Service):
    a_letter_is_sent(service)
    takes_back(service.citizen("ada"), service)
    assert everything_is_done(service)
    (letter,) = letters(service)
    assert letter["times_received"] == 1
