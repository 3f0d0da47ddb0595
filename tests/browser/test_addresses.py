"""The search for an address as one types, by hand, and when the register does not answer."""

import pytest
from playwright.sync_api import expect

from app.forms.catalogue.rats import Rats
from tests.browser.hands import Keyboard
from tests.browser.stack import Stack
from tests.browser.walker import Somebody
from tests.browser.walks import WAYS, at_the_address

pytestmark = pytest.mark.browser

QUESTION = Rats.address.label
BY_HAND = "Adressen er ikke på listen – jeg skriver den selv"


def test_addresses_are_found_as_one_types_and_said_aloud(somebody: Somebody):
    walker = at_the_address(somebody())
    field = walker.field(QUESTION)
    field.press_sequentially("Minde")
    expect(walker.page.get_by_role("radio")).to_have_count(7)
    said = walker.page.get_by_role("status").filter(has_text="Vi fandt 6 adresser.")
    expect(said).to_have_count(1)
    field.press_sequentially("gade 3")
    expect(walker.page.get_by_role("radio")).to_have_count(2)
    walker.looks().chooses("Mindegade 3, 7400 Herning").goes_on().goes_back()
    expect(walker.page.get_by_label("Mindegade 3, 7400 Herning")).to_be_checked()


def test_return_in_the_search_searches_and_sends_nothing(somebody: Somebody):
    walker = at_the_address(somebody(hands=Keyboard))
    walker.types(QUESTION, "Aagade 5").arrives(lambda: walker.page.keyboard.press("Enter"))
    walker.sees(QUESTION).chooses("Aagade 5, 7400 Herning")


@pytest.mark.parametrize("way", WAYS)
def test_an_address_that_is_not_on_the_list_is_typed(somebody: Somebody, way: str):
    walker = at_the_address(somebody(**WAYS[way]))
    expect(walker.field("Vejnavn")).to_be_hidden()
    walker.picks_address(QUESTION, "Nyvej 1", BY_HAND).looks()
    walker.types("Vejnavn", "Nyvej").types("Husnummer", "1")
    walker.types("Postnummer", "7400").types("By", "Herning").goes_on()
    walker.sees("Hvad har du set, og hvornår?")


@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_part_of_an_address_is_told_beside_that_part(somebody: Somebody, way: str):
    walker = at_the_address(somebody(**WAYS[way])).picks_address(QUESTION, "Nyvej 1", BY_HAND)
    walker.types("Vejnavn", "Nyvej").types("Husnummer", "1")
    walker.types("Postnummer", "740").types("By", "Herning").goes_on()
    summary = walker.page.locator("[data-module='error-summary']")
    walker.hands.press(summary.get_by_role("link"))
    expect(walker.field("Postnummer")).to_be_focused()
    expect(walker.field("Postnummer")).to_have_attribute("aria-invalid", "true")
    walker.types("Postnummer", "7400").goes_on().sees("Hvad har du set, og hvornår?")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_silent_register_stops_nobody(somebody: Somebody, stack: Stack, scripts: bool):
    walker = at_the_address(somebody(scripts=scripts))
    stack.misbehaves("addresses", "down")
    walker.types(QUESTION, "Mindegade 3")
    if not scripts:
        walker.presses("Søg efter adressen")
    walker.reads("Vi kan ikke slå adresser op lige nu. Skriv adressen selv.").looks()
    walker.types("Vejnavn", "Mindegade").types("Husnummer", "3")
    walker.types("Postnummer", "7400").types("By", "Herning").goes_on()
    walker.sees("Hvad har du set, og hvornår?")
