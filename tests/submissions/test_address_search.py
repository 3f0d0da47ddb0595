"""Searching for an address without JavaScript: what is said of what was found, and when."""

from tests.citizen import Browser
from tests.service import Service

HEADERS = {"sec-fetch-site": "same-origin"}


def asked_where(service: Service) -> Browser:
    return service.browser().starts("rotter").sends(place="address")


def picks(browser: Browser) -> list[str]:
    return [pick.get("value") for pick in browser.page.cssselect("[name=address-pick]")]


def test_too_little_to_search_for_finds_nothing_and_says_nothing(service: Service):
    nobody = asked_where(service)
    for typed in ("", "Mø"):
        nobody.sends(address=typed, button="search:address")
        assert "Vi fandt" not in nobody.words
        assert picks(nobody) == []
    answer = nobody.client.post("/adresser", data={"key": "address"}, headers=HEADERS)
    assert (answer.status_code, answer.text.strip()) == (200, "")


def test_whoever_searched_for_nothing_can_still_type_by_hand(service: Service):
    nobody = asked_where(service).sends(address="")
    assert nobody.status == 422
    assert "Vi fandt" not in nobody.words
    assert picks(nobody) == ["manual"]


def test_what_is_not_found_is_said(service: Service):
    nobody = asked_where(service).sends(address="Xyzvej 1", button="search:address")
    assert "Vi fandt ingen adresser." in nobody.words
    assert picks(nobody) == ["manual"]


def test_a_search_that_finds_too_many_says_how_to_find_fewer(service: Service):
    nobody = asked_where(service).sends(address="Møllevej", button="search:address")
    assert "Vi viser de første 10. Skriv også husnummeret." in nobody.words
    assert len(picks(nobody)) == 11
