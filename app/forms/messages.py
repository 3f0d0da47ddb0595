"""Sentences to the citizen: Danish in the code, said in the citizen's language on the page."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

Translate = Callable[[str], str]


def in_danish(text: str) -> str:
    """The `Translate` of Danish: our texts are their own keys."""
    return text


class Message:
    """One sentence with its values, for example a warning that stops nobody."""

    def __init__(self, text: str, **values: Any) -> None:
        self.text = text
        self.values = values

    def say(self, t: Translate) -> str:
        return say(self.text, self.values, t)


class InvalidAnswer(ValueError):
    """The answer cannot be used; `say` tells the citizen how to put it right.

    `field` is the end of the name of the field that is wrong ("-month"); empty when it is all.
    """

    def __init__(self, text: str, **values: Any) -> None:
        # Only the sentence: what the citizen typed must never reach a log through an exception.
        super().__init__(text)
        self.text = text
        self.values = values
        self.field = ""

    def beside(self, field: str) -> "InvalidAnswer":
        self.field = field
        return self

    def say(self, t: Translate) -> str:
        return say(self.text, self.values, t)


def say(text: str, values: dict[str, Any], t: Translate) -> str:
    """The sentence in the citizen's language; dates and messages among the values follow along."""
    return t(text).format(**{name: _value(value, t) for name, value in values.items()})


def write_date(day: date, t: Translate) -> str:
    """A date as a person reads it: »1. december 2026«, "1 December 2026"."""
    return t("{day}. {month} {year}").format(
        day=day.day, month=t(MONTHS[day.month - 1]), year=day.year
    )


def listed(words: Sequence[str], t: Translate) -> str:
    """Words as a person reads several of them out: »a, b og c«; empty for none."""
    if len(words) < 2:
        return "".join(words)
    return t("{words} og {last}").format(words=", ".join(words[:-1]), last=words[-1])


def _value(value: Any, t: Translate) -> Any:
    if isinstance(value, date):
        return write_date(value, t)
    if isinstance(value, Message | InvalidAnswer):
        return value.say(t)
    return value


MONTHS = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
