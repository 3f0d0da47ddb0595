"""Something the citizen must declare by ticking one box: »Jeg erklærer, at …«."""

from collections.abc import Iterator
from typing import Any, ClassVar

from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.questions.question import OneField, Words


class Declaration(OneField):
    kind = "declaration"
    when_missing: ClassVar[str] = (
        "Sæt kryds, hvis du kan erklære det. Ellers kan vi ikke gå videre."
    )

    def understand(self, text: str, known: Known) -> bool:
        if text != "yes":
            raise InvalidAnswer(self.missing)
        return True

    def well_formed(self, answer: Any) -> bool:
        return answer is True

    def spell(self, answer: Any, known: Known) -> Words:
        return {self.key: "yes"}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return t("Ja")

    def shape(self) -> dict[str, Any]:
        return {"const": True}

    def rules(self) -> Iterator[str]:
        yield "skal krydses af"
