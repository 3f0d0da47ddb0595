"""One line of text."""

from collections.abc import Iterator
from typing import Any

from app.forms.known import Known
from app.forms.messages import InvalidAnswer
from app.forms.posted import LONGEST
from app.forms.questions.question import OneField


class Text(OneField):
    kind = "text"
    inputmode = "text"

    def __init__(
        self, label: str, *, max_length: int = 200, autocomplete: str | None = None, **rest: Any
    ) -> None:
        super().__init__(label, **rest)
        self.max_length = min(max_length, LONGEST)
        self.autocomplete = autocomplete

    def understand(self, text: str, known: Known) -> str:
        return " ".join(text.split()) if len(text) <= LONGEST else text

    def judge(self, answer: Any, known: Known) -> None:
        if len(answer) > self.max_length:
            raise InvalidAnswer("Forkort svaret til højst {most} tegn.", most=self.max_length)

    def shape(self) -> dict[str, Any]:
        # No maxLength: a name from a register is never cut or refused.
        return {"type": "string", "minLength": 1}

    def rules(self) -> Iterator[str]:
        if not self.locked:
            yield f"højst {self.max_length} tegn"
