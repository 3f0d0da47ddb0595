"""Somebody who has logged in does what needs no login: it names nobody, and promises only what
holds for anybody."""

import pytest

from tests.citizen import Browser
from tests.service import Service
from tests.submissions.walks import moves_alone, reports_rats

LATER = "Gem og fortsæt senere"


@pytest.fixture(params=["citizen", "staff", "nobody"])
def anybody(request: pytest.FixtureRequest, service: Service) -> Browser:
    """A citizen, a member of staff, or somebody we do not know."""
    who = {"citizen": lambda: service.citizen("uffe"), "staff": lambda: service.staff("assistant")}
    return who.get(request.param, service.browser)()


def test_nothing_is_said_to_be_kept_for_later(anybody: Browser):
    anybody.starts("rotter")
    assert LATER not in anybody.words
    assert "du kan fortsætte senere" not in anybody.words
    assert "kan du ikke fortsætte på det, du ikke har sendt" in anybody.words
    reports_rats(anybody)
    assert "Gem og send senere" not in anybody.words


def test_the_receipt_says_how_it_is_opened_again(anybody: Browser):
    reports_rats(anybody).sends()
    assert "Gem referencenummeret" in anybody.words
    assert not anybody.page.cssselect("main a[href^='/mine-sager']")


def test_it_is_not_among_the_cases_of_whoever_has_logged_in(service: Service):
    uffe = reports_rats(service.citizen("uffe"))
    assert "Anmeld rotter" not in uffe.opens("/mine-sager").words
    receipt = uffe.opens("/rotter/kontroller").sends().path
    assert "Anmeld rotter" not in uffe.opens("/mine-sager").words
    case = receipt.replace("kvittering", "mine-sager")
    assert uffe.opens(case).status == 404
    assert uffe.opens(receipt).sees == "Kvittering"

    elsewhere = service.citizen("uffe").opens(receipt)
    assert elsewhere.sees == "Åbn din kvittering"
    assert "Log ind og se" not in elsewhere.words
    assert elsewhere.sends(proof="20 30 40 50").sees == "Kvittering"


def test_what_needs_a_login_is_kept_for_later(service: Service):
    uffe = service.citizen("uffe").starts("flytning")
    assert LATER in uffe.words
    assert "du kan fortsætte senere" in uffe.words
    moves_alone(uffe).sends()
    assert "Gem referencenummeret" not in uffe.words
    assert uffe.page.cssselect("main a[href^='/mine-sager']")
