"""Everything a form and the kinds of question say to the citizen, for translation."""

import ast
from collections.abc import Iterator
from pathlib import Path

from app.forms.by_post import WORDS
from app.forms.dates import MISSING_SENTENCES
from app.forms.family import RELATIONS
from app.forms.form import Form
from app.forms.messages import MONTHS
from app.forms.questions.address import PUT_RIGHT_SENTENCES
from app.forms.questions.people import PROTECTED

_SPEAKERS = {"InvalidAnswer", "Message", "t"}


def texts_of(form: type[Form]) -> list[str]:
    """What the form says, each text once, in the order it is met."""
    return list(dict.fromkeys(text for text in _all_of(form) if text))


def engine_texts() -> list[str]:
    """What the engine says whatever the form: sentences beside the fields, months, relations."""
    months = [name for month in MONTHS for name in (month, month.capitalize())]
    listed = [
        *months,
        *MISSING_SENTENCES,
        *PUT_RIGHT_SENTENCES,
        PROTECTED,
        *RELATIONS.values(),
        *WORDS,
    ]
    spoken = [text for file in sorted(_HERE.rglob("*.py")) for text in _spoken_in(file)]
    return list(dict.fromkeys(spoken + listed))


def _all_of(form: type[Form]) -> Iterator[str]:
    yield form.title
    start = form.before_you_start
    yield from (start.who, *start.have_ready, start.afterwards, start.authority or "")
    yield from (each.instead for each in form.not_sent_by)
    for step in form.steps:
        yield step.title
        for question in step.questions:
            yield from question.texts()
        yield from (rule.otherwise for rule in step.rules)
    yield from (form.what_happens_next, form.complaint or "")
    yield from (still.text for still in form.still_to_do)
    if form.when_we_answer is not None:
        yield form.when_we_answer.text
    yield from (form.privacy.purpose, form.privacy.legal_basis, form.privacy.recipients)


_HERE = Path(__file__).parent


def _spoken_in(file: Path) -> Iterator[str]:
    """The texts handed to those who speak: InvalidAnswer("…"), Message("…"), t("…")."""
    if file.is_relative_to(_HERE / "catalogue"):
        return
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        first = node.args[0]
        if (
            node.func.id in _SPEAKERS
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            yield first.value
