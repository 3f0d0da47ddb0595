"""What Fordelingskomponenten says later of a submission moves it, once, and only its own."""

from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import select, update

from app import outbox
from app.clock import now
from app.integrations.case_systems.sf2900.receipts import NotReceipt, read
from app.outbox import by_people, ending
from app.outbox.models import Attempt, Errand
from app.security import RECEIPTS_OF_SF2900
from app.submissions.models import Submission
from app.submissions.withdrawing import is_with_nobody
from tests.cases.telling import another_system
from tests.integrations.distribution import NEWEST, OURS, schema
from tests.integrations.receipts import a_receipt, distributes, sends_receipt
from tests.integrations.served import the_errand, the_submission
from tests.service import Service
from tests.submissions.walks import moves_alone

ON_ITS_WAY = ("MODTAGET", "AFLEVERET")
DEEP = b"<a>" * 200_000
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
FETCHES = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.fixture
def token(service: Service) -> str:
    """Ada has sent a move, which the component has taken and said nothing of since."""
    token = distributes(service)
    moves_alone(service.citizen("ada")).sends()
    with service.database.writing.begin() as session:
        (errand,) = outbox.claim(session, [outbox.DELIVER])
        ending.hand_over(session, errand)
    return token


def told(service: Service, token: str, state: str, reason: str = "", error: str = "") -> None:
    transaction = the_submission(service.database).id
    answer = sends_receipt(service, token, a_receipt(transaction, state, reason, error))
    assert answer.status_code == 200, answer.text


def delivery(service: Service) -> Errand:
    return the_errand(service.database, "deliver")


def as_it_stands(service: Service) -> tuple[str | None, bool, bool]:
    """The case's number, whether the errand is done, and whether a person must look."""
    sent, errand = the_submission(service.database), delivery(service)
    return sent.filed_as, errand.done_at is not None, errand.gave_up_at is not None


def test_what_is_on_its_way_is_not_filed(service: Service, token: str):
    before = delivery(service)
    for state in ON_ITS_WAY:
        told(service, token, state)
    assert as_it_stands(service) == (None, False, False)
    assert delivery(service).due_at == before.due_at


@pytest.mark.parametrize("number", ["2026-4711", ""])
def test_what_is_accepted_is_filed_under_its_number_or_else_ours(
    service: Service, token: str, number: str
):
    told(service, token, "ACCEPTERET", number and f"Sagsnummer: {number}")
    sent = the_submission(service.database)
    assert as_it_stands(service) == (number or sent.reference, True, False)
    assert sent.filed_in == "records"
    assert sent.keep_until is not None


@pytest.mark.parametrize(("state", "outcome"), [("AFVIST", "refused"), ("FEJLET", "unavailable")])
def test_what_went_wrong_needs_a_person_who_reads_their_words(
    service: Service, token: str, state: str, outcome: str
):
    told(service, token, state, "Ada Holm 740588-0118 findes ikke", "Forkert KLE")
    assert as_it_stands(service) == (None, False, True)
    errand = delivery(service)
    assert state in (errand.last_problem or "")
    assert "Holm" not in (errand.last_problem or "")
    with service.database.reading.begin() as session:
        attempt = session.get_one(Attempt, (errand.id, errand.attempts))
    assert attempt.outcome == outcome
    assert "Forkert KLE" in (attempt.said or "")
    assert "Holm" not in (attempt.said or "")
    assert "0118" not in (attempt.said or "")


def test_the_first_number_is_kept_and_what_is_filed_stays_filed(service: Service, token: str):
    told(service, token, "ACCEPTERET", "Sagsnummer: 1")
    done_at = delivery(service).done_at
    told(service, token, "ACCEPTERET", "Sagsnummer: 2")
    for state in ("AFVIST", "FEJLET", *ON_ITS_WAY, "ACCEPTERET"):
        told(service, token, state)
    assert as_it_stands(service) == ("1", True, False)
    assert delivery(service).done_at == done_at


