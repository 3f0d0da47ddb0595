"""Collects the Danish texts of pages and forms into the catalogues that translators fill in."""

import argparse
import ast
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.auth.roles import ROLE_NAMES
from app.entrance import areas, own_pages
from app.forms import case_answer
from app.forms.catalogue import published
from app.forms.texts import engine_texts, texts_of
from app.integrations.deliveries import opening
from app.languages import CATALOGUES, DANISH, LANGUAGES
from app.municipalities.demo import OPENING_HOURS
from app.my_data.contact_form import NEWS, SMS
from app.pages import ROOT
from app.statistics.channels import CHANNELS
from app.submissions import complaints
from app.submissions.look_up import NOT_FOUND, REASONS
from app.submissions.looks import FOR_ANOTHER
from app.templating import TEMPLATES

CODE = ROOT / "app"
# Forms bring their own texts, and the stand-ins speak Danish alone.
ELSEWHERE = (CODE / "forms", CODE / "standins")


def run(arguments: Sequence[str]) -> int:
    """Update the catalogues; with `--check` change nothing and list what has no translation."""
    options = argparse.ArgumentParser(prog="python -m app texts")
    options.add_argument(
        "--check", action="store_true", help="list what is missing, change nothing"
    )
    only_check = options.parse_args(arguments).check
    missing = 0
    for language in LANGUAGES:
        if language == DANISH:
            continue
        for domain, found in collected().items():
            if not only_check:
                file_of(language, domain).write_bytes(updated(language, domain, found))
            for text in untranslated(language, domain, found):
                missing += 1
                print(f"{language} {domain}: {text}")
    return 1 if only_check and missing else 0


def collected() -> dict[str, list[str]]:
    """Every Danish text by domain, in the order it is met, each in the first domain only."""
    pages = list(dict.fromkeys([*_template_texts(), *_code_texts(), *_listed_texts()]))
    forms = [text for form in published().values() for text in texts_of(form)]
    return {
        "pages": pages,
        "forms": [text for text in dict.fromkeys([*engine_texts(), *forms]) if text not in pages],
    }


def untranslated(language: str, domain: str, found: Sequence[str]) -> list[str]:
    """The texts that a catalogue does not hold."""
    catalogue = read(language, domain)
    return [
        text
        for text in found
        if text not in catalogue or not catalogue[text].string or catalogue[text].fuzzy
    ]


def updated(language: str, domain: str, found: Sequence[str]) -> bytes:
    """A catalogue's file for these texts: new ones empty, those no longer said left out."""
    before = read(language, domain)
    after = Catalog(locale=language, domain=domain, fuzzy=False)
    for text in found:
        kept = before.get(text)
        after.add(text, string=kept.string if kept is not None else "")
    file = BytesIO()
    write_po(file, after, width=100, omit_header=True, sort_output=False)
    return file.getvalue()


def read(language: str, domain: str) -> Catalog:
    with file_of(language, domain).open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def file_of(language: str, domain: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po"


def _template_texts() -> Iterator[str]:
    """What templates say as `_("…")`."""
    found = extract_from_dir(
        TEMPLATES,
        method_map=[("**.html", "jinja2")],
        options_map={
            "**.html": {
                "trim_blocks": "true",
                "silent": "false",
                "extensions": "jinja2.ext.loopcontrols",
            }
        },
        keywords={"_": None},
    )
    for _, _, text, *_ in found:
        yield text if isinstance(text, str) else text[0]


def _code_texts() -> Iterator[str]:
    """What our code says itself, as `t("…")`."""
    for file in sorted(CODE.rglob("*.py")):
        if any(file.is_relative_to(folder) for folder in ELSEWHERE):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="t"), args=[ast.Constant(value=str(text)), *_]):
                    yield text


def _listed_texts() -> Iterator[str]:
    """What templates say from lists of ours, as `_(area.title)`."""
    yield from areas.texts()
    yield from own_pages.texts()
    yield from CHANNELS.values()
    yield from OPENING_HOURS
    yield from ROLE_NAMES.values()
    # The other questions about contact data are asked by forms too.
    yield from (NEWS.label, NEWS.hint or "", *NEWS.options.values())
    yield from (SMS.label, SMS.hint or "")
    yield from (case_answer.TEXT.label, case_answer.TEXT.hint or "", case_answer.FILES.label)
    yield from (NOT_FOUND, FOR_ANOTHER, *REASONS.values(), *opening.REASONS, *complaints.REASONS)
