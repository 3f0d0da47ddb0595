"""One of several options: radio buttons, or a list when there are many."""

from collections.abc import Iterator
from typing import Any, ClassVar

from app.forms.conditions import AnswerIs, AnswerIsAnyOf, Not
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.questions.question import Question

MOST_RADIOS = 7


class Choice(Question):
    kind = "choice"
    when_missing: ClassVar[str] = "Vælg en af mulighederne."

    def __init__(self, label: str, options: dict[str, str], **rest: Any) -> None:
        super().__init__(label, **rest)
        self.options = options

    @property
    def as_select(self) -> bool:
        return len(self.options) > MOST_RADIOS

    def understand(self, text: str, known: Known) -> str:
        if text not in self.options:
            raise InvalidAnswer("Vælg en af mulighederne.")
        return text

    def well_formed(self, answer: Any) -> bool:
        return isinstance(answer, str) and answer in self.options

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return t(self.options[answer])

    def shape(self) -> dict[str, Any]:
        return {"enum": list(self.options)}

    def rules(self) -> Iterator[str]:
        yield "vælg én: " + " · ".join(self.options.values())

    def texts(self) -> Iterator[str]:
        yield from super().texts()
        yield from self.options.values()

    def is_(self, option: str) -> AnswerIs:
        return AnswerIs(self, option)

    def is_not(self, option: str) -> Not:
        return Not(AnswerIs(self, option))

    def is_any_of(self, *options: str) -> AnswerIsAnyOf:
        return AnswerIsAnyOf(self, options)
