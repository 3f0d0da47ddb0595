"""A power of attorney given, used and withdrawn, at two real browsers."""

import pytest

from app.forms.catalogue.relocation import Relocation
from app.standins import persons
from tests.browser.stack import Stack
from tests.browser.walker import Somebody
from tests.browser.walks import WAYS, moves

pytestmark = pytest.mark.browser

KAREN, LENE = persons.by_key("karen"), persons.by_key("lene")
BANNER = "aside.acting-for"


@pytest.mark.parametrize("way", [way for way in WAYS if way != "in English"])
def test_given_used_and_withdrawn_the_next_click_is_refused(
    somebody: Somebody, stack: Stack, way: str
):
    karen = somebody("karen", **WAYS[way])
    karen.opens("/fuldmagter").logs_in().sees("Fuldmagter").presses("Giv en fuldmagt")
    karen.presses("Giv fuldmagten").sees("Giv en fuldmagt").reads("Skriv CPR-nummeret.")
    karen.types("CPR-nummer på den, du giver fuldmagt", LENE.cpr)
    karen.types("Fulde navn på den, du giver fuldmagt", LENE.name)
    karen.chooses("Kun det, jeg vælger herunder", "Meld flytning")
    karen.page.locator("#declared").check()
    karen.presses("Giv fuldmagten").sees("Fuldmagter").reads("Venter på accept")

    lene = somebody("lene", **WAYS[way])
    lene.opens("/fuldmagter").logs_in().reads("Andre vil give dig fuldmagt", KAREN.name)
    lene.presses(f"Sig ja til fuldmagten fra {KAREN.name}").presses(f"Handl for {KAREN.name}")
    lene.sees("Mine sager")
    assert KAREN.name in lene.page.locator(BANNER).inner_text()
    lene.opens("/flytning").presses("Start").reads(KAREN.name, "Østergade 40").goes_on()
    # Who lives with Karen is nobody else's to see: so it is asked.
    lene.chooses(Relocation.who.options["me"]).goes_on()
    reference = moves(lene)
    lene.reads("Sendt af", "med fuldmagt fra Karen Kristensen")
    lene.waits_to_read("Hent kvitteringen (PDF)")
    assert KAREN.name in lene.page.locator(BANNER).inner_text()

    data = stack.case(reference)["event"]["data"]
    assert data["applicant"]["cpr"] == KAREN.cpr
    assert data["acted_by"]["cpr"] == LENE.cpr
    assert data["acted_by"]["proven"]["how"] == "power_of_attorney"

    karen.opens("/mine-sager").reads(reference)
    karen.opens("/fuldmagter").presses(f"Træk tilbage fuldmagten til {LENE.name}")
    karen.reads("Trukket tilbage")
    lene.opens(f"/kvittering/{reference}").sees("Du handler nu for dig selv igen")
    assert lene.page.locator(BANNER).count() == 0
    lene.opens("/mine-sager").does_not_read(reference)


def test_a_parent_acts_for_a_child_and_stops_again(somebody: Somebody):
    bo = somebody("bo")
    bo.opens("/fuldmagter").logs_in().presses("Handl for Emil Lund").sees("Mine sager")
    bo.opens("/rotter")
    assert "Emil Lund" in bo.page.locator(BANNER).inner_text()
    bo.presses("Handl for dig selv igen").sees("Fuldmagter")
    assert bo.page.locator(BANNER).count() == 0
