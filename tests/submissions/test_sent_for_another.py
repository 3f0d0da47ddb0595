"""Sent for another: it says who applied, who sent it and by what right, and both are told."""

import base64
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app import outbox
from app.auth.powers.models import PowerOfAttorney
from app.outbox import Errand
from app.standins import persons
from app.submissions.letters import recipients
from app.submissions.models import Draft, Submission
from tests.auth.acting import acts_for, holds_power, presses, withdraws
from tests.browser.paper import letters_of
from tests.integrations.served import fall_due
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.sent import (
    delivered,
    digests_are_of_what_is_sealed,
    letters,
    the_submission,
    works,
)
from tests.submissions.walks import asks_for_protection, moves_alone, reports_rats

KAREN, LENE = persons.by_key("karen"), persons.by_key("lene")
BOTH = sorted([KAREN.cpr, LENE.cpr])


def test_what_is_sent_says_who_applied_and_who_acted_and_how_we_know(service: Service):
    lene = moves_alone(holds_power(service, "lene", "karen")).sends()
    assert "Ansøger Karen Kristensen" in lene.words
    said = "Lene Kristensen, med fuldmagt fra Karen Kristensen, logget ind med MitID (betydelig)"
    assert f"Sendt af {said}" in lene.words
    sent = the_submission(service)
    assert sent.acted_by is not None
    with service.database.reading.begin() as session:
        power = session.scalars(select(PowerOfAttorney)).one()
    assert (sent.applicant["cpr"], sent.applicant["name"]) == (KAREN.cpr, KAREN.name)
    assert sent.applicant["proven"]["how"] == "power_of_attorney"
    assert sent.acted_by["cpr"] == LENE.cpr
    assert sent.acted_by["capacity"] == "power_of_attorney"
    assert sent.acted_by["proven"]["power_of_attorney"] == str(power.id)
    assert sent.acted_by["proven"]["level"] == "substantial"

    works(service, "make_receipt", "send_letter")
    told = delivered(sent)
    assert told["applicant"] == sent.applicant
    assert told["acted_by"] == sent.acted_by
    paper = letters_of(base64.b64decode(letters(service)[0]["documents"][0]["content_base64"]))
    assert "medfuldmagtfraKarenKristensen" in paper
    assert "Vi har modtaget det, der er sendt for ansøgeren.".replace(" ", "") in paper
    assert "duharsendt" not in paper

    karen = service.citizen("karen").opens("/mine-sager")
    assert "af Lene Kristensen" in karen.words


def test_both_get_the_receipt_as_a_letter_once(service: Service):
    moves_alone(holds_power(service, "lene", "karen")).sends()
    works(service, "make_receipt", "send_letter")
    sent = the_submission(service)
    assert sent.letter_sent_at is not None
    assert sent.acting_letter_sent_at is not None
    found = letters(service)
    assert sorted(each["recipient_id"] for each in found) == sorted([KAREN.cpr, LENE.cpr])
    assert len({each["message_uuid"] for each in found}) == 2


@pytest.mark.parametrize("mode", ["422", "500"])
def test_what_goes_wrong_with_one_letter_holds_back_neither_the_other_nor_its_next_try(
    service: Service, mode: str
):
    """422 is for a person to see, and 500 is tried again by itself."""
    moves_alone(holds_power(service, "lene", "karen")).sends()
    works(service, "make_receipt")
    behave(service.standins, "digital-post", mode, count=1)
    works(service, "send_letter")
    fall_due(service.database)
    works(service, "send_letter")
    found = [each["recipient_id"] for each in letters(service)]
    assert len(found) == (1 if mode == "422" else 2)
    with service.database.writing.begin() as session:
        stuck = session.scalars(select(Errand.id).where(Errand.gave_up_at.is_not(None))).all()
        assert len(stuck) == 2 - len(found)
        outbox.try_again(session, stuck)
    works(service, "send_letter")
    assert sorted(each["recipient_id"] for each in letters(service)) == BOTH
    sent = the_submission(service)
    assert None not in (sent.letter_sent_at, sent.acting_letter_sent_at)


