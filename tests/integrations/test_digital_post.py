"""The receipt as a letter: in the order of the schema, to one person, once."""

import base64
from xml.etree import ElementTree

import httpx
import pytest
from sqlalchemy import select

from app import worker
from app.integrations import outside
from app.integrations.digital_post import sf1601
from app.integrations.digital_post.letter import Letter, Sms
from app.integrations.outside import Refused, Unavailable
from app.outbox import Errand
from tests.integrations.a_letter import a_letter, an_sms
from tests.integrations.served import fall_due, the_errand, the_submission
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import moves_alone, reports_rats

MEMO = "{https://DigitalPost.dk/MeMo-1}"
ENTITY = (
    b'<!DOCTYPE r [<!ENTITY yes "true">]><kombi_response><Result>&yes;</Result></kombi_response>'
)
FILE = b'<!DOCTYPE r SYSTEM "file:///etc/hostname"><kombi_response><Result>true</Result></kombi_response>'


def letters(service: Service) -> list[dict[str, str]]:
    found = httpx.get(f"{service.standins}/digital-post/messages.json").json()
    assert isinstance(found, list)
    return found


def test_the_message_is_memo_in_a_kombi_request():
    request = ElementTree.fromstring(sf1601.kombi_request(a_letter()))
    assert request.tag == "kombi_request"
    assert request.findtext("KombiValgKode") == "Automatisk Valg"
    message = request.find(f"{MEMO}Message")
    assert message is not None
    assert message.attrib == {"memoVersion": "1.2", "memoSchVersion": "1.2.0"}
    said = [(_name(each.tag), (each.text or "")) for each in message.iter()]
    assert said == [
        ("Message", ""),
        ("MessageHeader", ""),
        ("messageType", "DIGITALPOST"),
        ("messageUUID", "0197c1d2-0000-4000-8000-000000000001"),
        ("messageID", "K7FE-TJ4T"),
        ("label", "Kvittering: Flyt & <bo> (K7FE-TJ4T)"),
        ("notification", "Du har fået en kvittering fra Herning Kommune."),
        ("mandatory", "false"),
        ("legalNotification", "false"),
        ("Sender", ""),
        ("senderID", "29189919"),
        ("idType", "CVR"),
        ("label", "Herning Kommune"),
        ("Recipient", ""),
        ("recipientID", "7405880118"),
        ("idType", "CPR"),
        ("ContentData", ""),
        ("CaseID", ""),
        ("caseID", "2026-1"),
        ("caseSystem", "records"),
        ("kle:KLEdata", ""),
        ("kle:subjectKey", "23.05.10"),
        ("kle:version", "2025-05-01"),
        ("kle:activityFacet", "G01"),
        ("kle:label", "Meld flytning"),
        ("MessageBody", ""),
        ("createdDateTime", "2026-11-22T10:15:00Z"),
        ("MainDocument", ""),
        ("label", "Kvittering: Flyt & <bo> (K7FE-TJ4T)"),
        ("File", ""),
        ("encodingFormat", "application/pdf"),
        ("filename", "kvittering-K7FE-TJ4T.pdf"),
        ("language", "da"),
        ("content", base64.b64encode(b"%PDF-1.7 \x00\xff").decode()),
        ("Action", ""),
        ("label", "Følg din sag"),
        ("actionCode", "INFORMATION"),
        ("EntryPoint", ""),
        ("url", "https://herning.example/mine-sager/K7FE-TJ4T"),
    ]


def _name(tag: str) -> str:
    return tag.removeprefix(MEMO).replace("{http://kle-online.dk/}", "kle:")


@pytest.mark.parametrize("message", [a_letter(), an_sms()])
def test_the_prefix_is_the_one_that_everybody_on_the_way_knows(message: Letter | Sms):
    said = sf1601.kombi_request(message)
    assert b'xmlns:memo="https://DigitalPost.dk/MeMo-1"' in said
    assert b'<memo:Message memoVersion="1.2" memoSchVersion="1.2.0">' in said


