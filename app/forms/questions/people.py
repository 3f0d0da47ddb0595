"""People: picked from those the register knows, or added by CPR number.

Protected people are never offered: who knows their CPR number can add them, and sees no name.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from app.forms.conditions import AtLeast
from app.forms.family import (
    IncludesMinor,
    Person,
    has_answered,
    in_words,
    is_person,
    may_be_added,
    relatives,
)
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate, in_danish
from app.forms.posted import Posted
from app.forms.prefill import person as prefilled
from app.forms.questions.cpr import understand_cpr
from app.forms.questions.question import Question, Words

PROTECTED = "Person med beskyttelse"
PROTECTED_CHILD = (
    "Har dit barn navne- og adressebeskyttelse, viser vi det ikke på listen. Du kan tilføje det "
    "her, når det bor hos dig, og du har forældremyndighed over det."
)
"""What `adding` says where only one's own children may be chosen."""
EACH_CHILD = (
    "Skriv CPR-nummer og navn på hvert barn under 18 år, som bor hos dig, og som du har "
    "forældremyndighed over. Skriv ét barn ad gangen, og tryk »Tilføj personen«."
)
"""What `in_silence` says there."""
MAX_NAME = 200

Chosen = dict[str, str]


class People(Question):
    """Kept as [{"cpr", "name"}]; `among` is the prefill name of the people to pick from.

    `adding` tells who may be added by CPR number; without it, nobody can be. `in_silence` stands
    in place of it and of the hint where the register is silent, and all must be added.
    """

    kind = "people"
    when_missing: ClassVar[str] = "Vælg mindst én person."

    def __init__(
        self,
        label: str,
        *,
        among: str,
        adding: str | None = None,
        in_silence: str | None = None,
        at_most: int = 20,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.among = among
        self.adding = adding
        self.in_silence = in_silence
        self.at_most = at_most

    def people(
        self, known: Known, answer: Any, t: Translate = in_danish
    ) -> list[tuple[str, str, str]]:
        """Those to tick, as (id, name, hint): the visible relatives, then people added already."""
        offered = [
            (f"h{i}", str(person["name"]), in_words(person, t))
            for i, person in enumerate(self._visible(known))
        ]
        added = [
            (f"a{i}", person["name"] or t(PROTECTED), "")
            for i, person in enumerate(self._added(known, answer))
        ]
        return offered + added

    def parse(self, posted: Posted, known: Known, before: Any) -> list[Chosen] | None:
        ticked = set(posted.all(self.key))
        chosen = [
            {"cpr": person["cpr"], "name": person["name"]}
            for i, person in enumerate(self._visible(known))
            if f"h{i}" in ticked
        ]
        chosen += [p for i, p in enumerate(self._added(known, before)) if f"a{i}" in ticked]
        new = self._new(posted, known) if self.adding else None
        if new is not None and all(person["cpr"] != new["cpr"] for person in chosen):
            chosen.append(new)
        return self._in_order(chosen, known) or None

    def _new(self, posted: Posted, known: Known) -> Chosen | None:
        number, name = posted.one(f"{self.key}-cpr"), posted.one(f"{self.key}-name")
        name = " ".join(name.split())
        if not number:
            if name:
                raise InvalidAnswer("Skriv også CPR-nummeret på den, du vil tilføje.").beside(
                    "-cpr"
                )
            return None
        try:
            cpr = understand_cpr(number, known)
        except InvalidAnswer as not_a_number:
            raise not_a_number.beside("-cpr") from None
        if cpr == known.register.get("person.cpr"):
            raise InvalidAnswer("Skriv en andens CPR-nummer. Dig selv har vi med.").beside("-cpr")
        # Before anything else is asked, so that all who may not be added are met alike.
        self._must_be_allowed(cpr, known)
        for person in relatives(self.among, known):
            if person["cpr"] == cpr:
                # A protected name is dropped even if it was typed.
                return {"cpr": cpr, "name": "" if person.get("protected") else person["name"]}
        # Without the register only the citizen knows who is protected: they leave the name out.
        if not name and not self.meets_silence(known):
            raise InvalidAnswer("Skriv også navnet på den, du vil tilføje.").beside("-name")
        if len(name) > MAX_NAME:
            raise InvalidAnswer("Forkort navnet til højst {most} tegn.", most=MAX_NAME).beside(
                "-name"
            )
        return {"cpr": cpr, "name": name}

    def judge(self, answer: Any, known: Known) -> None:
        if len(answer) > self.at_most:
            raise InvalidAnswer("Vælg højst {most} personer.", most=self.at_most)
        for person in answer:
            self._must_be_allowed(person["cpr"], known)

    def _must_be_allowed(self, cpr: str, known: Known) -> None:
        if may_be_added(cpr, self.among, known):
            return
        if self._only_children:
            raise InvalidAnswer(
                "Her kan du kun vælge børn under 18 år, som bor hos dig, og som du har "
                "forældremyndighed over. Kontakt kommunen, hvis et barn mangler."
            ).beside("-cpr")
        raise InvalidAnswer(
            "Du kan kun tage et barn under 18 år med, hvis det bor hos dig, og du har "
            "forældremyndighed over det. Kontakt kommunen, hvis et barn mangler."
        ).beside("-cpr")

    @property
    def _only_children(self) -> bool:
        return self.among == prefilled.children

    def meets_silence(self, known: Known) -> bool:
        return not has_answered(self.among, known)

    def well_formed(self, answer: Any) -> bool:
        return isinstance(answer, list) and len(answer) > 0 and all(map(is_person, answer))

    def origin(self, answer: Any, known: Known, typed_by: str) -> str:
        if not self.well_formed(answer):
            return typed_by
        offered = {person["cpr"] for person in self._visible(known)}
        return "register" if all(each["cpr"] in offered for each in answer) else typed_by

    def without_protected(self, answer: Any, known: Known) -> Any:
        if not self.well_formed(answer):
            return answer
        protected = {each["cpr"] for each in relatives(self.among, known) if each.get("protected")}
        return [each | {"name": ""} if each["cpr"] in protected else each for each in answer]

    def _visible(self, known: Known) -> list[Person]:
        return [each for each in relatives(self.among, known) if not each.get("protected")]

    def _added(self, known: Known, answer: Any) -> list[Chosen]:
        if not self.well_formed(answer):
            return []
        visible = {person["cpr"] for person in self._visible(known)}
        answer = self.without_protected(answer, known)
        return [person for person in answer if person["cpr"] not in visible]

    def _in_order(self, chosen: list[Chosen], known: Known) -> list[Chosen]:
        """The register's first, as it lists them, so that the ids of those added stay."""
        order = [person["cpr"] for person in self._visible(known)]
        last = len(order)
        return sorted(chosen, key=lambda p: order.index(p["cpr"]) if p["cpr"] in order else last)

    def field_names(self) -> tuple[str, ...]:
        return (self.key, f"{self.key}-cpr", f"{self.key}-name")

    def words(self, answer: Any, known: Known) -> Words:
        chosen = {p["cpr"] for p in answer} if self.well_formed(answer) else set()
        offered = [f"h{i}" for i, p in enumerate(self._visible(known)) if p["cpr"] in chosen]
        added = [f"a{i}" for i, _ in enumerate(self._added(known, answer))]
        return {self.key: offered + added, f"{self.key}-cpr": "", f"{self.key}-name": ""}

    def typed(self, posted: Posted) -> Words:
        words = super().typed(posted)
        return words | {self.key: posted.all(self.key)}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return ", ".join(person["name"] or t(PROTECTED) for person in answer)

    def hint_when(self, register_silent: bool) -> str | None:
        return (self.in_silence if register_silent else None) or self.hint

    def adding_when(self, register_silent: bool) -> str | None:
        """What is said of adding somebody, unless the hint has said it all."""
        return None if register_silent and self.in_silence else self.adding

    def shape(self) -> dict[str, Any]:
        person = {
            "type": "object",
            "properties": {
                "cpr": {"type": "string", "pattern": "^[0-9]{10}$"},
                "name": {"type": "string"},
            },
            "required": ["cpr", "name"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": person, "minItems": 1, "maxItems": self.at_most}

    def rules(self) -> Iterator[str]:
        if self._only_children:
            yield "vælges blandt egne børn under 18 år i CPR; andre afvises"
        else:
            yield "vælges blandt husstanden i CPR; børn kun med forældremyndighed"
        if self.adding:
            yield f"kan tilføjes med CPR-nummer: {self.adding}"
        if self.in_silence:
            yield f"svarer CPR ikke, står der i stedet: {self.in_silence}"

    def texts(self) -> Iterator[str]:
        yield from super().texts()
        yield from filter(None, (self.adding, self.in_silence))

    def at_least(self, number: int) -> AtLeast:
        return AtLeast(self, number)

    @property
    def includes_minor(self) -> IncludesMinor:
        return IncludesMinor(self)
