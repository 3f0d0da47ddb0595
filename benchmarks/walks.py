"""The journeys that are walked: the floor's, the three-step form's, and relocation."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from itertools import count
from urllib.parse import parse_qs, urlencode, urlsplit

from app.clock import today
from benchmarks.browser import Browser, Unexpected
from benchmarks.outside import code_for

Walk = Callable[[Browser], Awaitable[None]]
Fields = Mapping[str, str]

STEP_POST = "step POST"
_citizens = count(1)


async def floor(browser: Browser) -> None:
    """Ten requests, five of them durable."""
    address = await browser.is_sent_on("login callback", "/callback")
    for fields in (
        {"name": "Ada Madsen", "phone": "20304050", "email": "ada@example.dk"},
        {"day": "1", "month": "12", "year": "2026", "place": "home"},
        {"alone": "yes", "story": STORY},
    ):
        await browser.opens("step GET", address)
        address = await browser.sends(STEP_POST, address, fields)
    await browser.opens("check GET", address)
    receipt = await browser.sends("submit", address, {})
    await browser.opens("receipt", receipt)


async def three_steps(browser: Browser) -> None:
    """The floor's ten requests, and the two it has not: leaving for the login, and »Start«."""
    await _walk(browser, "tre-trin", THREE_STEPS)


async def relocation(browser: Browser) -> None:
    """Somebody who lives alone moves: six steps; the civil register is asked what it knows."""
    day = today() + timedelta(days=7)
    move = {"move_date-day": day.day, "move_date-month": day.month, "move_date-year": day.year}
    date = {name: str(value) for name, value in move.items()}
    await _walk(
        browser,
        "flytning",
        (
            {},
            date,
            NEW_ADDRESS,
            {"tenure": "owner"},
            {"doctor": "keep"},
            {"phone": "20 30 40 50", "truth": "yes"},
        ),
    )


async def _walk(browser: Browser, slug: str, pages: tuple[Fields, ...]) -> None:
    await _log_in(browser, f"/{slug}")
    address = await browser.sends("start", f"/{slug}", {})
    for answers in pages:
        page = await browser.opens("step GET", address)
        hidden = {name: page.hidden(name) for name in ("draft", "revision")}
        address = await browser.sends(STEP_POST, address, hidden | dict(answers))
    if urlsplit(address).path != f"/{slug}/kontroller":
        raise Unexpected(f"the last step led to {address}")
    page = await browser.opens("check GET", address)
    hidden = {name: page.hidden(name) for name in ("draft", "revision")}
    receipt = await browser.sends("submit", address, hidden)
    await browser.opens("receipt", receipt)


async def _log_in(browser: Browser, back: str) -> None:
    """Through our own two addresses of a login. What happens between them, at the provider, is
    nobody's work here: its answer is made up, and `outside.py` stands by it."""
    address = await browser.is_sent_on("leave for login", f"/log-ind?tilbage={back}")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    answer = {"state": asked["state"], "code": code_for(_new_number(), asked["nonce"])}
    address = await browser.is_sent_on("login callback", f"/log-ind/svar?{urlencode(answer)}")
    if address != back:
        raise Unexpected(f"the login led to {address}")


def _new_number() -> str:
    """A synthetic CPR number nobody has used yet: one draft of a form is open for each citizen."""
    number, last = divmod(next(_citizens), 10_000)
    return f"61{1 + number % 12:02}90{last:04}"


STORY = "Der løb en rotte over vejen ved bænken i parken, og den kom ud af et hul ved hækken. " * 2
THREE_STEPS = (
    {"name": "Ada Madsen", "phone": "20 30 40 50", "email": "ada@example.dk"},
    {"day-day": "1", "day-month": "12", "day-year": "2026", "place": "home"},
    {"alone": "yes", "story": STORY},
)
NEW_ADDRESS = {
    "new_address-pick": "manual",
    "new_address-street": "Møllevej",
    "new_address-number": "12",
    "new_address-postal_code": "7400",
    "new_address-city": "Herning",
}
