"""Staff look up what somebody sent with a picture, and save its files."""

import pytest
from playwright.sync_api import expect

from tests.browser.walker import NARROW, WIDE, Somebody
from tests.browser.walks import reports_rats, saves_receipt

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scripts"), [(WIDE, True), (NARROW, False)])
def test_staff_save_the_files_of_what_they_look_up(somebody: Somebody, width: int, scripts: bool):
    stranger = somebody()
    reference = reports_rats(stranger)
    saves_receipt(stranger)
    yrsa = somebody("yrsa", width=width, scripts=scripts).opens("/personale").logs_in()
    yrsa.opens("/personale/opslag").types("Referencenummer", reference)
    yrsa.chooses("Jeg behandler sagen").presses("Slå op").reads("Filer")
    for button, name in (
        ("Hent kvitteringen (PDF)", f"kvittering-{reference}.pdf"),
        ("Hent rotte.jpg", "rotte.jpg"),
    ):
        with yrsa.page.expect_download() as download:
            yrsa.hands.press(yrsa.page.get_by_role("button", name=button))
        assert download.value.suggested_filename == name
    expect(yrsa.page.get_by_role("heading", name="Filer")).to_be_visible()