def test_what_was_rejected_is_looked_at_once_and_filed_if_it_is_accepted_after_all(
    service: Service, token: str
):
    told(service, token, "FEJLET")
    gave_up_at = delivery(service).gave_up_at
    told(service, token, "AFVIST")
    told(service, token, "MODTAGET")
    assert delivery(service).gave_up_at == gave_up_at
    told(service, token, "ACCEPTERET", "Sagsnummer: 7")
    assert as_it_stands(service) == ("7", True, False)


def the_attempts(service: Service) -> list[tuple[str | None, str | None]]:
    """What came of each attempt, and in whose words."""
    with service.database.reading.begin() as session:
        found = session.scalars(
            select(Attempt).where(Attempt.errand_id == delivery(service).id).order_by("number")
        )
        return [(each.outcome, each.said) for each in found]


def test_each_receipt_stands_among_the_attempts_and_changes_none(service: Service, token: str):
    for state in (*ON_ITS_WAY, "MODTAGET"):
        told(service, token, state)
    for _ in range(2):
        told(service, token, "AFVIST", "Forkert KLE")
    told(service, token, "ACCEPTERET", "Sagsnummer: 7")
    told(service, token, "AFVIST")
    assert the_attempts(service) == [
        ("handed_over", None),
        ("handed_over", "MODTAGET."),
        ("handed_over", "AFLEVERET."),
        ("refused", "Forkert KLE"),
        ("done", "ACCEPTERET. Sagsnummer: 7"),
    ]


def test_what_is_on_its_way_is_not_sent_again_by_whoever_never_heard_our_answer(
    service: Service, token: str
):
    with service.database.writing.begin() as session:
        by_people.try_again(session, [delivery(service).id])
        (errand,) = outbox.claim(session, [outbox.DELIVER])
    told(service, token, "MODTAGET")
    with service.database.writing.begin() as session:
        ending.put_back(session, errand, "Intet svar.")
    mended = delivery(service)
    assert mended.leased_until is None
    assert mended.due_at > now() + ending.LATEST_ANSWER / 2
    assert [outcome for outcome, _ in the_attempts(service)] == [
        "handed_over",
        "unavailable",
        "handed_over",
    ]


@pytest.mark.parametrize(
    ("states", "nobody"),
    [
        (("MODTAGET", "AFVIST"), True),
        (("MODTAGET", "FEJLET"), False),
        (("AFVIST", "MODTAGET"), False),
    ],
    ids=str,
)
def test_only_what_was_rejected_last_is_with_nobody(
    service: Service, token: str, states: tuple[str, ...], nobody: bool
):
    for state in states:
        told(service, token, state)
    with service.database.reading.begin() as session:
        sent = session.scalars(select(Submission)).one()
        assert is_with_nobody(session, sent) is nobody


def test_what_staff_have_done_by_hand_no_receipt_undoes(service: Service, token: str):
    with service.database.writing.begin() as session:
        errand = session.scalars(select(Errand).where(Errand.kind == "deliver")).one()
        by_people.done_by_hand(session, errand, "Mette Madsen", "Oprettet selv")
    told(service, token, "AFVIST")
    assert delivery(service).gave_up_at is None
    assert delivery(service).done_at is not None


def test_a_submission_that_is_cleared_out_is_not_touched(service: Service, token: str):
    with service.database.writing.begin() as session:
        session.execute(update(Submission).values(cleared_at=now()))
    told(service, token, "AFVIST")
    assert delivery(service).gave_up_at is None


def test_only_the_system_that_was_sent_it_may_tell(service: Service, token: str):
    service, ours = service, the_submission(service.database).id
    accepted = a_receipt(ours, "ACCEPTERET")
    theirs = distributes(service, "0187")
    assert sends_receipt(service, theirs, accepted, "vallensbaek.localhost").status_code == 404
    assert sends_receipt(service, theirs, accepted).status_code == 401
    assert sends_receipt(service, token, accepted, "vallensbaek.localhost").status_code == 401
    of_another_kind = another_system(service)
    assert sends_receipt(service, of_another_kind, accepted).status_code == 401
    for wrong in (None, "", "guessed", token[:-1]):
        assert sends_receipt(service, wrong, accepted).status_code == 401
    assert sends_receipt(service, token, a_receipt(uuid4(), "ACCEPTERET")).status_code == 404
    assert as_it_stands(service) == (None, False, False)


