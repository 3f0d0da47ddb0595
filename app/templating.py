"""The templates of one language, with its texts put in place while they are compiled."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import cast

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


@cache
def templates(language: str) -> Environment:
    """The templates, compiled once each; a name that is not there is an error, not a blank."""
    environment = Environment(
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
