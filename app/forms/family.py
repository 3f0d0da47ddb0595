"""The people a register knows beside the applicant: who they are, and who may be answered for."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.forms.conditions import Answers, Condition, OneAnswer
from app.forms.cpr_numbers import birth_date
from app.forms.known import Known
from app.forms.messages import Translate
from app.forms.prefill import person

ADULT_AGE = 18
WITHHELD = "withheld"
"""Stands in place of the people whom the register knows and whoever sends the form may not see."""

Person = Mapping[str, Any]

RELATIONS = {
    "spouse": "Din ægtefælle",
    "partner": "Din samlever",
    "child": "Dit barn",
    "parent": "Din forælder",
}

_NAMED = {person.household: "nogen i husstanden", person.children: "egne børn under 18 år"}


def has_answered(among: str, known: Known) -> bool:
    """Whether the register said anything at all, be it that there is nobody, or nobody to show."""
    return isinstance(known.register.get(among), list) or is_withheld(among, known)


def is_withheld(among: str, known: Known) -> bool:
    """Whether there may be people whom whoever sends the form may not see, and can only type."""
    return known.register.get(among) == WITHHELD


def relatives(among: str, known: Known) -> list[Person]:
    """Those the register names whom the applicant may answer for, protected ones included."""
    said = known.register.get(among)
    found = [each for each in said if is_person(each)] if isinstance(said, list) else []
    return [each for each in found if _in_their_care(each, among, known)]


def may_be_added(cpr: str, among: str, known: Known) -> bool:
    """Whether somebody whose CPR number was typed may be answered for.

    A child needs the applicant's custody, as the register knows it; an adult may come along. A
    silent register stops nobody.
    """
    minor = is_minor(cpr, known.today)
    only_children = among == person.children
    if not has_answered(among, known):
        return minor or not only_children
    if any(each["cpr"] == cpr for each in relatives(among, known)):
        return True
    return not minor and not only_children


def in_words(each: Person, t: Translate) -> str:
    """What somebody is to the applicant, and their year of birth, as far as the register says."""
    relation = RELATIONS.get(str(each.get("relation")))
    parts = [t(relation)] if relation else []
    with suppress(ValueError):
        born = date.fromisoformat(str(each.get("birth_date")))
        parts.append(t("født {year}").format(year=born.year))
    return ", ".join(parts)


def is_minor(cpr: str, today: date) -> bool:
    """Under 18, as the CPR number itself tells."""
    born = birth_date(cpr)
    return born is not None and age(born, today) < ADULT_AGE


def is_person(said: Any) -> bool:
    return (
        isinstance(said, dict)
        and isinstance(said.get("name"), str)
        and isinstance(cpr := said.get("cpr"), str)
        and len(cpr) == 10
        and cpr.isdecimal()
        and cpr.isascii()
    )


def _in_their_care(each: Person, among: str, known: Known) -> bool:
    minor = is_minor(each["cpr"], known.today)
    if among == person.children or minor:
        return minor and each.get("custody") is True
    return True


def age(born: date, today: date) -> int:
    """In whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


@dataclass(frozen=True)
class SomebodyAmong(Condition):
    """There is somebody to choose, as far as we know: a silent register hides nothing, and whom we
    may not show can be typed."""

    among: tuple[str, ...]

    def holds(self, answers: Answers, known: Known) -> bool:
        return any(
            relatives(name, known) or is_withheld(name, known) or not has_answered(name, known)
            for name in self.among
        )

    def say(self) -> str:
        named = " eller ".join(_NAMED.get(name, name) for name in self.among)
        return f"CPR kender {named}, eller CPR ikke har svaret"

    def leaves(self) -> Iterator[Condition]:
        yield self


@dataclass(frozen=True)
class IncludesMinor(OneAnswer):
    """Somebody under 18 is among the people chosen."""

    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
        return isinstance(answer, list) and any(
            is_minor(each["cpr"], known.today) for each in answer if is_person(each)
        )

    @property
    def phrase(self) -> str:
        return "omfatter et barn under 18 år"


def somebody_among(*names: str) -> SomebodyAmong:
    return SomebodyAmong(names)