@pytest.mark.parametrize("ends", ["withdrawn", "given back"])
def test_who_acted_gets_their_copy_though_the_power_ended_before_the_letter(
    service: Service, ends: str
):
    """They are told what they did while they might; the case itself is no longer theirs to see."""
    lene = moves_alone(holds_power(service, "lene", "karen")).sends()
    if ends == "withdrawn":
        withdraws(service, "karen")
    else:
        presses(lene.opens("/fuldmagter"), "Sig fra")
    works(service, "make_receipt", "send_letter")
    assert sorted(each["recipient_id"] for each in letters(service)) == BOTH
    (to_lene,) = [each for each in letters(service) if each["recipient_id"] == LENE.cpr]
    paper = letters_of(base64.b64decode(to_lene["documents"][0]["content_base64"]))
    assert "medfuldmagtfraKarenKristensen" in paper


def test_each_letter_leads_to_a_page_that_its_reader_may_open(service: Service):
    moves_alone(holds_power(service, "lene", "karen")).sends()
    works(service, "make_receipt", "send_letter")
    for key, heading in (("karen", "Meld flytning"), ("lene", "Fuldmagter")):
        cpr = persons.by_key(key).cpr
        (letter,) = [each for each in letters(service) if each["recipient_id"] == cpr]
        (link,) = letter["links"]
        assert service.citizen(key).opens(urlsplit(link["url"]).path).sees == heading


def test_for_oneself_there_is_one_letter_and_the_login_is_the_proof(service: Service):
    ada = moves_alone(service.citizen("ada")).sends()
    assert "Sendt af Ada Holm, logget ind med MitID (betydelig)" in ada.words
    works(service, "make_receipt", "send_letter")
    assert len(letters(service)) == 1
    sent = the_submission(service)
    assert sent.applicant["proven"] == {"how": "mitid", "level": "substantial"}
    assert sent.acted_by is None
    assert sent.acting_letter_sent_at is None


def test_a_form_without_login_names_nobody_also_while_acting(service: Service):
    lene = reports_rats(holds_power(service, "lene", "karen")).sends()
    assert lene.path.startswith("/kvittering/")
    sent = the_submission(service)
    assert sent.applicant == {"kind": "anonymous"}
    assert sent.acted_by is None


def test_a_parent_applies_for_a_child_and_gets_its_letter(service: Service):
    bo = acts_for(service.citizen("bo"), "Emil Lund")
    asks_for_protection(bo)
    assert "Camilla" not in bo.words
    bo.sends()
    said = "Bo Lund, forælder med forældremyndighed ifølge folkeregistret, logget ind med MitID"
    assert said in bo.words
    sent = the_submission(service)
    assert sent.acted_by is not None
    assert sent.acted_by["proven"]["how"] == "custody"
    assert sent.acted_by["proven"]["register"] == "civil_register"
    works(service, "make_receipt", "send_letter")
    assert [each["recipient_id"] for each in letters(service)] == [persons.by_key("bo").cpr]
    assert delivered(sent)["applicant"]["cpr"] == persons.by_key("emil").cpr


def test_from_fifteen_a_child_gets_the_letter_too(service: Service):
    asks_for_protection(acts_for(service.citizen("susanne"), "Rosa Storm")).sends()
    works(service, "make_receipt", "send_letter")
    both = sorted(persons.by_key(key).cpr for key in ("rosa", "susanne"))
    assert sorted(each["recipient_id"] for each in letters(service)) == both


def test_a_guardian_and_the_ward_both_get_it(service: Service):
    tage = moves_alone(acts_for(service.citizen("tage"), "Sigrid Bang")).sends()
    assert "Tage Bang, værge ifølge folkeregistret" in tage.words
    works(service, "make_receipt", "send_letter")
    assert len(letters(service)) == 2


def test_digests_can_be_told_from_the_sealed_columns(service: Service):
    moves_alone(service.citizen("ada")).sends()
    lene = moves_alone(holds_power(service, "lene", "karen"))
    with service.database.reading.begin() as session:
        draft = session.scalars(select(Draft).where(Draft.submitted_at.is_(None))).one()
    lene.sends()
    with service.database.reading.begin() as session:
        rows: list[Draft | Submission] = [draft, *session.scalars(select(Submission))]
    assert len(rows) == 3
    assert all(map(digests_are_of_what_is_sealed, rows))


def test_nobody_gets_a_letter_for_somebody_anonymous():
    assert recipients({"kind": "anonymous"}, None) == ()
