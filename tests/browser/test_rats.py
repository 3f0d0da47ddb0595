"""Anybody reports rats, at a real browser, without logging in."""

import pytest

from app.forms.catalogue.rats import Rats
from tests.browser.stack import Stack
from tests.browser.walker import NARROW, Somebody
from tests.browser.walks import WAYS, at_the_pictures, in_days, reports_rats, saves_receipt

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("way", WAYS)
def test_somebody_reports_rats(somebody: Somebody, stack: Stack, way: str):
    walker = somebody(**WAYS[way])
    reference = reports_rats(walker)
    data = stack.case(reference)["event"]["data"]
    assert data["applicant"] == {"kind": "anonymous"}
    assert data["answers"]["seen"] == ["live", "gnawing"]
    assert data["answers"]["seen_on"] == str(in_days(-1))


@pytest.mark.parametrize("way", WAYS)
def test_somebody_chooses_wrong_files_and_takes_one_away(somebody: Somebody, way: str):
    walker, asked = at_the_pictures(somebody(**WAYS[way])), Rats.pictures.label
    walker.attaches(asked, "rotte.jpg", "hul.jpg").goes_on().sees(Rats.wants_answer.label)
    walker.presses("Tilbage").reads("rotte.jpg", "hul.jpg", "52 kB")
    walker.attaches(asked, "et brev.docx", content=b"PK\x03\x04").goes_on()
    walker.reads("et brev.docx", "rotte.jpg", "hul.jpg")
    assert walker.page.title().startswith(walker.t("Fejl:"))
    walker.arrives(
        lambda: walker.hands.press(walker.page.get_by_role("button", name="rotte.jpg").first)
    )
    walker.does_not_read("rotte.jpg").reads("hul.jpg")
    walker.attaches(asked, "a.jpg", "b.jpg").goes_on().presses("Tilbage")
    walker.reads(
        "Der er ikke plads til flere filer. Fjern en, hvis du hellere vil have en anden med."
    )


def test_a_file_is_saved_and_never_shown(somebody: Somebody):
    walker = at_the_pictures(somebody()).attaches(Rats.pictures.label, "rotte.jpg").goes_on()
    walker.presses("Tilbage")
    with walker.page.expect_download() as saved:
        walker.touches("rotte.jpg")
    assert saved.value.suggested_filename == "rotte.jpg"
    assert saved.value.path().read_bytes().startswith(b"\xff\xd8\xff")


def test_the_receipt_opens_at_home_for_whoever_knows_the_phone_number(somebody: Somebody):
    reference = reports_rats(somebody())

    home = somebody(width=NARROW)
    home.opens(f"/kvittering/{reference}").sees("Åbn din kvittering").does_not_read("20 30 40 50")
    home.types("Telefonnummer eller e-mail", "11 22 33 44").presses("Åbn kvitteringen")
    home.reads("Det er ikke det telefonnummer eller den e-mail, der blev oplyst.")
    home.types("Telefonnummer eller e-mail", "+45 20304050").presses("Åbn kvitteringen")
    home.sees("Kvittering").reads("20 30 40 50", "Møllevej 4")
    assert saves_receipt(home).startswith(b"%PDF-")
