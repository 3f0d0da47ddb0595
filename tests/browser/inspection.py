"""What must hold of every page a browser meets, whoever is at it and however they work."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import html
from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.citizen import check_page
from tests.databases import ROOT

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
RUN_AXE = "(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})"
# What a page is built of: its tags and their attributes, whatever words stand between them.
WORDS = re.compile(r">[^<]*[^<\s][^<]*<")
FLEETING = re.compile(r' (value|data-ends-at|href|hx-get|action|title)="[^"]*"')
# Words that stand in hardly any Danish sentence's way, and in no English one.
DANISH = re.compile(r"\b(og|ikke|eller|hvis|skal|hvor|hvad|når|jeg|vi|du)\b", re.IGNORECASE)
WORDS_NOT_MARKED = """() => {
  const copy = document.body.cloneNode(true);
  for (const marked of copy.querySelectorAll("[lang='da'], script")) marked.remove();
  return copy.textContent;
}"""


class Inspector:
    """Listens to one page of a browser, and looks at each document it shows."""

    def __init__(self, page: Page, ours: str, welcome: tuple[str, ...], met: set[str]) -> None:
        self.page = page
        self.ours = ours
        self.welcome = (ours, *welcome)
        self.met = met
        self.complaints: list[str] = []
        self.documents: set[str] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script failed: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def is_at(self, base: str) -> None:
        """The service is met at another of its addresses."""
        self.ours, self.welcome = base, (base, *self.welcome)

    def beside(self, page: Page) -> "Inspector":
        """Another for another tab."""
        return Inspector(page, self.ours, self.welcome, self.met)

    def document(self, response: Response | None) -> None:
        """Look at a document as it arrived from the server, and at what became of it."""
        self.no_complaints()
        if not self.page.url.startswith(self.ours):
            return
        assert response is not None
        headers = response.headers
        if headers.get("content-type", "").startswith("text/html"):
            check_page(html.fromstring(response.text()), headers["content-security-policy"])
            self.page_as_it_stands()

    def page_as_it_stands(self) -> None:
        """Look at the page with what scripts and people have done to it."""
        self.no_complaints()
        width = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], f"{self.page.url} is {width[0]} px wide on {width[1]}"
        if self.page.locator("html").get_attribute("lang") == "en":
            danish = DANISH.findall(self.page.evaluate(WORDS_NOT_MARKED))
            assert not danish, f"Danish on an English page: {danish} at {self.page.url}"
        built = f"{width} {_built(self.page.content())}"
        if built not in self.met:
            self.page.evaluate(axe())
            found = self.page.evaluate(RUN_AXE, WCAG)
            assert not found["violations"], "\n".join(_said(found["violations"], self.page.url))
            self.met.add(built)

    def no_complaints(self) -> None:
        """Neither the console nor the network has had anything to say."""
        assert not self.complaints, "\n".join(self.complaints)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # Chromium tells of every document whose status is 4xx; those are answers of ours.
        is_document = message.location.get("url") in self.documents
        if not (is_document and message.text.startswith("Failed to load resource")):
            self.complaints.append(f"console: {message.text} {message.location}")

    def _request(self, request: Request) -> None:
        if request.is_navigation_request():
            self.documents.add(request.url)
        if not request.url.startswith((*self.welcome, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        # Going on to another page, or saving a file, ends what was under way.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"no answer: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status}: {response.url}")


def _built(page: str) -> str:
    """Pages that are built alike need be looked at once, however many names stand on them."""
    return FLEETING.sub("", WORDS.sub(">…<", page))


@cache
def axe() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def _said(violations: list[dict[str, Any]], url: str) -> Iterator[str]:
    for violation in violations:
        yield f"{violation['id']} at {url}: {violation['help']}"
        yield from (f"  {node['html'][:300]}" for node in violation["nodes"])
