"""No page makes a browser ask anybody but us: nobody else learns who was here."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html

from app.pages import PACKAGES, STATIC, static_file
from tests.pages.every_page import PAGES
from tests.pages.samples import ADA, BODIL, rendered

# What a browser fetches without being asked to by anybody, by element and attribute.
FETCHED = {
    "audio": ["src"],
    "body": ["background"],
    "embed": ["src"],
    "frame": ["src"],
    "iframe": ["src", "srcdoc"],
    "image": ["href", "xlink:href"],
    "img": ["src", "srcset", "longdesc"],
    "input": ["src"],
    "object": ["data"],
    "script": ["src"],
    "source": ["src", "srcset"],
    "track": ["src"],
    "use": ["href", "xlink:href"],
    "video": ["src", "poster"],
}
# Where a link leads is the reader's own choice; what a <link> or <base> says is not.
LINKS = ("link", "base")
ON_THEIR_OWN = ("hx-get", "hx-post", "ping", "manifest")
CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]*)|@import\s+["']([^"']*)""")


def fetched(page: Any) -> set[str]:
    """Every address a browser asks for by itself as it shows a page."""
    found = set()
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        named = list(FETCHED.get(element.tag, ())) + list(ON_THEIR_OWN)
        named += ["href"] if element.tag in LINKS else []
        said = [element.get(name) for name in named if element.get(name) is not None]
        # Several at once in a srcset, each with its size.
        found |= {each.split()[0] for value in said for each in value.split(",") if each.strip()}
        if element.tag == "style":
            found |= set(in_css(element.text or ""))
        if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            found.add((element.get("content") or "").partition("url=")[2])
    return found


def in_css(text: str) -> list[str]:
    return [one or other for one, other in CSS_ADDRESS.findall(text)]


def is_ours(address: str) -> bool:
    parts = urlsplit(address)
    return bool(address) and not parts.scheme and not parts.netloc


def all_fetched() -> set[str]:
    found = set()
    for template, context in PAGES:
        for language in ("da", "en"):
            for person in (None, ADA, BODIL):
                found |= fetched(rendered(template, context, language, person=person))
    return found


@pytest.fixture(scope="module")
def addresses() -> set[str]:
    return all_fetched()


def test_every_page_fetches_from_us_alone(addresses: set[str]):
    assert len(addresses) > 5
    assert {address for address in addresses if not is_ours(address)} == set()


def test_what_a_page_fetches_is_there(addresses: set[str]):
    files = {urlsplit(each).path for each in addresses if each.startswith("/static/")}
    assert len(files) > 5
    missing = [each for each in files if not static_file(each.removeprefix("/static/")).is_file()]
    assert missing == []


def stylesheets() -> list[Path]:
    """All that we serve; a package's other ones could be linked to tomorrow."""
    return sorted([*STATIC.rglob("*.css"), *(PACKAGES / "dkfds" / "dist").rglob("*.css")])


@pytest.mark.parametrize("path", stylesheets(), ids=lambda path: path.name)
def test_a_stylesheet_fetches_from_us_alone_and_what_is_there(path: Path):
    # A package may say where its map is and what it was made of: no browser fetches a comment.
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for address in in_css(text):
        if address.startswith("data:"):
            continue
        assert is_ours(address), address
        assert (path.parent / urlsplit(address).path).is_file(), address


def test_no_picture_fetches_anything():
    pictures = [*STATIC.rglob("*.svg"), *(PACKAGES / "dkfds" / "dist").rglob("*.svg")]
    assert len(pictures) > 100
    fetching = re.compile(r"""(?:href|src)\s*=\s*["'](?!#)|url\(\s*["']?(?!#)|<script""")
    assert [each for each in pictures if fetching.search(each.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="https://elsewhere.example/x.png">',
        '<img srcset="/x.png, //elsewhere.example/x.png 2x">',
        '<link rel="preconnect" href="https://elsewhere.example">',
        '<script src="http://elsewhere.example/x.js"></script>',
        '<style>@import "https://elsewhere.example/x.css";</style>',
        "<style>a { background: url(//elsewhere.example/x.png) }</style>",
        '<meta http-equiv="refresh" content="0; url=https://elsewhere.example">',
        '<a ping="https://elsewhere.example" href="/">x</a>',
        '<svg><use href="https://elsewhere.example/x.svg#a"></use></svg>',
        '<div hx-get="https://elsewhere.example"></div>',
    ],
)
def test_what_would_be_fetched_is_found(markup: str):
    found = fetched(html.fromstring(f"<html><body>{markup}</body></html>"))
    assert [address for address in found if not is_ours(address)], found


def test_where_a_link_leads_is_the_readers_choice():
    page = html.fromstring('<p><a href="https://www.borger.dk/">borger.dk</a></p>')
    assert fetched(page) == set()
