"""A phone number: eight Danish digits, or a foreign number with its country code."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.questions.question import OneField, Words

DENMARK = "+45"
_SEPARATORS = re.compile(r"[\s.\-–/()]+")
_TRUNK_ZERO = re.compile(r"\(0\)")


class Phone(OneField):
    """Kept as +4520304050."""

    kind = "phone"
    inputmode = "tel"
    autocomplete = "tel"
    max_length = 40
    when_missing: ClassVar[str] = "Skriv dit telefonnummer."

    def understand(self, text: str, known: Known) -> str:
        if len(text) > 40:
            raise InvalidAnswer("Skriv kun ét telefonnummer.")
        number = _SEPARATORS.sub("", _TRUNK_ZERO.sub("", text))
        number = re.sub("^(?:tlf|telefon|mobil):?", "", number, flags=re.IGNORECASE)
        if number.startswith("00"):
            number = "+" + number[2:]
        if not re.fullmatch(r"\+?[0-9]+", number):
            raise InvalidAnswer("Skriv telefonnummeret med tal alene, eventuelt med + forrest.")
        # People leave the + out of +45.
        if number.startswith("45") and len(number) == 10:
            number = "+" + number
        return number if number.startswith("+") else DENMARK + number

    def judge(self, answer: Any, known: Known) -> None:
        if not re.fullmatch(r"\+[0-9]+", answer):
            raise InvalidAnswer("Skriv telefonnummeret med tal alene, eventuelt med + forrest.")
        if answer.startswith(DENMARK):
            digits = answer.removeprefix(DENMARK)
            if len(digits) != 8:
                raise InvalidAnswer(
                    "Skriv 8 cifre. Du har skrevet {count}. "
                    "Er nummeret udenlandsk, så skriv + og landekoden først.",
                    count=len(digits),
                )
            if digits[0] in "01":
                raise InvalidAnswer(
                    "Tjek det første ciffer. Danske telefonnumre begynder ikke med {digit}.",
                    digit=digits[0],
                )
        elif answer[1] == "0":
            raise InvalidAnswer("Skriv landekoden lige efter +, uden nul først.")
        elif not 7 <= len(answer) - 1 <= 15:
            raise InvalidAnswer(
                "Tjek det udenlandske nummer. Det skal have fra 7 til 15 cifre med landekoden."
            )

    def spell(self, answer: Any, known: Known) -> Words:
        return {self.key: spaced(answer)}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return spaced(answer)

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^\\+[1-9][0-9]{6,14}$"}

    def rules(self) -> Iterator[str]:
        yield "8 cifre, eller et udenlandsk nummer med landekode"


def spaced(number: str) -> str:
    """A Danish number in pairs, »20 30 40 50«; a foreign one as it is."""
    digits = number.removeprefix(DENMARK)
    if number.startswith(DENMARK) and len(digits) == 8:
        return " ".join(digits[i : i + 2] for i in range(0, 8, 2))
    return number
