"""A production unit (produktionsenhed) of the company or association: one of those CVR knows."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.prefill import company
from app.forms.questions.question import OneField, Words

_SEPARATORS = re.compile(r"[\s.\-–]+")


class Unit(OneField):
    """Kept as {"p_number", "name"}. Is there only one, nobody is asked; has CVR none, there is no
    answer; and where CVR is silent, the P number is typed, without a name."""

    kind = "unit"
    when_missing: ClassVar[str] = "Vælg, hvilken produktionsenhed det gælder."

    def __init__(self, label: str, *, among: str = company.units, **rest: Any) -> None:
        super().__init__(label, prefill=among, **rest)

    def units(self, known: Known) -> list[dict[str, str]]:
        """Those to choose among, in the register's order."""
        said = known.register.get(self.prefill or "")
        found = said if isinstance(said, list) else []
        return [
            {"p_number": each["p_number"], "name": each["name"]}
            for each in found
            if isinstance(each, dict) and self.well_formed(each)
        ]

    def options(self, known: Known) -> list[tuple[str, str, str]]:
        """As the page shows them: P number, name, and the address or the number beneath it."""
        said = known.register.get(self.prefill or "") or []
        addresses = {each["p_number"]: each.get("address") for each in said}
        return [
            (unit["p_number"], unit["name"] or unit["p_number"], _hint(addresses, unit["p_number"]))
            for unit in self.units(known)
        ]

    def suggested(self, known: Known) -> Any:
        units = self.units(known)
        return units[0] if len(units) == 1 else None

    def is_locked(self, known: Known) -> bool:
        return self.suggested(known) is not None

    def of_number(self, number: str, known: Known) -> dict[str, str] | None:
        """The unit of that P number, as far as CVR knows it."""
        try:
            return self.understand(number, known) if number else None
        except InvalidAnswer:
            return None

    def understand(self, text: str, known: Known) -> dict[str, str]:
        number = _SEPARATORS.sub("", text)
        if not self.meets_silence(known):
            for unit in self.units(known):
                if unit["p_number"] == number:
                    return unit
            raise InvalidAnswer("Vælg en af mulighederne.")
        if not re.fullmatch("[0-9]{10}", number):
            raise InvalidAnswer("Skriv P-nummeret med alle 10 cifre.")
        return {"p_number": number, "name": ""}

    def check(self, answer: Any, known: Known) -> None:
        has_none = not self.meets_silence(known) and not self.units(known)
        if answer is None and has_none:
            return
        super().check(answer, known)

    def judge(self, answer: Any, known: Known) -> None:
        numbers = [unit["p_number"] for unit in self.units(known)]
        if not self.meets_silence(known) and answer["p_number"] not in numbers:
            raise InvalidAnswer(self.missing)

    def well_formed(self, answer: Any) -> bool:
        return (
            isinstance(answer, dict)
            and isinstance(answer.get("name"), str)
            and isinstance(number := answer.get("p_number"), str)
            and re.fullmatch("[0-9]{10}", number) is not None
        )

    def spell(self, answer: Any, known: Known) -> Words:
        return {self.key: answer["p_number"]}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        number = t("P-nummer {number}").format(number=answer["p_number"])
        return f"{answer['name']}, {number}" if answer["name"] else number

    def origin(self, answer: Any, known: Known, typed_by: str) -> str:
        return "register" if answer in self.units(known) else typed_by

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.shape(), {"type": "null"}]}

    def shape(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "p_number": {"type": "string", "pattern": "^[0-9]{10}$"},
                "name": {"type": "string"},
            },
            "required": ["p_number", "name"],
            "additionalProperties": False,
        }

    def rules(self) -> Iterator[str]:
        yield "vælges blandt produktionsenhederne i CVR; er der kun én, er den udfyldt"
        yield "svarer CVR ikke, skrives P-nummeret"


def _hint(addresses: dict[str, Any], p_number: str) -> str:
    address = addresses.get(p_number)
    return str(address["text"]) if isinstance(address, dict) and address.get("text") else ""
