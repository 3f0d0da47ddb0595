"""Asks questions and walks forms as plain values, on a day that stands still."""

from datetime import date, timedelta
from typing import Any, TypeVar

import pytest

from app.forms.form import Form
from app.forms.journey import Journey
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Message, in_danish
from app.forms.posted import Posted
from app.forms.questions import Question

Q = TypeVar("Q", bound=Question)

TODAY = date(2026, 11, 22)

MOELLEVEJ = {
    "id": "0a3f50a0-moellevej-4",
    "street": "Møllevej",
    "number": "4",
    "floor": "",
    "door": "",
    "postal_code": "7400",
    "city": "Herning",
    "municipality_code": "0657",
    "text": "Møllevej 4, 7400 Herning",
}
STOREGADE = MOELLEVEJ | {
    "id": "0a3f50a0-storegade-7",
    "street": "Storegade",
    "number": "7",
    "floor": "2",
    "door": "th",
    "text": "Storegade 7, 2. th, 7400 Herning",
}

BO = {
    "cpr": "7003901231",
    "name": "Bo Holm",
    "relation": "spouse",
    "birth_date": "1990-03-10",
    "protected": False,
    "custody": False,
}
CARLA = BO | {
    "cpr": "6505164428",
    "name": "Carla Holm",
    "relation": "child",
    "birth_date": "2016-05-05",
    "custody": True,
}
DAN_PROTECTED = BO | {
    "cpr": "6101801234",
    "name": "Dan Skjult",
    "relation": "other",
    "protected": True,
}

UNITS = [
    {"p_number": "9900010401", "name": "Værkstedet", "address": None},
    {"p_number": "9900010402", "name": "Butikken", "address": MOELLEVEJ},
]

A_FILE = {
    "id": "0197c1d2-0000-7000-8000-000000000001",
    "name": "lejekontrakt.pdf",
    "media_type": "application/pdf",
    "size": 48_211,
    "sha256": "ab" * 32,
}

ADA = {
    "person.name": "Ada Holm",
    "person.address": MOELLEVEJ,
    "person.cpr": "6105904128",
    "person.household": [BO, CARLA, DAN_PROTECTED],
    "person.children": [CARLA],
}

KNOWN = Known(
    today=TODAY,
    register=ADA | {"company.units": UNITS},
    addresses={STOREGADE["id"]: STOREGADE},
    test_numbers=True,
)
REGISTERS_ARE_SILENT = Known(today=TODAY)


def in_days(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def named(question: Q, key: str = "it") -> Q:
    """A question of no form, under a key of its own."""
    question.key = key
    return question


def understood(
    question: Question, *, known: Known = KNOWN, before: Any = None, **fields: Any
) -> Any:
    """The answer read from a page; `fields` by the end of their name, `it` for the plain one."""
    named(question)
    return question.read(Posted.of(_full_names(fields)), known, before)


def refused(question: Question, *, known: Known = KNOWN, before: Any = None, **fields: Any) -> str:
    """The sentence beside the field."""
    named(question)
    with pytest.raises(InvalidAnswer) as problem:
        question.read(Posted.of(_full_names(fields)), known, before)
    return problem.value.say(in_danish)


def said(message: Message | None) -> str:
    """The sentence in Danish; empty when nothing is said."""
    return message.say(in_danish) if message else ""


def stopped_at(journey: Journey) -> str | None:
    """The slug of the step to be answered next; None when all is answered."""
    step = journey.next_unanswered
    return step.slug if step else None


def _full_names(fields: dict[str, Any]) -> dict[str, Any]:
    return {"it" if name == "it" else f"it-{name}": value for name, value in fields.items()}


def slugs(form: type[Form], answers: dict[str, Any], known: Known = KNOWN) -> list[str]:
    """The steps on the path."""
    return [step.slug for step in Journey(form, answers, known).steps]
