"""A company and an association, and who logs in for them."""

from app.standins import organisations
from app.standins.organisation import Organisation
from tests.citizen import Browser
from tests.service import Service
from tests.submissions.walks import day_fields


def known(cvr: str) -> Organisation:
    found = organisations.by_cvr(cvr)
    assert found is not None
    return found


COMPANY, ASSOCIATION = known("99000104"), known("99000112")


def victor(service: Service, key: str = "victor") -> Browser:
    """Somebody logged in for Mølgaard VVS."""
    return service.company(key, COMPANY.cvr, COMPANY.name)


def winnie(service: Service) -> Browser:
    return service.company("winnie", ASSOCIATION.cvr, ASSOCIATION.name)


def borrows(browser: Browser) -> Browser:
    """From the start page to the check page."""
    browser.starts("lokaler")
    assert browser.path == "/lokaler/jer", (browser.status, browser.words)
    browser.sends()
    if browser.page.cssselect("input[name=unit]"):
        browser.sends(unit="9900010402")
    else:
        browser.sends()
    browser.sends(place="meeting_room", purpose="Kursus for lærlinge")
    browser.sends(begins="18", ends="21.30", people="12", **day_fields("day", 14))
    browser.sends()
    browser.sends(phone="20 30 40 50")
    assert browser.path == "/lokaler/kontroller", (browser.path, browser.problems())
    return browser
