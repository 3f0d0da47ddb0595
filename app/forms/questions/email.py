"""An e-mail address; each way of getting one wrong has its own sentence."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from app.forms.known import Known
from app.forms.messages import InvalidAnswer
from app.forms.questions.question import OneField

MAX_LENGTH = 254
_DOMAIN = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*")
_NAME = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}")


class Email(OneField):
    kind = "email"
    inputmode = "email"
    autocomplete = "email"
    max_length = MAX_LENGTH
    when_missing: ClassVar[str] = "Skriv din e-mailadresse."

    def understand(self, text: str, known: Known) -> str:
        if len(text) > 2 * MAX_LENGTH:
            raise InvalidAnswer("Skriv en kortere e-mailadresse. Den må højst være på 254 tegn.")
        email = text.removeprefix("mailto:").strip("<>")
        name, _, domain = email.rpartition("@")
        return f"{name}@{domain.lower()}" if name else email

    def judge(self, answer: Any, known: Known) -> None:
        if len(answer) > MAX_LENGTH:
            raise InvalidAnswer("Skriv en kortere e-mailadresse. Den må højst være på 254 tegn.")
        if any(character.isspace() for character in answer):
            raise InvalidAnswer("Fjern mellemrummet i e-mailadressen. Skriv kun én adresse.")
        if "@" not in answer:
            raise InvalidAnswer("Sæt et @ i e-mailadressen.")
        if answer.count("@") > 1:
            raise InvalidAnswer("Skriv kun én e-mailadresse, med ét @.")
        if "," in answer or ";" in answer:
            raise InvalidAnswer("Ret kommaet i e-mailadressen til et punktum.")
        name, _, domain = answer.partition("@")
        if not name:
            raise InvalidAnswer("Skriv også det, der står før @ i e-mailadressen.")
        if not domain:
            raise InvalidAnswer("Skriv også det, der står efter @ i e-mailadressen.")
        if ".." in answer or name.startswith(".") or name.endswith("."):
            raise InvalidAnswer("Fjern det punktum, der er for meget i e-mailadressen.")
        if "." not in domain.rstrip("."):
            raise InvalidAnswer("Skriv e-mailadressen helt ud, også det sidste efter punktummet.")
        if not _NAME.fullmatch(name) or not _DOMAIN.fullmatch(domain):
            raise InvalidAnswer("Tjek e-mailadressen for tegn, der ikke hører til.")

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": MAX_LENGTH, "pattern": "^[^@\\s]+@[^@\\s]+$"}

    def rules(self) -> Iterator[str]:
        yield "e-mailadresse"
