"""Real logins, at the provider's stand-in."""

from tests.auth.walking import as_person, leave
from tests.citizen import Browser
from tests.service import Service


def log_in(service: Service, who: str, back: str, host: str = "localhost") -> Browser:
    """A browser that has logged in at the provider; `who` is a person, or one at a company."""
    browser = service.browser(host)
    return come_back(browser, leave(browser.client, back), who, back)


def come_back(browser: Browser, provider: str, who: str, back: str) -> Browser:
    browser.opens(as_person(provider, who))
    if browser.path.startswith("/log-ind/vaelg"):
        # Whoever logs in with the company's key is the company first, and may be themselves.
        browser.sends(person="0")
    return browser
