"""Rotter, as the specialists would tell it."""

from typing import Any

from app.forms.catalogue.rats import Rats
from app.forms.journey import Journey
from app.forms.known import Known
from app.forms.messages import in_danish
from app.forms.posted import Posted
from tests.forms.asking import REGISTERS_ARE_SILENT, STOREGADE, TODAY, in_days, stopped_at
from tests.forms.asking import slugs as slugs_of

IN_THE_PARK: dict[str, Any] = {
    "place": "elsewhere",
    "description": "Ved broen i Bytoften, under det store træ.",
    "seen": ["live", "holes"],
    "seen_on": in_days(-1),
    "more": None,
    "pictures": None,
    "wants_answer": False,
}


def slugs(answers: dict[str, Any]) -> list[str]:
    return slugs_of(Rats, answers, REGISTERS_ARE_SILENT)


def test_nobody_logs_in_and_nobody_has_to_say_who_they_are():
    assert Rats.login == "none"
    journey = Journey(Rats, IN_THE_PARK, REGISTERS_ARE_SILENT)
    assert journey.complete
    assert slugs(IN_THE_PARK) == ["hvor", "sted", "hvad", "billeder", "svar"]
    assert Rats.case_title(journey.answers) == "Rotter set 21.11.2026"


def test_a_place_is_an_address_or_a_description():
    at_an_address = IN_THE_PARK | {"place": "address", "address": STOREGADE}
    assert "adresse" in slugs(at_an_address)
    assert "sted" not in slugs(at_an_address)
    assert "description" not in Journey(Rats, at_an_address, REGISTERS_ARE_SILENT).answers


def test_only_who_wants_an_answer_is_asked_how():
    assert "kontakt" not in slugs(IN_THE_PARK)
    assert "kontakt" in slugs(IN_THE_PARK | {"wants_answer": True})


def test_one_way_to_reach_them_is_enough_and_none_is_too_few():
    assert contact(phone="20 30 40 50", email="") == {}
    assert contact(phone="", email="ada@example.dk") == {}
    assert contact(phone="", email="") == {
        "phone": "Skriv et telefonnummer eller en e-mailadresse, så vi kan svare dig."
    }


def test_neither_way_to_reach_them_is_called_optional():
    assert not Rats.phone.says_optional
    assert not Rats.email.says_optional


def test_what_happens_next_promises_nothing_to_whoever_left_no_contact():
    assert "telefonnummer" not in Rats.what_happens_next


def test_the_receipt_opens_with_what_only_the_sender_knows():
    assert Rats.proof == (Rats.phone, Rats.email)


def test_nobody_sees_rats_tomorrow():
    tomorrow = IN_THE_PARK | {"seen_on": in_days(1)}
    assert stopped_at(Journey(Rats, tomorrow, REGISTERS_ARE_SILENT)) == "hvad"


def contact(**fields: str) -> dict[str, str]:
    step = next(step for step in Rats.steps if step.slug == "kontakt")
    reading = step.read(Posted.of(fields), REGISTERS_ARE_SILENT, {})
    return {key: problem.say(in_danish) for key, problem in reading.problems.items()}


def test_an_answer_is_promised_once_and_only_to_whoever_asked_for_it():
    undecided = Rats.say_what_happens_next(REGISTERS_ARE_SILENT, in_danish, {})
    assert undecided.endswith(" Har du bedt om svar, kontakter vi dig.")
    decided = Known(today=TODAY, decisions={"answer_days": 2})
    said = Rats.say_what_happens_next(decided, in_danish, {})
    assert said == f"{undecided} Et svar kommer inden for 2 dage."
