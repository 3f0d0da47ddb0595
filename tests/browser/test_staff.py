"""What staff see: figures, forms, and what is promised and not done; and who may not."""

import pytest
from playwright.sync_api import expect

from app.statistics.count import recount
from tests.browser.stack import Stack
from tests.browser.walker import NARROW, WIDE, Somebody, Walker
from tests.browser.walks import asks_for_protection, reports_rats

pytestmark = pytest.mark.browser


def at_work(walker: Walker) -> Walker:
    return walker.opens("/personale").logs_in().sees("Statistik")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_figures_and_forms_can_be_read(somebody: Somebody, stack: Stack, width: int):
    reports_rats(somebody())
    with stack.database.writing.begin() as session:
        recount(session)
    yrsa = at_work(somebody("yrsa", width=width)).reads("Anmeld rotter", "09.13.01", "Talt op")
    for path, heading in {
        "/personale/formularer": "Formularer",
        "/personale/formularer/flytning": "Meld flytning",
        "/personale/aendringer": "Nyt i selvbetjeningen",
        "/personale/afleveringer": "Afleveringer",
    }.items():
        yrsa.opens(path).sees(heading)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_case_system_that_is_down_loses_nothing(somebody: Somebody, stack: Stack, scripts: bool):
    stack.misbehaves("case-system", "down")
    citizen = somebody("victor", scripts=scripts)
    reference = asks_for_protection(citizen)
    citizen.opens(f"/mine-sager/{reference}")
    citizen.waits_to_read("kan ikke aflevere det til kommunens sagssystem lige nu").reads(
        "Venter", "intet er gået tabt"
    )

    yrsa = at_work(somebody("yrsa", scripts=scripts))
    yrsa.opens("/personale/afleveringer?tilstand=venter")
    yrsa.sees("Afleveringer").reads(reference, "Aflevering til sagssystemet")
    stack.misbehaves("case-system", "ok")
    if scripts:
        yrsa.touches(f"Prøv igen {reference}")
    else:
        yrsa.presses(f"Prøv igen {reference}")

    number = stack.case(reference)["case_number"]
    yrsa.looks()
    citizen.waits_to_read("Hos kommunen").reads(f"Sagsnummer {number}.")
    yrsa.reloads()
    expect(yrsa.page.locator("main")).not_to_contain_text(reference)


def test_staff_of_another_municipality_see_nothing_here(somebody: Somebody):
    aase = somebody("aase").opens("/personale/statistik").logs_in()
    aase.sees("Du har ikke adgang til siden")
