"""The front page finds the task, as one types and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.walker import NARROW, Somebody

pytestmark = pytest.mark.browser

SEARCH = "Skriv med dine egne ord, hvad det drejer sig om"


def test_a_task_is_found_as_one_types_and_said_aloud(somebody: Somebody):
    walker = somebody().opens("/")
    field = walker.field(SEARCH)
    field.press_sequentially("flyte")
    expect(walker.page.locator(".result-list h3").first).to_have_text("Meld flytning")
    said = walker.page.get_by_role("status").filter(has_text="»flyte«")
    expect(said).to_have_count(1)
    walker.looks()
    assert walker.path == "/"
    field.fill("xyzzy")
    walker.reads("Vi fandt ikke noget om »xyzzy«").looks()


@pytest.mark.parametrize("how", [{"scripts": False}, {"width": NARROW}])
def test_what_has_no_form_leads_to_somebody_who_can_help(somebody: Somebody, how: dict[str, int]):
    walker = somebody(**how).opens("/").types(SEARCH, "børnehave").presses("Søg")
    title = walker.page.locator(".result-list h3").first.inner_text()
    walker.presses(title).sees(title)
    walker.reads("Kontakt Herning Kommune", "70 10 06 57", "Åbningstider")


def test_another_municipality_answers_at_its_own_address(somebody: Somebody):
    walker = somebody()
    walker.base = walker.base.replace("localhost", "vallensbaek.localhost")
    walker.inspector.is_at(walker.base)
    walker.opens("/").sees("Hvad kan vi hjælpe dig med?")
    expect(walker.page.locator("footer")).to_contain_text("Vallensbæk Kommune")
