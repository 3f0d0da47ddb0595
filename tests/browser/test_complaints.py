"""Staff note that somebody has complained, at a real browser, and the citizen reads it."""

import pytest

from app.forms.catalogue.address_protection import AddressProtection
from tests.browser.stack import Stack
from tests.browser.walker import NARROW, WIDE, Somebody
from tests.browser.walks import asks_for_protection

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_complaint_is_noted_and_ended(somebody: Somebody, stack: Stack, width: int):
    citizen = somebody("victor", width=width)
    reference = asks_for_protection(citizen)
    stack.case(reference)
    yrsa = somebody("yrsa", width=width).opens("/personale").logs_in()
    yrsa.opens("/personale/opslag").types("Referencenummer", reference)
    yrsa.chooses("Klage, tilsyn eller aktindsigt").presses("Slå op")
    yrsa.presses("Der er klaget over sagen").sees("Der er klaget")
    yrsa.presses("Notér klagen").reads("Skriv, hvornår der blev klaget.")
    yrsa.types("Hvornår blev der klaget?", "i går")
    yrsa.types("Hvad er der klaget over?", "Over afslaget, sag 26/77").presses("Notér klagen")
    yrsa.sees("Sager, der er klaget over").reads("Det er noteret.", reference)
    citizen.opens(f"/mine-sager/{reference}").reads("Vi gemmer sagen, fordi der er klaget.")
    yrsa.presses(f"{AddressProtection.title} {reference}").reads("Over afslaget, sag 26/77")
    yrsa.presses("Klagen er slut")
    yrsa.reads("Det er noteret, at klagen er slut.").does_not_read(reference)
    citizen.reloads().does_not_read("fordi der er klaget")
