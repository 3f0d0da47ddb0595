"""Staff see what their own municipality, role and KLE numbers open, and the citizen sees that."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.stack import Stack
from tests.browser.walker import Somebody, Walker
from tests.browser.walks import asks_for_protection, begins_a_move, reports_rats

pytestmark = pytest.mark.browser

FORM, RATS = "Navne- og adressebeskyttelse", "Anmeld rotter"
NOT_FOUND = "Vi finder ingen indsendelse med det referencenummer, som du har adgang til."
NO_ACCESS = "Du har ikke adgang til siden"


@pytest.fixture
def in_vallensbaek(stack: Stack, sit_down: Callable[..., Walker]) -> Somebody:
    """Like `somebody`, at the other municipality's address."""
    there = replace(stack, base=stack.base.replace("localhost", "vallensbaek.localhost"))
    return lambda key="", **how: sit_down(there, key, **how)


def looks_up(walker: Walker, reference: str, reason: str = "Jeg behandler sagen") -> Walker:
    walker.opens("/personale/opslag").types("Referencenummer", reference).chooses(reason)
    return walker.presses("Slå op")


def at(walker: Walker, path: str, heading: str) -> Walker:
    return walker.opens(path).logs_in().sees(heading)


def test_what_waits_in_one_is_not_seen_in_the_other(
    somebody: Somebody, in_vallensbaek: Somebody, stack: Stack
):
    stack.misbehaves("case-system", "down")
    citizens = somebody("sigrid"), in_vallensbaek("sigrid")
    here, there = map(asks_for_protection, citizens)
    for citizen, reference in zip(citizens, (here, there), strict=True):
        citizen.opens(f"/mine-sager/{reference}").waits_to_read(
            "kan ikke aflevere det til kommunens sagssystem lige nu"
        )

    henny = at(somebody("henny"), "/personale/afleveringer?tilstand=venter", "Afleveringer")
    henny.reads(here).does_not_read(there)
    karim = at(in_vallensbaek("karim"), "/personale/afleveringer?tilstand=venter", "Afleveringer")
    karim.reads(there).does_not_read(here)

    looks_up(karim, here).reads(NOT_FOUND).does_not_read("Sigrid")
    looks_up(karim, there).sees(FORM)
    looks_up(at(somebody("yrsa"), "/personale", "Statistik"), there).reads(NOT_FOUND)
    somebody("karim").opens("/personale/afleveringer").logs_in().sees(NO_ACCESS)
    in_vallensbaek("henny").opens("/personale/afleveringer").logs_in().sees(NO_ACCESS)
    stack.misbehaves("case-system", "ok")


def test_figures_are_of_one_municipality(somebody: Somebody, in_vallensbaek: Somebody):
    gorm = at(somebody("gorm"), "/personale/statistik", "Statistik")
    aase = at(in_vallensbaek("aase"), "/personale/statistik", "Statistik")

    def figures(walker: Walker) -> list[str]:
        return walker.reloads().page.locator("main table").all_inner_texts()

    there = figures(aase)
    begins_a_move(somebody("tage"))
    assert figures(aase) == there
    here = figures(gorm)
    begins_a_move(in_vallensbaek("tage"))
    assert figures(gorm) == here
    assert figures(aase) != there
    somebody("aase").opens("/personale/statistik").logs_in().sees(NO_ACCESS)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_look_needs_a_reason_and_the_citizen_reads_it(somebody: Somebody, scripts: bool):
    tage = somebody("tage", scripts=scripts)
    reference = asks_for_protection(tage)
    why = f"Ringede om {reference}"
    tage.opens("/mine-data").does_not_read(why, "Fatima Hassan")
    rats = reports_rats(somebody())

    fatima = somebody("fatima", scripts=scripts).opens("/personale/opslag").logs_in()
    looks_up(fatima, reference).reads(NOT_FOUND)
    looks_up(fatima, rats).sees(RATS).reads("Two by the shed.")
    fatima.opens("/personale/statistik").sees(NO_ACCESS)

    yrsa = somebody("yrsa", scripts=scripts).opens("/personale/opslag").logs_in()
    yrsa.types("Referencenummer", reference).presses("Slå op")
    yrsa.reads("Vælg, hvorfor du slår sagen op.")
    expect(yrsa.field("Referencenummer")).to_have_value(reference)
    yrsa.chooses("Andet").types("Hvis andet: hvorfor?", why).presses("Slå op")
    yrsa.sees(FORM).reads(reference, why)

    tage.opens("/mine-data").reads("Yrsa Toft", reference, why)
    tage.does_not_read("Fatima Hassan")
