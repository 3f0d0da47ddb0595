"""The front page: search, life situations, and all tasks from A to Å."""

import pytest

from app.entrance.areas import areas
from app.forms.catalogue import published
from app.municipalities import current
from app.municipalities.models import OfferRow
from tests.service import Service

HTMX = {"hx-request": "true"}


def found(browser) -> list[str]:
    return [link.get("href") for link in browser.page.cssselect(".result-list a")]


def test_every_area_can_be_reached_from_the_front_page(service: Service):
    page = service.browser().opens("/").page
    links = {link.get("href") for link in page.cssselect("main a")}
    assert {f"/{slug}" for slug in areas()} <= links


def test_all_tasks_stand_in_the_order_of_the_alphabet(service: Service):
    browser = service.browser().opens("/")
    danish = [link.text for link in browser.page.cssselect("[aria-labelledby=all] a")]
    assert danish[0] == "Affald fra husholdninger"
    assert danish[-1] == "Økonomisk friplads i dagtilbud"
    browser.posts("/sprog", {"language": "en", "back": "/"})
    english = [link.text for link in browser.page.cssselect("[aria-labelledby=all] a")]
    assert english == sorted(english, key=str.lower)


def test_what_can_be_done_here_says_so_and_comes_first(service: Service):
    page = service.browser().opens("/").page
    for situation in page.cssselect(".situation"):
        marked = [bool(item.cssselect(".badge")) for item in situation.cssselect("li")]
        assert marked == sorted(marked, reverse=True)
    badges = page.cssselect(".situation .badge")
    assert {badge.getparent().find("a").get("href") for badge in badges} == {
        f"/{slug}" for slug in published()
    }
    assert {badge.text for badge in badges} == {"Kan klares her"}


def test_the_long_list_is_folded_and_opens_without_a_script(service: Service):
    (folded,) = service.browser().opens("/").page.cssselect("[aria-labelledby=all] details")
    assert folded.get("open") is None
    assert folded.find("summary").text == "Alle opgaver fra A til Å"


def test_a_page_of_our_own_is_found_like_a_task(service: Service):
    browser = service.browser().opens("/?soeg=fuldmagt")
    assert found(browser)[0] == "/fuldmagter"
    (first, *_) = browser.page.cssselect(".result-list li")
    assert "Kontakt kommunen" not in first.text_content()


def test_a_search_works_without_javascript(service: Service):
    browser = service.browser().opens("/?soeg=hvordan+flytter+jeg")
    assert found(browser)[0] == "/flytning"
    assert browser.page.get_element_by_id("soeg").value == "hvordan flytter jeg"
    assert "Meld flytning" in browser.words


def test_what_is_typed_is_shown_as_text_only(service: Service):
    browser = service.browser().opens("/?soeg=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in browser.text


def test_where_nothing_is_found_it_is_said_and_the_phone_number_stands_there(service: Service):
    browser = service.browser().opens("/?soeg=xyzzyq")
    assert found(browser) == []
    assert "Vi fandt ikke noget" in browser.words
    assert "70 10 06 57" in browser.words


def test_htmx_gets_the_results_and_no_more(service: Service):
    answer = service.browser().client.get("/?soeg=rotter", headers=HTMX)
    assert answer.status_code == 200
    assert "/rotter" in answer.text
    assert "<html" not in answer.text


def test_a_very_long_search_is_cut(service: Service):
    assert service.browser().opens("/?soeg=" + "flytning+" * 500).status == 200


def test_a_form_the_municipality_does_not_offer_is_still_an_area_that_is_found(service: Service):
    with service.database.writing.begin() as session:
        session.delete(session.get_one(OfferRow, ("0187", "rotter")))
    current.forget()
    browser = service.browser("vallensbaek.localhost").opens("/?soeg=rotter")
    assert found(browser)[0] == "/rotter"
    page = browser.opens("/rotter")
    assert page.status == 200
    assert page.sees == "Anmeld rotter"
    assert "70 10 01 87" in page.words
    assert "Start" not in page.words


def test_a_form_begins_at_its_start_page(service: Service):
    assert service.browser().opens("/flytning").sees == "Meld flytning"


@pytest.mark.parametrize("slug", ["pas", "eu-sygesikringskort", "byggetilladelse"])
def test_an_area_without_a_form_says_whom_to_ask_and_when(service: Service, slug: str):
    page = service.browser().opens(f"/{slug}")
    assert page.status == 200
    assert page.sees == areas()[slug].title
    assert areas()[slug].description in page.words
    assert "kommunen@herning.example" in page.words
    assert "Torsdag kl. 10–17" in page.words
    if areas()[slug].authority:
        assert areas()[slug].authority in page.words


@pytest.mark.parametrize("path", ["/findes-ikke", "/Flytning", "/areas.csv", "/%00", "/%2e%2e"])
def test_what_is_neither_form_nor_area_is_not_found(service: Service, path: str):
    assert service.browser().opens(path).status == 404


@pytest.mark.parametrize("typed", ["skilsmisse", "boligst%C3%B8tte"])
def test_what_others_than_the_municipality_do_is_found_at_the_portal(service: Service, typed: str):
    browser = service.browser().opens(f"/?soeg={typed}")
    assert "klarer andre end kommunen" in browser.words
    assert browser.page.cssselect("#found a[href='https://www.borger.dk/']")
    assert not service.browser().opens("/").page.cssselect("#found a")


def test_the_foot_tells_whose_page_it_is_and_then_where_else_to_go(service: Service):
    """On lines of their own, so that no link wraps alone beneath the rest."""
    page = service.citizen("ada").opens("/").page
    whose, ways = (
        [link.get("href") for link in found.cssselect("a")]
        for found in page.cssselect("footer .footer ul")
    )
    assert [href.partition(":")[0] for href in whose] == ["tel", "mailto"]
    assert ways == ["/tilgaengelighed", "/mine-data", "/log-ind/overalt", "/privatliv"]
