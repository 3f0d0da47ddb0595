"""The templates of one language, with its texts put in place while they are compiled."""

from collections.abc import Iterator, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from app.languages import Translate, translate_to

TEMPLATES = Path(__file__).parent.parent / "templates"


class TextsInPlace(Extension):
    """Reads `_("Dansk tekst")` as the text itself, in the environment's own language.

    A page says some sixty texts. Looking each up anew for each visitor would take longer than all
    else that its templates do. What is not known before (`_(step.title)`) is looked up then.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        say = cast(Translate, self.environment.globals["_"])
        tokens = list(stream)
        place = 0
        while place < len(tokens):
            match tokens[place : place + 4]:
                case [
                    Token(type="name", value="_"),
                    Token(type="lparen"),
                    Token(type="string") as said,
                    Token(type="rparen"),
                ]:
                    yield said._replace(value=say(said.value))
                    place += 4
                case _:
                    yield tokens[place]
                    place += 1


class OneSetOfGlobals(Environment):
    """Every template sees the environment's own globals. Jinja would wrap them for each, and
    then compare the wrappings at each import of each page, which takes a tenth of its time."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        assert not d, "a template gets what it needs as its context"
        return self.globals


@cache
def templates(language: str) -> Environment:
    """The templates, compiled once each; a name that is not there is an error, not a blank."""
    environment = OneSetOfGlobals(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.loopcontrols", TextsInPlace],
    )
    environment.globals["_"] = translate_to(language)
    return environment


def question_templates() -> frozenset[str]:
    """The kinds of question that have a template."""
    return frozenset(path.stem for path in (TEMPLATES / "questions").glob("*.html"))
