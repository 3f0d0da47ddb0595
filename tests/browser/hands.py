"""How somebody works a page: with a mouse (or a finger), or with nothing but the keyboard."""

from typing import Protocol

from playwright.sync_api import Locator, Page

# More stops than this on the way to a control, and nobody would get there.
MOST_STOPS = 150

# Whether a stop is the one we look for, and whether one can see where one is.
STOP = """(wanted) => {
  const here = document.activeElement;
  const drawn = (element, part) => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  };
  const labels = [...(here.labels ?? [])];
  const box = here.getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight;
  return {
    name: here.outerHTML.slice(0, 200),
    arrived: here === wanted,
    sibling: here.type === "radio" && wanted.type === "radio" && here.name === wanted.name,
    seen: here === document.body ||
      inView && (drawn(here) || labels.some((one) => drawn(one) || drawn(one, "::before"))),
  };
}"""


class Hands(Protocol):
    """What one can do to a control."""

    def __init__(self, page: Page) -> None: ...

    def press(self, control: Locator) -> None: ...

    def tick(self, control: Locator) -> None: ...

    def type(self, control: Locator, text: str) -> None: ...


class Mouse:
    """Points at things, and types in what was pointed at."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, control: Locator) -> None:
        control.click()

    def tick(self, control: Locator) -> None:
        # A radio of the design system is drawn by its label, which is what people press.
        self.page.locator(f"label[for='{control.get_attribute('id')}']").click()

    def type(self, control: Locator, text: str) -> None:
        control.click()
        control.fill(text)


class Keyboard:
    """Goes from stop to stop with Tab; every stop on the way must show itself."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard

    def press(self, control: Locator) -> None:
        self._reach(control)
        self.keys.press("Enter")

    def tick(self, control: Locator) -> None:
        self._reach(control)
        if control.is_checked():
            return
        self.keys.press("Space")

    def type(self, control: Locator, text: str) -> None:
        self._reach(control)
        self.keys.press("ControlOrMeta+a")
        self.keys.type(text)

    def _reach(self, control: Locator) -> None:
        wanted = control.element_handle()
        for _ in range(MOST_STOPS):
            stop = self.page.evaluate(STOP, wanted)
            assert stop["seen"], f"focus cannot be seen: {stop['name']}"
            if stop["arrived"]:
                return
            self.keys.press("ArrowDown" if stop["sibling"] else "Tab")
        raise AssertionError(f"the keyboard does not reach {control}")
