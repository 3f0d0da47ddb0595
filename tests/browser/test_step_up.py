"""A login that is not sure enough for a form, in the middle of it: one logs in surer, and is back
on the same page with what was typed."""

import pytest
from playwright.sync_api import expect

from app.forms.catalogue.relocation import Relocation
from tests.browser.walker import Somebody, Walker
from tests.browser.walks import WAYS, begins_a_move, in_days

pytestmark = pytest.mark.browser

WHEN = Relocation.move_date.label
LOGIN = "/log-ind?tilbage=/"
TOO_LOW = "Siden kræver et mere sikkert login"
WHERE_TO = "Hvad er den nye adresse?"
STILL_HERE = "Du er logget ind, og det, du skrev, er her stadig"


def asks_for_substantial(walker: Walker) -> None:
    expect(walker.page.locator("p.notice")).to_contain_text("på niveauet Betydelig")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_draft_is_gone_on_with_at_another_device(somebody: Somebody, scripts: bool):
    computer = begins_a_move(somebody("ada", scripts=scripts)).sees(WHEN)
    phone = somebody("ada", scripts=scripts).opens(LOGIN).logs_in(level="Low")
    phone.sees("Hvad kan vi hjælpe dig med?").opens(computer.path)
    asks_for_substantial(phone)
    phone.logs_in().sees(WHEN)
    assert phone.path == computer.path
    phone.types_day(in_days(7)).goes_on().sees(WHERE_TO)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_sent_with_too_low_a_login_is_not_lost(somebody: Somebody, way: str):
    walker, day = begins_a_move(somebody("olena", **WAYS[way])), in_days(7)
    walker.sees(WHEN).types_day(day)
    # The same browser is since logged in less surely, in another tab.
    walker.in_another_tab().opens(LOGIN).logs_in(level="Low")

    walker.goes_on()
    asks_for_substantial(walker)
    walker.logs_in(level="Low").sees(TOO_LOW).reads("Betydelig").presses("Log ind igen")
    asks_for_substantial(walker)
    walker.logs_in().sees(WHEN).reads(STILL_HERE)
    expect(walker.field("Dag")).to_have_value(str(day.day))
    expect(walker.field("År")).to_have_value(str(day.year))

    walker.goes_on().sees(WHERE_TO)
