"""A time of day, as people write one: "18", "18.30", "kl. 18:30"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from app.forms.conditions import Answers, OneAnswer
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.questions.question import OneField, Question

_TIME = re.compile(r"(?:kl\.?\s*)?([0-9]{1,2})(?:\s*[.:,]?\s*([0-9]{2}))?", re.IGNORECASE)


class Time(OneField):
    """Kept as HH:MM, by the 24-hour clock."""

    kind = "time"
    when_missing: ClassVar[str] = "Skriv klokkeslættet med timer og minutter."

    def understand(self, text: str, known: Known) -> str:
        found = _TIME.fullmatch(text) if len(text) <= 40 else None
        if found is None:
            raise InvalidAnswer("Skriv klokkeslættet med timer og minutter, for eksempel 18.30.")
        hour, minute = int(found[1]), int(found[2] or 0)
        if hour > 23 or minute > 59:
            raise InvalidAnswer("Skriv et klokkeslæt mellem 0.00 og 23.59.")
        return f"{hour:02}:{minute:02}"

    def well_formed(self, answer: Any) -> bool:
        return isinstance(answer, str) and bool(
            re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", answer)
        )

    def spell(self, answer: Any, known: Known) -> dict[str, str | list[str]]:
        return {self.key: _written(answer)}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return t("kl. {time}").format(time=_written(answer))

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    def rules(self) -> Iterator[str]:
        yield "klokkeslæt mellem 0.00 og 23.59"

    def is_after(self, other: "Time") -> "Later":
        return Later(self, other)


@dataclass(frozen=True)
class Later(OneAnswer):
    """The one time comes after the other, on the same day."""

    other: Time

    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
        before = answers.get(self.other.key)
        return isinstance(before, str) and isinstance(answer, str) and answer > before

    @property
    def phrase(self) -> str:
        return f"ligger efter »{self.other.label}«"

    def others(self) -> tuple[Question, ...]:
        return (self.other,)


def _written(answer: str) -> str:
    """»18.30«, as Danish writes it."""
    hour, _, minute = answer.partition(":")
    return f"{int(hour)}.{minute}"
