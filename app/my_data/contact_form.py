"""How a citizen puts their own contact data right: the questions, asked as forms ask them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.clock import today
from app.contacts import Contact
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.posted import Posted
from app.forms.questions import Choice, Declaration, Email, Phone
from app.forms.questions.question import Question
from app.submissions.fields import Field

SMS = Declaration(
    "Send mig også en sms, når et brev er på vej til mig",
    hint="Sms'en kommer til det nummer, du selv har givet NemSMS på borger.dk.",
    optional=True,
)
NEWS = Choice(
    "Hvornår vil du have besked om dine sager?",
    {
        "all": "Hver gang der sker noget",
        "needed": "Kun når kommunen mangler noget fra dig eller har svaret",
    },
    hint=(
        "Beskeden kommer i Digital Post. Er du fritaget, får du den på papir, når kommunen mangler "
        "noget fra dig eller har svaret."
    ),
)
QUESTIONS: dict[str, Question] = {
    "phone": Phone("Telefonnummer", optional=True),
    "email": Email("E-mail", optional=True),
    "news": NEWS,
    "sms": SMS,
}
for _key, _question in QUESTIONS.items():
    _question.key = _key


@dataclass(frozen=True)
class Read:
    """What came of reading it: what can be kept, by key, and what cannot."""

    answers: Mapping[str, Any]
    problems: Mapping[str, InvalidAnswer]


def read(posted: Posted) -> Read:
    """What was typed and ticked; nothing where a field was left empty."""
    answers, problems = {}, {}
    for question in QUESTIONS.values():
        try:
            answers[question.key] = question.read(posted, _known()) or ""
        except InvalidAnswer as problem:
            problems[question.key] = problem
    return Read(answers, problems)


def fields(contact: Contact | None, t: Translate) -> list[Field]:
    """The fields with what is kept."""
    kept: dict[str, Any] = {"news": "all"}
    if contact is not None:
        kept = {name: getattr(contact, name) for name in QUESTIONS}
    return [
        Field(
            question,
            question.words(kept.get(question.key) or None, _known()),
            options=_options(question, t),
        )
        for question in QUESTIONS.values()
    ]


def fields_as_typed(
    posted: Posted, problems: Mapping[str, InvalidAnswer], t: Translate
) -> list[Field]:
    """The fields as they were typed, each with what is wrong with it."""
    return [
        Field(
            question,
            question.typed(posted),
            problem=problems[question.key].say(t) if question.key in problems else None,
            options=_options(question, t),
        )
        for question in QUESTIONS.values()
    ]


def _options(question: Question, t: Translate) -> list[tuple[str, str, str]]:
    if not isinstance(question, Choice):
        return []
    return [(value, t(label), "") for value, label in question.offered(_known()).items()]


def _known() -> Known:
    return Known(today=today())
