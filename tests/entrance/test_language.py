"""Choosing a language, and coming back to where one was."""

import pytest

from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from tests.citizen import Browser
from tests.service import Service


def test_the_language_is_changed_and_kept(service: Service):
    browser = service.browser().opens("/rotter")
    browser.posts("/sprog", {"language": "en", "back": "/rotter"})
    assert browser.path == "/rotter"
    assert browser.page.get("lang") == "en"
    assert browser.opens("/").page.get("lang") == "en"
    browser.posts("/sprog", {"language": "da", "back": "/"})
    assert browser.page.get("lang") == "da"


def test_a_language_we_do_not_speak_is_refused(service: Service):
    assert service.browser().posts("/sprog", {"language": "xx", "back": "/"}).status == 400
    assert service.browser().posts("/sprog").status == 400


def test_another_site_cannot_change_it(service: Service):
    answer = service.browser().client.post(
        "/sprog", data={"language": "en"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 400


def test_where_the_address_is_https_the_cookie_keeps_to_it(service: Service):
    with service.database.writing.begin() as session:
        session.get_one(MunicipalityRow, "0657").base_url = "https://localhost"
    current.forget()
    client = service.browser().client
    answer = client.post(
        "/sprog",
        data={"language": "en", "back": "/"},
        headers={"sec-fetch-site": "same-origin"},
        follow_redirects=False,
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-language=en;")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
        assert part in cookie
    client.cookies.clear()
    assert '<html lang="en">' in client.get("/", headers={"cookie": "__Host-language=en"}).text
    assert '<html lang="da">' in client.get("/", headers={"cookie": "language=en"}).text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_one_is_never_sent_to_another_site(service: Service, back: str):
    browser = service.browser().posts("/sprog", {"language": "en", "back": back})
    assert browser.address == "http://localhost/"


def test_what_was_searched_for_is_still_found(service: Service):
    browser = service.browser().opens("/?soeg=r%C3%B8de+rotter")
    assert in_english(browser).path == "/?soeg=r%C3%B8de+rotter"
    assert "Report rats" in browser.words


def test_on_the_way_through_a_login_one_stays_there(service: Service):
    browser = service.browser().opens("/log-ind/svar?code=secret&state=secret")
    assert "secret" not in browser.text
    assert in_english(service.browser().opens("/log-ind/slut")).path == "/log-ind/slut"


def in_english(browser: Browser) -> Browser:
    """Press »English«: send what the page itself would."""
    form = browser.page.cssselect("header form.portal-language")[0]
    return browser.posts(form.get("action"), dict(form.fields) | {"language": "en"})
