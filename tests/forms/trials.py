"""Forms to try, whole but for what is handed in."""

import pytest

from app.forms.form import (
    BeforeYouStart,
    Filing,
    Form,
    Privacy,
    Step,
)
from app.forms.questions import Text
from app.forms.verify import BrokenForm, verify


def form(questions, steps, **rest) -> type[Form]:
    """A form that is whole but for what is handed in."""
    whole = {
        "slug": "proeve",
        "title": "Prøve",
        "steps": steps,
        "before_you_start": BeforeYouStart("Alle", 1, (), "Så er du færdig."),
        "what_happens_next": "Intet.",
        "filing": Filing("records", "00.01.02", "G01", "Prøve"),
        "privacy": Privacy("At prøve", "Ingen", "Ingen"),
        "keep_days": 30,
    }
    return type("Trial", (Form,), whole | questions | rest)


def whole_form(**rest) -> type[Form]:
    name = Text("Navn")
    return form({"name": name}, (Step("dig", "Dig", name),), **rest)


def broken(trial: type[Form]) -> str:
    with pytest.raises(BrokenForm) as problem:
        verify(trial)
    assert isinstance(problem.value, TypeError)
    return str(problem.value)
