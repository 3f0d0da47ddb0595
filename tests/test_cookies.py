"""Every cookie of a visit: kept to exactly this host, out of reach of scripts, and about nobody."""

import re
from collections.abc import Callable
from http.cookies import Morsel, SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from app.languages import LANGUAGES
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from tests.auth.walking import as_person
from tests.service import Service, service, standins, the_app

__all__ = ["service", "standins"]

OURS = {"sec-fetch-site": "same-origin"}
RANDOM = re.compile(r"[\w-]{43}")


class Visit:
    """A visit in a browser that writes down every cookie it is given."""

    def __init__(self, base_url: str) -> None:
        self.client = TestClient(the_app(), base_url=base_url, follow_redirects=False)
        self.given: list[Morsel[str]] = []

    def opens(self, path: str) -> str:
        return self._noted(self.client.get(path))

    def posts(self, path: str, **fields: str) -> str:
        return self._noted(self.client.post(path, data=fields, headers=OURS))

    def _noted(self, answer) -> str:
        for line in answer.headers.get_list("set-cookie"):
            self.given += SimpleCookie(line).values()
        return str(answer.headers.get("location", ""))

    def logs_in(self, back: str, *, staff: bool = False) -> None:
        provider = self.opens(f"{'/personale' if staff else ''}/log-ind?tilbage={back}")
        asked = parse_qs(urlsplit(provider).query)
        assert asked["redirect_uri"][0].startswith(str(self.client.base_url))
        self.opens(as_person(provider, "yrsa" if staff else "ada"))


@pytest.fixture
def visit(service: Service) -> Callable[[str], Visit]:
    def at(base_url: str) -> Visit:
        with service.database.writing.begin() as session:
            session.get_one(MunicipalityRow, "0657").base_url = base_url
        current.forget()
        visit = Visit(base_url)
        visit.posts("/sprog", language="en", back="/")
        visit.posts("/rotter")
        visit.posts("/flytning")
        visit.logs_in("/flytning")
        visit.opens("/flytning")
        visit.posts("/log-ud")
        visit.logs_in("/personale", staff=True)
        visit.posts("/log-ud")
        return visit

    return at


def test_on_https_every_cookie_is_kept_to_this_host(visit):
    given = visit("https://localhost").given
    assert {re.sub(r"login-.*", "login", each.key) for each in given} == {
        "__Host-language",
        "__Host-session",
        "__Host-begin",
        "__Host-login",
        "__Host-cpr-match",
    }
    for cookie in given:
        # What a browser asks of the prefix (RFC 6265bis, 4.1.3.2), and more.
        assert cookie["secure"] is True, cookie
        assert (cookie["path"], cookie["domain"]) == ("/", ""), cookie
        assert (cookie["httponly"], cookie["samesite"].lower()) == (True, "lax"), cookie


def test_on_http_in_the_demonstration_the_name_is_plain(visit):
    for cookie in visit("http://localhost").given:
        assert not cookie.key.startswith("__"), cookie
        assert (cookie["secure"], cookie["httponly"]) == ("", True), cookie


def test_a_cookie_says_nothing_of_anybody(visit):
    for cookie in visit("https://localhost").given:
        known = cookie.value in ("", "flytning", *LANGUAGES)
        assert known or RANDOM.fullmatch(cookie.value), cookie


def test_what_opens_a_visit_is_gone_when_the_browser_is_closed(visit):
    sessions = [each for each in visit("https://localhost").given if "session" in each.key]
    assert len({each.value for each in sessions if each.value}) == 3, "each login a new one"
    for cookie in sessions:
        assert bool(cookie.value) == (cookie["max-age"] == "")
