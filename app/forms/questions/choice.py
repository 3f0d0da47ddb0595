"""One of several options: radio buttons, or a list when there are many."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from app.forms.conditions import AnswerIs, AnswerIsAnyOf, Not
from app.forms.family import SomebodyAmong
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.questions.question import OneField


class Choice(OneField):
    kind = "choice"
    when_missing: ClassVar[str] = "Vælg en af mulighederne."

    def __init__(
        self,
        label: str,
        options: dict[str, str],
        *,
        only_if: Mapping[str, SomebodyAmong] | None = None,
        **rest: Any,
    ) -> None:
        """`only_if` says of an option when it is offered; the others always are."""
        super().__init__(label, **rest)
        self.options = options
        self.only_if = only_if or {}

    def offered(self, known: Known) -> dict[str, str]:
        """The options that can be chosen here, by value."""
        return {
            option: label
            for option, label in self.options.items()
            if option not in self.only_if or self.only_if[option].holds({}, known)
        }

    def understand(self, text: str, known: Known) -> str:
        if text not in self.options:
            raise InvalidAnswer("Vælg en af mulighederne.")
        return text

    def well_formed(self, answer: Any) -> bool:
        return isinstance(answer, str) and answer in self.options

    def judge(self, answer: Any, known: Known) -> None:
        if answer not in self.offered(known):
            raise InvalidAnswer(self.missing)

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return t(self.options[answer])

    def shape(self) -> dict[str, Any]:
        return {"enum": list(self.options)}

    def rules(self) -> Iterator[str]:
        yield "vælg én: " + " · ".join(self.options.values())
        for option, condition in self.only_if.items():
            yield f"»{self.options[option]}« vises kun, hvis {condition.say()}"

    def texts(self) -> Iterator[str]:
        yield from super().texts()
        yield from self.options.values()

    def is_(self, option: str) -> AnswerIs:
        return AnswerIs(self, option)

    def is_not(self, option: str) -> Not:
        return Not(AnswerIs(self, option))

    def is_any_of(self, *options: str) -> AnswerIsAnyOf:
        return AnswerIsAnyOf(self, options)
