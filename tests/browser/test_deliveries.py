"""Operations find out what is stuck and why, mend it, and try whether a system is set up right."""

import pytest

from tests.browser.stack import Stack
from tests.browser.walker import NARROW, WIDE, Somebody
from tests.browser.walks import reports_rats

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "language", "scripts"), [(WIDE, "da", True), (NARROW, "en", False)]
)
def test_what_is_stuck_is_found_seen_and_mended(
    somebody: Somebody, stack: Stack, width: int, language: str, scripts: bool
):
    stack.misbehaves("case-system", "422")
    reference = reports_rats(somebody())
    henny = somebody("henny", width=width, language=language, scripts=scripts)
    henny.opens("/").opens("/personale/afleveringer").logs_in()
    henny.waits_to_read("Skal ses af en medarbejder")
    henny.reads("Modtagerne", reference)
    henny.presses("Prøv de valgte igen").sees("Afleveringer")
    henny.types("Referencenummer", "K7FE").presses("Find").sees("Afleveringer")
    henny.types("Referencenummer", reference).presses("Find").sees("Afleveringer af én indsendelse")
    henny.presses(f"{henny.t('Aflevering til sagssystemet')} {reference}")
    henny.sees("Aflevering til sagssystemet").reads("Afvist", "Modtagerens egne ord")
    henny.presses("Skriv, at det er gjort").reads("Skriv, hvad du har gjort.")
    henny.types("Sagsnummer i sagssystemet", "26/1234").types("Hvad har du gjort?", "Oprettet.")
    henny.presses("Skriv, at det er gjort").reads("Det er skrevet, at du har gjort det.")
    henny.presses("Ret sagsnummeret").reads("Skriv det sagsnummer, sagen har fået i sagssystemet.")
    henny.types("Sagsnummer i sagssystemet", "26/1235").presses("Ret sagsnummeret")
    henny.reads("Sagsnummeret er rettet.", "26/1235")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_trial_case_says_whether_a_system_is_set_up_right(
    somebody: Somebody, stack: Stack, width: int
):
    inga = somebody("inga", width=width).opens("/personale/afleveringer").logs_in()
    inga.presses("Send en prøvesag, og se, om et sagssystem er sat rigtigt op")
    inga.sees("Send en prøvesag").presses("Send prøvesagen").reads("Vælg en formular.")
    for mode, told in (("ok", "Det virker"), ("down", "Det virker ikke endnu")):
        stack.misbehaves("case-system", mode)
        inga.page.locator("#formular").select_option("rotter")
        inga.presses("Send prøvesagen").reads(told, "Opsætningen er hel", "Det tog")
