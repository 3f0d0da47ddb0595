"""English says everything that Danish does, and the catalogues are what the collection finds."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app import languages
from app.commands import texts
from app.forms.catalogue import published
from app.forms.texts import texts_of
from app.languages import DOMAINS, LANGUAGES, is_translated, translate_to
from app.templating import TEMPLATES, templates

FOREIGN = [language for language in LANGUAGES if language != languages.DANISH]
PLACEHOLDER = re.compile(r"{[^{}]*}")

in_every_catalogue = pytest.mark.parametrize(
    ("language", "domain"),
    [(language, domain) for language in FOREIGN for domain in DOMAINS],
)


@cache
def collected() -> dict[str, list[str]]:
    return texts.collected()


def translations(language: str, domain: str) -> dict[str, str]:
    catalogue = texts.read(language, domain)
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string}


@in_every_catalogue
def test_nothing_is_untranslated(language, domain):
    assert texts.untranslated(language, domain, collected()[domain]) == []


@in_every_catalogue
def test_a_catalogue_is_what_the_command_would_write(language, domain):
    file = texts.file_of(language, domain)
    assert file.read_bytes() == texts.updated(language, domain, collected()[domain]), (
        f"run `python -m app texts` and translate what is new in {file.name}"
    )


def test_the_check_lists_what_is_missing_and_changes_nothing(monkeypatch, capsys):
    before = texts.file_of("en", "pages").read_bytes()
    monkeypatch.setattr(texts, "collected", lambda: {"pages": ["Mine sager", "Rød grød"]})
    assert texts.run(["--check"]) == 1
    assert capsys.readouterr().out == "en pages: Rød grød\n"
    assert texts.file_of("en", "pages").read_bytes() == before


@in_every_catalogue
def test_a_translation_has_the_same_placeholders(language, domain):
    for danish, foreign in translations(language, domain).items():
        assert sorted(PLACEHOLDER.findall(danish)) == sorted(PLACEHOLDER.findall(foreign)), danish


@in_every_catalogue
def test_a_translation_ends_as_the_danish_text_does(language, domain):
    for danish, foreign in translations(language, domain).items():
        if not danish.endswith(("kr.", "min.", "sek.")):
            assert (danish[-1] in ".:?") == (foreign[-1] in ".:?"), (danish, foreign)


@in_every_catalogue
def test_a_translation_has_the_spaces_of_the_danish_text(language, domain):
    for danish, foreign in translations(language, domain).items():
        assert foreign.strip() == foreign, danish
        assert "  " not in foreign, danish


@pytest.mark.parametrize("language", FOREIGN)
def test_a_text_that_was_never_translated_is_said_in_danish(language):
    assert translate_to(language)("Rød grød med fløde.") == "Rød grød med fløde."
    assert not is_translated(language, "Rød grød med fløde.")


def test_a_text_left_empty_in_the_catalogue_is_said_in_danish(tmp_path, monkeypatch):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "pages.po").write_text('msgid "Farvel"\nmsgstr ""\n', "utf-8")
    (folder / "forms.po").write_text('msgid "Goddag"\nmsgstr "Hello"\n', "utf-8")
    monkeypatch.setattr(languages, "CATALOGUES", tmp_path)
    for kept in (languages._catalogue, languages._translated):
        monkeypatch.setattr(languages, kept.__name__, cache(kept.__wrapped__))
    say = translate_to("en")
    assert say("Goddag") == "Hello"
    assert say("Farvel") == "Farvel"
    assert not is_translated("en", "Farvel")


@pytest.mark.parametrize("language", [*LANGUAGES, "xx"])
def test_the_header_of_a_catalogue_is_never_shown(language):
    assert translate_to(language)("") == ""


@pytest.mark.parametrize("language", [*LANGUAGES, "xx"])
def test_a_section_sign_stays_with_its_number(language):
    assert translate_to(language)("Loven, § 12 og §§ 4-5.") == "Loven, §\u00a012 og §§\u00a04-5."


@pytest.mark.parametrize("language", ["da", "xx", ""])
def test_danish_and_what_we_do_not_speak_are_danish(language):
    assert translate_to(language)("Hvem flytter?") == "Hvem flytter?"


def test_english_is_english():
    say = translate_to("en")
    assert say("Hvem flytter?") == "Who is moving?"
    assert say("{day}. {month} {year}") == "{day} {month} {year}"
    assert say("Mine sager") == "My cases"


def test_every_form_can_be_filled_in_in_its_languages():
    for form in published().values():
        for language in form.languages:
            assert [text for text in texts_of(form) if not is_translated(language, text)] == []


def test_every_text_a_page_says_can_be_found():
    found = {text for domain in collected().values() for text in domain}
    for file, said in spoken_in_templates():
        assert not isinstance(said, nodes.Const) or said.value in found, (file.name, said)


def test_no_page_puts_a_text_together_as_it_speaks():
    """`_("a" ~ b)` and `_("a" if b else "c")` could be found by no translator."""
    for file, said in spoken_in_templates():
        assert isinstance(said, nodes.Const | nodes.Name | nodes.Getattr), (file.name, said)


def test_no_code_puts_a_text_together_as_it_speaks():
    for file in texts.CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="t"), args=[said, *_]):
                    assert not isinstance(said, ast.JoinedStr | ast.BinOp), (file.name, node.lineno)


def test_a_text_is_said_in_place_and_in_the_language_of_its_template():
    page = '{{ _("Mine sager") }}, {{ _(text) }}, {{ {"a": _("Luk")}.a }} & {{ _("<b>") }}'
    said = {
        language: templates(language).from_string(page).render(text="Luk") for language in LANGUAGES
    }
    assert said["da"] == "Mine sager, Luk, Luk & &lt;b&gt;"
    assert said["en"] == "My cases, Close, Close & &lt;b&gt;"


def spoken_in_templates() -> list[tuple[Path, nodes.Expr]]:
    # As they are written: in ours, texts are put in place before anything is parsed.
    plain = Environment(extensions=["jinja2.ext.loopcontrols"], autoescape=True)
    return [
        (file, call.args[0])
        for file in sorted(TEMPLATES.rglob("*.html"))
        for call in plain.parse(file.read_text("utf-8")).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "_"
    ]


@pytest.mark.parametrize("domain", DOMAINS)
def test_leaving_has_one_word(domain: str):
    # »Log af«, as the design system says it.
    other = re.compile(r"\blog(ge|get|ger)? ud\b", re.IGNORECASE)
    assert [each for each in collected()[domain] if other.search(each)] == []
