"""Choosing a language, and coming back to where one was."""

import pytest

from app.entrance.language import local_path
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
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
    answer = service.browser().client.post(
        "/sprog",
        data={"language": "en", "back": "/"},
        headers={"sec-fetch-site": "same-origin"},
        follow_redirects=False,
    )
    cookie = answer.headers["set-cookie"]
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
        assert part in cookie


@pytest.mark.parametrize("path", ["/", "/flytning", "/flytning/dig?kladde=1", "/?soeg=b%C3%B8rn"])
def test_a_path_of_ours_is_gone_back_to(path: str):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "address",
    [
        "",
        "flytning",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/bør",
    ],
)
def test_anywhere_else_is_not(address: str):
    assert local_path(address) == "/"
