"""What helps on the way through a form: errors, dialogs, languages, tabs and the back button."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.clock import now
from app.forms.catalogue.rats import Rats
from app.forms.catalogue.relocation import Relocation
from tests.browser.endings import ends
from tests.browser.stack import Stack
from tests.browser.walker import NARROW, Somebody
from tests.browser.walks import (
    WAYS,
    at_the_address,
    begins_a_move,
    checks_a_move,
    in_days,
    sends,
    starts,
)

pytestmark = pytest.mark.browser

WHO = Relocation.who.options
CHANGED_ELSEWHERE = "Dine svar er ændret et andet sted"


@pytest.mark.parametrize("way", WAYS)
def test_an_error_is_told_at_the_top_and_leads_to_the_field(somebody: Somebody, way: str):
    walker = somebody(**WAYS[way]).opens("/rotter").presses("Start").goes_on()
    walker.reads(Rats.place.missing)
    assert walker.page.title().startswith(walker.t("Fejl:"))
    summary = walker.page.locator("[data-module='error-summary']")
    if walker.scripts.run:
        expect(summary).to_be_focused()
    walker.hands.press(summary.get_by_role("link"))
    expect(walker.page.get_by_label(walker.t(Rats.place.options["address"]))).to_be_focused()

    walker.looks().chooses(Rats.place.options["elsewhere"]).goes_on()
    walker.types(Rats.description.label, "By the bench").goes_on()
    dead = Rats.seen.options["dead"]
    walker.chooses(dead).types("Dag", "31").types("Måned", "2").types("År", "2026").goes_on()
    assert walker.page.title().startswith(walker.t("Fejl:"))
    expect(walker.field("Dag")).to_have_value("31")
    expect(walker.page.get_by_label(walker.t(dead))).to_be_checked()


def test_the_session_is_about_to_end_and_one_stays(somebody: Somebody):
    walker = somebody("winnie").opens("/mine-sager").logs_in().sees("Mine sager")
    walker.page.clock.install()
    walker.reloads().page.clock.fast_forward("26:00")
    dialog = walker.page.get_by_role("dialog", name="Du bliver snart logget af")
    expect(dialog).to_contain_text("3 min.")
    expect(dialog.locator(":focus")).to_have_count(1)
    walker.looks()

    # Only the browser's clock ran ahead.
    walker.page.clock.set_system_time(now())
    walker.touches("Bliv logget ind")
    expect(dialog).to_be_hidden()
    walker.looks().reloads().sees("Mine sager")


def test_the_session_has_ended_and_the_page_says_so(somebody: Somebody, stack: Stack):
    walker = somebody("winnie").opens("/mine-sager").logs_in().sees("Mine sager")
    walker.page.clock.install()
    walker.reloads()
    ends(stack, walker, timedelta())
    walker.page.clock.fast_forward("31:00")
    walker.page.wait_for_url("**/log-ind/slut?som=citizen*")
    walker.sees("Du er logget af").looks()
    walker.presses("Log ind igen").logs_in().sees("Mine sager")


def test_logging_out_in_one_tab_empties_the_others(somebody: Somebody):
    walker = somebody("winnie").opens("/mine-sager").logs_in().sees("Mine sager")
    other = walker.page.context.new_page()
    other.goto(walker.page.url)
    expect(other.get_by_role("heading", name="Mine sager", level=1)).to_be_visible()
    walker.logs_out().sees("Du er logget af")
    other.wait_for_url("**/log-ind/farvel?som=citizen")
    expect(other.get_by_role("heading", name="Du er logget af")).to_be_visible()
    other.go_back()
    expect(other.get_by_text("Winnie")).to_have_count(0)


def test_whoever_leaves_for_borger_dk_is_warned(somebody: Somebody):
    walker = somebody(width=NARROW).opens("/rotter").presses("Start")
    walker.touches("borger.dk forside")
    dialog = walker.page.get_by_role("dialog", name="Du er på vej væk fra selvbetjeningen")
    expect(dialog).to_be_visible()
    walker.looks().touches("Bliv her")
    expect(dialog).to_be_hidden()
    expect(walker.page.get_by_label("borger.dk forside")).to_be_focused()


def test_without_scripts_the_warning_is_a_page(somebody: Somebody):
    walker = somebody(scripts=False).opens("/rotter").presses("borger.dk forside")
    walker.sees("Du er på vej væk fra selvbetjeningen").presses("Bliv her")
    walker.sees("Hvad kan vi hjælpe dig med?")


def test_changing_language_keeps_one_on_the_page(somebody: Somebody):
    walker = at_the_address(somebody()).presses("English")
    assert walker.path == "/rotter/adresse"
    assert walker.page.locator("html").get_attribute("lang") == "en"
    walker.presses("Dansk").sees(Rats.address.label)


def test_the_menu_of_a_small_screen_opens_and_closes(somebody: Somebody):
    walker = somebody(width=NARROW).opens("/")
    walker.touches("Menu")
    menu = walker.page.get_by_role("dialog", name="Menu")
    expect(menu).to_be_visible()
    walker.looks().touches("Luk menu")
    expect(menu).to_be_hidden()


def test_the_steps_of_a_small_screen_open_as_a_sheet(somebody: Somebody):
    walker = at_the_address(somebody(width=NARROW))
    steps = walker.page.get_by_role("button", name="Trin 2 af 6")
    steps.click()
    sheet = walker.page.get_by_role("dialog", name="Trin 2 af 6")
    expect(sheet).to_be_visible()
    walker.looks().page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(steps).to_be_focused()
    steps.click()
    walker.arrives(lambda: sheet.get_by_role("link", name="Hvor har du set rotter").click())
    assert walker.path == "/rotter/hvor"


def test_the_back_button_after_sending_leads_to_the_receipt(somebody: Somebody):
    walker = begins_a_move(somebody("jonas")).chooses(WHO["me"]).goes_on()
    reference = sends(checks_a_move(walker))
    walker.goes_back().sees("Kvittering")
    assert walker.path == f"/kvittering/{reference}"


def test_two_tabs_do_not_overwrite_each_other(somebody: Somebody):
    first = begins_a_move(somebody("mette"))
    second = first.in_another_tab().opens("/flytning/hvem").chooses(WHO["me"]).goes_on()
    first.chooses(WHO["me_and_others"]).goes_on().reads(CHANGED_ELSEWHERE)
    first.chooses(WHO["me"]).goes_on()

    checks_a_move(second)
    first.opens("/flytning/hvornaar").types_day(in_days(3)).goes_on().sees("Kontrollér dine svar")
    second.presses("Send").sees("Kontrollér dine svar").reads(CHANGED_ELSEWHERE)
    second.reads("Vi har ikke sendt noget.", second.writes(in_days(3)))
    sends(second)


def test_one_goes_on_another_day_at_another_device(somebody: Somebody):
    phone = somebody("bjoern", width=NARROW)
    starts(phone, "Navne- og adressebeskyttelse")
    phone.goes_on().sees("Er dine oplysninger rigtige?").presses("Gem og fortsæt senere")
    phone.sees("Mine sager")

    computer = somebody("bjoern").opens("/mine-sager").logs_in()
    computer.presses("Fortsæt Navne- og adressebeskyttelse").sees("Er dine oplysninger rigtige?")


@pytest.mark.parametrize(
    ("key", "way"),
    [
        ("uffe", "with scripts"),
        ("karen", "without scripts"),
        ("lene", "with the keyboard alone"),
        ("susanne", "in English"),
    ],
)
def test_what_stands_on_the_page_is_kept_for_later(somebody: Somebody, key: str, way: str):
    walker = begins_a_move(somebody(key, **WAYS[way]))
    if walker.is_asked(Relocation.who):
        walker.chooses(WHO["me"]).goes_on()
    day = in_days(7)
    later = "Gem og fortsæt senere"
    walker.types("Dag", "32").types("Måned", "1").types("År", "2026").presses(later)
    walker.sees(Relocation.move_date.label)
    assert walker.page.title().startswith(walker.t("Fejl:"))
    walker.types_day(day).presses(later).sees("Mine sager")

    goes_on = walker.page.locator(".case-list a[href^='/flytning/']")
    walker.arrives(lambda: walker.hands.press(goes_on))
    walker.sees("Hvad er den nye adresse?").presses("Tilbage")
    expect(walker.field("Dag")).to_have_value(str(day.day))


def test_return_in_a_field_still_goes_on(somebody: Somebody):
    walker = begins_a_move(somebody("winnie")).types_day(in_days(7))
    walker.arrives(lambda: walker.page.keyboard.press("Enter"))
    walker.sees("Hvad er den nye adresse?")


def test_a_press_that_got_lost_on_the_way_can_be_repeated(somebody: Somebody):
    walker = somebody().opens("/rotter").presses("Start")
    walker.chooses(Rats.place.options["address"])
    form = walker.page.locator("main form[data-once]")
    with walker.page.expect_event("requestfailed"):
        walker.page.route("**/rotter/hvor", lambda route: route.abort("aborted"), times=1)
        walker.touches("Fortsæt")
    walker.touches("Fortsæt").sees(Rats.place.label)
    expect(form).not_to_have_attribute("data-sent", "yes")
    walker.goes_on().sees(Rats.address.label)
