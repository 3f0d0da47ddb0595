"""An SMS beside the letter: to those who want it, with nothing personal in it."""

from sqlalchemy import select

from app import contacts, worker
from app.outbox import Errand
from app.outbox.by_people import done_by_hand
from app.standins import persons
from tests.auth.acting import holds_power
from tests.integrations.posting import DELIVERED, FAILED, status, the_message, told
from tests.integrations.served import the_errand, the_submission
from tests.integrations.test_digital_post import letters
from tests.service import Service
from tests.submissions.walks import moves_alone

PHONE = "+4520304050"


def wants_sms(service: Service, key: str = "ada", code: str = "0657") -> None:
    with service.database.writing.begin() as session:
        cpr = persons.by_key(key).cpr
        contacts.keep(session, code, cpr, phone=PHONE, email="", sms=True)


def sends_it(service: Service, *kinds: str) -> None:
    for kind in ("make_receipt", *kinds):
        assert worker.run_next(service.database, [kind])


def sms_of(service: Service) -> list[dict[str, str]]:
    return [each for each in letters(service) if each["kind"] == "NEMSMS"]


def errands_of(service: Service, kind: str) -> list[str]:
    with service.database.reading.begin() as session:
        return sorted(session.scalars(select(Errand.about).where(Errand.kind == kind)))


def test_whoever_wants_it_gets_one_when_the_letter_is_on_its_way(service: Service):
    wants_sms(service)
    moves_alone(service.citizen("ada")).sends()
    assert worker.run_next(service.database, ["send_sms"])
    assert the_errand(service.database, "send_sms").last_problem == "Sms'en venter på brevet."
    sends_it(service, "send_letter")
    told(service, status(the_message(service).id))
    with service.database.writing.begin() as session:
        errand = session.get_one(Errand, the_errand(service.database, "send_sms").id)
        errand.due_at = errand.promised_at
    assert worker.run_next(service.database, ["send_sms"])
    (sms,) = sms_of(service)
    sent = the_submission(service.database)
    assert sms["notification"] == (
        "Herning Kommune har modtaget det, der er sendt. Kvitteringen er på vej."
    )
    assert len(sms["notification"]) <= 150
    for personal in (PHONE, "20304050", "Ada", "flytning", sent.reference):
        assert personal not in sms["notification"] + sms["label"]
    assert PHONE not in str(sms)
    assert told(service, status(sms["message_uuid"])).status_code == 204
    assert the_errand(service.database, "send_sms").done_at is not None


def test_nobody_gets_one_who_has_not_asked_for_it(service: Service):
    wants_sms(service, "bo")
    wants_sms(service, "ada", code="0187")
    moves_alone(service.citizen("ada")).sends()
    assert errands_of(service, "send_letter") == ["applicant"]
    assert errands_of(service, "send_sms") == []


def test_of_two_who_get_letters_the_one_who_asked_gets_it(service: Service):
    wants_sms(service, "lene")
    moves_alone(holds_power(service, "lene", "karen")).sends()
    assert errands_of(service, "send_letter") == ["acted_by", "applicant"]
    assert errands_of(service, "send_sms") == ["acted_by"]


def test_one_that_cannot_be_delivered_troubles_nobody(service: Service):
    """Whoever has given NemSMS no number gets none; the letter comes all the same."""
    wants_sms(service)
    moves_alone(service.citizen("ada")).sends()
    sends_it(service, "send_letter", "send_sms")
    (sms,) = sms_of(service)
    assert told(service, status(sms["message_uuid"], FAILED)).status_code == 204
    errand = the_errand(service.database, "send_sms")
    assert errand.gave_up_at is None
    assert errand.dropped_at is not None
    assert the_errand(service.database, "send_letter").done_at is None
    assert told(service, status(sms["message_uuid"], DELIVERED)).status_code == 204


def test_the_sms_of_a_letter_that_was_sent_by_hand_goes_too(service: Service):
    wants_sms(service)
    moves_alone(service.citizen("ada")).sends()
    with service.database.writing.begin() as session:
        letter = session.get_one(Errand, the_errand(service.database, "send_letter").id)
        done_by_hand(session, letter, "Mette", "Sendt med posten.")
    assert worker.run_next(service.database, ["send_sms"])
    assert the_errand(service.database, "send_sms").handed_over_at is not None


def test_a_letter_that_came_back_is_not_told_of_before_it_is_sent_anew(service: Service):
    wants_sms(service)
    moves_alone(service.citizen("ada")).sends()
    sends_it(service, "send_letter")
    told(service, status(the_message(service).id, FAILED))
    assert worker.run_next(service.database, ["send_sms"])
    assert sms_of(service) == []
    assert the_errand(service.database, "send_sms").last_problem == "Sms'en venter på brevet."
