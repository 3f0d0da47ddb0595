import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auth.way_back import local_path


@pytest.mark.parametrize("asked", ["/", "/flytning", "/flytning/dig?x=1&y=%C3%A6#top", "/a//b"])
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
        "/" + "x" * 500,
        "/log-ind?tilbage=/flytning",
        "/log-ud",
    ],
)
def test_everything_else_leads_to_the_front_page(asked: str | None):
    assert local_path(asked) == "/"


@given(st.text(alphabet="/\\\t\n:@.?#%evilhtps ") | st.text())
def test_no_text_at_all_leads_to_another_host(asked: str):
    found = local_path(asked)
    assert found[0] == "/"
    assert found[1:2] not in ("/", "\\")
    assert found.isascii()
    assert found.isprintable()
