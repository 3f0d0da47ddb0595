"""Yes or no."""

from collections.abc import Iterator
from typing import Any, ClassVar

from app.forms.conditions import AnswerIs
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.questions.question import OneField, Words


class YesNo(OneField):
    kind = "yes_no"
    when_missing: ClassVar[str] = "Vælg ja eller nej."
    options: ClassVar[dict[str, str]] = {"yes": "Ja", "no": "Nej"}

    def understand(self, text: str, known: Known) -> bool:
        if text not in self.options:
            raise InvalidAnswer("Vælg ja eller nej.")
        return text == "yes"

    def well_formed(self, answer: Any) -> bool:
        return isinstance(answer, bool)

    def spell(self, answer: Any, known: Known) -> Words:
        return {self.key: "yes" if answer else "no"}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return t("Ja") if answer else t("Nej")

    def shape(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def rules(self) -> Iterator[str]:
        yield "ja eller nej"

    def texts(self) -> Iterator[str]:
        yield from super().texts()
        yield from self.options.values()

    @property
    def is_yes(self) -> AnswerIs:
        return AnswerIs(self, True)

    @property
    def is_no(self) -> AnswerIs:
        return AnswerIs(self, False)
