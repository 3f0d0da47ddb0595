"""Letters and SMS on their way: chosen at »Mine data«, found in the inbox, and told of honestly."""

import pytest
from playwright.sync_api import expect

from app.my_data.contact_form import SMS
from tests.browser.stack import Stack
from tests.browser.walker import NARROW, WIDE, Somebody, Walker
from tests.browser.walks import moves_alone

pytestmark = pytest.mark.browser

LETTER = "Brev med kvitteringen"
CAME_BACK = (
    "Brevet kunne ikke afleveres til dig. En medarbejder ser på det. "
    "Du kan altid se kvitteringen her."
)


def wants_sms(walker: Walker) -> Walker:
    walker.opens("/mine-data").logs_in().chooses(SMS.label).presses("Gem")
    walker.reads("Dine kontaktoplysninger er gemt.")
    expect(walker.field(SMS.label)).to_be_checked()
    return walker


def in_the_inbox(walker: Walker, stack: Stack) -> Walker:
    """At the post's own page for the person, when both letter and SMS have come."""
    walker.opens(f"{stack.standins}/digital-post/inbox/{walker.key}")
    return walker.waits_to_read("Kvittering på vej").waits_to_read("Kvittering: Meld flytning")


@pytest.mark.parametrize(
    ("key", "width", "scripts", "promised", "came", "told"),
    [
        (
            "karen",
            NARROW,
            False,
            "i et brev på papir",
            "Papirbrev: modtageren er fritaget for Digital Post",
            "Trykt og på vej som papirbrev",
        ),
        ("victor", WIDE, True, "i Digital Post", "Digital Post", "Afleveret i Digital Post"),
    ],
)
def test_the_letter_comes_as_promised_with_an_sms_beside_it(
    somebody: Somebody,
    stack: Stack,
    key: str,
    width: int,
    scripts: bool,
    promised: str,
    came: str,
    told: str,
):
    chooser = wants_sms(somebody(key, width=width, scripts=scripts))
    walker = somebody(key, width=width, scripts=scripts)
    reference = moves_alone(walker)
    walker.reads(f"skriver til dig {promised}, når")

    in_the_inbox(walker, stack).presses(f"Kvittering: Meld flytning ({reference})")
    walker.reads(came, "23.05.10", "kvittering")
    with walker.page.expect_download() as download:
        walker.hands.press(walker.page.get_by_role("link", name="Hent Kvittering"))
    assert download.value.suggested_filename == f"kvittering-{reference}.pdf"
    walker.presses("Følg din sag").sees("Meld flytning").waits_to_read(told)
    chooser.presses("Slet kontaktoplysningerne").reads("Dine kontaktoplysninger er slettet.")


def test_a_letter_that_came_back_is_told_of_and_sent_anew(somebody: Somebody, stack: Stack):
    stack.misbehaves("digital-post", "bounces")
    ada = somebody("ada", width=NARROW)
    reference = moves_alone(ada)
    ada.opens(f"/mine-sager/{reference}").reads(LETTER)
    ada.waits_to_read(CAME_BACK)

    henny = somebody("henny", width=NARROW)
    henny.opens("/").opens("/personale/afleveringer").logs_in()
    henny.types("Referencenummer", reference).presses("Find").reads("Skal ses af en medarbejder")
    henny.presses(f"Brev {reference}").sees("Brev").reads("Afvist")
    henny.reads("Brevet kunne ikke afleveres, hverken digitalt eller på papir.")
    stack.misbehaves("digital-post", "ok")
    henny.presses("Prøv igen nu").waits_to_read("Gjort")
    ada.waits_to_read("Afleveret i Digital Post")
