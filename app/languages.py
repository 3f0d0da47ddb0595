"""The languages of the service: Danish, and English through gettext catalogues.

A Danish text is its own key, so a form is written in plain Danish. A text without a translation
is shown in Danish, and `python -m app texts --check` lists it.
"""

import gettext
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DANISH = "da"
LANGUAGES = {"da": "Dansk", "en": "English"}
CATALOGUES = Path(__file__).parent / "locale"
DOMAINS = ("pages", "forms")

Translate = Callable[[str], str]


def translate_to(language: str) -> Translate:
    """The function that says a Danish text in `language`; Danish for one we do not speak."""
    if language not in LANGUAGES or language == DANISH:
        return _unbroken
    catalogue = _catalogue(language)
    # gettext keeps a catalogue's header under the empty text.
    return lambda text: _unbroken(catalogue.gettext(text)) if text else ""


def is_translated(language: str, text: str) -> bool:
    """Whether the catalogues hold `text` in `language`."""
    return language == DANISH or text in _translated(language)


def _unbroken(text: str) -> str:
    """The text with every section sign bound to its number: no line may end with »§«."""
    return text.replace("§ ", "§\u00a0") if "§" in text else text


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    """The catalogues of a language, compiled when first asked for: no build step to forget."""
    found: gettext.GNUTranslations | None = None
    for domain in DOMAINS:
        with (CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
            compiled = BytesIO()
            write_mo(compiled, read_po(file, locale=language, domain=domain))
        compiled.seek(0)
        part = gettext.GNUTranslations(compiled)
        if found is None:
            found = part
        else:
            found.add_fallback(part)
    assert found is not None
    return found


@cache
def _translated(language: str) -> frozenset[str]:
    texts = set()
    for domain in DOMAINS:
        with (CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
            for message in read_po(file, locale=language, domain=domain):
                if message.id and message.string and not message.fuzzy:
                    texts.add(message.id if isinstance(message.id, str) else message.id[0])
    return frozenset(texts)
