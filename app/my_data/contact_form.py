"""How a citizen puts their own contact data right: the two questions, asked as forms ask them."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.clock import today
from app.contacts import Contact
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.posted import Posted
from app.forms.questions import Email, Phone
from app.forms.questions.question import Question
from app.submissions.fields import Field

QUESTIONS: tuple[Question, ...] = (
    Phone("Telefonnummer", optional=True),
    Email("E-mail", optional=True),
)
for _question in QUESTIONS:
    _question.key = _question.kind


@dataclass(frozen=True)
class Read:
    """What came of reading it: what can be kept, by key, and what cannot."""

    answers: Mapping[str, str]
    problems: Mapping[str, InvalidAnswer]


def read(posted: Posted) -> Read:
    """What was typed; nothing where a field was left empty."""
    answers, problems = {}, {}
    for question in QUESTIONS:
        try:
            answers[question.key] = question.read(posted, _known()) or ""
        except InvalidAnswer as problem:
            problems[question.key] = problem
    return Read(answers, problems)


def fields(contact: Contact | None) -> list[Field]:
    """The fields with what is kept."""
    kept = {"phone": contact.phone, "email": contact.email} if contact else {}
    return [
        Field(question, question.words(kept.get(question.key) or None, _known()))
        for question in QUESTIONS
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
        for question in QUESTIONS
    ]


def _known() -> Known:
    return Known(today=today())
