"""Where one is logged in: told of a new place, logged out of all of them, or by the provider."""

import pytest
from playwright.sync_api import expect

from tests.browser.stack import Stack
from tests.browser.walker import Somebody, Walker
from tests.browser.walks import WAYS

pytestmark = pytest.mark.browser

PLACES = "/log-ind/overalt"
NEW_LOGIN = "aside.new-login"


def at_home(walker: Walker) -> Walker:
    return walker.opens("/").opens("/mine-sager").logs_in().sees("Mine sager")


def is_logged_out(walker: Walker, stack: Stack) -> None:
    """A page that needs login leads to the provider again."""
    walker.opens("/mine-sager")
    assert walker.page.url.startswith(stack.standins)


@pytest.mark.parametrize("way", WAYS)
def test_a_login_elsewhere_is_told_until_one_says_it_was_oneself(somebody: Somebody, way: str):
    first = at_home(somebody("camilla", **WAYS[way]))
    at_home(somebody("camilla"))
    first.reloads()
    notice = first.page.locator(NEW_LOGIN)
    expect(notice).to_contain_text(first.t("Du er logget ind et nyt sted."))
    first.presses("Se, hvor du er logget ind").sees("Her er du logget ind")
    expect(notice).to_be_visible()
    first.presses("Det var mig").sees("Her er du logget ind")
    expect(notice).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_one_logs_out_everywhere(somebody: Somebody, stack: Stack, scripts: bool):
    first = at_home(somebody("gitte", scripts=scripts))
    second = at_home(somebody("gitte", scripts=scripts))
    first.opens(PLACES).sees("Her er du logget ind").reads("Her, hvor du er nu")
    assert first.page.locator("main .case-list > li").count() >= len([first, second])
    if scripts:  # the page that leads by the provider sends itself
        first.touches("Log af overalt").page.wait_for_url("**/log-ind/farvel*")
    else:
        first.presses("Log af overalt").sees("Du er logget af her").presses("Log helt af")
    first.sees("Du er logget af").looks()
    is_logged_out(first, stack)
    is_logged_out(second, stack)


def test_one_logs_out_in_another_place_and_stays_here(somebody: Somebody, stack: Stack):
    elsewhere = at_home(somebody("hugo"))
    here = at_home(somebody("hugo")).opens(PLACES)
    others = here.page.locator("main .case-list > li").filter(has_not_text="Her, hvor du er nu")
    while others.count():
        button = others.first.get_by_role("button")
        here.arrives(lambda button=button: here.hands.press(button))  # type: ignore[misc]
        here.sees("Her er du logget ind")
    here.opens("/mine-sager").sees("Mine sager")
    is_logged_out(elsewhere, stack)


def test_a_login_that_ends_at_the_provider_ends_here(somebody: Somebody, stack: Stack):
    walker = at_home(somebody("petra"))
    provider = walker.in_another_tab().opens(f"{stack.standins}/idp/logins")
    provider.presses("Log af overalt hos udbyderen")
    expect(provider.page.get_by_role("status")).to_contain_text("Petra Vinter er logget af")
    is_logged_out(walker, stack)
