"""A citizen follows a case to its end, as its case system tells of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.clock import today
from tests.browser.stack import Stack
from tests.browser.walker import NARROW, WIDE, Somebody, Walker
from tests.browser.walks import WAYS, asks_for_protection, in_days

pytestmark = pytest.mark.browser


def telling(walker: Walker, stack: Stack, reference: str) -> Callable[[str], str]:
    """Press a button in the case system; what the service answered."""
    number = stack.case(reference)["case_number"]
    system = walker.page.context.new_page()
    system.goto(f"{stack.standins}/case-system/cases/{number}")

    def presses(text: str) -> str:
        system.get_by_role("button", name=text, exact=True).click()
        system.wait_for_load_state()
        return system.locator("tbody").last.locator("td").nth(2).inner_text()

    return presses


@pytest.mark.parametrize("way", WAYS)
def test_a_case_is_followed_to_its_end(somebody: Somebody, stack: Stack, way: str):
    walker = somebody("victor", **WAYS[way])
    reference = asks_for_protection(walker)
    tells = telling(walker, stack, reference)
    assert tells("Vi har modtaget sagen").startswith("200")
    walker.opens(f"/mine-sager/{reference}").reads("Hos kommunen", "Sagens gang")
    assert tells("Vi mangler noget") == '200 {"state":"information_requested"}'
    walker.reloads().reads("Vi mangler noget fra dig", "Alle sider skal være med.")
    assert tells("Send noget gammelt for sent") == '200 {"state":"information_requested"}'
    assert tells("Send det seneste en gang til") == '200 {"state":"information_requested"}'
    assert tells("Vi er i gang").startswith("200")
    expected = walker.t("Du kan forvente svar senest {day}.")
    walker.reloads().reads("Under behandling", expected.format(day=walker.writes(in_days(14))))
    assert tells("Vi har truffet en afgørelse").startswith("200")
    walker.reloads().reads("Kommunen har truffet en afgørelse.", walker.writes(today()))
    with walker.page.expect_download() as download:
        link = walker.t("Hent {name}").format(name="Afgørelse.pdf")
        walker.hands.press(walker.page.get_by_role("link", name=link))
    assert download.value.suggested_filename == "Afgørelse.pdf"
    assert tells("Sagen er afsluttet").startswith("200")
    walker.reloads().reads("Afsluttet")
    walker.opens("/mine-sager").reads("Sagen er afsluttet.")


@pytest.mark.parametrize("way", WAYS)
def test_what_is_missing_is_answered(somebody: Somebody, stack: Stack, way: str):
    walker = somebody("victor", **WAYS[way])
    reference = asks_for_protection(walker)
    tells = telling(walker, stack, reference)
    assert tells("Vi mangler noget").startswith("200")
    walker.opens(f"/mine-sager/{reference}").presses("Svar kommunen").sees("Svar kommunen")
    walker.reads("Alle sider skal være med.").presses("Send svaret")
    walker.reads("Skriv et svar, eller vedhæft mindst én fil.")
    walker.types("Dit svar", "Her er begge sider.").attaches("Filer", "side1.jpg", "side2.jpg")
    walker.presses("Send svaret").reads("Du har svaret. Kommunen ser på det.", "side2.jpg")
    walker.opens("/mine-sager").reads("Du har svaret")
    walker.opens(f"/mine-sager/{reference}")
    walker.waits_to_read("Kommunens sagssystem har fået svaret.")
    (told,) = stack.case(reference)["told"]
    assert told["text"] == "Her er begge sider."
    assert {each["came"] for each in told["attachments"]} == {"fetched"}
    walker.presses("Send mere til sagen").types("Dit svar", "Side 3 mangler.")
    walker.presses("Send svaret").reads("Side 3 mangler.")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_staff_see_what_the_citizen_was_told(somebody: Somebody, stack: Stack, width: int):
    citizen = somebody("victor")
    reference = asks_for_protection(citizen)
    telling(citizen, stack, reference)("Vi mangler noget")
    yrsa = somebody("yrsa", width=width).opens("/personale").logs_in()
    yrsa.opens("/personale/opslag").types("Referencenummer", reference)
    yrsa.chooses("Jeg behandler sagen").presses("Slå op")
    yrsa.reads("Borgeren er bedt om noget", "Alle sider skal være med.")
    expect(yrsa.page.get_by_text("Vi mangler noget fra dig")).to_have_count(0)
