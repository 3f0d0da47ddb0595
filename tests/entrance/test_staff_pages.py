"""What staff read: the forms as they are set up, and what is new."""

from datetime import date

import pytest

from app.entrance.changelog import days_in
from app.entrance.staff import changelog
from app.forms.catalogue import published
from app.forms.outline import outline_of
from app.standins.staff import colleagues
from tests.service import Service

PAGES = ["/personale", "/personale/formularer", "/personale/formularer/flytning"]
PAGES += ["/personale/aendringer"]


@pytest.mark.parametrize("path", PAGES)
def test_they_are_for_staff_only(service: Service, path: str):
    for browser in (service.browser(), service.citizen("ada")):
        browser.opens(path, follow_redirects=False)
        assert browser.status == 303
        assert browser.text == ""
    assert service.staff("caseworker", code="0187").opens(path).status == 403
    assert service.staff().opens(path).status == 403
    assert service.staff("caseworker").opens(path).status == 200


@pytest.mark.parametrize(
    ("key", "menu"),
    [
        ("yrsa", ["Statistik", "Afleveringer", "Opslag", "Klager", "Formularer", "Nyt"]),
        ("magnus", ["Opslag", "Formularer", "Nyt"]),
        ("aase", ["Statistik", "Opslag", "Formularer", "Nyt"]),
    ],
)
def test_the_menu_holds_what_ones_role_opens(service: Service, key: str, menu: list[str]):
    who = colleagues()[key]
    host = "localhost" if who.municipality_code == "0657" else "vallensbaek.localhost"
    browser = service.staff(*who.roles, host=host, code=who.municipality_code)
    links = browser.opens("/personale").page.cssselect(".nav .nav-link")
    assert [link.text_content().strip() for link in links] == menu
    assert browser.path == links[0].get("href"), "they begin at the first"
    for link in links:
        assert browser.opens(link.get("href")).status == 200


def test_one_whose_role_does_not_open_a_page_is_told_so_and_led_on(service: Service):
    magnus = service.staff("assistant", "frontdesk").opens("/personale/statistik")
    assert (magnus.status, magnus.sees) == (403, "Du har ikke adgang til siden")
    assert "din rolle hos Herning Kommune åbner ikke siden" in magnus.words
    assert [link.get("href") for link in magnus.page.cssselect(".actions a")] == ["/personale"]
    nowhere = service.staff().opens("/personale")
    assert [link.get("href") for link in nowhere.page.cssselect(".actions a")] == ["/"]


def test_staff_read_each_form_as_its_outline(service: Service):
    mette = service.staff("caseworker")
    words = mette.opens("/personale/formularer").words
    assert all(form.title in words for form in published().values())
    for slug, form in published().items():
        page = mette.opens(f"/personale/formularer/{slug}").page
        assert page.cssselect("pre")[0].text_content().strip() == outline_of(form).strip()
    assert mette.opens("/personale/formularer/findes-ikke").status == 404


def test_staff_read_what_is_new(service: Service):
    words = service.staff("caseworker").opens("/personale/aendringer").words
    assert changelog()[0][1][0] in words


def test_the_changelog_is_read_newest_first():
    text = """# Ændringer

Indledning.

## 2026-11-01

- Ældst.

## 22. november 2026

- Du kan nu melde flytning
  på engelsk.
* Anmeld rotter.

## For udviklere

- Ikke her.
"""
    assert days_in(text) == [
        (date(2026, 11, 22), ["Du kan nu melde flytning på engelsk.", "Anmeld rotter."]),
        (date(2026, 11, 1), ["Ældst."]),
    ]
