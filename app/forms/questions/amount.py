"""An amount in kroner, kept as whole øre: "1.234,50 kr.", "1234,5", "1.234", "500,-"."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from app.forms.conditions import AtLeast
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.questions.question import OneField, Words

_CURRENCY = re.compile(r"^(?:kr\.?|dkk)\s*|\s*(?:kr\.?|kroner|krone|dkk)$", re.IGNORECASE)
_DANISH = re.compile(r"(-?)([0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+)(?:,([0-9]{1,2}|-{1,2}))?")
# A point before one or two digits cannot part thousands: it is a decimal point.
_ENGLISH = re.compile(r"(-?)([0-9]+)\.([0-9]{1,2})")


class Amount(OneField):
    kind = "amount"
    inputmode = "decimal"
    when_missing: ClassVar[str] = "Skriv et beløb."

    def __init__(
        self, label: str, *, at_least: int = 0, at_most: int = 999_999_999_00, **rest: Any
    ) -> None:
        """`at_least` and `at_most` are in øre."""
        super().__init__(label, **rest)
        self.least = at_least
        self.most = at_most

    def understand(self, text: str, known: Known) -> int:
        if len(text) > 40:
            raise InvalidAnswer("Skriv beløbet kortere, med tal alene.")
        amount = _CURRENCY.sub("", " ".join(text.split())).replace("\u2212", "-")
        if re.fullmatch(r"-?[0-9. ]+,[0-9]{3,}", amount):
            raise InvalidAnswer("Skriv højst to cifre efter kommaet. Sæt punktum mellem tusinder.")
        found = _DANISH.fullmatch(amount) or _ENGLISH.fullmatch(amount)
        if found is None:
            raise InvalidAnswer("Skriv beløbet med tal, og sæt komma før ørerne.")
        sign, kroner, ore = found.groups()
        ore = (ore or "").replace("-", "").ljust(2, "0")
        return int(sign + re.sub("[. ]", "", kroner) + ore)

    def well_formed(self, answer: Any) -> bool:
        return isinstance(answer, int) and not isinstance(answer, bool)

    def judge(self, answer: Any, known: Known) -> None:
        # The amount ends in »kr.« and so ends the sentence.
        if answer < self.least:
            raise InvalidAnswer("Skriv et beløb på mindst {least}", least=kroner(self.least))
        if answer > self.most:
            raise InvalidAnswer("Skriv et beløb på højst {most}", most=kroner(self.most))

    def spell(self, answer: Any, known: Known) -> Words:
        return {self.key: kroner(answer).removesuffix(" kr.")}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        if language == "da":
            return kroner(answer)
        sign = "-" if answer < 0 else ""
        return f"{sign}DKK {abs(answer) // 100:,}.{abs(answer) % 100:02}"

    def shape(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def rules(self) -> Iterator[str]:
        yield f"beløb fra {kroner(self.least)} til {kroner(self.most)}"

    def at_least(self, ore: int) -> AtLeast:
        return AtLeast(self, ore)


def kroner(ore: int) -> str:
    """Whole øre as people write them: 123450 is »1.234,50 kr.«."""
    whole = f"{abs(ore) // 100:,}".replace(",", ".")
    return f"{'-' if ore < 0 else ''}{whole},{abs(ore) % 100:02} kr."
