"""The pages that no journey leads by: looked at wide and narrow, in both languages."""

import pytest

from tests.browser.walker import NARROW, WIDE, Somebody

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_pages_about_the_service(somebody: Somebody, width: int, language: str):
    walker = somebody(width=width, language=language)
    for path, heading in {
        "/": "Hvad kan vi hjælpe dig med?",
        "/?soeg=rotter": "Hvad kan vi hjælpe dig med?",
        "/?soeg=xyzzy": "Hvad kan vi hjælpe dig med?",
        "/privatliv": "Dine oplysninger hos os",
        "/tilgaengelighed": "Erklæring om tilgængelighed",
        "/forlad": "Du er på vej væk fra selvbetjeningen",
        "/findes-ikke": "Vi kan ikke finde siden",
        "/log-ind/farvel": "Du er logget af",
        "/log-ind/slut": "Siden er lukket",
        "/log-ind/slut?som=citizen": "Du er logget af",
        "/log-ind/slut?som=staff": "Du er logget af",
        "/log-ind/svar": "Du er ikke logget ind",
    }.items():
        walker.opens(path).sees(heading)


def test_whoever_cannot_log_in_is_refused_kindly(somebody: Somebody):
    walker = somebody("kaj", width=NARROW).opens("/flytning").presses("Log ind og start").logs_in()
    walker.presses("Gå tilbage til kommunen").sees("Du er ikke logget ind")
    walker.reads("Ring til Herning Kommune, eller mød op.")


def test_whoever_changes_their_mind_at_the_login_is_back_with_a_way_on(somebody: Somebody):
    walker = somebody().opens("/mine-sager").presses("Fortryd, og gå tilbage")
    walker.sees("Du er ikke logget ind").presses("Prøv igen").logs_in("gitte").sees("Mine sager")
    walker.logs_out().sees("Du er logget af")
