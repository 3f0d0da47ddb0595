"""Somebody at a real browser: opens, presses, chooses, types, and says what they see.

ada = somebody("ada", language="en")
ada.opens("/flytning").presses("Log ind og start").logs_in()
ada.chooses("Kun mig selv").goes_on()

Texts are written in Danish, and looked for in the language of the browser.
"""

import re
from collections.abc import Callable
from copy import copy
from datetime import date
from typing import Self

from playwright.sync_api import FilePayload, Locator, Page, Response, expect

from app.forms.messages import write_date
from app.forms.questions.question import Question
from app.languages import DANISH, translate_to
from tests.browser.hands import Hands
from tests.browser.inspection import Inspector
from tests.browser.scripts import Scripts
from tests.browser.stack import wait_for

# Pixels: a laptop, and the narrowest screen that WCAG 1.4.10 asks for.
WIDE, NARROW = 1280, 320
JPEG = b"\xff\xd8\xff\xe0" + b"\x00\x10JFIF" * 9000


class Walker:
    """One browser window. `key` is the test person who sits at it."""

    def __init__(
        self,
        page: Page,
        hands: Hands,
        inspector: Inspector,
        scripts: Scripts,
        *,
        base: str,
        key: str = "",
        language: str = DANISH,
    ) -> None:
        self.page, self.hands, self.inspector, self.scripts = page, hands, inspector, scripts
        self.base, self.key, self.language = base, key, language
        self.t = translate_to(language)
        self.speaks = DANISH

    def in_another_tab(self) -> "Walker":
        """A second tab of the same browser."""
        page = self.page.context.new_page()
        other = copy(self)
        other.page, other.hands = page, type(self.hands)(page)
        other.inspector = self.inspector.beside(page)
        other.scripts = Scripts(page, run=self.scripts.run)
        return other

    # Going places

    def opens(self, path: str) -> Self:
        """Type an address."""
        response = self.page.goto(path if "://" in path else f"{self.base}{path}")
        self._met(response)
        if self.speaks != self.language:
            self.speaks = self.language
            self.presses("English")
        return self

    def presses(self, text: str) -> Self:
        """Press a button or a link that leads to a page."""
        control = self._control(text)
        return self.arrives(lambda: self.hands.press(control))

    def touches(self, text: str) -> Self:
        """Press something that changes this page and leads nowhere."""
        self.hands.press(self._control(text))
        return self

    def goes_on(self) -> Self:
        """Press »Fortsæt«."""
        return self.presses("Fortsæt")

    def goes_back(self) -> Self:
        """Press the browser's own back button."""
        self._met(self.page.go_back())
        return self

    def reloads(self) -> Self:
        self._met(self.page.reload())
        return self

    def logs_in(self, key: str = "", level: str = "") -> Self:
        """At the login, choose who one is, and how sure it is: Low, Substantial or High."""
        if level:
            self.page.locator("#level").select_option(level)
        chosen = self.page.locator(f"button[name=person][value='{key or self.key}']")
        return self.arrives(lambda: self.hands.press(chosen))

    def logs_out(self) -> Self:
        """Press »Log af«. The page that leads on to the provider's logout sends itself, and is gone
        before anybody could look at it."""
        self.hands.press(self.page.get_by_role("button", name=self.t("Log af")).first)
        self.page.wait_for_url("**/log-ind/farvel*")
        return self

    def arrives(self, press: Callable[[], object]) -> Self:
        """Do what leads to another page, in a way of one's own."""
        with self.page.expect_navigation() as arrival:
            press()
        self._met(arrival.value)
        return self

    # Answering

    def chooses(self, *texts: str) -> Self:
        """Choose radios and checkboxes by their labels."""
        for text in texts:
            control = self.page.get_by_label(self.t(text), exact=True)
            self.hands.tick(control)
            expect(control).to_be_checked()
        return self

    def types(self, label: str, text: str) -> Self:
        self.hands.type(self.field(label), text)
        return self

    def types_day(self, day: date) -> Self:
        self.types("Dag", str(day.day)).types("Måned", str(day.month))
        return self.types("År", str(day.year))

    def picks_address(self, label: str, text: str, address: str) -> Self:
        """Search, as one types or with the button, and pick an address."""
        self.types(label, text)
        if not self.scripts.run:
            self.presses("Søg efter adressen")
        return self.chooses(address)

    def attaches(self, label: str, *names: str, content: bytes = JPEG) -> Self:
        """Choose files, as the browser's own window for it lets one: a picture of each name, each
        unlike the others."""
        files = [
            FilePayload(name=name, mimeType="image/jpeg", buffer=content + name.encode())
            for name in names
        ]
        self.field(label).set_input_files(files)
        return self

    # Looking

    def field(self, label: str) -> Locator:
        """The field with this label, whatever is said of it in brackets behind."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(self.t(label))}\s*(\(|$)"))

    def is_asked(self, question: Question) -> bool:
        """Whether this page asks this."""
        return self.page.locator(f"main [name='{question.key}']").count() > 0

    def sees(self, heading: str) -> Self:
        """The page's heading is this."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(_loose(self.t(heading)))
        return self

    def reads(self, *texts: str) -> Self:
        """Somewhere on the page this can be read."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(_inside(self.t(text)))
        return self

    def waits_to_read(self, text: str) -> Self:
        """Show the page again until this can be read on it."""
        wait_for(lambda: self.reloads().finds(text), text)
        return self

    def finds(self, text: str) -> bool:
        return re.search(_spaced(self.t(text)), self.page.locator("main").inner_text()) is not None

    def does_not_read(self, *texts: str) -> Self:
        """Nowhere in the whole page, shown or hidden."""
        for text in texts:
            assert text not in self.page.content(), f"{text!r} stands on {self.page.url}"
        return self

    def looks(self) -> Self:
        """Look the page over again, after something on it has changed."""
        with self.scripts.let_in():
            self.inspector.page_as_it_stands()
        return self

    @property
    def path(self) -> str:
        """The address on this host, without the draft that a page of a form names."""
        return re.sub(r"[?&]kladde=[0-9a-f-]{36}", "", self.page.url.removeprefix(self.base))

    def writes(self, day: date) -> str:
        """A date as our pages write it in this language."""
        return write_date(day, self.t)

    def _control(self, text: str) -> Locator:
        name = self.t(text)
        button = self.page.get_by_role("button", name=name, exact=True)
        return button.or_(self.page.get_by_role("link", name=name, exact=True)).first

    def _met(self, response: Response | None) -> None:
        with self.scripts.let_in():
            self.inspector.document(response)


# What the fixture `somebody` is: somebody("ada", width=NARROW) sits at a browser of their own.
Somebody = Callable[..., Walker]


def _loose(text: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{_spaced(text)}\s*$")


def _inside(text: str) -> re.Pattern[str]:
    return re.compile(_spaced(text))


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))
