"""Whether a browser runs the scripts of the pages it shows."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page


class Scripts:
    """Without scripts, a page is still looked at with one: it is let in, and shut out again."""

    def __init__(self, page: Page, *, run: bool) -> None:
        self.devtools, self.run = page.context.new_cdp_session(page), run
        if not run:
            self._disable(True)

    @contextmanager
    def let_in(self) -> Iterator[None]:
        """For our own looking; those of the page have missed their chance."""
        if self.run:
            yield
            return
        self._disable(False)
        yield
        self._disable(True)

    def _disable(self, disabled: bool) -> None:
        self.devtools.send("Emulation.setScriptExecutionDisabled", {"value": disabled})
