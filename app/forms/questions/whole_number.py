"""A whole number, as people type one: "12", "1.200", "1 200 stk."."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from app.forms.conditions import AtLeast
from app.forms.known import Known
from app.forms.messages import InvalidAnswer
from app.forms.questions.question import OneField

_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+)")
_UNIT = re.compile(r"\s*(?:stk|styk|styks|personer|person)\.?$", re.IGNORECASE)


class WholeNumber(OneField):
    kind = "whole_number"
    inputmode = "numeric"
    when_missing: ClassVar[str] = "Skriv et tal."

    def __init__(
        self, label: str, *, at_least: int = 0, at_most: int = 999_999_999, **rest: Any
    ) -> None:
        super().__init__(label, **rest)
        self.least = at_least
        self.most = at_most

    def understand(self, text: str, known: Known) -> int:
        if len(text) > 40:
            raise InvalidAnswer("Skriv et kortere tal.")
        number = _UNIT.sub("", " ".join(text.split()))
        if re.fullmatch(r"-?[0-9. ]+,[0-9]+", number):
            raise InvalidAnswer("Skriv et helt tal uden komma.")
        if not _NUMBER.fullmatch(number):
            raise InvalidAnswer("Skriv tallet med cifre alene.")
        return int(re.sub("[. ]", "", number))

    def well_formed(self, answer: Any) -> bool:
        return isinstance(answer, int) and not isinstance(answer, bool)

    def judge(self, answer: Any, known: Known) -> None:
        if answer < self.least:
            raise InvalidAnswer("Skriv et tal på mindst {least}.", least=self.least)
        if answer > self.most:
            raise InvalidAnswer("Skriv et tal på højst {most}.", most=self.most)

    def shape(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def rules(self) -> Iterator[str]:
        yield f"helt tal fra {self.least} til {self.most}"

    def at_least(self, number: int) -> AtLeast:
        return AtLeast(self, number)
