"""Every page renders with what its routes give it, and is as a page must be."""

from dataclasses import replace
from typing import Any

import pytest

from app.security import content_security_policy
from app.templating import TEMPLATES
from tests.citizen import check_page
from tests.pages.every_page import PAGES
from tests.pages.samples import ADA, BODIL, HERNING, rendered
from tests.pages.shown import NOON, RECEIPT


@pytest.mark.parametrize(
    ("template", "context"), PAGES, ids=[f"{i} {page[0]}" for i, page in enumerate(PAGES)]
)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_page_is_as_a_page_must_be(template: str, context: dict[str, Any], language: str):
    for person in (None, ADA, BODIL):
        state = {
            "person": person,
            "session_ends_at": "2026-11-22T12:00:00+00:00",
            "new_login_at": NOON if person else None,
        }
        page = rendered(template, context, language, **state)
        check_page(page, content_security_policy("abc"))
        assert page.get("lang") == language
        assert page.cssselect("main#main-content"), "the skip link leads somewhere"


def test_no_page_is_forgotten_here():
    pages = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "{% extends" in path.read_text(encoding="utf-8") and path.stem != "layout"
    }
    assert pages == {template for template, _ in PAGES}


@pytest.mark.parametrize("phone", ["70 10 06 57", "+45 70 10 06 57"])
def test_the_phone_is_shown_as_it_is_kept_and_called_with_its_country(phone: str):
    herning = replace(HERNING, phone=phone)
    for template, context in PAGES:
        page = rendered(template, context, municipality=herning)
        called = [(link.get("href"), link.text) for link in page.cssselect("a[href^='tel:']")]
        assert set(called) == {("tel:+4570100657", phone)}, template


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_every_template_says_first_what_it_needs(path: Any):
    assert path.read_text(encoding="utf-8").startswith("{#")


def test_an_error_page_stands_also_where_no_municipality_is_known():
    page = rendered("errors/404.html", {"number": ""}, municipality=None)
    check_page(page, content_security_policy("abc"))
    assert "Kommune" not in page.text_content()


def test_our_own_mistake_says_that_answers_are_kept_and_gives_a_number():
    text = rendered("errors/500.html", {"number": "a1b2"}).text_content()
    assert "er gemt" in text
    assert "a1b2" in text


def test_the_authority_stands_on_every_page_also_on_a_small_screen():
    page = rendered("entrance/leave.html", {"virk": False})
    assert page.cssselect(".authority-always")[0].text == "Herning Kommune"


def test_logging_off_and_choosing_a_language_are_posts():
    page = rendered("entrance/leave.html", {"virk": False}, person=ADA)
    forms = {form.get("action"): form.get("method") for form in page.cssselect("header form")}
    assert forms == {"/log-ud": "post", "/sprog": "post"}


def test_what_was_sent_in_danish_is_read_out_in_danish_on_an_english_page():
    page = rendered("receipts/show.html", {"receipt": RECEIPT, "made": True, "case": None}, "en")
    assert {element.get("lang") for element in page.cssselect("main .answer")} == {"da"}
    frozen = [" ".join(part.text_content().split()) for part in page.cssselect("main [lang=da]")]
    assert {"Alle slags", "Herning Kommune", "Hvem er du?", "Navn", "Vi svarer."} <= set(frozen)
    assert "22 November 2026 at 12.00 (Danish time)" in page.text_content()
    page = rendered("receipts/show.html", {"receipt": RECEIPT, "made": True, "case": None}, "da")
    assert not page.cssselect("main [lang]")


def test_only_a_session_can_end():
    assert not rendered("entrance/leave.html", {"virk": False}).cssselect("#modal-session")
    page = rendered(
        "entrance/leave.html", {"virk": False}, session_ends_at="2026-11-22T12:00:00+00:00"
    )
    assert page.cssselect("#modal-session[data-ends-at='2026-11-22T12:00:00+00:00']")


def test_the_way_out_to_the_portal_warns_also_without_javascript():
    page = rendered("entrance/leave.html", {"virk": False})
    assert page.cssselect("a.logo[href='/forlad'][aria-label='borger.dk forside']")
