"""What is promised of letters fits whoever is exempt from Digital Post."""

import pytest

from app.forms.by_post import DIGITAL, EITHER, PAPER
from tests.auth.acting import holds_power
from tests.citizen import Browser
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import TYPED_ADDRESS, day_fields, moves_alone, types_who_they_are


def promised(browser: Browser) -> str:
    """What the receipt says happens next."""
    return browser.words.partition("Det sker der nu")[2]


@pytest.mark.parametrize(("key", "words"), [("ada", DIGITAL), ("karen", PAPER)])
def test_the_receipt_says_how_the_answer_comes_to_the_one_who_reads_it(
    service: Service, key: str, words: str
):
    said = promised(moves_alone(service.citizen(key)).sends())
    assert f"skriver til dig {words}, når" in said
    assert [each for each in (DIGITAL, PAPER) if each in said] == [words]


def test_whoever_acts_for_another_reads_what_is_true_for_both(service: Service):
    """Whether somebody is exempt is nobody else's to know."""
    said = promised(moves_alone(holds_power(service, "lene", "karen")).sends())
    assert f"skriver til dig {EITHER}, når" in said


def test_where_the_register_is_silent_it_says_what_is_true_for_both(service: Service):
    behave(service.standins, "civil-register", "down")
    karen = types_who_they_are(service.citizen("karen").starts("flytning"))
    karen.sends(who="me").sends(**day_fields("move_date", 7)).sends(**TYPED_ADDRESS)
    karen.sends(tenure="owner").sends(doctor="keep").sends(phone="20 30 40 50", truth="yes")
    said = promised(karen.sends())
    assert f"skriver til dig {EITHER}, når" in said


def test_before_one_logs_in_it_says_what_is_true_for_both(service: Service):
    for slug in ("flytning", "adressebeskyttelse"):
        assert EITHER in service.browser().opens(f"/{slug}").words
