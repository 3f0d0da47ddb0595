"""How a citizen puts their own contact data right: the questions, asked as forms ask them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.clock import today
from app.contacts import Contact
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.posted import Posted
from app.forms.questions import Declaration, Email, Phone
from app.forms.questions.question import Question
from app.submissions.fields import Field

SMS = Declaration(
    "Send mig også en sms, når en kvittering er på vej til mig",
    hint="Sms'en kommer til det nummer, du selv har givet NemSMS på borger.dk.",
    optional=True,
)
QUESTIONS: dict[str, Question] = {
    "phone": Phone("Telefonnummer", optional=True),
    "email": Email("E-mail", optional=True),
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


def fields(contact: Contact | None) -> list[Field]:
    """The fields with what is kept."""
    kept = {"phone": contact.phone, "email": contact.email, "sms": contact.sms} if contact else {}
    return [
        Field(question, question.words(kept.get(question.key) or None, _known()))
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
        )
        for question in QUESTIONS.values()
    ]


def _known() -> Known:
    return Known(today=today())
