"""Pages of our own that people look for as they do for a task: found beside the tasks."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class OwnPage:
    """A page at `/slug` of every municipality, with the words people use for it."""

    slug: str
    title: str
    description: str
    words: tuple[str, ...]
    english: tuple[str, ...]


OWN_PAGES = {
    page.slug: page
    for page in (
        OwnPage(
            "fuldmagter",
            "Fuldmagter",
            "Lad en anden handle for dig, eller handl selv for en, der har givet dig fuldmagt, for "
            "dit barn eller for den, du er værge for.",
            ("fuldmagt", "værge", "værgemål", "pårørende", "hjælpe min mor", "handle for en anden"),
            ("power of attorney", "proxy", "guardian", "act for another"),
        ),
        OwnPage(
            "mine-data",
            "Mine data",
            "Se, hvad vi har om dig, og hvem der har set på det. Hent det hele, og ret dit "
            "telefonnummer og din e-mail.",
            ("mine oplysninger", "persondata", "indsigt i mine data", "hvem har set mine data"),
            ("my data", "personal data", "subject access"),
        ),
    )
}


def texts() -> Iterator[str]:
    """Every text a citizen reads here, for the translators."""
    for page in OWN_PAGES.values():
        yield page.title
        yield page.description
