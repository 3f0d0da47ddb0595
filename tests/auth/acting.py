"""How somebody comes to act for another, as they press through the pages."""

from app.standins import persons
from tests.citizen import Browser
from tests.service import Service


def gives(grantor: Browser, to: str, *tasks: str, name: str = "") -> Browser:
    """Fill in the page as it stands; everything unless tasks are named."""
    holder = persons.by_key(to)
    grantor.opens("/fuldmagter/giv")
    return grantor.sends(
        holder_cpr=holder.cpr,
        holder_name=name or holder.name,
        what="some" if tasks else "everything",
        tasks=list(tasks),
        declared="yes",
    )


def presses(browser: Browser, words: str) -> Browser:
    """Press the one button on the page that says this."""
    (form,) = [
        form
        for form in browser.page.cssselect("form")
        if words in " ".join(form.text_content().split())
    ]
    return browser.posts(form.get("action"), dict(form.form_values()))


def holds_power(service: Service, holder: str, grantor: str, *tasks: str) -> Browser:
    """The holder's browser, when they have accepted and act for the grantor."""
    gives(service.citizen(grantor), holder, *tasks)
    browser = service.citizen(holder).opens("/fuldmagter")
    presses(browser, f"Sig ja til fuldmagten fra {persons.by_key(grantor).name}")
    return acts_for(browser, persons.by_key(grantor).name)


def acts_for(browser: Browser, name: str) -> Browser:
    browser.opens("/fuldmagter")
    return presses(browser, f"Handl for {name}")


def withdraws(service: Service, grantor: str) -> Browser:
    return presses(service.citizen(grantor).opens("/fuldmagter"), "Træk tilbage")
