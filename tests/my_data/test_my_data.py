"""Citizens see what we hold about them and who has looked at it, and nobody else does."""

import pytest
from sqlalchemy import select

from app.access_log import AccessLogRow
from tests.my_data.holding import OTHER, PAGE, exported, is_looked_up, sent
from tests.service import Service


def test_one_of_whom_we_hold_nothing_is_told_so(service: Service):
    ada = service.citizen("ada").opens(PAGE)
    assert (ada.status, ada.sees) == (200, "Mine data")
    for expected in (
        "Ingen medarbejder har slået dine sager op.",
        "Du har ikke sendt noget, som vi har endnu.",
        "Du er ikke i gang med noget.",
    ):
        assert expected in ada.words
    links = {link.get("href") for link in ada.page.cssselect("main a")}
    assert {"/log-ind/overalt", "/fuldmagter", f"{PAGE}.json", f"{PAGE}.pdf"} <= links


def test_it_is_in_the_menu_and_at_the_foot_of_every_page(service: Service):
    page = service.citizen("ada").opens("/").page
    assert page.cssselect(f".nav a[href='{PAGE}']")
    assert page.cssselect(f"footer a[href='{PAGE}']")
    assert (
        not service.staff("caseworker").opens("/personale").page.cssselect(f".nav a[href='{PAGE}']")
    )


def test_a_citizen_sees_what_they_have_sent_and_begun(service: Service):
    reference = sent(service)
    ada = service.citizen("ada").starts("adressebeskyttelse")
    ada.opens(PAGE)
    assert ada.page.cssselect(f"main a[href='/mine-sager/{reference}']")
    assert "Navne- og adressebeskyttelse" in ada.words


def test_a_citizen_sees_who_looked_at_what_when_and_why(service: Service):
    reference = sent(service)
    is_looked_up(service, reference)
    ada = service.citizen("ada").opens(PAGE)
    (row,) = ada.page.cssselect("main table tbody tr")
    cells = [" ".join(cell.text_content().split()) for cell in row]
    assert cells[1:] == [
        "Mette Madsen (sagsbehandler, borgerservice)",
        "Så sagen",
        reference,
        "Hun <ringede>",
    ]
    assert "kl." in cells[0]


def test_ones_own_look_is_nobodys_business(service: Service):
    sent(service)
    ada = service.citizen("ada").opens(PAGE)
    exported(ada)
    with service.database.reading.begin() as session:
        assert session.scalars(select(AccessLogRow)).all() == []


def test_nobody_sees_anothers_and_no_municipality_anothers(service: Service):
    reference = sent(service)
    is_looked_up(service, reference)
    service.citizen("ada").posts(PAGE, {"phone": "20 30 40 50"})
    for other in (service.citizen("bo"), service.citizen("ada", host=OTHER)):
        found = exported(other)
        assert (found["submissions"], found["accesses"], found["contact"]) == ([], [], None)
        assert reference not in other.opens(PAGE).text
        assert "20 30 40 50" not in other.text


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.json", f"{PAGE}.pdf"])
def test_it_is_shut_to_staff_and_companies_and_strangers(service: Service, path: str):
    for browser in (
        service.browser(),
        service.staff("administrator"),
        service.company("victor", "12345674", "Mølgaard VVS ApS"),
    ):
        answer = browser.client.get(path, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/log-ind?tilbage=")