def test_an_sms_is_a_header_alone():
    request = ElementTree.fromstring(sf1601.kombi_request(an_sms()))
    assert request.findtext("KombiValgKode") == "NemSMS"
    message = request.find(f"{MEMO}Message")
    assert message is not None
    assert [each.tag for each in message] == [f"{MEMO}MessageHeader"]
    assert message.findtext(f"{MEMO}MessageHeader/{MEMO}messageType") == "NEMSMS"
    text = message.findtext(f"{MEMO}MessageHeader/{MEMO}notification")
    assert text == an_sms().text


@pytest.mark.parametrize(
    ("said", "means"),
    [
        (b"<kombi_response><Result>false</Result></kombi_response>", Refused),
        (b"<kombi_response><Result>perhaps</Result></kombi_response>", Unavailable),
        (b"<kombi_response/>", Unavailable),
        (b"<kombi_resp", Unavailable),
        (ENTITY, Unavailable),
        (FILE, Unavailable),
        (b'<?xml version="1.0" encoding="klingon"?><kombi_response/>', Unavailable),
        (b"", Unavailable),
    ],
)
def test_only_a_clear_yes_is_a_yes(
    monkeypatch: pytest.MonkeyPatch, said: bytes, means: type[Exception]
):
    monkeypatch.setattr(outside, "post", lambda *_: said)
    with pytest.raises(means):
        sf1601.send("https://post.example", a_letter())


def test_the_letter_waits_for_the_receipt_without_counting_tries(service: Service):
    moves_alone(service.citizen("ada")).sends()
    assert worker.run_next(service.database, ["send_letter"])
    waiting = the_errand(service.database, "send_letter")
    assert (waiting.attempts, waiting.done_at) == (0, None)
    assert waiting.last_problem == "Brevet venter på kvitteringen."
    assert letters(service) == []


def test_the_letter_carries_the_receipt_to_its_citizen(service: Service):
    moves_alone(service.citizen("ada")).sends()
    worker.run_next(service.database, ["make_receipt"])
    worker.run_next(service.database, ["send_letter"])
    (letter,) = letters(service)
    sent = the_submission(service.database)
    assert letter["recipient_id"] == sent.applicant["cpr"]
    assert letter["sender"] == "Herning Kommune"
    assert letter["label"] == f"Kvittering: Meld flytning ({sent.reference})"
    assert "JVBERi0x" in str(letter["documents"])  # %PDF-1
    assert sent.letter_sent_at is not None
    errand = the_errand(service.database, "send_letter")
    assert errand.handed_over_at is not None
    assert errand.done_at is None


@pytest.mark.parametrize("mode", ["loses_answer", "broken", "twice", "500", "down", "redirect"])
def test_a_lost_answer_still_means_one_letter(service: Service, mode: str):
    moves_alone(service.citizen("ada")).sends()
    worker.run_next(service.database, ["make_receipt"])
    behave(service.standins, "digital-post", mode, count=1)
    worker.run_next(service.database, ["send_letter"])
    assert the_submission(service.database).letter_sent_at is None
    fall_due(service.database)
    worker.run_next(service.database, ["send_letter"])
    assert len(letters(service)) == 1
    assert the_submission(service.database).letter_sent_at is not None


def test_a_letter_that_is_refused_is_for_a_person_to_see(service: Service):
    moves_alone(service.citizen("ada")).sends()
    worker.run_next(service.database, ["make_receipt"])
    behave(service.standins, "digital-post", "422", count=1)
    worker.run_next(service.database, ["send_letter"])
    assert the_errand(service.database, "send_letter").gave_up_at is not None


def test_nobody_unknown_gets_a_letter(service: Service):
    reports_rats(service.browser()).sends()
    with service.database.reading.begin() as session:
        assert sorted(session.scalars(select(Errand.kind))) == ["deliver", "make_receipt"]
