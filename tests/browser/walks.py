"""Walks through the three forms, the same with a mouse or without, wide or narrow."""

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import expect

from app.clock import today
from app.forms.catalogue.address_protection import AddressProtection
from app.forms.catalogue.rats import Rats
from app.forms.catalogue.relocation import Relocation
from tests.browser.hands import Keyboard
from tests.browser.stack import wait_for
from tests.browser.walker import NARROW, Walker

# The five ways in which each form is walked.
WAYS: dict[str, dict[str, Any]] = {
    "with scripts": {},
    "without scripts": {"scripts": False},
    "with the keyboard alone": {"hands": Keyboard},
    "on 320 pixels": {"width": NARROW},
    "in English": {"language": "en"},
}


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def starts(walker: Walker, title: str) -> None:
    """From the front page, by way of login, to the first page of a form."""
    walker.opens("/").presses(title).sees(title)
    walker.presses("Log ind og start").logs_in()


def begins_a_move(walker: Walker) -> Walker:
    """To the page after their own name and address; what lay open from before is begun over."""
    starts(walker, Relocation.title)
    if walker.path == "/flytning":
        walker.presses("Start forfra")
    return walker.sees("Er dine oplysninger rigtige?").goes_on()


def tells_of_a_move(walker: Walker, host: str = "") -> Walker:
    """From when and where to, as far as how they are reached. `host` lives there already."""
    form = Relocation
    walker.sees(form.move_date.label).types_day(in_days(7)).goes_on()
    walker.picks_address(form.new_address.label, "Mindegade 3", "Mindegade 3, 7400 Herning")
    walker.goes_on()
    if walker.is_asked(form.tenure):
        walker.chooses(form.tenure.options["lodger" if host else "owner"]).goes_on()
    if host:
        walker.types(form.host_name.label, host).goes_on()
    return walker.chooses(form.doctor.options["keep"]).goes_on()


def checks_a_move(walker: Walker, host: str = "") -> Walker:
    """The same, as far as the check page."""
    form = Relocation
    tells_of_a_move(walker, host)
    walker.types(form.phone.label, "20 30 40 50").chooses(form.truth.label).goes_on()
    return walker.sees("Kontrollér dine svar").reads("Hentet fra folkeregistret", "20 30 40 50")


def moves(walker: Walker, host: str = "") -> str:
    """The same, sent; gives the reference."""
    checks_a_move(walker, host)
    return sends(walker)


def moves_alone(walker: Walker) -> str:
    """From the front page to the receipt; who moves is asked only of those who live with others."""
    begins_a_move(walker)
    if walker.is_asked(Relocation.who):
        walker.chooses(Relocation.who.options["me"]).goes_on()
    return moves(walker)


def asks_for_protection(walker: Walker, *children: str) -> str:
    """With children, also from and until certain days."""
    form = AddressProtection
    starts(walker, form.title)
    walker.sees("Det betyder beskyttelsen").goes_on()
    walker.sees("Er dine oplysninger rigtige?").goes_on()
    if walker.is_asked(form.who):
        walker.chooses(form.who.options["me_and_children" if children else "me"]).goes_on()
    if children:
        walker.sees(form.children.label).chooses(*children).goes_on()
        walker.chooses(form.start.options["date"], form.end.options["date"]).goes_on()
        walker.sees(form.start_date.label).types_day(in_days(10)).goes_on()
        walker.sees(form.end_date.label).types_day(in_days(100)).goes_on()
    else:
        walker.chooses(form.start.options["now"], form.end.options["usual"]).goes_on()
    walker.sees("Kontrollér dine svar")
    return sends(walker)


def at_the_address(walker: Walker) -> Walker:
    """From the start page of rats to the page that asks for an address."""
    walker.opens("/rotter").presses("Start").chooses(Rats.place.options["address"]).goes_on()
    return walker.sees(Rats.address.label)


def at_the_pictures(walker: Walker) -> Walker:
    """From the start page of rats to the page that asks for pictures."""
    form = Rats
    walker.opens("/rotter").presses("Start").chooses(form.place.options["elsewhere"]).goes_on()
    walker.types(form.description.label, "Ved bænken i parken").goes_on()
    return walker.chooses(form.seen.options["live"]).types_day(in_days(-1)).goes_on()


def reports_rats(walker: Walker) -> str:
    """On an address, seen yesterday, with an answer wanted by phone."""
    form = Rats
    walker.opens("/").presses(form.title).presses("Start")
    walker.sees(form.place.label).chooses(form.place.options["address"]).goes_on()
    walker.sees(form.address.label)
    walker.picks_address(form.address.label, "Møllevej 4", "Møllevej 4, 7400 Herning").goes_on()
    walker.chooses(form.seen.options["live"], form.seen.options["gnawing"])
    walker.types_day(in_days(-1)).types(form.more.label, "Two by the shed.").goes_on()
    walker.sees(f"{walker.t(form.pictures.label)} {walker.t('(frivilligt)')}")
    walker.attaches(form.pictures.label, "rotte.jpg").goes_on()
    walker.sees(form.wants_answer.label).chooses("Ja").goes_on()
    walker.types(form.phone.label, "20 30 40 50").goes_on()
    walker.sees("Kontrollér dine svar").reads(
        form.seen.options["live"], "Two by the shed.", "rotte.jpg"
    )
    return sends(walker)


def sends(walker: Walker) -> str:
    """Press »Send«; gives the reference on the receipt."""
    walker.presses("Send").sees("Kvittering")
    reference = walker.path.removeprefix("/kvittering/")
    walker.reads(reference)
    return reference


def saves_receipt(walker: Walker) -> bytes:
    """At the receipt, wait until it is a PDF, and fetch that."""
    link = walker.page.get_by_role("link", name=walker.t("Hent kvitteringen (PDF)"))

    def is_made() -> bool:
        if not link.is_visible():
            walker.presses("Vis siden igen for at se, om den er klar")
        return link.is_visible()

    if walker.scripts.run:
        expect(link).to_be_visible()
        walker.looks()
    else:
        wait_for(is_made, "the receipt is made")
    answer = walker.page.request.get(f"{walker.base}{link.get_attribute('href')}")
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()
