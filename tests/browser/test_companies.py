"""A company and an association at the form for borrowing premises, logged in with MitID Erhverv."""

import pytest
from playwright.sync_api import expect

from app.forms.catalogue.premises import Premises
from tests.browser.stack import Stack
from tests.browser.walker import Somebody, Walker
from tests.browser.walks import WAYS, in_days, saves_receipt, sends

pytestmark = pytest.mark.browser

WHO = "Hvem vil du handle for?"
VICTOR, COMPANY = "Victor Mølgaard", "Mølgaard VVS ApS"
WINNIE, ASSOCIATION = "Winnie Aagaard", "Teaterforeningen Syvhøj"


def is_on_virk(walker: Walker) -> None:
    """Virk's logo and colours, and not those of borger.dk."""
    expect(walker.page.locator(".header .logo")).to_have_text("Virk")
    assert walker.page.locator("link[href*='virkdk']").count()


def logs_in_for(walker: Walker, name: str) -> Walker:
    """From the front page, choosing whom to act for, to the first page of the form."""
    walker.opens("/").presses(Premises.title)
    is_on_virk(walker)
    walker.presses("Log ind og start").logs_in().sees(WHO).presses("Gå videre")
    walker.reads("Vælg, hvem du vil handle for.")
    walker.chooses(name).presses("Gå videre")
    if walker.path == "/lokaler":
        walker.presses("Start forfra" if walker.finds("Du er allerede i gang") else "Start")
    return walker.sees("Er oplysningerne rigtige?")


def asks_for_a_hall(walker: Walker) -> str:
    form = Premises
    walker.chooses(form.place.options["hall"]).types(form.purpose.label, "X-mas 2026").goes_on()
    walker.sees("Hvornår, og hvor mange kommer der?").types_day(in_days(30))
    walker.types(form.begins.label, "18.30").types(form.ends.label, "17")
    walker.types(form.people.label, "40").goes_on()
    walker.reads("Skriv et klokkeslæt, der er senere end det, I skrev ovenfor.")
    walker.types(form.ends.label, "21").goes_on()
    walker.goes_on().types(form.phone.label, "20 30 40 50").goes_on()
    walker.sees("Kontrollér dine svar").reads("Hentet fra CVR", "18.30")
    is_on_virk(walker)
    return sends(walker)


@pytest.mark.parametrize("way", WAYS)
def test_a_company_applies(somebody: Somebody, stack: Stack, way: str):
    victor = logs_in_for(somebody("victor@99000104", **WAYS[way]), COMPANY)
    victor.reads(COMPANY, "99000104", "Anpartsselskab", "Markedspladsen 2", "Hentet fra CVR")
    victor.goes_on().sees(Premises.unit.label).chooses("Mølgaard VVS, butik").goes_on()
    reference = asks_for_a_hall(victor)
    is_on_virk(victor)
    victor.reads(COMPANY, VICTOR)
    assert saves_receipt(victor).startswith(b"%PDF-")

    data = stack.case(reference)["event"]["data"]
    assert (data["applicant"]["kind"], data["applicant"]["cvr"]) == ("company", "99000104")
    assert "9900010402" in str(data["answers"]["unit"])
    assert data["acted_by"]["capacity"] == "for_company"


def test_whoever_may_be_both_changes_to_themselves(somebody: Somebody):
    victor = logs_in_for(somebody("victor@99000104"), COMPANY)
    victor.opens("/mine-sager").reads(COMPANY)
    change = victor.page.locator(".portal-user a.change-person")
    victor.arrives(lambda: victor.hands.press(change)).sees(WHO)
    expect(victor.page.get_by_label(COMPANY, exact=True)).to_be_checked()
    victor.chooses(VICTOR).presses("Gå videre").sees("Mine sager")
    expect(victor.page.locator(".portal-user .user")).to_have_text(VICTOR)
    victor.opens("/lokaler").reads("Opgaven er for virksomheder og foreninger")
    victor.presses("Skift, hvem du er logget ind som").sees(WHO)


def test_an_association_applies(somebody: Somebody, stack: Stack):
    winnie = logs_in_for(somebody("winnie@99000112"), ASSOCIATION)
    winnie.reads(ASSOCIATION, "99000112", "Forening").goes_on()
    # It is at one place only, which is filled in already.
    if winnie.path == "/lokaler/afdeling":
        winnie.reads(ASSOCIATION).goes_on()
    reference = asks_for_a_hall(winnie)
    winnie.reads(ASSOCIATION, WINNIE)
    assert stack.case(reference)["event"]["data"]["applicant"]["cvr"] == "99000112"
    winnie.opens("/mine-sager").reads(reference)


def test_a_citizen_s_own_page_asks_whoever_is_a_company_to_change(somebody: Somebody):
    victor = logs_in_for(somebody("victor@99000104"), COMPANY).opens("/mine-sager")
    assert victor.page.locator("a[href='/mine-data']").count() == 0
    victor.opens("/mine-data").sees(WHO).chooses(VICTOR).presses("Gå videre").sees("Mine data")
