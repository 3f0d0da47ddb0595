"""An inspector that finds nothing is worth nothing: pages that are made worse are refused."""

import pytest

from tests.browser.walker import Somebody

pytestmark = pytest.mark.browser

HEADING = "document.querySelector('h1')"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (f"{HEADING}.innerHTML = '<img src=\"/static/icon.svg\">'", "image-alt"),
        (f"{HEADING}.style.color = '#ccc'", "color-contrast"),
        (f"{HEADING}.style.width = '2000px'", "px wide on"),
        ("console.error('oh no')", "console: oh no"),
        ("fetch('/findes-ikke')", "404: "),
        ("fetch('https://www.example.com/').catch(() => 0)", "Content Security Policy"),
    ],
)
def test_a_page_made_worse_is_refused(somebody: Somebody, scripts: bool, harm: str, complaint: str):
    walker = somebody(scripts=scripts).opens("/forlad")
    with walker.scripts.let_in():
        walker.page.evaluate(f"async () => {{ await ({harm}) }}")
    with pytest.raises(AssertionError, match=complaint):
        walker.looks()


def test_danish_on_an_english_page_is_refused(somebody: Somebody):
    walker = somebody(language="en").opens("/forlad")
    walker.page.evaluate(f"{HEADING}.textContent = 'Hvad skal du?'")
    with pytest.raises(AssertionError, match="Danish on an English page"):
        walker.looks()
