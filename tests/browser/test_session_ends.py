"""The session ends in the middle of a form, and what was typed is kept."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.forms.catalogue.relocation import Relocation
from tests.browser.endings import ends
from tests.browser.stack import Stack
from tests.browser.walker import Somebody
from tests.browser.walks import WAYS, begins_a_move, in_days

pytestmark = pytest.mark.browser

WHERE_TO = "Hvad er den nye adresse?"
STILL_HERE = "Du er logget ind, og det, du skrev, er her stadig"


@pytest.mark.parametrize("way", WAYS)
def test_what_was_typed_comes_back_after_the_login(somebody: Somebody, stack: Stack, way: str):
    walker, day = begins_a_move(somebody("uffe", **WAYS[way])), in_days(9)
    walker.sees(Relocation.move_date.label).types_day(day)
    ends(stack, walker, timedelta())

    walker.goes_on().logs_in().sees(Relocation.move_date.label).reads(STILL_HERE)
    expect(walker.field("Dag")).to_have_value(str(day.day))
    # Once: whoever shows the page again sees what is saved.
    walker.reloads()
    expect(walker.page.locator("main")).not_to_contain_text(walker.t(STILL_HERE))


def test_the_page_saves_itself_before_the_end(somebody: Somebody, stack: Stack):
    walker, day = begins_a_move(somebody("winnie")), in_days(11)
    walker.page.clock.install()
    # Longer than the warning lasts, which stands before the fields.
    ends(stack, walker, timedelta(minutes=7))
    walker.reloads().sees(Relocation.move_date.label).types_day(day)
    with walker.page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        walker.page.clock.fast_forward("06:45")
    assert saved.value.headers["draft-revision"]

    ends(stack, walker, timedelta())
    walker.page.clock.fast_forward("01:00")
    walker.page.wait_for_url("**/log-ind/slut?som=citizen*")
    walker.presses("Log ind igen").logs_in().presses("Fortsæt Meld flytning")
    walker.sees(WHERE_TO).presses("Tilbage")
    expect(walker.field("Dag")).to_have_value(str(day.day))
