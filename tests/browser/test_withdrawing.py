"""A citizen takes back what they have sent, before and after the municipality has it."""

import pytest

from tests.browser.stack import Stack
from tests.browser.walker import Somebody
from tests.browser.walks import WAYS, asks_for_protection, reports_rats

pytestmark = pytest.mark.browser

STUCK = (
    "Vi har modtaget det, men en medarbejder skal lægge sagen ind i kommunens sagssystem. "
    "Intet er gået tabt, og du skal ikke gøre noget."
)
NOT_BEGUN = (
    "Kommunen er ikke begyndt på sagen endnu. Trækker du det tilbage, bliver det ikke behandlet, "
    "og det kan ikke fortrydes. Du kan altid søge igen."
)
BEGUN = (
    "Kommunen har fået sagen. Vi beder dem om at stoppe den. Er der allerede truffet en afgørelse, "
    "gælder den stadig."
)


@pytest.mark.parametrize("way", WAYS)
def test_what_the_municipality_does_not_have_is_taken_back_at_once(
    somebody: Somebody, stack: Stack, way: str
):
    stack.misbehaves("case-system", "422")
    victor = somebody("victor", **WAYS[way])
    reference = asks_for_protection(victor)
    victor.opens(f"/mine-sager/{reference}")
    victor.waits_to_read(STUCK)
    victor.presses("Træk det tilbage")
    victor.sees("Vil du trække det tilbage?").reads(NOT_BEGUN)
    victor.presses("Nej, lad det stå").presses("Træk det tilbage").presses("Ja, træk det tilbage")
    victor.reads("Trukket tilbage")


@pytest.mark.parametrize("way", WAYS)
def test_what_was_sent_without_login_is_taken_back_from_its_receipt(
    somebody: Somebody, stack: Stack, way: str
):
    sender = somebody(**WAYS[way])
    reference = reports_rats(sender)
    stack.case(reference)
    sender.opens(f"/kvittering/{reference}").presses("Træk det tilbage")
    sender.sees("Vil du trække det tilbage?").presses("Nej, lad det stå").sees("Kvittering")
    sender.presses("Træk det tilbage").presses("Bed kommunen stoppe sagen").sees("Kvittering")
    sender.reads("Sagens gang", "Du har bedt kommunen stoppe sagen")


@pytest.mark.parametrize("way", WAYS)
def test_what_the_municipality_has_it_is_asked_to_stop(somebody: Somebody, stack: Stack, way: str):
    victor = somebody("victor", **WAYS[way])
    reference = asks_for_protection(victor)
    victor.opens(f"/mine-sager/{reference}").waits_to_read("Hos kommunen")
    victor.presses("Træk det tilbage").sees("Vil du trække det tilbage?").reads(BEGUN)
    victor.types("Hvorfor?", "x" * 501).presses("Bed kommunen stoppe sagen")
    victor.reads("Skriv det kortere, med højst 500 tegn.")
    victor.types("Hvorfor?", "Jeg bliver boende.").presses("Bed kommunen stoppe sagen")
    victor.sees("Navne- og adressebeskyttelse").reads("Du har bedt kommunen stoppe sagen")
