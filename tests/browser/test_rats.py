"""Anybody reports rats, at a real browser, without logging in."""

import pytest

from tests.browser.stack import Stack
from tests.browser.walker import NARROW, Somebody
from tests.browser.walks import WAYS, in_days, reports_rats, saves_receipt

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("way", WAYS)
def test_somebody_reports_rats(somebody: Somebody, stack: Stack, way: str):
    walker = somebody(**WAYS[way])
    reference = reports_rats(walker)
    data = stack.case(reference)["event"]["data"]
    assert data["applicant"] == {"kind": "anonymous"}
    assert data["answers"]["seen"] == ["live", "gnawing"]
    assert data["answers"]["seen_on"] == str(in_days(-1))


def test_the_receipt_opens_at_home_for_whoever_knows_the_phone_number(somebody: Somebody):
    reference = reports_rats(somebody())

    home = somebody(width=NARROW)
    home.opens(f"/kvittering/{reference}").sees("Åbn din kvittering").does_not_read("20 30 40 50")
    home.types("Telefonnummer eller e-mail", "11 22 33 44").presses("Åbn kvitteringen")
    home.reads("Det er ikke det telefonnummer eller den e-mail, der blev oplyst.")
    home.types("Telefonnummer eller e-mail", "+45 20304050").presses("Åbn kvitteringen")
    home.sees("Kvittering").reads("20 30 40 50", "Møllevej 4")
    assert saves_receipt(home).startswith(b"%PDF-")