def test_question_and_answer_are_valid_by_the_published_schema(service: Service, token: str):
    transaction = the_submission(service.database).id
    for version, newest in ((2, NEWEST), (3, OURS)):
        for in_envelope in (True, False):
            asked = a_receipt(transaction, "MODTAGET", "Ja", "Nej", version, in_envelope)
            answer = sends_receipt(service, token, asked)
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "text/xml; charset=utf-8"
            for said in (asked, answer.content):
                root = etree.fromstring(said)
                schema(newest).assertValid(root[0][0] if in_envelope else root)


def is_problem(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_is_no_receipt_is_said_to_be_none(service: Service, token: str):
    klingon = b'<?xml version="1.0" encoding="klingon"?><a/>'
    for body in (b"", b"{}", BOMB, FETCHES, DEEP, b"<a/>", klingon):
        is_problem(sends_receipt(service, token, body), 400)


def test_a_bomb_in_a_receipt_never_goes_off(service: Service, token: str):
    transaction = the_submission(service.database).id
    grows = b"".join(
        b'<!ENTITY x%d "%s">' % (n, b"&x%d;" % (n - 1) * 10 if n else b"x") for n in range(12)
    )
    bomb = a_receipt(transaction, "ACCEPTERET", "&x11;")
    is_problem(sends_receipt(service, token, b"<!DOCTYPE s [" + grows + b"]>" + bomb), 400)
    assert as_it_stands(service) == (None, False, False)


def test_ten_megabytes_are_not_read(service: Service, token: str):
    is_problem(sends_receipt(service, token, b" " * 10 * 1024 * 1024), 413)
    guessed = sends_receipt(service, "guessed", b" " * 10 * 1024 * 1024)
    is_problem(guessed, 413)


def test_nothing_but_a_post_is_answered(service: Service, token: str):
    headers = {"authorization": f"Bearer {token}"}
    client = service.browser().client
    assert client.get(RECEIPTS_OF_SF2900, headers=headers).status_code in (404, 405)


A_TRANSACTION = UUID("0197c1d2-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("reason", "number"),
    [
        ("Sagsnummer: 2026-4711", "2026-4711"),
        ("sagsnr. 27.60.00-G01-1-26", "27.60.00-G01-1-26"),
        ("Sagsnummer: " + "9" * 200, ""),
        ("Sagen er oprettet i fagsystemet", ""),
        ("", ""),
    ],
)
def test_a_number_is_taken_where_it_is_all_that_is_said(reason: str, number: str):
    assert read(a_receipt(A_TRANSACTION, "ACCEPTERET", reason)).case_number == number


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_whatever_comes_is_a_receipt_or_none(body: bytes):
    with pytest.raises(NotReceipt):
        read(body)


@given(st.data())
def test_whatever_is_broken_off_or_changed_is_read_or_refused(data: st.DataObject):
    whole = a_receipt(A_TRANSACTION, "ACCEPTERET", "Sagsnummer: 7")
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + 1 :]
    try:
        receipt = read(changed)
    except NotReceipt:
        return
    assert len(receipt.case_number) <= 120


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (b"ACCEPTERET", b"OK"),
        (b"Forretning<", b"Andet<"),
        (str(A_TRANSACTION).encode(), b"1234"),
        (b"AnvenderTransaktionsID", b"ID"),
        (b"ModtagAnvenderRequest", b"ModtagRequest"),
    ],
)
def test_a_receipt_without_what_it_must_have_is_none(wrong: bytes, right: bytes):
    whole = a_receipt(A_TRANSACTION, "ACCEPTERET")
    assert wrong in whole
    with pytest.raises(NotReceipt):
        read(whole.replace(wrong, right))


def test_what_it_carries_is_read():
    body = a_receipt(A_TRANSACTION, "AFVIST", "Forkert sted", "KLE &amp; facet")
    receipt = read(body)
    assert (receipt.transaction, receipt.state, receipt.kind) == (
        A_TRANSACTION,
        "AFVIST",
        "Forretning",
    )
    assert receipt.words == "Forkert sted. F-17 KLE & facet"
    assert receipt.case_number == ""
    assert receipt.in_envelope
