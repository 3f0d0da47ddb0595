"""»Mine data«: what we hold, corrected, used again and taken along."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.forms.catalogue.relocation import Relocation
from app.my_data.contact_form import NEWS
from app.standins import persons
from tests.browser.paper import letters_of, without_spaces
from tests.browser.walker import Somebody, Walker
from tests.browser.walks import WAYS, tells_of_a_move

pytestmark = pytest.mark.browser

EMAIL = "rosa@example.dk"


def downloads(walker: Walker, text: str) -> bytes:
    link = walker.page.get_by_role("link", name=walker.t(text))
    with walker.page.expect_download() as download:
        walker.hands.press(link)
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("way", WAYS)
def test_contact_data_is_put_right_and_used_again(somebody: Somebody, way: str):
    rosa = somebody("rosa", **WAYS[way]).opens("/").opens("/mine-data").logs_in().sees("Mine data")
    rosa.types("Telefonnummer", "12").types("E-mail", EMAIL).presses("Gem").sees("Mine data")
    assert rosa.page.title().startswith(rosa.t("Fejl:"))
    expect(rosa.field("Telefonnummer")).to_have_value("12")
    expect(rosa.field("E-mail")).to_have_value(EMAIL)
    rosa.types("Telefonnummer", "20 30 40 50").presses("Gem")
    rosa.reads("Dine kontaktoplysninger er gemt.")

    kept = json.loads(downloads(rosa, "Hent som JSON, til at læse ind i et andet program"))
    assert EMAIL in json.dumps(kept)
    paper = letters_of(downloads(rosa, "Hent som PDF, til at læse og skrive ud"))
    for text in (persons.by_key("rosa").name, EMAIL):
        assert without_spaces(text) in paper

    rosa.opens("/flytning")
    rosa.presses("Start forfra" if rosa.finds("Du er allerede i gang") else "Start").goes_on()
    if rosa.is_asked(Relocation.who):
        rosa.chooses(Relocation.who.options["me"]).goes_on()
    tells_of_a_move(rosa)
    expect(rosa.field(Relocation.phone.label)).to_have_value("20 30 40 50")
    rosa.opens("/mine-data").reads(Relocation.title).presses("Slet kontaktoplysningerne")
    rosa.reads("Dine kontaktoplysninger er slettet.")
    expect(rosa.field("E-mail")).to_have_value("")


@pytest.mark.parametrize("way", WAYS)
def test_a_citizen_chooses_when_to_be_told_of_their_cases(somebody: Somebody, way: str):
    uffe = somebody("uffe", **WAYS[way]).opens("/").opens("/mine-data").logs_in().sees("Mine data")
    for choice in (NEWS.options["needed"], NEWS.options["all"]):
        uffe.chooses(choice).presses("Gem")
        expect(uffe.page.get_by_label(uffe.t(choice), exact=True)).to_be_checked()
