"""Walks through the forms, for tests that are about what comes after."""

from datetime import timedelta

from app.clock import today
from tests.citizen import AFile, Browser


def typed_address(key: str, street: str, number: str) -> dict[str, str]:
    """The fields of an address that nobody picked from a list."""
    return {
        f"{key}__pick": "manual",
        f"{key}__street": street,
        f"{key}__number": number,
        f"{key}__postal_code": "7400",
        f"{key}__city": "Herning",
    }


def day_fields(key: str, days: int) -> dict[str, str]:
    """The three fields of a date so many days from today."""
    day = today() + timedelta(days=days)
    return {
        f"{key}__day": str(day.day),
        f"{key}__month": str(day.month),
        f"{key}__year": str(day.year),
    }


TYPED_ADDRESS = typed_address("new_address", "Møllevej", "12")
TYPED_HOME = typed_address("old_address", "Møllevej", "4")


def types_who_they_are(browser: Browser) -> Browser:
    """The first page of a move under a silent register; the name came with the login."""
    browser.sends(**TYPED_HOME)
    assert browser.path == "/flytning/hvem", browser.problems()
    return browser


def moves_alone(browser: Browser, days: int = 7, doctor: str = "keep") -> Browser:
    """From the start page to the check page, as somebody who moves alone to a home of their own."""
    browser.starts("flytning")
    browser.sends()
    if browser.path == "/flytning/hvem":
        browser.sends(who="me")
    browser.sends(**day_fields("move_date", days))
    browser.sends(**TYPED_ADDRESS)
    browser.sends(tenure="owner")
    browser.sends(doctor=doctor)
    browser.sends(phone="20 30 40 50", truth="yes")
    assert browser.path == "/flytning/kontroller", (browser.path, browser.problems())
    return browser


def asks_for_protection(browser: Browser) -> Browser:
    """From the start page to the check page, for the applicant alone."""
    browser.starts("adressebeskyttelse")
    browser.sends().sends()
    if browser.path == "/adressebeskyttelse/hvem":
        browser.sends(who="me")
    browser.sends(start="now", end="usual")
    assert browser.path == "/adressebeskyttelse/kontroller", (browser.path, browser.problems())
    return browser


def reports_rats(browser: Browser, *pictures: AFile, phone: str = "20 30 40 50") -> Browser:
    """From the start page to the check page, without login."""
    browser.starts("rotter")
    browser.sends(place="elsewhere")
    browser.sends(description="Ved bænken i parken")
    browser.sends(seen=["live", "holes"], **day_fields("seen_on", -1))
    browser.attaches(*pictures)
    browser.sends(wants_answer="yes")
    browser.sends(phone=phone)
    assert browser.path == "/rotter/kontroller", (browser.path, browser.problems())
    return browser
