"""The way back after login and in another language: one guard against open redirects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from app.way_back import here, local_path, path_after_login


@pytest.mark.parametrize(
    "asked", ["/", "/flytning", "/flytning/dig?x=1&y=%C3%A6#top", "/?soeg=b%C3%B8rn+i+by", "/a//b"]
)
def test_our_own_pages_are_gone_back_to(asked: str):
    assert local_path(asked) == asked


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "",
        "flytning",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/flytning\\..\\x",
        "/flytning\r\nSet-Cookie: session=x",
        "/\u0000",
        "/\u00a0/evil.example",
        "/æ",
        "@evil.example",
        "/bør",
        "/?soeg=to ord",
        "/x\r\nSet-Cookie: a=b",
        "/" + "x" * 2000,
    ],
)
def test_everything_else_leads_to_the_front_page(asked: str | None):
    assert local_path(asked) == "/"
    assert path_after_login(asked) == "/"


@pytest.mark.parametrize("asked", ["/log-ind?tilbage=/flytning", "/log-ind/slut", "/log-ud"])
def test_nobody_comes_back_from_the_login_into_it(asked: str):
    assert path_after_login(asked) == "/"
    assert local_path(asked) == asked


def at(path: str, query: str = "") -> str:
    scope = {"type": "http", "path": path, "query_string": query.encode(), "headers": []}
    return here(Request(scope))


def test_one_comes_back_to_the_page_with_its_query():
    assert at("/flytning/dig", "kladde=1") == "/flytning/dig?kladde=1"
    assert at("/", "soeg=b%C3%B8rn+i+by") == "/?soeg=b%C3%B8rn+i+by"
    assert at("/rødgrød") == "/r%C3%B8dgr%C3%B8d"


def test_what_the_provider_answered_stays_at_the_login():
    assert at("/log-ind/svar", "code=abc&state=def") == "/log-ind/svar"


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "/\t/evil.example", "/?x"])
def test_where_one_is_cannot_be_another_host(path: str):
    assert local_path(at(path)) in ("/", at(path))
    assert local_path(at(path))[1:2] not in ("/", "\\")


@given(st.text(alphabet="/\\\t\n:@.?#%evilhtps ") | st.text())
def test_no_text_at_all_leads_to_another_host(asked: str):
    found = local_path(asked)
    assert found[0] == "/"
    assert found[1:2] not in ("/", "\\")
    assert found.isascii()
    assert found.isprintable()
