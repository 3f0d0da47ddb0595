"""Shortly before a session ends: an end that nothing puts off, and a page that saves itself."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from app.auth.models import SessionRow
from app.auth.sessions import digest_of
from app.clock import now
from app.forms.catalogue.relocation import Relocation
from tests.browser.stack import Stack
from tests.browser.walker import Somebody, Walker
from tests.browser.walks import begins_a_move, in_days

pytestmark = pytest.mark.browser

WHO = Relocation.who.options
# The page looks at the clock each second.
A_FEW_LOOKS_MILLISECONDS = 2_500
AT_MOST, SILENT = "varer et login højst 8 timer", "Der er ikke sket noget"
LATER = "Gem og fortsæt senere"


def to_the_day(walker: Walker) -> Walker:
    """To the page that asks when they move."""
    begins_a_move(walker)
    if walker.is_asked(Relocation.who):
        walker.chooses(WHO["me"]).goes_on()
    return walker.sees(Relocation.move_date.label)


def test_an_end_that_nothing_puts_off_is_told_once(somebody: Somebody, stack: Stack):
    walker = to_the_day(somebody("camilla"))
    ends(stack, walker, timedelta(minutes=4))
    walker.reloads()
    dialog = walker.page.get_by_role("dialog", name="Du bliver snart logget af")
    expect(dialog.get_by_text(AT_MOST)).to_be_visible()
    expect(dialog.get_by_text(SILENT)).to_be_hidden()
    walker.looks().touches("Tilbage til siden")
    expect(dialog).to_be_hidden()

    walker.page.wait_for_timeout(A_FEW_LOOKS_MILLISECONDS)
    expect(dialog).to_be_hidden()
    walker.types_day(in_days(7)).presses(LATER).sees("Mine sager")


def test_one_who_has_stayed_as_long_as_they_may_is_told_so(somebody: Somebody, stack: Stack):
    walker = somebody("camilla").opens("/mine-sager").logs_in().sees("Mine sager")
    walker.page.clock.install()
    walker.reloads().page.clock.fast_forward("26:00")
    dialog = walker.page.get_by_role("dialog", name="Du bliver snart logget af")
    expect(dialog.get_by_text(SILENT)).to_be_visible()
    ends(stack, walker, timedelta(minutes=29))
    walker.touches("Bliv logget ind")
    expect(dialog.get_by_text(AT_MOST)).to_be_visible()

    walker.touches("Tilbage til siden").page.clock.fast_forward("04:00")
    walker.page.wait_for_url("**/log-ind/slut?som=citizen&laengst=1")
    walker.sees("Du er logget af").reads(AT_MOST).looks()


def test_shortly_before_the_end_the_page_saves_itself(somebody: Somebody, stack: Stack):
    walker = to_the_day(somebody("hugo"))
    walker.page.clock.install()
    ends(stack, walker, timedelta(minutes=4))
    day = in_days(7)
    walker.reloads().touches("Tilbage til siden").types_day(day)
    with walker.page.expect_response(lambda answer: answer.status == 204):
        walker.page.clock.fast_forward("03:45")

    other = walker.in_another_tab().opens("/flytning/hvornaar")
    expect(other.field("Dag")).to_have_value(str(day.day))
    # The page it was typed on knows of it, and is no other tab to itself.
    walker.goes_on().sees("Hvad er den nye adresse?")


def ends(stack: Stack, walker: Walker, after: timedelta) -> None:
    """Let the walker's session end so long from now, whatever they do."""
    (key,) = [c["value"] for c in walker.page.context.cookies() if c["name"] == "session"]
    with stack.database.writing.begin() as session:
        mine = update(SessionRow).where(SessionRow.key_digest == digest_of(key))
        session.execute(mine.values(ends_at=now() + after))
