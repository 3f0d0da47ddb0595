"""A CPR number (personnummer), kept as ten digits.

Modulus 11 is not a rule since 2007: it is at most a reason to look once more.
"""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from stdnum.dk import cpr as stdnum_cpr

from app.forms.cpr_numbers import birth_date, is_test_number
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Message, Translate
from app.forms.questions.question import OneField, Words

_SEPARATORS = re.compile(r"[\s.\-–]+")


class Cpr(OneField):
    kind = "cpr"
    inputmode = "numeric"
    max_length = 20
    when_missing: ClassVar[str] = "Skriv CPR-nummeret."

    def understand(self, text: str, known: Known) -> str:
        return understand_cpr(text, known)

    def well_formed(self, answer: Any) -> bool:
        return isinstance(answer, str) and re.fullmatch("[0-9]{10}", answer) is not None

    def judge(self, answer: Any, known: Known) -> None:
        understand_cpr(answer, known)

    def warning(self, answer: Any, known: Known) -> Message | None:
        if not self.well_formed(answer) or is_test_number(answer):
            return None
        if stdnum_cpr.checksum(answer) == 0:
            return None
        return Message("Se CPR-nummeret efter en ekstra gang. Er det rigtigt, kan du gå videre.")

    def spell(self, answer: Any, known: Known) -> Words:
        return {self.key: with_hyphen(answer)}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return with_hyphen(answer)

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{10}$"}

    def rules(self) -> Iterator[str]:
        yield "CPR-nummer med 10 cifre"


def without_separators(text: str) -> str:
    """A CPR number as people type one, without what stands between its digits."""
    return _SEPARATORS.sub("", text)


def understand_cpr(text: str, known: Known) -> str:
    """Ten digits from what people type; raises InvalidAnswer."""
    if len(text) > 40:
        raise InvalidAnswer("Skriv kun ét CPR-nummer.")
    number = without_separators(text)
    if not re.fullmatch("[0-9]+", number):
        raise InvalidAnswer("Skriv CPR-nummeret med tal alene. En bindestreg må du gerne bruge.")
    if len(number) != 10:
        raise InvalidAnswer(
            "Skriv alle 10 cifre i CPR-nummeret. Du har skrevet {count}.", count=len(number)
        )
    born = birth_date(number)
    if born is None or (is_test_number(number) and not known.test_numbers):
        raise InvalidAnswer("Tjek de første 6 cifre i CPR-nummeret. De skal være en fødselsdato.")
    if born > known.today:
        raise InvalidAnswer("Tjek CPR-nummeret. Fødselsdatoen i det ligger ude i fremtiden.")
    return number


def with_hyphen(number: str) -> str:
    return f"{number[:6]}-{number[6:]}"
