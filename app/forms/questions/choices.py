"""Any number of several options: a box to tick for each."""

from collections.abc import Iterator
from typing import Any, ClassVar

from app.forms.conditions import AtLeast, Includes
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.posted import Posted
from app.forms.questions.question import Question, Words


class Choices(Question):
    kind = "choices"
    when_missing: ClassVar[str] = "Sæt mindst ét kryds."

    def __init__(self, label: str, options: dict[str, str], **rest: Any) -> None:
        super().__init__(label, **rest)
        self.options = options

    def parse(self, posted: Posted, known: Known, before: Any) -> list[str] | None:
        ticked = set(posted.all(self.key)) - {""}
        if not ticked <= self.options.keys():
            raise InvalidAnswer("Vælg mellem de muligheder, der står på siden.")
        return [option for option in self.options if option in ticked] or None

    def well_formed(self, answer: Any) -> bool:
        return (
            isinstance(answer, list)
            and 0 < len(answer) <= len(self.options)
            and all(isinstance(option, str) and option in self.options for option in answer)
            and len(set(answer)) == len(answer)
        )

    def spell(self, answer: Any, known: Known) -> Words:
        return {self.key: list(answer)}

    def typed(self, posted: Posted) -> Words:
        return {self.key: posted.all(self.key)}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return ", ".join(t(self.options[option]) for option in answer)

    def shape(self) -> dict[str, Any]:
        options = {"enum": list(self.options)}
        return {"type": "array", "items": options, "minItems": 1, "uniqueItems": True}

    def rules(self) -> Iterator[str]:
        yield "sæt kryds: " + " · ".join(self.options.values())

    def texts(self) -> Iterator[str]:
        yield from super().texts()
        yield from self.options.values()

    def includes(self, option: str) -> Includes:
        return Includes(self, option)

    def at_least(self, number: int) -> AtLeast:
        return AtLeast(self, number)
