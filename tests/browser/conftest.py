"""Chromium and a service that runs, shared by the browser tests; somebody to sit down at it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from app.languages import DANISH
from tests.browser.hands import Hands, Mouse
from tests.browser.inspection import Inspector
from tests.browser.scripts import Scripts
from tests.browser.stack import Stack, running_stack
from tests.browser.walker import WIDE, Somebody, Walker
from tests.databases import SQLiteDatabases

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PATIENCE_MILLISECONDS = 30_000


# Not for the whole session: it leaves an event loop running, which other tests would stumble over.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def running(
    sqlite_databases: SQLiteDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack"), sqlite_databases.empty()) as stack:
        yield stack


@pytest.fixture
def stack(running: Stack) -> Iterator[Stack]:
    """The service on SQLite; everything outside it behaves until told not to."""
    running.starts_afresh()
    known = len(running.mistakes())
    yield running
    assert running.mistakes()[known:] == []


@pytest.fixture(scope="session")
def pages_met() -> set[str]:
    """The pages that have been looked at already."""
    return set()


@pytest.fixture
def sit_down(chromium: Browser, pages_met: set[str]) -> Iterator[Callable[..., Walker]]:
    """Seat a person at a browser of their own, at any service."""
    with ExitStack() as windows:

        def sit(
            stack: Stack,
            key: str = "",
            *,
            hands: Callable[..., Hands] = Mouse,
            language: str = DANISH,
            scripts: bool = True,
            width: int = WIDE,
        ) -> Walker:
            context = windows.enter_context(
                chromium.new_context(
                    viewport={"width": width, "height": 800},
                    locale="da-DK",
                    timezone_id="Europe/Copenhagen",
                    reduced_motion="reduce",
                )
            )
            context.set_default_timeout(PATIENCE_MILLISECONDS)
            page = context.new_page()
            return Walker(
                page,
                hands(page),
                Inspector(page, stack.base, (stack.standins,), pages_met),
                Scripts(page, run=scripts),
                base=stack.base,
                key=key,
                language=language,
            )

        yield sit


@pytest.fixture
def somebody(stack: Stack, sit_down: Callable[..., Walker]) -> Somebody:
    """somebody("ada", width=320): a test person at a browser of their own."""
    return lambda key="", **how: sit_down(stack, key, **how)
